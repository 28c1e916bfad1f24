// The data of one card: the runs that it shows, what was fetched for its width and range, and the lines made of it.
import type { Line } from "@runboard/charts";
import type { Curve, CurvesQuery, RunName } from "@runboard/contract";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useBoard } from "../../board-store.ts";
import { fingerprint } from "../../fingerprint.ts";
import { useRunScope } from "../../runs/run-scope.tsx";
import type { CardEntry } from "./card-entry.ts";
import { chartLine, linesOfCurves, linesOfPages, type CardLines } from "./card-lines.ts";
import type { CardView } from "./card-view.ts";
import { isPlain, useDerivation, type Derivation } from "./derivation.ts";
import { pointBudget } from "./point-budget.ts";
import { curveCounts, pageCounts, type PointCounts } from "./points-note.ts";
import { curvesQuery, pagesQuery, type RunsOfCard } from "./queries.ts";
import type { CardPages, SeriesWindow } from "./series-page.ts";

const noPages: CardPages = new Map();
const noCurves: readonly Curve[] = [];

export interface CardData {
  readonly runs: readonly RunName[];
  /** For the chart, in drawing order. */
  readonly lines: readonly Line[];
  readonly byId: CardLines;
  readonly counts: PointCounts;
  readonly derivation: Derivation;
  /** How it was asked for. */
  readonly window: SeriesWindow;
  readonly isFirstLoad: boolean;
  readonly isFetching: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
}

/** `widthPixels` is null until the card was laid out: nothing is asked for before. */
export function useCardData(entry: CardEntry, view: CardView, widthPixels: number | null): CardData {
  const { shown } = useRunScope();
  const ofCard = useMemo((): RunsOfCard => {
    const runs = entry.runs.filter((run) => shown.has(run));
    return { runs, id: fingerprint(runs) };
  }, [entry.runs, shown]);
  const derivation = useDerivation(entry.spec);
  const { axis, settledView, settledSmoothing } = view;
  const lineCount = (derivation.grouping?.groups.length ?? ofCard.runs.length) * entry.spec.sources.length;
  const maxPoints = pointBudget(widthPixels ?? 0, window.devicePixelRatio, lineCount);
  const wanted = useMemo(
    (): SeriesWindow => ({ axis, range: settledView.x, maxPoints, smoothing: settledSmoothing }),
    [axis, settledView.x, maxPoints, settledSmoothing],
  );
  const isReady = widthPixels !== null && ofCard.runs.length > 0;
  const isSeries = isPlain(entry.spec, derivation);
  const tags = useMemo(
    () => entry.spec.sources.flatMap((source) => ("tag" in source ? [source.tag] : [])),
    [entry.spec],
  );
  const series = useQuery({
    ...pagesQuery(tags, ofCard, wanted),
    enabled: isReady && isSeries,
    // The old picture stays until the new one is there.
    placeholderData: keepPreviousData,
  });
  const request = useMemo(
    () => curvesRequest(entry, ofCard, derivation, wanted),
    [entry, ofCard, derivation, wanted],
  );
  const curves = useQuery({
    ...curvesQuery(request.query, request.members),
    enabled: isReady && !isSeries,
    placeholderData: keepPreviousData,
  });
  const { data, isFetching, error, refetch } = isSeries ? series : curves;
  const pages = (isSeries ? series.data : undefined) ?? noPages;
  const curveList = (isSeries ? undefined : curves.data) ?? noCurves;
  const byId = useByIdLines(entry, { pages, curves: curveList, runs: ofCard.runs, view, derivation });
  const counts = useMemo(
    () => (isSeries ? pageCounts(pages, wanted.range, axis) : curveCounts(curveList, wanted.range !== null)),
    [isSeries, pages, curveList, wanted.range, axis],
  );
  return {
    runs: ofCard.runs,
    lines: useChartLines(byId),
    byId,
    counts,
    derivation,
    window: wanted,
    isFirstLoad: data === undefined,
    isFetching,
    error: data === undefined || (!isSeries && error !== null) ? error : null,
    retry: () => void refetch(),
  };
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

interface Fetched {
  readonly pages: CardPages;
  readonly curves: readonly Curve[];
  readonly runs: readonly RunName[];
  readonly view: CardView;
  readonly derivation: Derivation;
}

function useByIdLines({ spec }: CardEntry, { pages, curves, runs, view, derivation }: Fetched): CardLines {
  const { colorOf } = useRunScope();
  const { axis, smoothing } = view;
  const colorOfGroup = derivation.grouping?.colorOf ?? noGroupColor;
  return useMemo(
    () =>
      curves.length > 0
        ? linesOfCurves(spec, curves, { smoothing, colorOf, colorOfGroup })
        : linesOfPages(spec, runs, pages, { axis, smoothing, colorOf }),
    [spec, curves, runs, pages, axis, smoothing, colorOf, colorOfGroup],
  );
}

function noGroupColor(): { readonly color: string } {
  return { color: "gray" };
}

function useChartLines(byId: CardLines): readonly Line[] {
  const emphasized = useBoard((state) => state.pointedRun ?? state.chosenRun);
  return useMemo(
    () => [...byId.values()].map((line) => chartLine(line, line.run !== null && line.run === emphasized)),
    [byId, emphasized],
  );
}
