// A search over the texts of all steps of the shown runs: the server reads them, piece by piece.
import { searchTexts, type RunName, type Tag, type TextMatch, type TextPlace } from "@runboard/contract";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { cellKey } from "../../cards/cell-key.ts";
import { encodeStep } from "../../cards/page-step.ts";
import { api } from "../../data/api.ts";
import { fingerprint } from "../../data/fingerprint.ts";
import { inTurn } from "../../data/in-turn.ts";
import { tagsQuery } from "../../data/queries.ts";
import { RunMark } from "../../runs/run-mark.tsx";
import { useRunScope } from "../../runs/run-scope.tsx";
import { compileFilter } from "../../ui/filter.ts";
import { formatCount, formatCounted } from "../../ui/format.ts";
import { SearchBox } from "../../ui/search-box.tsx";
import { textSearch } from "./search.ts";

const REST_MILLIS = 300;

export function SearchInput() {
  const { query } = textSearch.useSearch();
  const change = textSearch.useChange();
  return (
    <SearchBox
      label="Search the texts of all steps"
      placeholder="Search all steps"
      maxLength={1000}
      value={query}
      restMillis={REST_MILLIS}
      onChange={(text) => change({ query: text }, { isReplacing: true })}
    />
  );
}

/** Of one answer. */
const MATCHES_AT_ONCE = 100;
/** Beyond these it goes on when it is asked to. */
const MATCHES_UNASKED = 200;

export function SearchResults({ query }: { readonly query: string }) {
  const selection = useSelection();
  const { data, error, isFetching, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    ...matchesQuery(query, selection),
    enabled: selection !== null,
  });
  const pages = data?.pages ?? [];
  const matches = withoutDoubles(pages.flatMap((page) => page.matches));
  const unreadCount = pages.reduce((sum, page) => sum + page.unreadCount, 0);
  const goesOn = hasNextPage && matches.length < MATCHES_UNASKED && !error;
  useEffect(() => {
    if (goesOn && !isFetching) void fetchNextPage();
  }, [goesOn, isFetching, fetchNextPage]);
  const searched = pages.reduce((sum, page) => sum + page.searchedCount, 0);
  const isWhole = data !== undefined && !hasNextPage;
  return (
    <section className="text-results" aria-label={`Texts with “${query}”`}>
      <p className="text-results-count" role="status">
        {error ? (
          <>The search failed: {error.message} </>
        ) : (
          <>
            {selection === null && "Waiting for the list of tags. "}
            <b>{matches.length === 0 ? "No text" : formatCounted(matches.length, "text")}</b> with “{query}”
            {isWhole ? "" : isFetching ? " so far" : ", and maybe more"}, {formatCount(searched)} looked
            through.{" "}
          </>
        )}
        {unreadCount > 0 && <>{formatCount(unreadCount)} could not be read. </>}
        {hasNextPage && !goesOn && !isFetching && (
          <button type="button" className="link" onClick={() => void fetchNextPage()}>
            Search on
          </button>
        )}{" "}
        {!isFetching && (
          <button type="button" className="link" onClick={() => void refetch()}>
            Search again
          </button>
        )}
      </p>
      <ul>
        {matches.map((match, i) => (
          <li key={i}>
            <Match match={match} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Match({ match }: { readonly match: TextMatch }) {
  const { run, tag, step, before, after, matchCount } = match;
  const change = textSearch.useChange();
  return (
    <button
      type="button"
      className="text-match"
      onClick={() => change({ view: "step", step: encodeStep(step), full: cellKey("text", { run, tag }) })}
    >
      <span className="text-match-place">
        <RunMark run={run} /> {run} · {tag} · step {formatCount(step)}
        {matchCount > 1 && ` · ${formatCounted(matchCount, "time")}`}
      </span>
      <span className="text-match-words" dir="auto">
        {before}
        <mark>{match.match}</mark>
        {after}
      </span>
    </button>
  );
}

/** A series that changed meanwhile was searched twice. */
function withoutDoubles(matches: readonly TextMatch[]): readonly TextMatch[] {
  const placeOf = ({ run, tag, step, wallTimeSeconds, before }: TextMatch): string =>
    JSON.stringify([run, tag, step, wallTimeSeconds, before]);
  return [...new Map(matches.map((match) => [placeOf(match), match])).values()];
}

interface TextSelection {
  readonly runs: readonly RunName[];
  readonly tags: readonly Tag[];
}

/** What is shown: runs that are chosen, tags that pass the filter. Null until that is known. */
function useSelection(): TextSelection | null {
  const { tagFilter } = textSearch.useSearch();
  const { shown } = useRunScope();
  const { data } = useQuery(tagsQuery("tensor"));
  return useMemo(() => {
    if (!data) return null;
    const filter = compileFilter(tagFilter);
    const tags = data.tags.filter(({ plugin, tag }) => plugin === "text" && filter.matches(tag));
    return { runs: [...shown], tags: tags.map(({ tag }) => tag) };
  }, [data, shown, tagFilter]);
}

function matchesQuery(query: string, selection: TextSelection | null) {
  const { runs, tags } = selection ?? { runs: [], tags: [] };
  return {
    queryKey: ["text search", query, fingerprint(runs), fingerprint(tags)],
    queryFn: ({
      pageParam,
      signal,
    }: {
      readonly pageParam: TextPlace | null;
      readonly signal: AbortSignal;
    }) => {
      const body = {
        query,
        runs: [...runs],
        tags: [...tags],
        maxMatches: MATCHES_AT_ONCE,
        ...(pageParam && { from: pageParam }),
      };
      return inTurn(() => api.call(searchTexts, { body }, { signal }), signal);
    },
    initialPageParam: null,
    getNextPageParam: ({ next }: { readonly next: TextPlace | null }) => next,
  };
}
