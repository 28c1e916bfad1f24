// Quantiles of histograms over the steps: of one run, or of all runs of a tag in one chart.
import { bandsDrawing, type BandHit, type BandsProps } from "@runboard/charts";
import { QUANTILE_BASIS_POINTS } from "@runboard/analysis";
import type { HistogramQuantilesSeries, RunName } from "@runboard/contract";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { MediaCell } from "../../cards/media-board.tsx";
import { usePageStep } from "../../cards/page-step.ts";
import { useRunScope } from "../../runs/run-scope.tsx";
import { formatCount, formatCounted, formatValue } from "../../ui/format.ts";
import { chartThemeOf, useTheme } from "../../ui/theme.ts";
import { placeOnAxis, placeText } from "./axis-place.ts";
import { BesideAxis } from "./beside-axis.tsx";
import { greatestBesides } from "./beside-counts.ts";
import type { DrawnHistogram } from "./drawn-histogram.ts";
import { HistogramFrame, HistogramMessage } from "./histogram-frame.tsx";
import { usePlaceHoveredElsewhere } from "../../cards/hovered-place.ts";
import { useOpenSection } from "./open-section.ts";
import { quantilesQuery } from "./queries.ts";
import { useHistogramsSearch } from "./search.ts";
import { undrawnText } from "./undrawn-text.ts";
import { useValueAxis } from "./use-value-axis.ts";
import { unionOf, type ValueAxis, type ValueExtent } from "./value-domain.ts";

/** More are not told apart. */
const MOST_POINTS = { grid: 500, pinned: 500, full: 2_000 } as const;

const basisPoints = QUANTILE_BASIS_POINTS;
const MEDIAN = basisPoints.indexOf(5000);

export function BandsView({ cell }: { readonly cell: MediaCell }) {
  const { axis } = useHistogramsSearch();
  const runs = useMemo(() => (cell.isJoined ? cell.runs : [cell.run]), [cell.isJoined, cell.runs, cell.run]);
  const { data, error, isPending } = useQuery(
    quantilesQuery(cell.tag, runs, { axis, basisPoints, maxPoints: MOST_POINTS[cell.surface] }),
  );
  const series = useMemo(() => inOrder(data ?? [], runs), [data, runs]);
  const own = useMemo(() => unionOf(series.flatMap((one) => extentOf(one) ?? [])), [series]);
  const bands = useDrawnBands(cell, series, useValueAxis(cell, own));
  const hovered = usePlaceHoveredElsewhere(cell.card);
  if (error)
    return <HistogramMessage cell={cell} text={`It could not be read: ${error.message}`} isFailure />;
  if (isPending) return <HistogramMessage cell={cell} text={null} />;
  const problems = {
    problems: series.flatMap((one) => one.problems),
    problemCount: series.reduce((sum, one) => sum + one.problemCount, 0),
  };
  if (!bands)
    return (
      <HistogramMessage
        cell={cell}
        text={undrawnText({
          histogramCount: series.reduce((sum, one) => sum + one.steps.length, 0),
          besides: besidesOf(series),
          hasValues: own !== null,
        })}
        problems={problems}
      />
    );
  const pointCount = series.reduce((sum, one) => sum + one.pointCountInRange - one.problemCount, 0);
  const drawnCount = series.reduce((sum, one) => sum + one.steps.length, 0);
  return (
    <HistogramFrame
      cell={cell}
      note={null}
      drawn={{ ...bands, hit: hovered && hitOf(series, hovered.step) }}
      foot={
        <>
          <span>
            {drawnCount < pointCount
              ? `${formatCount(drawnCount)} of ${formatCounted(pointCount, "step")}, the extremes among them`
              : `all ${formatCounted(pointCount, "step")}`}
          </span>
          <BesideAxis besides={besidesOf(series)} outside={0} where="at most in one step" />
        </>
      }
      problems={problems}
    />
  );
}

/** null where there is nothing to draw. */
function useDrawnBands(
  cell: MediaCell,
  series: readonly HistogramQuantilesSeries[],
  valueAxis: ValueAxis | null,
): Omit<DrawnHistogram<BandHit>, "hit"> | null {
  const { axis } = useHistogramsSearch();
  const theme = chartThemeOf(useTheme());
  const { colorOf } = useRunScope();
  const pageStep = usePageStep();
  const openSection = useOpenSection();
  return useMemo(() => {
    if (!valueAxis || series.length === 0) return null;
    const { scale, domain: valueDomain } = valueAxis;
    const lines = series.map((one) => ({
      ...colorOf(one.run),
      steps: one.steps,
      xs: Float64Array.from(one.steps, (step, i) =>
        placeOnAxis(
          { step, wallTimeSeconds: one.wallTimesSeconds[i] ?? NaN },
          axis,
          one.firstWallTimeSeconds,
        ),
      ),
      quantiles: one.quantiles,
    }));
    const props: BandsProps = { theme, axis, scale, basisPoints, valueDomain, selectedStep: pageStep, lines };
    return {
      draw: (size) => bandsDrawing(props, size),
      label: labelOf(cell, series),
      tipOf: ({ line, point }) => {
        const one = series[line];
        return {
          step: one?.steps[point] ?? NaN,
          value: one?.quantiles[point * basisPoints.length + MEDIAN] ?? null,
          lines: one ? tipLines(one, point, { axis, isJoined: cell.isJoined }) : [],
        };
      },
      onSelect: openSection,
      table: () => tableOf(series),
    };
  }, [series, valueAxis, theme, axis, colorOf, pageStep, cell, openSection]);
}

function inOrder(
  series: readonly HistogramQuantilesSeries[],
  runs: readonly RunName[],
): readonly HistogramQuantilesSeries[] {
  const byRun = new Map(series.map((one) => [one.run, one]));
  return runs.flatMap((run) => byRun.get(run) ?? []);
}

function extentOf({ valueRange, quantiles }: HistogramQuantilesSeries): ValueExtent | null {
  if (!valueRange) return null;
  const leastPositive = quantiles.reduce(
    (least, value) => (value > 0 && value < least ? value : least),
    Infinity,
  );
  return { range: valueRange, leastPositive };
}

function hitOf(series: readonly HistogramQuantilesSeries[], step: number): BandHit | null {
  const point = series[0]?.steps.findLastIndex((one) => one <= step) ?? -1;
  return point === -1 ? null : { line: 0, point };
}

/** `−1.5 σ` and the like are what the basis points stand for. */
const pairs = [
  [0, 8, "all"],
  [1, 7, "86.6 %"],
  [2, 6, "68.3 %"],
  [3, 5, "38.3 %"],
] as const;

function tipLines(
  series: HistogramQuantilesSeries,
  point: number,
  { axis, isJoined }: { readonly axis: "step" | "relative" | "wall"; readonly isJoined: boolean },
): readonly string[] {
  const at = (index: number): string =>
    formatValue(series.quantiles[point * basisPoints.length + index] ?? NaN);
  const place = {
    step: series.steps[point] ?? NaN,
    wallTimeSeconds: series.wallTimesSeconds[point] ?? NaN,
  };
  return [
    ...(isJoined ? [series.run] : []),
    placeText(place, axis, series.firstWallTimeSeconds),
    `median ${at(MEDIAN)}`,
    ...pairs.toReversed().map(([low, high, share]) => `${share}: ${at(low)} … ${at(high)}`),
  ];
}

function besidesOf(series: readonly HistogramQuantilesSeries[]) {
  return greatestBesides(
    series.flatMap((one) =>
      Array.from(one.steps, (_, i) => ({
        nan: one.nanCounts[i] ?? 0,
        negativeInfinity: one.negativeInfinityCounts[i] ?? 0,
        positiveInfinity: one.positiveInfinityCounts[i] ?? 0,
      })),
    ),
  );
}

function labelOf({ tag, run, isJoined }: MediaCell, series: readonly HistogramQuantilesSeries[]): string {
  const whose = isJoined ? formatCounted(series.length, "run") : run;
  const count = series.reduce((sum, one) => sum + one.steps.length, 0);
  return `Quantiles of ${formatCounted(count, "histogram")} of ${tag} of ${whose}`;
}

function tableOf(series: readonly HistogramQuantilesSeries[]) {
  return {
    columns: ["run", "step", "wall_time", ...basisPoints.map((point) => `p${point / 100}`)],
    rows: series.flatMap((one) =>
      Array.from(one.steps, (step, i) => [
        one.run,
        step,
        one.wallTimesSeconds[i] ?? NaN,
        ...one.quantiles.subarray(i * basisPoints.length, (i + 1) * basisPoints.length),
      ]),
    ),
  };
}
