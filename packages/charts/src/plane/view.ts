// How gestures change the view: each function takes the plane that is shown and gives the view that is wanted.
import { xScaleOf, type Axes, type Interval } from "./axis.ts";
import { xFromLeft, yFromTop, type PixelPoint, type Plane, type PlotRect } from "./plane.ts";

/** What part of the plane is shown; null fits the data. */
export interface View {
  readonly x: Interval | null;
  readonly y: Interval | null;
}

/** What a drag has marked: a range of x, a range of y, or both. */
export interface Selection {
  readonly kind: "x" | "y" | "box";
  readonly rect: PlotRect;
}

/** A drag shorter than this is a click. */
export const clickPixels = 5;
const boxHeightPixels = 24;
const boxSlope = 0.35;
/** Until a pan has gone this far up or down, it is sideways only. */
const verticalPanPixels = 24;

/**
 * What a drag from one point to another marks. On an axis: its range. In the plot: a range of x, unless the drag is clearly two-dimensional.
 * null while it is too short to mean anything.
 */
export function dragSelection(plane: Plane, from: PixelPoint, to: PixelPoint): Selection | null {
  const { rect } = plane;
  const dx = Math.abs(to.left - from.left);
  const dy = Math.abs(to.top - from.top);
  if (Math.max(dx, dy) < clickPixels) return null;
  const axis = axisAt(plane, from);
  const isTall = dy >= boxHeightPixels && dy >= dx * boxSlope;
  const kind = axis ?? (isTall && dx < 12 ? "y" : isTall ? "box" : "x");
  const [left, right] =
    kind === "y"
      ? [rect.left, rect.left + rect.width]
      : spanWithin(from.left, to.left, rect.left, rect.width);
  const [top, bottom] =
    kind === "x" ? [rect.top, rect.top + rect.height] : spanWithin(from.top, to.top, rect.top, rect.height);
  return { kind, rect: { left, top, width: right - left, height: bottom - top } };
}

/** Which axis' strip of labels a point is on; null in the plot. */
export function axisAt({ rect }: Plane, point: PixelPoint): "x" | "y" | null {
  if (point.top > rect.top + rect.height) return "x";
  return point.left < rect.left ? "y" : null;
}

/** The strip of labels of an axis, in CSS pixels of the container. */
export function axisStrip({ rect }: Plane, axis: "x" | "y", size: { readonly height: number }): PlotRect {
  const bottom = rect.top + rect.height;
  return axis === "x"
    ? { left: rect.left, top: bottom, width: rect.width, height: Math.max(0, size.height - bottom) }
    : { left: 0, top: rect.top, width: rect.left, height: rect.height };
}

export function selectedView(plane: Plane, view: View, { kind, rect }: Selection): View {
  const x: Interval = [xFromLeft(plane, rect.left), xFromLeft(plane, rect.left + rect.width)];
  const y: Interval = [yFromTop(plane, rect.top + rect.height), yFromTop(plane, rect.top)];
  return { x: kind === "y" ? view.x : x, y: kind === "x" ? view.y : y };
}

/** The plane of the gesture's start moved by a distance in pixels. A y that fits the data keeps fitting it until the pan goes clearly up or down. */
export function pannedView({ rect, ...start }: Plane, view: View, by: PixelPoint): View {
  const plane = { rect, ...start };
  const isSideways = view.y === null && Math.abs(by.top) < verticalPanPixels;
  return {
    x: [xFromLeft(plane, rect.left - by.left), xFromLeft(plane, rect.left + rect.width - by.left)],
    y: isSideways
      ? null
      : [yFromTop(plane, rect.top + rect.height - by.top), yFromTop(plane, rect.top - by.top)],
  };
}

/** Zooms by a factor (< 1 is closer) about a point that stays where it is; on an axis, only along it. */
export function zoomedView(plane: Plane, view: View, at: PixelPoint, factor: number): View {
  const { left, top, width, height } = plane.rect;
  const axis = axisAt(plane, at);
  const around = (pixel: number, edge: number) => pixel + (edge - pixel) * factor;
  return {
    x:
      axis === "y"
        ? view.x
        : [xFromLeft(plane, around(at.left, left)), xFromLeft(plane, around(at.left, left + width))],
    y:
      axis === "x"
        ? view.y
        : [yFromTop(plane, around(at.top, top + height)), yFromTop(plane, around(at.top, top))],
  };
}

/** The view when its intervals can be shown: finite, ascending, no narrower than doubles and the axis can tell apart. */
export function isShowable({ x, y }: View, axes: Axes): boolean {
  const { axis, yScale } = axes;
  const isLogX = xScaleOf(axes) === "log";
  const leastX = axis === "value" || isLogX ? 0 : axis === "step" ? 0.5 : 1e-3;
  const isReadable = axis === "value" || (x !== null && Math.max(Math.abs(x[0]), Math.abs(x[1])) < 1e15);
  return (
    (x === null || (isWide(x, leastX) && isReadable && (!isLogX || x[0] > 0))) &&
    (y === null || (isWide(y, 0) && (yScale === "linear" || y[0] > 0)))
  );
}

export function isSameView(a: View, b: View): boolean {
  return isSameInterval(a.x, b.x) && isSameInterval(a.y, b.y);
}

function isSameInterval(a: Interval | null, b: Interval | null): boolean {
  return a === b || (a !== null && b !== null && a[0] === b[0] && a[1] === b[1]);
}

function isWide([low, high]: Interval, least: number): boolean {
  const span = high - low;
  return Number.isFinite(span) && span >= least && span > 1e-12 * Math.max(Math.abs(low), Math.abs(high));
}

function spanWithin(a: number, b: number, start: number, length: number): readonly [number, number] {
  const clamp = (pixel: number) => Math.min(Math.max(pixel, start), start + length);
  return [clamp(Math.min(a, b)), clamp(Math.max(a, b))];
}
