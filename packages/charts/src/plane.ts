// The plane of a chart: which part of the data lies where on the screen, and back.
import type { Interval } from "./line-chart-props.ts";

/** In CSS pixels of the container, without axes and margins. */
export interface PlotRect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Plane {
  readonly rect: PlotRect;
  /** Ascending, not empty. */
  readonly x: Interval;
  /** Ascending, not empty, in data units also on a log scale. */
  readonly y: Interval;
  readonly yScale: "linear" | "log";
}

export interface PixelPoint {
  readonly left: number;
  readonly top: number;
}

export function leftFromX({ rect, x: [min, max] }: Plane, x: number): number {
  return rect.left + ((x - min) / (max - min)) * rect.width;
}

export function xFromLeft({ rect, x: [min, max] }: Plane, left: number): number {
  return min + ((left - rect.left) / rect.width) * (max - min);
}

/** Values ≤ 0 on a log scale lie far below. */
export function topFromY({ rect, y: [min, max], yScale }: Plane, y: number): number {
  const low = scaled(min, yScale);
  return rect.top + (1 - (scaled(y, yScale) - low) / (scaled(max, yScale) - low)) * rect.height;
}

export function yFromTop({ rect, y: [min, max], yScale }: Plane, top: number): number {
  const low = scaled(min, yScale);
  const y = low + (1 - (top - rect.top) / rect.height) * (scaled(max, yScale) - low);
  return yScale === "log" ? 10 ** y : y;
}

/** A value as it lies on its axis: its logarithm to base 10 on a log scale. */
export function scaled(y: number, yScale: "linear" | "log"): number {
  return yScale === "log" ? Math.log10(Math.max(y, Number.MIN_VALUE)) : y;
}

export function isInside({ left, top, width, height }: PlotRect, point: PixelPoint): boolean {
  return point.left >= left && point.left <= left + width && point.top >= top && point.top <= top + height;
}
