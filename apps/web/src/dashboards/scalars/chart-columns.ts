// A series or curve as a chart draws it: x on the axis, smoothed and plain values, in the order of x.
import { smooth } from "@runboard/analysis";
import type { Curve, NumberColumn, ScalarSeries, XAxis } from "@runboard/contract";
import { isComplete, type FetchedSeries } from "./series-page.ts";

/** Columns of equal length, x ascending. Frozen by convention. */
export interface ChartColumns {
  readonly xs: NumberColumn;
  readonly values: NumberColumn;
  /** The same as `values` without smoothing. */
  readonly smoothed: NumberColumn;
  /** null for what stands for several runs. */
  readonly steps: NumberColumn | null;
  readonly wallTimesSeconds: Float64Array | null;
  /** About `values` and about `smoothed` of a group; the same without smoothing. */
  readonly band?: Band;
  readonly smoothedBand?: Band;
  /** Runs of a group that have a value there. */
  readonly runCounts?: Float64Array;
}

interface Band {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

interface Made {
  readonly axis: XAxis | null;
  readonly smoothing: number;
  readonly columns: ChartColumns;
}

/** What was last made of a series or curve: most redraws ask for the same again. */
const lastMade = new WeakMap<ScalarSeries | Curve, Made>();

/**
 * Series came smoothed with the weight they were fetched with. Complete ones are smoothed here with any other, at once.
 * null when the run has no such series.
 */
export function chartColumns(fetched: FetchedSeries, axis: XAxis, smoothing: number): ChartColumns | null {
  const { series, window } = fetched;
  if (series === null) return null;
  return remembered(series, axis, smoothing, () => {
    const { values } = series;
    const isAsFetched = series.smoothed !== undefined && window.smoothing === smoothing;
    const smoothed =
      smoothing === 0
        ? values
        : isComplete(fetched) && !isAsFetched
          ? smooth(values, smoothing)
          : (series.smoothed ?? values);
    return ascending({
      xs: axisColumn(series, axis),
      values,
      smoothed,
      steps: series.steps,
      // Worked out when somebody looks.
      get wallTimesSeconds() {
        return series.wallTimesSeconds;
      },
    });
  });
}

/** As `chartColumns` for a curve, whose x was worked out with it. */
export function curveColumns(curve: Curve, smoothing: number): ChartColumns {
  return remembered(curve, null, smoothing, () => {
    const { xs, values, lower, upper, runCounts, steps, wallTimesSeconds } = curve;
    const band = lower && upper && { lower, upper };
    // Without the point beyond each end of a range, it is all there.
    const isWhole = values.length === curve.pointCount;
    const smoothedFrom = (column: Float64Array, fromServer: Float64Array | undefined): Float64Array =>
      smoothing === 0 ? column : isWhole ? smooth(column, smoothing) : (fromServer ?? column);
    return {
      xs,
      values,
      smoothed: smoothedFrom(values, curve.smoothed),
      steps: steps ?? null,
      wallTimesSeconds: wallTimesSeconds ?? null,
      ...(band && {
        band,
        smoothedBand:
          smoothing === 0
            ? band
            : {
                lower: smoothedFrom(band.lower, curve.smoothedLower),
                upper: smoothedFrom(band.upper, curve.smoothedUpper),
              },
      }),
      ...(runCounts && { runCounts }),
    };
  });
}

function remembered(
  key: ScalarSeries | Curve,
  axis: XAxis | null,
  smoothing: number,
  make: () => ChartColumns,
): ChartColumns {
  const known = lastMade.get(key);
  if (known?.axis === axis && known.smoothing === smoothing) return known.columns;
  const columns = make();
  lastMade.set(key, { axis, smoothing, columns });
  return columns;
}

function axisColumn(series: ScalarSeries, axis: XAxis): NumberColumn {
  switch (axis) {
    case "step":
      return series.steps;
    case "wall":
      return series.wallTimesSeconds;
    case "relative": {
      const origin = series.firstWallTimeSeconds ?? 0;
      return series.wallTimesSeconds.map((seconds) => seconds - origin);
    }
  }
}

interface RunColumns extends ChartColumns {
  readonly steps: NumberColumn;
  readonly wallTimesSeconds: Float64Array;
}

/** Clocks are set back now and then: times need not ascend with steps. */
function ascending(columns: RunColumns): RunColumns {
  const { xs } = columns;
  if (isAscending(xs)) return columns;
  const order = Array.from(xs, (_, index) => index).sort((a, b) => (xs[a] ?? 0) - (xs[b] ?? 0));
  const sorted = (column: NumberColumn): Float64Array =>
    Float64Array.from(order, (index) => column[index] ?? NaN);
  return {
    xs: sorted(xs),
    values: sorted(columns.values),
    smoothed: sorted(columns.smoothed),
    steps: sorted(columns.steps),
    wallTimesSeconds: sorted(columns.wallTimesSeconds),
  };
}

function isAscending(xs: NumberColumn): boolean {
  let last = -Infinity;
  for (const x of xs) {
    if (x < last) return false;
    last = x;
  }
  return true;
}
