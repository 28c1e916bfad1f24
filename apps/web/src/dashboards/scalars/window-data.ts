// What was fetched of a card for one window, and the lines made of it.
import type { Curve, CurvesQuery, RunName, ScalarSeries, Tag } from "@runboard/contract";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { fingerprint } from "../../data/fingerprint.ts";
import { useRunScope } from "../../runs/run-scope.tsx";
import type { CardEntry } from "./card-entry.ts";
import { linesOfCurves, linesOfPages, type CardLines } from "./card-lines.ts";
import { isPlain, type Derivation } from "./derivation.ts";
import { oneStepOf } from "./one-step.ts";
import { curveCounts, pageCounts, type PointCounts } from "./points-note.ts";
import { curvesQuery, pagesQuery, type RunsOfCard } from "./queries.ts";
import { isComplete, type CardPages, type SeriesWindow } from "./series-page.ts";

const noPages: CardPages = new Map();
const noCurves: readonly Curve[] = [];

export interface WindowData {
  readonly byId: CardLines;
  /** The step that all its points have, also those out of the window; null when they have several. */
  readonly oneStep: number | null;
  readonly counts: PointCounts;
  /** Runs that logged something of the card of which restarts left nothing. */
  readonly emptiedRuns: ReadonlySet<RunName>;
  /** Whether every point of every line is there, in and out of the window. */
  readonly isWhole: boolean;
  /** How curves were asked for; null for series as they were logged. */
  readonly curvesQuery: CurvesQuery | null;
  readonly isFirstLoad: boolean;
  readonly isFetching: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
}

interface Wanted {
  readonly entry: CardEntry;
  readonly runs: RunsOfCard;
  readonly derivation: Derivation;
  readonly window: SeriesWindow;
  /** Of what can be smoothed here; the window's is that of the rest. */
  readonly smoothing: number;
  readonly isEnabled: boolean;
}

export function useWindowData(wanted: Wanted): WindowData {
  const { entry, runs, derivation, window, isEnabled } = wanted;
  const isSeries = isPlain(entry.spec, derivation);
  const tags = useMemo(
    () => entry.spec.sources.flatMap((source) => ("tag" in source ? [source.tag] : [])),
    [entry.spec],
  );
  const series = useQuery({
    ...pagesQuery(tags, runs, window),
    enabled: isEnabled && isSeries,
    // The old picture stays until the new one is there.
    placeholderData: keepPreviousData,
  });
  const request = useMemo(
    () => curvesRequest(entry, runs, derivation, window),
    [entry, runs, derivation, window],
  );
  const curves = useQuery({
    ...curvesQuery(request.query, request.members),
    enabled: isEnabled && !isSeries,
    placeholderData: keepPreviousData,
  });
  const { data, isFetching, error, refetch } = isSeries ? series : curves;
  const pages = (isSeries ? series.data : undefined) ?? noPages;
  const curveList = (isSeries ? undefined : curves.data) ?? noCurves;
  const { range, axis } = window;
  const counts = useMemo(
    () => (isSeries ? pageCounts(pages, range, axis) : curveCounts(curveList, range !== null)),
    [isSeries, pages, curveList, range, axis],
  );
  const seriesList = useMemo(() => seriesOfPages(tags, runs.runs, pages), [tags, runs.runs, pages]);
  const oneStep = useMemo(
    () => oneStepOf(isSeries ? seriesList : curveList),
    [isSeries, seriesList, curveList],
  );
  const emptiedRuns = useMemo(() => runsWithoutPoints(seriesList), [seriesList]);
  return {
    oneStep,
    byId: useLines(wanted, pages, curveList),
    counts,
    emptiedRuns,
    isWhole: isSeries ? areWhole(pages) : curveList.every(({ xs, pointCount }) => xs.length === pointCount),
    curvesQuery: isSeries ? null : request.query,
    isFirstLoad: data === undefined,
    isFetching,
    error: data === undefined || (!isSeries && error !== null) ? error : null,
    retry: () => void refetch(),
  };
}

/** The series of these runs; pages may still be those of others. */
function seriesOfPages(
  tags: readonly Tag[],
  runs: readonly RunName[],
  pages: CardPages,
): readonly ScalarSeries[] {
  return tags.flatMap((tag) => runs.flatMap((run) => pages.get(tag)?.get(run)?.series ?? []));
}

/** Runs that have series here, none of which has a point. */
function runsWithoutPoints(seriesList: readonly ScalarSeries[]): ReadonlySet<RunName> {
  const found = new Set(seriesList.map(({ run }) => run));
  for (const { run, pointCount } of seriesList) if (pointCount > 0) found.delete(run);
  return found;
}

function areWhole(pages: CardPages): boolean {
  return [...pages.values()].every((page) => [...page.values()].every(isComplete));
}

interface CurvesRequest {
  readonly query: CurvesQuery;
  readonly members: RunsOfCard;
}

function curvesRequest(
  { spec, runs: candidates }: CardEntry,
  { runs }: RunsOfCard,
  { xTag, baseline, grouping }: Derivation,
  { axis, range, maxPoints, smoothing }: SeriesWindow,
): CurvesRequest {
  const known = new Set(candidates);
  const groups = grouping?.groups.flatMap(({ name, runs: members }) => {
    const present = members.filter((run) => known.has(run));
    return present.length > 0 ? [{ name, runs: present }] : [];
  });
  const members = [...runs, ...(baseline ? [baseline.run] : [])];
  return {
    query: {
      runs: [...runs],
      sources: [...spec.sources],
      x: xTag === null ? { axis } : { tag: xTag },
      ...(baseline && { baseline }),
      ...(groups && { groups }),
      center: grouping?.center ?? "mean",
      band: grouping?.band ?? "none",
      ...(range && { range: [...range] as [number, number] }),
      maxPoints,
      smoothing,
    },
    members: {
      runs: members,
      id: fingerprint(groups ? groups.flatMap((group) => ["", group.name, ...group.runs]) : members),
    },
  };
}

function useLines(
  { entry: { spec }, runs, derivation, window: { axis }, smoothing }: Wanted,
  pages: CardPages,
  curves: readonly Curve[],
): CardLines {
  const { colorOf } = useRunScope();
  const colorOfGroup = derivation.grouping?.colorOf ?? noGroupColor;
  const names: readonly RunName[] = runs.runs;
  return useMemo(
    () =>
      curves.length > 0
        ? linesOfCurves(spec, curves, { smoothing, colorOf, colorOfGroup })
        : linesOfPages(spec, names, pages, { axis, smoothing, colorOf }),
    [spec, curves, names, pages, axis, smoothing, colorOf, colorOfGroup],
  );
}

function noGroupColor(): { readonly color: string } {
  return { color: "gray" };
}
