// Why there is no card, and what to do.
import { kinds, type KindId } from "@runboard/contract";
import { useQuery } from "@tanstack/react-query";
import { statusQuery } from "../data/queries.ts";
import { useRunChoice, useRunScope } from "../runs/run-scope.tsx";
import { HowToLog } from "../states/how-to-log.tsx";
import { LoggedKinds } from "../states/logged-kinds.tsx";
import { nounOf } from "../states/logged-text.ts";
import { Notice } from "../states/notice.tsx";
import { useBoardSearch } from "../url/board-search.ts";
import { useChangeBoard } from "../url/change-view.ts";
import { formatCount, formatCounted } from "../ui/format.ts";
import type { VisibleTags } from "./visible-tags.ts";

type Reason = Exclude<VisibleTags, { readonly kind: "groups" }>;

interface NoCardsProps {
  readonly reason: Reason;
  /** What the dashboard shows. */
  readonly kind: KindId;
}

export function NoCards({ reason, kind }: NoCardsProps) {
  switch (reason.kind) {
    case "no-tags":
      return <NoTags kind={kind} />;
    case "no-runs-shown":
      return <NoRunsShown />;
    case "none-in-shown-runs":
      return <NoneInShownRuns kind={kind} />;
    case "none-match":
      return <NoneMatch tagCount={reason.tagCount} />;
  }
}

function NoTags({ kind }: { readonly kind: KindId }) {
  const noun = nounOf(kind);
  const { runs } = useRunScope();
  const { data: status } = useQuery(statusQuery);
  if (status && status.loading.phase !== "ready")
    return (
      <Notice title={`No ${noun} so far`}>
        <p>The log directory is still being read; cards appear as their first values are found.</p>
      </Notice>
    );
  return (
    <Notice title={`No run has ${noun}`}>
      <p>{describeRuns(runs)}</p>
      <LoggedKinds except={kind} />
      <p>{kinds[kind].title} are logged like this:</p>
      <HowToLog kind={kind} logdir={status?.logdir ?? "runs"} />
    </Notice>
  );
}

function NoRunsShown() {
  const { filter, matching, selected, runs } = useRunScope();
  const { show, reset } = useRunChoice();
  const changeView = useChangeBoard();
  if (filter.isActive && matching.length === 0)
    return (
      <Notice title="No run matches the filter">
        <p>None of {formatCounted(runs.length, "run")} has a name that matches it.</p>
        <button type="button" className="button" onClick={() => changeView({ runFilter: "" })}>
          Clear the filter
        </button>
      </Notice>
    );
  return (
    <Notice title="No run is shown">
      <p>
        {selected.size > 0
          ? `${formatCounted(selected.size, "run")} ${selected.size === 1 ? "is" : "are"} chosen, but the filter leaves none of them.`
          : "Choose runs in the list at the left."}
      </p>
      {filter.isActive ? (
        <button type="button" className="button" onClick={() => show(matching, true)}>
          Show the {formatCounted(matching.length, "matching run")}
        </button>
      ) : (
        <button type="button" className="button" onClick={reset}>
          Show {runs.length === 1 ? "the run" : "runs again"}
        </button>
      )}
    </Notice>
  );
}

function NoneInShownRuns({ kind }: { readonly kind: KindId }) {
  const noun = nounOf(kind);
  const { shown, runs } = useRunScope();
  const { reset } = useRunChoice();
  const shownRuns = runs.filter(({ run }) => shown.has(run));
  const only = shownRuns.length === 1 ? shownRuns[0] : undefined;
  return (
    <Notice title={only ? `${only.run} has no ${noun}` : `The shown runs have no ${noun}`}>
      <p>
        {describeRuns(shownRuns)} Other runs have {noun}.
      </p>
      <button type="button" className="button" onClick={reset}>
        Show runs again
      </button>
    </Notice>
  );
}

function NoneMatch({ tagCount }: { readonly tagCount: number }) {
  const { tagFilter } = useBoardSearch();
  const changeView = useChangeBoard();
  return (
    <Notice title="No tag matches the filter">
      <p>
        None of {formatCounted(tagCount, "tag")} of the shown runs matches <code>{tagFilter}</code>.
      </p>
      <button type="button" className="button" onClick={() => changeView({ tagFilter: "" })}>
        Clear the filter
      </button>
    </Notice>
  );
}

function describeRuns(
  runs: readonly {
    readonly seriesCount: number;
    readonly fileCount: number;
    readonly problems: readonly unknown[];
  }[],
): string {
  const seriesCount = runs.reduce((sum, run) => sum + run.seriesCount, 0);
  const fileCount = runs.reduce((sum, run) => sum + run.fileCount, 0);
  const files = formatCounted(fileCount, "file");
  if (seriesCount > 0)
    return `${files} ${fileCount === 1 ? "was" : "were"} read and ${formatCount(seriesCount)} series of other kinds found in ${fileCount === 1 ? "it" : "them"}.`;
  const damaged = runs.some(({ problems }) => problems.length > 0)
    ? " Some of it is damaged: see below the list of runs."
    : "";
  return `${files} ${fileCount === 1 ? "was" : "were"} read, without any data in ${fileCount === 1 ? "it" : "them"}.${damaged}`;
}
