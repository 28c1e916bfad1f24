// Every histogram of a series as a column of colours.
import { heatDrawing, type HeatHit, type HeatProps } from "@runboard/charts";
import { symlogFor } from "@runboard/analysis";
import type { HistogramGridSeries, ValueScale } from "@runboard/contract";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { MediaCell } from "../../cards/media-board.tsx";
import { usePageStep } from "../../cards/page-step.ts";
import { formatCount, formatCounted, formatValue } from "../../ui/format.ts";
import { chartThemeOf, useTheme } from "../../ui/theme.ts";
import { BesideAxis } from "./beside-axis.tsx";
import { HistogramFrame, HistogramMessage, type DrawnHistogram } from "./histogram-frame.tsx";
import { useHoveredPlace } from "./hovered-place.ts";
import { useOpenSection } from "./open-section.ts";
import { gridQuery } from "./queries.ts";
import { middleOf } from "./ridges-view.tsx";
import { useHistogramsSearch } from "./search.ts";
import { useRamp } from "./share-ramp.tsx";
import { axisOf, binAt, useValueExtent } from "./value-domain.ts";

/** About as many as there are pixels. */
const GRID_SIZE = {
  grid: { columns: 500, rows: 100 },
  pinned: { columns: 500, rows: 100 },
  full: { columns: 2_000, rows: 300 },
} as const;

export function HeatView({ cell }: { readonly cell: MediaCell }) {
  const { axis, scale, linked } = useHistogramsSearch();
  const theme = chartThemeOf(useTheme());
  const pageStep = usePageStep();
  const openSection = useOpenSection();
  // Its range decides how far a symlog axis is linear.
  const whole = useQuery({
    ...gridQuery(cell, { axis, scale: { kind: "linear" }, columns: 1, rows: 1 }),
    enabled: scale === "symlog",
  });
  const gridScale = scaleOf(scale, whole.data ?? null);
  const { data, isPending, error } = useQuery({
    ...gridQuery(cell, { axis, scale: gridScale ?? { kind: "linear" }, ...GRID_SIZE[cell.surface] }),
    enabled: gridScale !== null,
  });
  const grid = data ?? null;
  const own = useMemo(() => {
    const low = grid?.rowEdges[0];
    const high = grid?.rowEdges.at(-1);
    if (low === undefined || high === undefined) return null;
    return { range: [low, high] as const, leastPositive: low > 0 ? low : Infinity };
  }, [grid]);
  const extent = useValueExtent(cell, own, linked);
  const [low, high] = extent?.range ?? [NaN, NaN];
  const valueAxis = useMemo(
    () => extent && axisOf(extent, scale),
    // The union is a new object each time.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [low, high, extent?.leastPositive, scale],
  );
  const ramp = useRamp(cell, grid);
  const selectedStep = useMemo(() => lastStepUpTo(grid, pageStep), [grid, pageStep]);
  const props = useMemo(
    (): HeatProps | null =>
      grid &&
      valueAxis && {
        theme,
        axis,
        grid,
        scale: valueAxis.scale,
        valueDomain: valueAxis.domain,
        ramp,
        selectedStep,
      },
    [grid, valueAxis, theme, axis, ramp, selectedStep],
  );
  const chart = useMemo(
    (): Omit<DrawnHistogram<HeatHit>, "hit"> | null =>
      grid &&
      props && {
        draw: (size) => heatDrawing(props, size),
        label: labelOf(cell, grid),
        tipOf: (at) => ({
          step: grid.lastSteps[at.column] ?? NaN,
          value: middleOf(grid.rowEdges, at.row),
          lines: tipLines(grid, at),
        }),
        onSelect: openSection,
        table: () => tableOf(grid),
      },
    [grid, props, cell, openSection],
  );
  const hovered = useHoveredPlace(({ place }) => (place?.card === cell.card ? null : place));
  if (error)
    return <HistogramMessage cell={cell} text={`It could not be read: ${error.message}`} isFailure />;
  if (isPending) return <HistogramMessage cell={cell} text={null} />;
  if (!grid || !chart || !props)
    return (
      <HistogramMessage
        cell={cell}
        text="It has no histogram that can be drawn on this axis."
        problems={grid?.problems ?? []}
      />
    );
  const hit = hovered && hitOf(grid, hovered, props.scale);
  const columnCount = grid.columnEdges.length - 1;
  return (
    <HistogramFrame
      cell={cell}
      note={null}
      drawn={{ ...chart, hit }}
      foot={
        <>
          <span>
            {columnCount < grid.pointCountInRange
              ? `all ${formatCounted(grid.pointCountInRange, "step")}, the greatest of each ${formatValue(Math.ceil(grid.pointCountInRange / columnCount))}`
              : `all ${formatCounted(grid.pointCountInRange, "step")}`}
          </span>
          <BesideAxis
            besides={besidesOf(grid)}
            outside={greatest(grid.belowCounts)}
            where="at most in one step"
          />
        </>
      }
      problems={grid.problems}
    />
  );
}

/** null while it is not known. */
function scaleOf(kind: ValueScale["kind"], whole: HistogramGridSeries | null): ValueScale | null {
  if (kind !== "symlog") return { kind };
  return whole && symlogFor(whole.valueRange ?? [0, 0]);
}

function lastStepUpTo(grid: HistogramGridSeries | null, step: number | null): number | null {
  const steps = Array.from(grid?.lastSteps ?? []).filter((one) => !Number.isNaN(one));
  return steps.findLast((one) => step === null || one <= step) ?? steps[0] ?? null;
}

function hitOf(
  grid: HistogramGridSeries,
  { step, value }: { readonly step: number; readonly value: number | null },
  scale: ValueScale,
): HeatHit | null {
  const column = grid.firstSteps.findLastIndex((first) => first <= step);
  const row = value === null ? -1 : binAt(grid.rowEdges, value, scale);
  return column === -1 ? null : { column, row: Math.max(0, row) };
}

function tipLines(grid: HistogramGridSeries, { column, row }: HeatHit): readonly string[] {
  const count = grid.stepCounts[column] ?? 0;
  const first = formatCount(grid.firstSteps[column] ?? NaN);
  const rowCount = grid.rowEdges.length - 1;
  const share = grid.shares[column * rowCount + row] ?? NaN;
  return [
    count > 1
      ? `steps ${first} … ${formatCount(grid.lastSteps[column] ?? NaN)} (${formatCount(count)})`
      : `step ${first}`,
    `${formatValue(grid.rowEdges[row] ?? NaN)} … ${formatValue(grid.rowEdges[row + 1] ?? NaN)}`,
    `${count > 1 ? "at most " : ""}${formatShare(share)} of the values`,
  ];
}

export function formatShare(share: number): string {
  return Number.isNaN(share) ? "–" : `${formatValue(Number((100 * share).toPrecision(3)))} %`;
}

function besidesOf(grid: HistogramGridSeries) {
  return {
    nan: greatest(grid.nanCounts),
    negativeInfinity: greatest(grid.negativeInfinityCounts),
    positiveInfinity: greatest(grid.positiveInfinityCounts),
  };
}

function greatest(counts: Float64Array): number {
  return counts.reduce((most, count) => (count > most ? count : most), 0);
}

function labelOf({ run, tag }: MediaCell, grid: HistogramGridSeries): string {
  return `Heat-map of ${formatCounted(grid.pointCountInRange, "histogram")} of ${tag} of ${run}, values from ${formatValue(grid.rowEdges[0] ?? NaN)} to ${formatValue(grid.rowEdges.at(-1) ?? NaN)}`;
}

function tableOf(grid: HistogramGridSeries) {
  const rowCount = grid.rowEdges.length - 1;
  return {
    columns: ["first_step", "last_step", "left", "right", "share"],
    rows: Array.from(grid.shares, (share, at) => {
      const column = Math.floor(at / rowCount);
      const row = at % rowCount;
      return [
        grid.firstSteps[column] ?? NaN,
        grid.lastSteps[column] ?? NaN,
        grid.rowEdges[row] ?? NaN,
        grid.rowEdges[row + 1] ?? NaN,
        share,
      ];
    }).filter(([, , , , share]) => !Number.isNaN(share)),
  };
}
