// The plane of a chart: which part of the data lies where on the screen, and back.
import type { ShownRange, AxisScale, Interval } from "./axis.ts";

/** Of the whole chart, in CSS pixels. */
export interface ChartSize {
  readonly width: number;
  readonly height: number;
}

/** In CSS pixels of the container, without axes and margins. */
export interface PlotRect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Plane {
  readonly rect: PlotRect;
  /** Ascending, not empty, in data units also on a log scale. */
  readonly x: Interval;
  readonly xScale: AxisScale;
  /** Ascending, not empty, in data units also on a log scale. */
  readonly y: Interval;
  readonly yScale: AxisScale;
}

export interface PixelPoint {
  readonly left: number;
  readonly top: number;
}

/** Values ≤ 0 on a log scale lie far to the left. */
export function leftFromX({ rect, x: [min, max], xScale }: Plane, x: number): number {
  const low = scaled(min, xScale);
  return rect.left + ((scaled(x, xScale) - low) / (scaled(max, xScale) - low)) * rect.width;
}

export function xFromLeft({ rect, x: [min, max], xScale }: Plane, left: number): number {
  const low = scaled(min, xScale);
  return unscaled(low + ((left - rect.left) / rect.width) * (scaled(max, xScale) - low), xScale);
}

/** Values ≤ 0 on a log scale lie far below. */
export function topFromY({ rect, y: [min, max], yScale }: Plane, y: number): number {
  const low = scaled(min, yScale);
  return rect.top + (1 - (scaled(y, yScale) - low) / (scaled(max, yScale) - low)) * rect.height;
}

export function yFromTop({ rect, y: [min, max], yScale }: Plane, top: number): number {
  const low = scaled(min, yScale);
  return unscaled(low + (1 - (top - rect.top) / rect.height) * (scaled(max, yScale) - low), yScale);
}

/** A value as it lies on its axis: its logarithm to base 10 on a log scale. */
export function scaled(value: number, scale: AxisScale): number {
  return scale === "log" ? Math.log10(Math.max(value, Number.MIN_VALUE)) : value;
}

function unscaled(position: number, scale: AxisScale): number {
  return scale === "log" ? 10 ** position : position;
}

/** What is shown of an axis, for values beside it. */
export function shownX({ x, xScale }: Pick<Plane, "x" | "xScale">): ShownRange {
  return { range: x, scale: xScale };
}

export function shownY({ y, yScale }: Pick<Plane, "y" | "yScale">): ShownRange {
  return { range: y, scale: yScale };
}

export function isInside({ left, top, width, height }: PlotRect, point: PixelPoint): boolean {
  return point.left >= left && point.left <= left + width && point.top >= top && point.top <= top + height;
}
