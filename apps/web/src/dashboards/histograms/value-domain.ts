// From where to where axes of values go.
import { evenEdges, positionOf, symlogFor, type ValueScale } from "@runboard/analysis";
import type { HistogramSeries } from "@runboard/contract";
import type { LoggedHistogram } from "./logged-histograms.ts";

type ValueInterval = readonly [number, number];

/** What a cell's own values cover. */
export interface ValueExtent {
  /** Least and greatest. */
  readonly range: ValueInterval;
  /** Where a logarithmic axis begins; Infinity when no value is positive. */
  readonly leastPositive: number;
}

/** @param histograms of the series, as many as there are of it on the page: where a logarithmic axis begins is known from these. */
export function extentOfSeries(
  { valueRange }: Pick<HistogramSeries, "valueRange">,
  histograms: readonly LoggedHistogram[],
): ValueExtent | null {
  if (!valueRange) return null;
  const leasts = histograms.map(({ rows }) => extentOfRows(rows)?.leastPositive ?? Infinity);
  return { range: valueRange, leastPositive: Math.min(Infinity, ...leasts) };
}

/** null where no row has finite edges and a count. */
export function extentOfRows(rows: Float64Array): ValueExtent | null {
  let low = Infinity;
  let high = -Infinity;
  let leastPositive = Infinity;
  for (let at = 0; at < rows.length; at += 3) {
    const left = rows[at] ?? NaN;
    const right = rows[at + 1] ?? NaN;
    if (!((rows[at + 2] ?? 0) > 0) || !Number.isFinite(left) || !Number.isFinite(right)) continue;
    low = Math.min(low, left);
    high = Math.max(high, right);
    const positive = left > 0 ? left : right;
    if (positive > 0) leastPositive = Math.min(leastPositive, positive);
  }
  return low <= high ? { range: [low, high], leastPositive } : null;
}

export function unionOf(extents: readonly ValueExtent[]): ValueExtent | null {
  if (extents.length === 0) return null;
  return {
    range: [
      Math.min(...extents.map(({ range }) => range[0])),
      Math.max(...extents.map(({ range }) => range[1])),
    ],
    leastPositive: Math.min(...extents.map((extent) => extent.leastPositive)),
  };
}

export interface ValueAxis {
  readonly scale: ValueScale;
  readonly domain: ValueInterval;
}

/** The axis that shows an extent; null where it has no place for any of it. */
export function axisOf(
  { range: [low, high], leastPositive }: ValueExtent,
  kind: ValueScale["kind"],
): ValueAxis | null {
  switch (kind) {
    case "linear":
      return widened([low, high], { kind });
    case "log":
      return high > 0 ? widened([Math.min(leastPositive, high), high], { kind }) : null;
    case "symlog":
      return widened([low, high], symlogFor([low, high]));
  }
}

/** One value gets some room around it. */
function widened(domain: ValueInterval, scale: ValueScale): ValueAxis {
  const edges = evenEdges(domain, 1, scale);
  return { scale, domain: [edges[0] ?? domain[0], edges[1] ?? domain[1]] };
}

/** As many as TensorBoard has. */
const BIN_COUNT = 30;

export function displayEdges({ scale, domain }: ValueAxis): Float64Array {
  return evenEdges(domain, BIN_COUNT, scale);
}

/** Index of the bin that a value lies in, the last one's right edge with it; -1 beside all. */
export function binAt(edges: Float64Array, value: number, scale: ValueScale): number {
  const last = edges.length - 1;
  if (!(value >= (edges[0] ?? NaN)) || !(value <= (edges[last] ?? NaN))) return -1;
  const first = positionOf(edges[0] ?? NaN, scale);
  const share = (positionOf(value, scale) - first) / (positionOf(edges[last] ?? NaN, scale) - first);
  return Math.min(last - 1, Math.floor(share * last));
}
