// From columns to what is stroked: pixel paths of the part that is seen, points that stand alone, and marks for values that are not finite.
import type { Line } from "./line-chart-props.ts";
import { firstPlaced, lowerBound, upperBound, type NumberColumn } from "../plane/columns.ts";
import { leftFromX, scaled, topFromY, type PixelPoint, type Plane } from "../plane/plane.ts";

/** Commands of zrender's path data, three numbers each. */
const moveTo = 1;
const lineTo = 2;
const commandLength = 3;

/** Canvas keeps its precision up to here; steeper than any screen is high. */
const farPixels = 1e6;
const markSpacingPixels = 7;
const markInsetPixels = 6;

type Columns = Pick<Line, "xs" | "ys">;

// One for all lines: a path is copied by who draws it before the next is traced.
let scratch = new Float32Array(3 * 4096);

/**
 * The path of a line as `[command, left, top]` triples, in CSS pixels: only what is in view and one point beyond on each side.
 * Gaps at non-finite values. More than four points a column become first, lowest, highest and last of the column.
 * @returns a view of a shared buffer, valid until the next call.
 */
export function tracePath({ xs, ys }: Columns, plane: Plane, columnPixels: number): Float32Array {
  const [start, end] = indicesInView(xs, plane);
  const needed = (end - start) * commandLength;
  if (scratch.length < needed) scratch = new Float32Array(2 * needed);
  const isDense = end - start > (4 * plane.rect.width) / columnPixels;
  const length = isDense ? traceColumns({ xs, ys }, plane, columnPixels) : tracePoints({ xs, ys }, plane);
  return scratch.subarray(0, length);
}

/**
 * Outlines of a line's band in view, one for each stretch without gaps: along the upper edge and back along the lower one.
 * More than four points a column of a pixel become their outermost.
 */
export function traceBand(
  { xs, band }: Pick<Line, "xs" | "band">,
  plane: Plane,
): readonly (readonly PixelPoint[])[] {
  if (!band) return [];
  const [start, end] = indicesInView(xs, plane);
  const isDense = end - start > 4 * plane.rect.width;
  const outlines: PixelPoint[][] = [];
  let upper: PixelPoint[] = [];
  let lower: PixelPoint[] = [];
  const close = () => {
    if (upper.length > 0) outlines.push([...upper, ...lower.reverse()]);
    upper = [];
    lower = [];
  };
  for (let i = start; i < end; i++) {
    if (Number.isNaN(band.lower[i]!) || Number.isNaN(band.upper[i]!)) {
      close();
      continue;
    }
    const left = clampPixel(leftFromX(plane, xs[i]!));
    const high = clampPixel(topFromY(plane, band.upper[i]!));
    const low = clampPixel(topFromY(plane, band.lower[i]!));
    const [lastHigh, lastLow] = [upper.at(-1), lower.at(-1)];
    if (isDense && lastHigh && lastLow && Math.floor(lastHigh.left) === Math.floor(left)) {
      upper[upper.length - 1] = { left: lastHigh.left, top: Math.min(lastHigh.top, high) };
      lower[lower.length - 1] = { left: lastLow.left, top: Math.max(lastLow.top, low) };
    } else {
      upper.push({ left, top: high });
      lower.push({ left, top: low });
    }
  }
  close();
  return outlines;
}

/** What of a line a stroke does not show. In CSS pixels. */
export interface LineMarks {
  /** Finite, without a finite neighbour. */
  readonly lonePoints: readonly PixelPoint[];
  readonly positiveInfinities: readonly PixelPoint[];
  readonly negativeInfinities: readonly PixelPoint[];
  /** At the last finite value before. */
  readonly nans: readonly PixelPoint[];
}

/** Marks in view, thinned to what can be told apart; null when there are none. */
export function lineMarks({ xs, ys }: Line, plane: Plane): LineMarks | null {
  const [start, end] = indicesInView(xs, plane);
  if (end - start > 1 && areFinite(ys, start, end)) return null;
  const { rect } = plane;
  const marks = { lonePoints: [], positiveInfinities: [], negativeInfinities: [], nans: [] } as Record<
    keyof LineMarks,
    PixelPoint[]
  >;
  const lowest = rect.top + rect.height - markInsetPixels;
  const highest = rect.top + markInsetPixels;
  const push = (kind: keyof LineMarks, left: number, top: number) => {
    const last = marks[kind].at(-1);
    if (
      last === undefined ||
      left - last.left >= markSpacingPixels ||
      Math.abs(top - last.top) > rect.height / 4
    )
      marks[kind].push({ left, top });
  };
  let lastFinite = finiteBefore(ys, start);
  for (let i = start; i < end; i++) {
    const y = ys[i]!;
    const isFinite = Number.isFinite(y);
    if (isFinite) lastFinite = i;
    if (isFinite && (Number.isFinite(ys[i - 1]) || Number.isFinite(ys[i + 1]))) continue;
    const left = leftFromX(plane, xs[i]!);
    if (!(left >= rect.left - 1 && left <= rect.left + rect.width + 1)) continue;
    if (isFinite) push("lonePoints", left, topFromY(plane, y));
    else if (y === Infinity) push("positiveInfinities", left, highest);
    else if (y === -Infinity) push("negativeInfinities", left, lowest);
    else push("nans", left, Math.min(Math.max(topOfNan(ys, lastFinite, plane), highest), lowest));
  }
  return Object.values(marks).some((points) => points.length > 0) ? marks : null;
}

/** Where a point is drawn: at its value, or at the mark that stands for it. */
export function pixelOfPoint({ xs, ys }: Line, index: number, plane: Plane): PixelPoint {
  const { top, height } = plane.rect;
  const left = leftFromX(plane, xs[index]!);
  const y = ys[index]!;
  if (y === Infinity) return { left, top: top + markInsetPixels };
  if (y === -Infinity) return { left, top: top + height - markInsetPixels };
  if (Number.isNaN(y)) return { left, top: topOfNan(ys, finiteBefore(ys, index), plane) };
  return { left, top: Math.min(topFromY(plane, y), farPixels) };
}

/** [start, end) of the points in view with one more on each side, as far as the scale has a place for it. */
export function indicesInView(
  xs: NumberColumn,
  { x: [low, high], xScale }: Plane,
): readonly [number, number] {
  const start = Math.max(firstPlaced(xs, xScale), lowerBound(xs, low) - 1);
  return [start, Math.max(start, Math.min(xs.length, upperBound(xs, high) + 1))];
}

function areFinite(values: NumberColumn, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (values[i]! - values[i]! !== 0) return false;
  return true;
}

function finiteBefore(ys: NumberColumn, index: number): number {
  for (let i = index - 1; i >= 0; i--) if (Number.isFinite(ys[i])) return i;
  return -1;
}

/** Before the first finite value: at that one; without any: at the bottom. */
function topOfNan(ys: NumberColumn, lastFinite: number, plane: Plane): number {
  const y = lastFinite >= 0 ? ys[lastFinite] : ys.find(Number.isFinite);
  return y === undefined ? plane.rect.top + plane.rect.height - markInsetPixels : topFromY(plane, y);
}

/** Factors of `pixel = offset + factor × value`, for the loops below. */
function factors({ rect, x, xScale, y, yScale }: Plane) {
  const low = scaled(y[0], yScale);
  const xLow = scaled(x[0], xScale);
  const xFactor = rect.width / (scaled(x[1], xScale) - xLow);
  const yFactor = -rect.height / (scaled(y[1], yScale) - low);
  return { xFactor, xLow, yFactor, low, bottom: rect.top + rect.height };
}

function tracePoints({ xs, ys }: Columns, plane: Plane): number {
  const [start, end] = indicesInView(xs, plane);
  const { xFactor, xLow, yFactor, low, bottom } = factors(plane);
  const isLogX = plane.xScale === "log";
  const isLogY = plane.yScale === "log";
  const left = plane.rect.left;
  const commands = scratch;
  let length = 0;
  let command = moveTo;
  for (let i = start; i < end; i++) {
    const y = ys[i]!;
    // Neither NaN nor infinite.
    if (y - y !== 0) {
      command = moveTo;
      continue;
    }
    const x = xs[i]!;
    const top = bottom + yFactor * ((isLogY ? scaled(y, "log") : y) - low);
    commands[length] = command;
    commands[length + 1] = clampPixel(left + xFactor * ((isLogX ? scaled(x, "log") : x) - xLow));
    commands[length + 2] = clampPixel(top);
    length += commandLength;
    command = lineTo;
  }
  return length;
}

function traceColumns({ xs, ys }: Columns, plane: Plane, columnPixels: number): number {
  const [start, end] = indicesInView(xs, plane);
  const { xFactor, xLow, yFactor, low, bottom } = factors(plane);
  const { xScale } = plane;
  const left = plane.rect.left;
  const columnFactor = xFactor / columnPixels;
  const columnOf = (index: number) => Math.floor(columnFactor * (scaled(xs[index]!, xScale) - xLow));
  let length = 0;
  let command = moveTo;
  const push = (index: number) => {
    scratch[length] = command;
    scratch[length + 1] = clampPixel(left + xFactor * (scaled(xs[index]!, xScale) - xLow));
    scratch[length + 2] = clampPixel(bottom + yFactor * (scaled(ys[index]!, plane.yScale) - low));
    length += commandLength;
    command = lineTo;
  };
  for (let i = start; i < end;) {
    if (!Number.isFinite(ys[i])) {
      command = moveTo;
      i++;
      continue;
    }
    const first = i;
    const column = columnOf(i);
    let lowest = i;
    let highest = i;
    for (; i < end && Number.isFinite(ys[i]) && columnOf(i) === column; i++) {
      if (ys[i]! < ys[lowest]!) lowest = i;
      if (ys[i]! > ys[highest]!) highest = i;
    }
    push(first);
    const earlier = Math.min(lowest, highest);
    const later = Math.max(lowest, highest);
    if (earlier > first) push(earlier);
    if (later > first && later > earlier) push(later);
    if (i - 1 > later) push(i - 1);
  }
  return length;
}

function clampPixel(pixel: number): number {
  return pixel > farPixels ? farPixels : pixel < -farPixels ? -farPixels : pixel;
}
