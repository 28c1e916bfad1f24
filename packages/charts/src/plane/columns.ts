// Columns of numbers, and where in ascending ones a value lies.
import type { AxisScale } from "./axis.ts";

/** Doubles, or what holds the same numbers in half the memory. */
export type NumberColumn = Float64Array | Float32Array | Int32Array;

/** Index of the first point that the scale has a place for; `xs.length` when there is none. */
export function firstPlaced(xs: NumberColumn, xScale: AxisScale): number {
  return xScale === "log" ? upperBound(xs, 0) : 0;
}

/** First index whose value is ≥ x, in ascending values. */
export function lowerBound(values: NumberColumn, x: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** First index whose value is > x, in ascending values. */
export function upperBound(values: NumberColumn, x: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}
