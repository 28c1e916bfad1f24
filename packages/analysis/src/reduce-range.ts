// What of a curve a zoomed chart needs.
import { lowerBound, upperBound } from "./ascending.ts";
import type { XyColumns } from "./interpolate.ts";
import { reducePoints } from "./reduce.ts";

/**
 * Chooses points of a curve for a chart: `reducePoints` of those in a range, and one beyond each of its ends, so that lines reach the edge.
 * @param curve xs ascending.
 * @param range closed; all points when absent.
 * @param maxPoints at least 4, those beyond the ends included.
 * @returns indexes of the points kept, ascending, and how many the range has.
 */
export function reduceRange(
  { xs, values }: XyColumns,
  maxPoints: number,
  range?: readonly [number, number],
): { readonly kept: Int32Array; readonly countInRange: number } {
  const { from, to } = indexesInRange(xs, range);
  const before = from > 0 ? [from - 1] : [];
  const after = to < xs.length ? [to] : [];
  const inside = reducePoints(
    xs.subarray(from, to),
    values.subarray(from, to),
    maxPoints - before.length - after.length,
  );
  const kept = new Int32Array(before.length + inside.length + after.length);
  kept.set(before);
  for (let i = 0; i < inside.length; i++) kept[before.length + i] = from + inside[i]!;
  kept.set(after, before.length + inside.length);
  return { kept, countInRange: to - from };
}

/** Where the ascending `xs` are in a closed range: from one index to another, exclusive. Where none is, both say where it would be. */
export function indexesInRange(
  xs: Float64Array,
  range?: readonly [number, number],
): { readonly from: number; readonly to: number } {
  const [low, high] = range ?? [-Infinity, Infinity];
  const from = lowerBound(xs, low);
  const to = upperBound(xs, high);
  return { from, to: Math.max(from, to) };
}
