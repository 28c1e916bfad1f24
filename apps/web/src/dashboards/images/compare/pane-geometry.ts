// Which part of a picture stands where in a pane. Panes that are linked look at the same pixels of their pictures, at the same size.
import type { PixelPart } from "../values/pixel-orders.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What stands in the middle, in the picture's pixels, and how many pixels of the page each of them takes. */
export interface PaneView {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** Whole pixels from 1 on: others would be of two widths. */
const scales = [
  1 / 32,
  1 / 24,
  1 / 16,
  1 / 12,
  1 / 8,
  1 / 6,
  1 / 4,
  1 / 3,
  1 / 2,
  2 / 3,
  1,
  2,
  3,
  4,
  6,
  8,
  12,
  16,
  24,
  32,
  48,
  64,
  96,
  128,
] as const;

/** All of the picture; in whole pixels where there is room for them. */
export function fitView(picture: Size, pane: Size): PaneView {
  const scale = Math.min(pane.width / picture.width, pane.height / picture.height);
  return {
    scale: scale >= 1 ? Math.floor(scale) : Math.max(scale, 1e-4),
    x: picture.width / 2,
    y: picture.height / 2,
  };
}

/** The next size up or down, so many of them. */
export function scaleAway(scale: number, places: number): number {
  // Where it stands between two, these are the next ones.
  const near = 1e-9;
  if (places > 0) return scales.filter((one) => one > scale + near)[places - 1] ?? Math.max(scale, 128);
  const below = scales.filter((one) => one < scale - near);
  return below[below.length + places] ?? Math.min(scale, 1 / 32);
}

/** Where a point of a pane, from its corner, lies in the picture. */
export function pointAt(
  view: PaneView,
  pane: Size,
  [left, top]: readonly [number, number],
): readonly [number, number] {
  const [cornerLeft, cornerTop] = cornerOf(view, pane);
  return [(left - cornerLeft) / view.scale, (top - cornerTop) / view.scale];
}

/** Where the picture's corner stands, from the pane's: at a whole pixel, so that its pixels are sharp. */
export function cornerOf(view: PaneView, pane: Size): readonly [left: number, top: number] {
  return [
    Math.round(pane.width / 2 - view.x * view.scale),
    Math.round(pane.height / 2 - view.y * view.scale),
  ];
}

/** At another size, with what is at a point of the pane staying there. */
export function zoomedAt(
  view: PaneView,
  pane: Size,
  at: readonly [left: number, top: number],
  scale: number,
): PaneView {
  const [x, y] = pointAt(view, pane, at);
  return {
    scale,
    x: x - (at[0] - pane.width / 2) / scale,
    y: y - (at[1] - pane.height / 2) / scale,
  };
}

export function pannedBy(view: PaneView, left: number, top: number): PaneView {
  return { ...view, x: view.x - left / view.scale, y: view.y - top / view.scale };
}

/** The middle stays on the picture: what is lost is not found again. */
export function keptOn(view: PaneView, picture: Size): PaneView {
  return {
    ...view,
    x: Math.max(0, Math.min(view.x, picture.width)),
    y: Math.max(0, Math.min(view.y, picture.height)),
  };
}

/** The pixels of a picture that are seen, in part too; null when none is. */
export function visiblePart(view: PaneView, pane: Size, picture: Size): PixelPart | null {
  const [x, y] = pointAt(view, pane, [0, 0]);
  const left = Math.max(0, Math.floor(x));
  const top = Math.max(0, Math.floor(y));
  const right = Math.min(picture.width, Math.ceil(x + pane.width / view.scale));
  const bottom = Math.min(picture.height, Math.ceil(y + pane.height / view.scale));
  return right > left && bottom > top ? { left, top, width: right - left, height: bottom - top } : null;
}

/** `8,12.5,7`: size, and what stands in the middle. */
export function encodeView(view: PaneView | null): string {
  if (view === null) return "";
  return [view.scale, view.x, view.y].map((part) => String(Number(part.toFixed(4)))).join(",");
}

/** null for all of the picture, and for what is no view. */
export function decodeView(text: string): PaneView | null {
  const [scale = NaN, x = NaN, y = NaN, ...rest] = text.split(",").map(Number);
  const isView =
    text !== "" && rest.length === 0 && [scale, x, y].every(Number.isFinite) && scale >= 1e-4 && scale <= 128;
  return isView ? { scale, x, y } : null;
}

/** `8×`, `⅓×` as `0.33×`. */
export function scaleText(scale: number): string {
  return `${Number(scale.toPrecision(scale >= 1 ? 4 : 2))}×`;
}
