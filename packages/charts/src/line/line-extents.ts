// What part of the plane lines take: the extent of the strong values, of most of them when outliers are left out.
import type { AxisScale, Interval } from "../plane/axis.ts";
import { firstPlaced, lowerBound, upperBound, type NumberColumn } from "../plane/columns.ts";
import type { Extents } from "../plane/nice-domain.ts";
import type { Line } from "./line-chart-props.ts";

const outlierPercentile = 0.05;
/** Of a line with fewer points none is left out: a twentieth of them is no point. */
const fewPoints = 20;
/** Outliers are left out where all values span so many times what most do. */
const outlierRatio = 3;

export interface ExtentOptions {
  /** On a log scale, points at x ≤ 0 don't count; linear when absent. */
  readonly xScale?: AxisScale;
  readonly yScale: AxisScale;
  /**
   * Where all values span more than three times as much: y over what is from the 5th to the 95th percentile of each line, and all of lines of few points,
   * so that none is wholly out of sight.
   */
  readonly ignoreOutliers: boolean;
  /** Only values in this part of the x axis count for y; null takes all. */
  readonly xRange: Interval | null;
}

/** Extents of what is drawn, with bands and unsmoothed values. Non-finite values don't count, nor do values ≤ 0 for y on a log scale. */
export function lineExtents(lines: readonly Line[], options: ExtentOptions): Extents {
  return { x: xExtent(lines, options.xScale ?? "linear"), y: yExtent(lines, options) };
}

/** `lineExtents` that remembers its last answer: it is asked every frame of a gesture and seldom has another. */
export function rememberedExtents(): typeof lineExtents {
  let last: { readonly input: readonly unknown[]; readonly extents: Extents } | null = null;
  return (lines, options) => {
    const { xScale, yScale, ignoreOutliers, xRange } = options;
    const input = [lines, xScale, yScale, ignoreOutliers, xRange?.[0], xRange?.[1]];
    if (last?.input.every((value, i) => Object.is(value, input[i]))) return last.extents;
    last = { input, extents: lineExtents(lines, options) };
    return last.extents;
  };
}

function xExtent(lines: readonly Line[], xScale: AxisScale): Interval | null {
  let min = Infinity;
  let max = -Infinity;
  for (const { xs } of lines) {
    let first = firstPlaced(xs, xScale);
    let last = xs.length - 1;
    while (first <= last && !Number.isFinite(xs[first])) first++;
    while (last >= first && !Number.isFinite(xs[last])) last--;
    if (first > last) continue;
    min = Math.min(min, xs[first]!);
    max = Math.max(max, xs[last]!);
  }
  return min <= max ? [min, max] : null;
}

function yExtent(lines: readonly Line[], options: ExtentOptions): Interval | null {
  const all = wholeExtent(lines, options);
  if (!all || !options.ignoreOutliers) return all;
  const span = spanOf(all, options);
  let usual: Interval | null = null;
  for (const line of lines) {
    usual = spanning(usual, usualExtent(line, options));
    // Ordinary lines are told by the first few of them: to look at all takes as long as drawing them.
    if (usual && span <= outlierRatio * spanOf(usual, options)) return all;
  }
  return usual ?? all;
}

/** How far apart the ends stand on the axis. */
function spanOf([low, high]: Interval, { yScale }: ExtentOptions): number {
  return yScale === "log" ? Math.log(high / low) : high - low;
}

function spanning(a: Interval | null, b: Interval | null): Interval | null {
  return a && b ? [Math.min(a[0], b[0]), Math.max(a[1], b[1])] : (a ?? b);
}

function wholeExtent(lines: readonly Line[], options: ExtentOptions): Interval | null {
  let min = Infinity;
  let max = -Infinity;
  forEachColumn(lines, options, (column, start, end) => {
    const above = options.yScale === "log" ? 0 : -Infinity;
    for (let i = start; i < end; i++) {
      const value = column[i]!;
      if (!(value > above && value < Infinity)) continue;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  });
  return min <= max ? [min, max] : null;
}

/** What most values of a line are in; all of them when they are few. */
function usualExtent(line: Line, options: ExtentOptions): Interval | null {
  if (line.ys.length < fewPoints) return wholeExtent([line], options);
  const values = safeValues(line, options);
  const count = values.length;
  if (count === 0) return null;
  const lowNth = Math.ceil((count - 1) * outlierPercentile);
  const low = selectNth(values, lowNth);
  // What is before the lower one is no larger than it.
  const above = values.subarray(lowNth);
  const highNth = Math.floor((count - 1) * (1 - outlierPercentile));
  return [low, selectNth(above, highNth - lowNth)];
}

/** Memory that is taken anew costs more than all that is done with it here. */
let scratch = new Float64Array(0);

/** In memory that the next call uses again. */
function safeValues(line: Line, options: ExtentOptions): Float64Array {
  let capacity = 0;
  forEachColumn([line], options, (_column, start, end) => (capacity += end - start));
  if (scratch.length < capacity) scratch = new Float64Array(capacity);
  const values = scratch;
  let count = 0;
  forEachColumn([line], options, (column, start, end) => {
    const above = options.yScale === "log" ? 0 : -Infinity;
    for (let i = start; i < end; i++) {
      const value = column[i]!;
      if (value > above && value < Infinity) values[count++] = value;
    }
  });
  return values.subarray(0, count);
}

/** Visits the columns of y values with the indices that count, [start, end). */
function forEachColumn(
  lines: readonly Line[],
  { xScale, xRange }: ExtentOptions,
  visit: (column: NumberColumn, start: number, end: number) => void,
): void {
  for (const { xs, ys, rawYs, band } of lines) {
    const placed = firstPlaced(xs, xScale ?? "linear");
    const [from, end] = xRange === null ? [0, ys.length] : rangeOfIndices(xs, xRange);
    const start = Math.max(from, placed);
    visit(ys, start, end);
    if (rawYs) visit(rawYs, start, end);
    if (!band) continue;
    visit(band.lower, start, end);
    visit(band.upper, start, end);
  }
}

function rangeOfIndices(xs: NumberColumn, [low, high]: Interval): readonly [number, number] {
  const start = lowerBound(xs, low);
  const end = upperBound(xs, high);
  const isBetween = start === end && start > 0 && end < xs.length;
  return isBetween ? [start - 1, end + 1] : [start, end];
}

/** The value that sorting would put at `nth` (Hoare's selection). Reorders the values. */
function selectNth(values: Float64Array, nth: number): number {
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = values[(left + right) >>> 1]!;
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i <= j) {
        const swapped = values[i]!;
        values[i++] = values[j]!;
        values[j--] = swapped;
      }
    }
    if (nth <= j) right = j;
    else if (nth >= i) left = i;
    else break;
  }
  return values[nth]!;
}
