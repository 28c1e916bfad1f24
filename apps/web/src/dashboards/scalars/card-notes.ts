// What a card tells of its lines besides their values: restarts, what they replaced, and findings. Fetched only for runs that have any.
import type { Line } from "@runboard/charts";
import type { Finding, Restart, RunName, ScalarSeries, Tag } from "@runboard/contract";
import { keepPreviousData, queryOptions, useQueries, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { api } from "../../data/api.ts";
import { fingerprint } from "../../data/fingerprint.ts";
import { inTurn } from "../../data/in-turn.ts";
import { usePreferences } from "../../ui/preferences.ts";
import { useRunScope } from "../../runs/run-scope.tsx";
import type { CardEntry } from "./card-entry.ts";
import { lineOfReplaced, type CardLine, type CardLines } from "./card-lines.ts";
import { isPlain, type Derivation } from "./derivation.ts";
import { findingNotes, type LineNote } from "./line-notes.ts";
import { historyQuery, type RunsOfCard } from "./queries.ts";
import { replacedLines, restartNotes } from "./restarts.ts";
import type { SeriesWindow } from "./series-page.ts";

/** By tag, then by run. */
type ByLine<Item> = ReadonlyMap<string, ReadonlyMap<RunName, Item>>;
type Restarts = ByLine<readonly Restart[]>;
type Findings = ByLine<readonly Finding[]>;
type Histories = ByLine<ScalarSeries>;

interface CardNotes {
  /** The card's lines with what is worth knowing of them. */
  readonly byId: CardLines;
  /** Points that restarts replaced, to stand behind all lines. */
  readonly replaced: readonly Line[];
}

const none: readonly never[] = [];
const noRestarts: Restarts = new Map();
const noFindings: Findings = new Map();
const noHistories: Histories = new Map();

/** @param showsReplaced whether what restarts replaced is drawn too. */
export function useCardNotes(
  byId: CardLines,
  asked: {
    readonly entry: CardEntry;
    readonly runs: readonly RunName[];
    readonly derivation: Derivation;
    readonly window: SeriesWindow;
    readonly isEnabled: boolean;
  },
  showsReplaced: boolean,
): CardNotes {
  const { entry, derivation, window } = asked;
  const restarted = useRestartedRuns(asked);
  const restarts = useRestarts(asked, restarted);
  const histories = useHistories(asked, restarted, showsReplaced);
  const findings = useFindings(asked);
  const { colorOf } = useRunScope();
  const { axis } = window;
  const canTell = isPlain(entry.spec, derivation);
  return useMemo((): CardNotes => {
    const isNothing = restarts.size === 0 && findings.size === 0 && histories.size === 0;
    if (!canTell || isNothing) return { byId, replaced: none };
    const of = <Item>(known: ByLine<Item>, line: CardLine) =>
      line.run === null ? undefined : known.get(line.source ?? entry.tag ?? "")?.get(line.run);
    const noted = new Map<string, CardLine>();
    for (const [id, line] of byId) {
      const notes: readonly LineNote[] = [
        ...restartNotes(of(restarts, line) ?? none, axis, line),
        ...findingNotes(of(findings, line) ?? none, line.columns),
      ];
      noted.set(id, notes.length > 0 ? { ...line, notes } : line);
    }
    const replaced = entry.spec.sources.flatMap((source, index) => {
      const ofRuns = "tag" in source ? histories.get(source.tag) : undefined;
      return [...(ofRuns?.values() ?? none)].flatMap((series) =>
        replacedLines(lineOfReplaced(entry.spec, index, series, colorOf), series, axis),
      );
    });
    return { byId: noted, replaced };
  }, [byId, canTell, restarts, findings, histories, axis, entry.tag, entry.spec, colorOf]);
}

interface Asked {
  readonly entry: CardEntry;
  readonly runs: readonly RunName[];
  readonly derivation: Derivation;
  readonly window: SeriesWindow;
  readonly isEnabled: boolean;
}

function useRestartedRuns({ runs }: Asked): RunsOfCard {
  const { byName } = useRunScope();
  return useRunsWith(runs, (run) => (byName.get(run)?.restartCount ?? 0) > 0);
}

function useRestarts({ entry, derivation, isEnabled }: Asked, restarted: RunsOfCard): Restarts {
  const isWanted = isEnabled && restarted.runs.length > 0 && isPlain(entry.spec, derivation);
  const { data } = useQuery({
    ...restartsQuery(tagsOf(entry), restarted),
    enabled: isWanted,
    placeholderData: keepPreviousData,
  });
  return (isWanted && data) || noRestarts;
}

/** Key of where series go on after restarts; the live stream makes it stale. */
const restartsKey = ["restarts"] as const;

function restartsQuery(tags: readonly Tag[], { runs, id }: RunsOfCard) {
  return queryOptions({
    queryKey: [...restartsKey, tags, id],
    queryFn: async ({ signal }): Promise<Restarts> => {
      const { restarts } = await inTurn(
        () => api.restarts({ tags: [...tags], runs: [...runs] }, { signal }),
        signal,
        "note",
      );
      return byTagAndRun(restarts);
    },
    structuralSharing: false,
  });
}

function byTagAndRun<Item extends { readonly tag: Tag; readonly run: RunName }>(
  items: readonly Item[],
): ByLine<readonly Item[]> {
  const byTag = new Map<string, Map<RunName, Item[]>>();
  for (const item of items) {
    const byRun = byTag.get(item.tag) ?? new Map<RunName, Item[]>();
    byTag.set(item.tag, byRun.set(item.run, [...(byRun.get(item.run) ?? []), item]));
  }
  return byTag;
}

/** Series with the points that were replaced, while those are drawn. */
function useHistories(
  { entry, derivation, window, isEnabled }: Asked,
  restarted: RunsOfCard,
  showsReplaced: boolean,
): Histories {
  const isWanted = showsReplaced && isEnabled && restarted.runs.length > 0 && isPlain(entry.spec, derivation);
  const tags = useMemo(() => tagsOf(entry), [entry]);
  // The same function as long as it gives the same: its answer is remembered by it.
  const combine = useCallback(
    (answers: readonly { readonly data: ReadonlyMap<RunName, ScalarSeries> | undefined }[]): Histories =>
      isWanted
        ? new Map(answers.map(({ data }, index) => [tags[index] ?? "", data ?? new Map()]))
        : noHistories,
    [isWanted, tags],
  );
  return useQueries({
    queries: tags.map((tag) => ({
      ...historyQuery(tag, restarted, window),
      enabled: isWanted,
      placeholderData: keepPreviousData,
    })),
    combine,
  });
}

function useFindings({ entry, runs, derivation, isEnabled }: Asked): Findings {
  const { showsFindings } = usePreferences();
  const { byName } = useRunScope();
  const found = useRunsWith(runs, (run) => (byName.get(run)?.findingCount ?? 0) > 0);
  const isWanted = showsFindings && isEnabled && found.runs.length > 0 && isPlain(entry.spec, derivation);
  const { data } = useQuery({
    ...findingsQuery(tagsOf(entry), found),
    enabled: isWanted,
    placeholderData: keepPreviousData,
  });
  return (isWanted && data) || noFindings;
}

/** Key of what was noticed while reading; the live stream makes it stale. */
const findingsKey = ["findings"] as const;

function findingsQuery(tags: readonly Tag[], { runs, id }: RunsOfCard) {
  return queryOptions({
    queryKey: [...findingsKey, tags, id],
    queryFn: async ({ signal }): Promise<Findings> => {
      const { findings } = await inTurn(
        () => api.findings({ tags: [...tags], runs: [...runs] }, { signal }),
        signal,
        "note",
      );
      return byTagAndRun(findings);
    },
    structuralSharing: false,
  });
}

function useRunsWith(runs: readonly RunName[], has: (run: RunName) => boolean): RunsOfCard {
  const chosen = runs.filter(has);
  const id = fingerprint(chosen);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the fingerprint stands for the runs
  return useMemo(() => ({ runs: chosen, id }), [id]);
}

function tagsOf({ spec }: CardEntry): readonly Tag[] {
  return spec.sources.flatMap((source) => ("tag" in source ? [source.tag] : []));
}
