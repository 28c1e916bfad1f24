// Which part of the plane a chart shows when nobody zoomed: the extent of the strong values, padded and rounded.
import type { AxisScale, Interval, Line, LineChartAxis, NumberColumn } from "../line/line-chart-props.ts";
import { tickStep } from "./ticks.ts";

const paddingRatio = 0.05;
const xPaddingRatio = 0.015;
const outlierPercentile = 0.05;
/** Of a line with fewer points none is left out: a twentieth of them is no point. */
const fewPoints = 20;
/** Outliers are left out where all values span so many times what most do. */
const outlierRatio = 3;

/** Smallest and largest of what is seen; null where nothing is. */
export interface Extents {
  readonly x: Interval | null;
  readonly y: Interval | null;
}

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

/**
 * 5 % of padding on each side, then rounded outwards to the tick step of ten ticks.
 * A single value c gives [0, 2c], [2c, 0] or, for 0, [-1, 1].
 */
export function niceLinearDomain([min, max]: Interval): Interval {
  if (min > max) throw new RangeError(`Extent is upside down: ${min} > ${max}`);
  if (min === max) return min === 0 ? [-1, 1] : min < 0 ? [2 * min, 0] : [0, 2 * min];
  const padding = (max - min) * paddingRatio;
  let low = min - padding;
  let high = max + padding;
  // Values near the largest double.
  if (!Number.isFinite(high - low)) return [min, max];
  // Rounding widens the span, which may ask for a larger step; it settles after a turn or two.
  for (let previousStep = 0, turn = 0; turn < 10; turn++) {
    const step = tickStep(high - low, 10);
    if (step === previousStep || step === 0) break;
    low = roundToStep(low, step, Math.floor);
    high = roundToStep(high, step, Math.ceil);
    previousStep = step;
  }
  return [low, high];
}

/** From half the smallest to twice the largest; what is not positive is clipped to the smallest double. */
export function niceLogDomain([min, max]: Interval): Interval {
  if (min > max) throw new RangeError(`Extent is upside down: ${min} > ${max}`);
  if (max <= 0) return [Number.MIN_VALUE, 1];
  return [Math.max(Number.MIN_VALUE, min * 0.5), Math.min(Number.MAX_VALUE, max * 2)];
}

/** The x domain that fits an extent: tight, because an axis of steps or time has no rounder ends than its data. */
export function fitXDomain(
  extent: Interval | null,
  axis: LineChartAxis,
  xScale: AxisScale = "linear",
): Interval {
  if (extent === null) return xScale === "log" ? [0.1, 10] : [0, 1];
  const [min, max] = extent;
  if (xScale === "log") {
    const factor = min === max ? 2 : (max / min) ** xPaddingRatio;
    return [Math.max(Number.MIN_VALUE, min / factor), Math.min(Number.MAX_VALUE, max * factor)];
  }
  if (min === max) {
    const half = axis === "wall" ? 30 : axis === "value" && min !== 0 ? Math.abs(min) / 2 : 0.5;
    return [min - half, max + half];
  }
  const padding = (max - min) * xPaddingRatio;
  return [min - padding, max + padding];
}

export function fitYDomain(extent: Interval | null, yScale: AxisScale): Interval {
  if (yScale === "log") return extent === null ? [0.1, 10] : niceLogDomain(extent);
  return extent === null ? [0, 1] : niceLinearDomain(extent);
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
  let usual: Interval | null = null;
  for (const line of lines) usual = spanning(usual, usualExtent(line, options));
  if (!usual || spanOf(all, options) <= outlierRatio * spanOf(usual, options)) return all;
  return usual;
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
  const values = safeValues([line], options);
  const count = values.length;
  if (line.ys.length < fewPoints) return wholeExtent([line], options);
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
function safeValues(lines: readonly Line[], options: ExtentOptions): Float64Array {
  let capacity = 0;
  forEachColumn(lines, options, (_column, start, end) => (capacity += end - start));
  if (scratch.length < capacity) scratch = new Float64Array(capacity);
  const values = scratch;
  let count = 0;
  forEachColumn(lines, options, (column, start, end) => {
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

function roundToStep(value: number, step: number, round: (x: number) => number): number {
  // Dividing by the inverse keeps 0.1 × 3 at 0.3.
  if (step >= 1) return round(value / step) * step;
  const inverse = Math.round(1 / step);
  return Number.isFinite(inverse) ? round(value * inverse) / inverse : round(value / step) * step;
}
