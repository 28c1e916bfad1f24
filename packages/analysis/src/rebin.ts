// Counts of a histogram in other rows than those it was logged in.
import { upperBound } from "./ascending.ts";
import type { HistogramBins } from "./histogram.ts";

/**
 * Counts between ascending edges, each row spread evenly over the values between its own: TensorBoard's `intermediateToD3` and `buildNormalizedHistograms`.
 * A row of no width goes whole into the bin that contains it; the last bin holds its right edge, too. What lies beyond the edges is left out, as are
 * rows that begin or end at no finite value. Of rows that ascend each edge is looked at once.
 * @param bins rows without a fault, see `histogramFault`.
 * @param edges finite, one more than there are bins.
 * @param into takes the counts, one a bin; a new column when absent.
 */
export function rebin(
  bins: HistogramBins,
  edges: Float64Array,
  into: Float64Array = new Float64Array(Math.max(0, edges.length - 1)),
): Float64Array {
  const counts = into.fill(0);
  const low = edges[0] ?? NaN;
  const high = edges[counts.length] ?? NaN;
  let first = 0;
  for (let at = 0; at + 2 < bins.length; at += 3) {
    const left = bins[at] ?? NaN;
    const right = bins[at + 1] ?? NaN;
    const count = bins[at + 2] ?? NaN;
    if (!(count > 0 && Number.isFinite(left) && Number.isFinite(right))) continue;
    if (!(right >= low && left <= high)) continue;
    // The bin that holds the left edge, or the first one. Rows go back only where something is wrong with them.
    if ((edges[first] ?? NaN) > left) first = Math.max(0, upperBound(edges, left, 0, first) - 1);
    while (first < counts.length - 1 && (edges[first + 1] ?? NaN) <= left) first += 1;
    if (right <= left) {
      counts[first] = (counts[first] ?? 0) + count;
      continue;
    }
    for (let bin = first; bin < counts.length; bin++) {
      const from = edges[bin] ?? NaN;
      if (from >= right) break;
      const overlap = shareBetween(left, right, Math.max(left, from), Math.min(right, edges[bin + 1] ?? NaN));
      if (overlap > 0) counts[bin] = (counts[bin] ?? 0) + overlap * count;
    }
  }
  return counts;
}

/** How much of [left, right] lies in [from, to], which is within it. */
function shareBetween(left: number, right: number, from: number, to: number): number {
  const width = right - left;
  return Number.isFinite(width) ? (to - from) / width : (to / 2 - from / 2) / (right / 2 - left / 2);
}
