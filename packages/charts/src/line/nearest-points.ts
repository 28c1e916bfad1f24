// What is under the pointer: the point of each line nearest in x, how far its stroke is, and the line that is close enough to click.
import type { Stops } from "../plane/selection-handles.ts";
import type { AxisScale } from "../plane/axis.ts";
import type { Line } from "./line-chart-props.ts";
import { firstPlaced, lowerBound, type NumberColumn } from "../plane/columns.ts";
import { indicesInView, pixelOfPoint } from "./line-path.ts";
import { leftFromX, scaled, xFromLeft, type PixelPoint, type Plane } from "../plane/plane.ts";

export interface NearestPoint {
  readonly line: Line;
  readonly index: number;
  readonly pixel: PixelPoint;
  /** From the pointer to the line: to its stroke beside the pointer, or to the point. */
  readonly distancePixels: number;
}

/** How far from a stroke the pointer still is on it. */
const reachPixels = 8;

/** For each line with points, the one nearest in x to the pointer; of several as near, the one nearest on the screen. Faint lines are not read. */
export function nearestPoints(
  lines: readonly Line[],
  plane: Plane,
  pointer: PixelPoint,
): readonly NearestPoint[] {
  const x = xFromLeft(plane, pointer.left);
  const nearest: NearestPoint[] = [];
  for (const line of lines) {
    const { xs } = line;
    if (line.isFaint === true || firstPlaced(xs, plane.xScale) >= xs.length) continue;
    const closest = xs[closestIndex(xs, x, plane.xScale)]!;
    const across = plane.xScale === "log" ? (x / closest) * x : 2 * x - closest;
    let best: { readonly index: number; readonly pixel: PixelPoint } | null = null;
    let bestDistance = Infinity;
    // Both sides of a tie, and all points of one x.
    const end = Math.max(closest, across);
    for (let i = lowerBound(xs, Math.min(closest, across)); i < xs.length && xs[i]! <= end; i++) {
      const pixel = pixelOfPoint(line, i, plane);
      const distance = Math.hypot(pixel.left - pointer.left, pixel.top - pointer.top);
      if (best !== null && distance >= bestDistance) continue;
      best = { index: i, pixel };
      bestDistance = distance;
    }
    if (!best) continue;
    nearest.push({
      line,
      ...best,
      distancePixels: Math.min(bestDistance, strokeDistance(line, plane, pointer)),
    });
  }
  return nearest;
}

/** Index of the value closest to x in ascending values, as the scale has them; the first of equally close ones; 0 when there are none. */
export function closestIndex(values: NumberColumn, x: number, scale: AxisScale = "linear"): number {
  const right = Math.min(lowerBound(values, x), values.length - 1);
  if (right <= firstPlaced(values, scale)) return Math.max(0, right);
  const low = values[right - 1]!;
  const high = values[right]!;
  const isLowCloser = scale === "log" ? x / low <= high / x : x - low <= high - x;
  return lowerBound(values, isLowCloser ? low : high);
}

/** The one whose line is closest to the pointer, of two as close that of the emphasized one; null of none. */
export function closestOf(nearest: readonly NearestPoint[]): NearestPoint | null {
  let best: NearestPoint | null = null;
  for (const point of nearest) {
    const gap = best === null ? -1 : point.distancePixels - best.distancePixels;
    if (gap < 0 || (gap === 0 && point.line.isEmphasized)) best = point;
  }
  return best;
}

/** The closest line where the pointer is on its stroke; null where it is on none. */
export function pointedLine(nearest: readonly NearestPoint[]): Line | null {
  const closest = closestOf(nearest);
  return closest && closest.distancePixels <= reachPixels ? closest.line : null;
}

/** The x of the point of any line that is closest to x on the scale; null without points. */
export function nearestX(lines: readonly Line[], x: number, scale: AxisScale): number | null {
  let best: number | null = null;
  const gap = (value: number) => Math.abs(scaled(value, scale) - scaled(x, scale));
  for (const { xs } of lines) {
    if (firstPlaced(xs, scale) >= xs.length) continue;
    const candidate = xs[closestIndex(xs, x, scale)]!;
    if (best === null || gap(candidate) < gap(best)) best = candidate;
  }
  return best;
}

/** The next x with a point, in the given direction from x, among all lines; null at the end. */
export function nextX(lines: readonly Line[], x: number, direction: 1 | -1): number | null {
  let next: number | null = null;
  for (const { xs } of lines) {
    let index = lowerBound(xs, x) + (direction < 0 ? -1 : 0);
    while (direction > 0 && xs[index] === x) index++;
    const candidate = xs[index];
    if (candidate === undefined) continue;
    if (next === null || (candidate - next) * direction < 0) next = candidate;
  }
  return next;
}

/** Where the selection on the x axis may be: at points of any line. */
export function stopsOf(lines: readonly Line[]): Stops {
  return {
    nearest: (x, scale) => nearestX(lines, x, scale),
    next: (x, direction) => nextX(lines, x, direction),
  };
}

/** The x of the point nearest to the pointer in x. */
export function snappedX(nearest: readonly NearestPoint[], { left }: PixelPoint): number | null {
  let snapped: NearestPoint | null = null;
  for (const point of nearest)
    if (snapped === null || Math.abs(point.pixel.left - left) < Math.abs(snapped.pixel.left - left))
      snapped = point;
  return snapped?.line.xs[snapped.index] ?? null;
}

/** Exact within reach; what is farther is taken no farther than it is beside the pointer. */
function strokeDistance(line: Line, plane: Plane, pointer: PixelPoint): number {
  const [first, last] = indicesInView(line.xs, plane);
  // From the last point left of the pointer's neighbourhood to the first one right of it.
  const from = lowerBound(line.xs, xFromLeft(plane, pointer.left - reachPixels)) - 1;
  const rightEnd = pointer.left + reachPixels;
  let distance = Infinity;
  let previous: PixelPoint | null = null;
  for (let i = Math.max(first, from); i < last; i++) {
    const pixel = pixelOfPoint(line, i, plane);
    const isJoined = previous !== null && Number.isFinite(line.ys[i]) && Number.isFinite(line.ys[i - 1]);
    distance = Math.min(distance, segmentDistance(isJoined && previous ? previous : pixel, pixel, pointer));
    previous = pixel;
    if (leftFromX(plane, line.xs[i]!) > rightEnd) break;
  }
  return distance;
}

function segmentDistance(a: PixelPoint, b: PixelPoint, p: PixelPoint): number {
  const dx = b.left - a.left;
  const dy = b.top - a.top;
  const squared = dx * dx + dy * dy;
  const along = squared === 0 ? 0 : ((p.left - a.left) * dx + (p.top - a.top) * dy) / squared;
  const t = Math.min(Math.max(along, 0), 1);
  return Math.hypot(p.left - a.left - t * dx, p.top - a.top - t * dy);
}
