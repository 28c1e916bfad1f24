// What a card tells of its lines besides their values: restarts with what they replaced, and findings. Fetched only for runs that have any.
import type { Line } from "@runboard/charts";
import type { Finding, RunName, ScalarSeries, Tag } from "@runboard/contract";
import { keepPreviousData, queryOptions, useQueries, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { api } from "../../api.ts";
import { fingerprint } from "../../fingerprint.ts";
import { usePreferences } from "../../preferences.ts";
import { useRunScope } from "../../runs/run-scope.tsx";
import type { CardEntry } from "./card-entry.ts";
import type { CardLine, CardLines } from "./card-lines.ts";
import { isPlain, type Derivation } from "./derivation.ts";
import { findingNotes, type LineNote } from "./line-notes.ts";
import { historyQuery, type RunsOfCard } from "./queries.ts";
import { replacedLines, restartNotes, restartsOf, type Restart } from "./restarts.ts";
import type { SeriesWindow } from "./series-page.ts";

/** By tag, then by run. */
type Restarts = ReadonlyMap<string, ReadonlyMap<RunName, readonly Restart[]>>;
type Findings = ReadonlyMap<string, ReadonlyMap<RunName, readonly Finding[]>>;

interface CardNotes {
  /** The card's lines with what is worth knowing of them. */
  readonly byId: CardLines;
  /** Points that restarts replaced, to stand behind all lines. */
  readonly replaced: readonly Line[];
}

const none: readonly never[] = [];
const noRestarts: Restarts = new Map();
const noFindings: Findings = new Map();

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
  const restarts = useRestarts(asked);
  const findings = useFindings(asked);
  const { axis } = window;
  const canTell = isPlain(entry.spec, derivation);
  return useMemo((): CardNotes => {
    if (!canTell || (restarts.size === 0 && findings.size === 0)) return { byId, replaced: none };
    const of = <Item>(known: ReadonlyMap<string, ReadonlyMap<RunName, readonly Item[]>>, line: CardLine) =>
      (line.run !== null && known.get(line.source ?? entry.tag ?? "")?.get(line.run)) || none;
    const noted = new Map<string, CardLine>();
    const replaced: Line[] = [];
    for (const [id, line] of byId) {
      const ofLine = of(restarts, line);
      const notes: readonly LineNote[] = [
        ...restartNotes(ofLine, axis, line.firstWallTimeSeconds),
        ...findingNotes(of(findings, line), line.columns),
      ];
      noted.set(id, notes.length > 0 ? { ...line, notes } : line);
      if (showsReplaced) replaced.push(...replacedLines(line, ofLine, axis));
    }
    return { byId: noted, replaced };
  }, [byId, canTell, restarts, findings, axis, entry.tag, showsReplaced]);
}

interface Asked {
  readonly entry: CardEntry;
  readonly runs: readonly RunName[];
  readonly derivation: Derivation;
  readonly window: SeriesWindow;
  readonly isEnabled: boolean;
}

function useRestarts({ entry, runs, derivation, window, isEnabled }: Asked): Restarts {
  const { byName } = useRunScope();
  const restarted = useRunsWith(runs, (run) => (byName.get(run)?.restartCount ?? 0) > 0);
  const isWanted = isEnabled && restarted.runs.length > 0 && isPlain(entry.spec, derivation);
  const tags = useMemo(() => tagsOf(entry), [entry]);
  // The same function as long as it gives the same: its answer is remembered by it.
  const combine = useCallback(
    (answers: readonly HistoryAnswer[]) => (isWanted ? restartsByTag(tags, answers) : noRestarts),
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

interface HistoryAnswer {
  readonly data: ReadonlyMap<RunName, ScalarSeries | null> | undefined;
}

const known = new WeakMap<ScalarSeries, readonly Restart[]>();

function restartsByTag(tags: readonly Tag[], answers: readonly HistoryAnswer[]): Restarts {
  return new Map(
    answers.map(({ data }, index) => [
      tags[index] ?? "",
      new Map(
        [...(data ?? [])].flatMap(([run, series]) => (series ? [[run, rememberedRestarts(series)]] : [])),
      ),
    ]),
  );
}

function rememberedRestarts(series: ScalarSeries): readonly Restart[] {
  const restarts = known.get(series) ?? restartsOf(series);
  known.set(series, restarts);
  return restarts;
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
      const { findings } = await api.findings({ tags: [...tags], runs: [...runs] }, { signal });
      const byTag = new Map<string, Map<RunName, Finding[]>>();
      for (const finding of findings) {
        const byRun = byTag.get(finding.tag) ?? new Map<RunName, Finding[]>();
        byTag.set(finding.tag, byRun.set(finding.run, [...(byRun.get(finding.run) ?? []), finding]));
      }
      return byTag;
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
