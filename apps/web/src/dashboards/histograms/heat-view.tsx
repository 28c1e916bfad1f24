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
import { greatestBesides } from "./beside-counts.ts";
import { binText, formatShare, middleOf } from "./bin-text.ts";
import type { DrawnHistogram } from "./drawn-histogram.ts";
import { HistogramFrame, HistogramMessage, noProblems } from "./histogram-frame.tsx";
import { usePlaceHoveredElsewhere, type HoveredPlace } from "../../cards/hovered-place.ts";
import { useOpenSection } from "./open-section.ts";
import { gridQuery } from "./queries.ts";
import { useHistogramsSearch } from "./search.ts";
import { useRamp } from "./share-ramp.tsx";
import { undrawnText } from "./undrawn-text.ts";
import { useValueAxis } from "./use-value-axis.ts";
import { binAt, type ValueAxis, type ValueExtent } from "./value-domain.ts";

/** About as many as there are pixels. */
const GRID_SIZE = {
  grid: { columns: 500, rows: 100 },
  pinned: { columns: 500, rows: 100 },
  full: { columns: 2_000, rows: 300 },
} as const;

export function HeatView({ cell }: { readonly cell: MediaCell }) {
  const { data: grid, error } = useGrid(cell);
  const own = useMemo(() => (grid ? extentOfGrid(grid) : null), [grid]);
  const valueAxis = useValueAxis(cell, own);
  const heat = useDrawnHeat(cell, grid ?? null, valueAxis);
  const hovered = usePlaceHoveredElsewhere(cell.card);
  if (error)
    return <HistogramMessage cell={cell} text={`It could not be read: ${error.message}`} isFailure />;
  if (grid === undefined) return <HistogramMessage cell={cell} text={null} />;
  if (!grid || !heat)
    return (
      <HistogramMessage
        cell={cell}
        text={undrawnText({
          histogramCount: grid ? grid.pointCountInRange - grid.problemCount : 0,
          besides: grid ? besidesOf(grid) : greatestBesides([]),
          hasValues: grid !== null && greatest(grid.belowCounts) > 0,
        })}
        problems={grid ?? noProblems}
      />
    );
  const columnCount = grid.columnEdges.length - 1;
  const steps = `all ${formatCounted(grid.pointCountInRange - grid.problemCount, "step")}`;
  return (
    <HistogramFrame
      cell={cell}
      note={null}
      drawn={{ ...heat.chart, hit: hovered && hitOf(grid, hovered, heat.props.scale) }}
      foot={
        <>
          <span>
            {columnCount < grid.pointCountInRange
              ? `${steps}, the greatest share of up to ${formatCount(greatest(grid.stepCounts))} in each column`
              : steps}
          </span>
          <BesideAxis
            besides={besidesOf(grid)}
            outside={greatest(grid.belowCounts)}
            where="at most in one step"
          />
        </>
      }
      problems={grid}
    />
  );
}

function useGrid(cell: MediaCell) {
  const { axis, scale } = useHistogramsSearch();
  // Its range decides how far a symlog axis is linear.
  const whole = useQuery({
    ...gridQuery(cell, { axis, scale: { kind: "linear" }, columns: 1, rows: 1 }),
    enabled: scale === "symlog",
  });
  const gridScale = scaleOf(scale, whole.data ?? null);
  const grid = useQuery({
    ...gridQuery(cell, { axis, scale: gridScale ?? { kind: "linear" }, ...GRID_SIZE[cell.surface] }),
    enabled: gridScale !== null,
  });
  return { data: grid.data, error: grid.error ?? (gridScale === null ? whole.error : null) };
}

interface DrawnHeat {
  readonly props: HeatProps;
  readonly chart: Omit<DrawnHistogram<HeatHit>, "hit">;
}

/** null where there is nothing to draw. */
function useDrawnHeat(
  cell: MediaCell,
  grid: HistogramGridSeries | null,
  valueAxis: ValueAxis | null,
): DrawnHeat | null {
  const { axis } = useHistogramsSearch();
  const theme = chartThemeOf(useTheme());
  const pageStep = usePageStep();
  const openSection = useOpenSection();
  const ramp = useRamp(cell, grid);
  return useMemo(() => {
    if (!grid || !valueAxis) return null;
    const { scale, domain: valueDomain } = valueAxis;
    const selectedStep = lastStepUpTo(grid, pageStep);
    const props: HeatProps = { theme, axis, grid, scale, valueDomain, ramp, selectedStep };
    return {
      props,
      chart: {
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
    };
  }, [grid, valueAxis, theme, axis, ramp, pageStep, cell, openSection]);
}

function extentOfGrid({ rowEdges }: HistogramGridSeries): ValueExtent | null {
  const low = rowEdges[0];
  const high = rowEdges.at(-1);
  if (low === undefined || high === undefined) return null;
  return { range: [low, high], leastPositive: low > 0 ? low : Infinity };
}

/** null while it is not known. */
function scaleOf(kind: ValueScale["kind"], whole: HistogramGridSeries | null): ValueScale | null {
  if (kind !== "symlog") return { kind };
  return whole && symlogFor(whole.valueRange ?? [0, 0]);
}

function lastStepUpTo(grid: HistogramGridSeries, step: number | null): number | null {
  const steps = grid.lastSteps.filter((one) => !Number.isNaN(one));
  return steps.findLast((one) => step === null || one <= step) ?? steps[0] ?? null;
}

function hitOf(grid: HistogramGridSeries, { step, value }: HoveredPlace, scale: ValueScale): HeatHit | null {
  const column = grid.firstSteps.findLastIndex((first) => first <= step);
  const row = value === null ? -1 : binAt(grid.rowEdges, value, scale);
  return column === -1 ? null : { column, row };
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
    binText(grid.rowEdges, row),
    `${count > 1 ? "at most " : ""}${formatShare(share)} of the values`,
  ];
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
