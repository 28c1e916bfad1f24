// Which series of histograms are looked at first.
import type { HistogramQuantilesSeries } from "@runboard/contract";

/** By how far values moved, by how small they are, by how many are none. */
export type LayerOrder = "changed" | "zero" | "nan";

export interface Layer {
  readonly series: HistogramQuantilesSeries;
  /** Root of the mean square of the last histogram's values; NaN where it has none. */
  readonly magnitude: number;
  /** Of the last histogram: at most so many values are zero. */
  readonly zeroShare: number;
  /** NaN and infinities of all histograms that were read. */
  readonly nonFiniteCount: number;
}

/** What cannot be ranked comes last; what ranks alike by tag and run, as it came. */
export function rankedLayers(
  series: readonly HistogramQuantilesSeries[],
  order: LayerOrder,
): readonly Layer[] {
  return series.map(layerOf).sort((a, b) => keyOf(a, order) - keyOf(b, order) || 0);
}

function layerOf(series: HistogramQuantilesSeries): Layer {
  const mean = series.means.at(-1) ?? NaN;
  const deviation = series.deviations.at(-1) ?? NaN;
  return {
    series,
    magnitude: Math.hypot(mean, deviation),
    zeroShare: series.zeroShares.at(-1) ?? NaN,
    nonFiniteCount:
      sum(series.nanCounts) + sum(series.negativeInfinityCounts) + sum(series.positiveInfinityCounts),
  };
}

/** Least first. */
function keyOf({ series, magnitude, nonFiniteCount }: Layer, order: LayerOrder): number {
  switch (order) {
    case "changed":
      // Two infinities must not make NaN of their difference.
      return series.change === null ? Number.MAX_VALUE : -Math.min(series.change, 1e300);
    case "zero":
      return Number.isNaN(magnitude) ? Number.MAX_VALUE : magnitude;
    case "nan":
      return -nonFiniteCount;
  }
}

function sum(counts: Float64Array): number {
  return counts.reduce((total, count) => total + count, 0);
}
