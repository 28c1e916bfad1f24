// A series as a chart draws it: x on the axis, smoothed and plain values, in the order of x.
import { smooth } from "@runboard/analysis";
import type { ScalarSeries, XAxis } from "@runboard/contract";
import { isComplete, type FetchedSeries } from "./series-page.ts";

/** Columns of equal length, x ascending. Frozen by convention. */
export interface ChartColumns {
  readonly xs: Float64Array;
  readonly values: Float64Array;
  /** The same as `values` without smoothing. */
  readonly smoothed: Float64Array;
  readonly steps: Float64Array;
  readonly wallTimesSeconds: Float64Array;
}

interface Made {
  readonly axis: XAxis;
  readonly smoothing: number;
  readonly columns: ChartColumns;
}

/** What was last made of a series: most redraws ask for the same again. */
const lastMade = new WeakMap<ScalarSeries, Made>();

/**
 * Complete series are smoothed here, at any weight, at once; of reduced ones the server smoothed the whole series, with the weight they were fetched with.
 * null when the run has no such series.
 */
export function chartColumns(fetched: FetchedSeries, axis: XAxis, smoothing: number): ChartColumns | null {
  const { series } = fetched;
  if (series === null) return null;
  const known = lastMade.get(series);
  if (known?.axis === axis && known.smoothing === smoothing) return known.columns;
  const { values } = series;
  const smoothed =
    smoothing === 0 ? values : isComplete(fetched) ? smooth(values, smoothing) : (series.smoothed ?? values);
  const columns = ascending({
    xs: axisColumn(series, axis),
    values,
    smoothed,
    steps: series.steps,
    wallTimesSeconds: series.wallTimesSeconds,
  });
  lastMade.set(series, { axis, smoothing, columns });
  return columns;
}

function axisColumn(
  { steps, wallTimesSeconds, firstWallTimeSeconds }: ScalarSeries,
  axis: XAxis,
): Float64Array {
  switch (axis) {
    case "step":
      return steps;
    case "wall":
      return wallTimesSeconds;
    case "relative": {
      const origin = firstWallTimeSeconds ?? 0;
      return wallTimesSeconds.map((seconds) => seconds - origin);
    }
  }
}

/** Clocks are set back now and then: times need not ascend with steps. */
function ascending(columns: ChartColumns): ChartColumns {
  const { xs } = columns;
  if (xs.every((x, index) => index === 0 || x >= (xs[index - 1] ?? x))) return columns;
  const order = Array.from(xs, (_, index) => index).sort((a, b) => (xs[a] ?? 0) - (xs[b] ?? 0));
  const sorted = (column: Float64Array): Float64Array =>
    Float64Array.from(order, (index) => column[index] ?? NaN);
  return {
    xs: sorted(xs),
    values: sorted(columns.values),
    smoothed: sorted(columns.smoothed),
    steps: sorted(columns.steps),
    wallTimesSeconds: sorted(columns.wallTimesSeconds),
  };
}
