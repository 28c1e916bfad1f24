// Where a viewer stands above a graph. Pure.
import type { PixelPoint } from "../plane/plane.ts";
import type { GraphSize } from "./graph-size.ts";

export interface GraphCamera {
  /** The place in the graph that is in the middle of the view. */
  readonly x: number;
  readonly y: number;
  /** CSS pixels per pixel of the graph; positive. */
  readonly scale: number;
}

/** Centre and size, in the graph. */
export interface GraphBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A camera and what it looks through: screen = (graph − origin) · scale. */
export interface GraphWindow {
  /** Of the graph, at the left top corner. */
  readonly left: number;
  readonly top: number;
  readonly scale: number;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

const fitShare = 0.92;
const mostFitScale = 1.6;
const mostScale = 8;
/** A graph may be seen as small as this share of the view. */
const leastShare = 0.3;

export function windowOf({ x, y, scale }: GraphCamera, view: GraphSize): GraphWindow {
  return { left: x - view.width / scale / 2, top: y - view.height / scale / 2, scale, ...sizeOf(view) };
}

/** Shows the whole box in the middle. */
export function fittedCamera(box: GraphBox, view: GraphSize, mostZoom = mostFitScale): GraphCamera {
  const width = Math.max(box.width, 1);
  const height = Math.max(box.height, 1);
  const scale = Math.min((fitShare * view.width) / width, (fitShare * view.height) / height, mostZoom);
  return { x: box.x, y: box.y, scale: scale > 0 ? scale : 1 };
}

/** The range of scales in which a graph of the given size is looked at. */
export function scaleLimits(graph: GraphSize, view: GraphSize): readonly [number, number] {
  const { scale } = fittedCamera({ x: 0, y: 0, ...sizeOf(graph) }, view);
  return [scale * leastShare, Math.max(mostScale, scale)];
}

/** Zooms by a factor; what is at the point of the screen stays there. */
export function zoomedCamera(
  camera: GraphCamera,
  view: GraphSize,
  {
    at,
    factor,
    limits,
  }: { readonly at: PixelPoint; readonly factor: number; readonly limits: readonly [number, number] },
): GraphCamera {
  // A camera beyond the limits, of a graph that was larger, may come back but go no further.
  const least = Math.min(limits[0], camera.scale);
  const most = Math.max(limits[1], camera.scale);
  const scale = Math.min(Math.max(camera.scale * factor, least), most);
  const dx = at.left - view.width / 2;
  const dy = at.top - view.height / 2;
  const kept = 1 / camera.scale - 1 / scale;
  return { x: camera.x + dx * kept, y: camera.y + dy * kept, scale };
}

/** Moves what is seen by so many CSS pixels. */
export function pannedCamera({ x, y, scale }: GraphCamera, leftBy: number, topBy: number): GraphCamera {
  return { x: x - leftBy / scale, y: y - topBy / scale, scale };
}

/** The graph may leave the view but for a strip, so that nobody gets lost. */
export function heldCamera(camera: GraphCamera, graph: GraphSize, view: GraphSize): GraphCamera {
  const reachX = Math.max(0, view.width / 2 - 48) / camera.scale;
  const reachY = Math.max(0, view.height / 2 - 48) / camera.scale;
  const x = Math.min(Math.max(camera.x, -reachX), graph.width + reachX);
  const y = Math.min(Math.max(camera.y, -reachY), graph.height + reachY);
  return x === camera.x && y === camera.y ? camera : { x, y, scale: camera.scale };
}

/** Keeps what was at one place of the graph where it is on the screen, now that it is at another. */
export function anchoredCamera(
  { x, y, scale }: GraphCamera,
  before: { readonly x: number; readonly y: number },
  after: { readonly x: number; readonly y: number },
): GraphCamera {
  return { x: x + after.x - before.x, y: y + after.y - before.y, scale };
}

/** A way between two cameras; the scale grows by equal factors in equal times. */
export function mixedCamera(from: GraphCamera, to: GraphCamera, share: number): GraphCamera {
  if (share >= 1) return to;
  const scale = from.scale * (to.scale / from.scale) ** share;
  // A point moves evenly on the screen when its place weighs by 1 / scale.
  const change = 1 / to.scale - 1 / from.scale;
  const moved = Math.abs(change) < 1e-9 ? share : (1 / scale - 1 / from.scale) / change;
  return { x: from.x + (to.x - from.x) * moved, y: from.y + (to.y - from.y) * moved, scale };
}

/** Just so far that the box is in the view with a margin; a larger one by its middle. */
export function cameraWithBox(camera: GraphCamera, box: GraphBox, view: GraphSize): GraphCamera {
  const marginPixels = 24;
  const shifted = (middle: number, at: number, size: number, pixels: number): number => {
    const reach = pixels / 2 / camera.scale - size / 2 - marginPixels / camera.scale;
    return reach < 0 ? at : Math.min(Math.max(middle, at - reach), at + reach);
  };
  const x = shifted(camera.x, box.x, box.width, view.width);
  const y = shifted(camera.y, box.y, box.height, view.height);
  return x === camera.x && y === camera.y ? camera : { x, y, scale: camera.scale };
}

export function isSameCamera(a: GraphCamera | null, b: GraphCamera | null): boolean {
  return a === b || (a !== null && b !== null && a.x === b.x && a.y === b.y && a.scale === b.scale);
}

export function toGraph({ left, top, scale }: GraphWindow, point: PixelPoint): { x: number; y: number } {
  return { x: left + point.left / scale, y: top + point.top / scale };
}

function sizeOf({ width, height }: GraphSize): GraphSize {
  return { width, height };
}
