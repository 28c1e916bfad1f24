// Histograms of a series one by one, out of its columns.
import { rebin } from "@runboard/analysis";
import type { HistogramSeries } from "@runboard/contract";
import type { BesideCounts } from "./beside-counts.ts";

/** One histogram as it was logged. */
export interface LoggedHistogram {
  readonly step: number;
  readonly wallTimeSeconds: number;
  /** Left edge, right edge, count. */
  readonly rows: Float64Array;
  readonly count: number;
  readonly mean: number;
  readonly deviation: number;
  /** At most so many of its values are zero. */
  readonly zeroShare: number;
  readonly besides: BesideCounts;
}

export function loggedHistograms(series: HistogramSeries): readonly LoggedHistogram[] {
  let end = 0;
  return Array.from(series.steps, (step, i) => {
    const start = end;
    end += 3 * (series.rowCounts[i] ?? 0);
    return {
      step,
      wallTimeSeconds: series.wallTimesSeconds[i] ?? NaN,
      rows: series.rows.subarray(start, end),
      count: series.counts[i] ?? NaN,
      mean: series.means[i] ?? NaN,
      deviation: series.deviations[i] ?? NaN,
      zeroShare: series.zeroShares[i] ?? NaN,
      besides: {
        nan: series.nanCounts[i] ?? 0,
        negativeInfinity: series.negativeInfinityCounts[i] ?? 0,
        positiveInfinity: series.positiveInfinityCounts[i] ?? 0,
      },
    };
  });
}

/** Those of two lists by step, each step once. */
export function mergedBySteps(
  histograms: readonly LoggedHistogram[],
  others: readonly LoggedHistogram[],
): readonly LoggedHistogram[] {
  const known = new Set(histograms.map(({ step }) => step));
  const more = others.filter(({ step }) => !known.has(step));
  return more.length === 0 ? histograms : [...histograms, ...more].sort((a, b) => a.step - b.step);
}

/** Counts in each of some bins; and those of values that these do not reach, as of values ≤ 0 on a logarithmic axis. */
export function binned(
  { rows, count, besides }: LoggedHistogram,
  edges: Float64Array,
): { readonly counts: Float64Array; readonly outside: number } {
  const counts = rebin(rows, edges);
  const inside = counts.reduce((sum, one) => sum + one, 0);
  const finite = count - besides.nan - besides.negativeInfinity - besides.positiveInfinity;
  const outside = finite - inside;
  // What rounding leaves is nobody.
  return { counts, outside: outside > 1e-9 * finite ? outside : 0 };
}
