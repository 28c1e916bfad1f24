// What is at a point of a graph. Each level is looked through from its first item on: 10,000 take less than a tenth of a millisecond.
import { BEYOND, canOpen, EDGE_CONTROL } from "./graph-scene.ts";
import { isContentShown, pixelBoxOf } from "./graph-painting.ts";
import type { PixelBox } from "./graph-pen.ts";
import { frameHeader } from "./graph-size.ts";
import { annotationAt } from "./paint-annotations.ts";
import { headerToggleBox } from "./paint-frames.ts";
import { isToggled, toggleBox } from "./paint-items.ts";
import { idAt, itemsById, kindAt, type PlacedGraph } from "./placed-graph.ts";

export interface GraphPick {
  /** Of an item or of a mark beside one. */
  readonly id: string;
  /** That it is, or that it stands beside. */
  readonly item: number;
  /** `toggle`: the mark that opens and closes; `frame`: what is free in an open scope; `header`: the line with its name. */
  readonly part: "body" | "toggle" | "frame" | "header" | "annotation";
}

interface GraphPoint {
  readonly x: number;
  readonly y: number;
}

/** Lines are met this far beside them, in CSS pixels. */
const edgeReachPixels = 4;

/** The innermost thing at a point, as it is drawn at the scale. */
export function pickAt(graph: PlacedGraph, point: GraphPoint, scale: number): GraphPick | null {
  let found: GraphPick | null = null;
  for (let l = 0; l < graph.frames.length && found === null; l++)
    if (graph.frames[l]! < 0) found = pickInLevel(graph, l, { point, scale });
  return found;
}

function pickInLevel(
  graph: PlacedGraph,
  level: number,
  at: { readonly point: GraphPoint; readonly scale: number },
): GraphPick | null {
  const { starts, scene } = graph;
  const { rooms } = scene.levels[level]!;
  for (let item = starts[level]!; item < starts[level + 1]!; item++) {
    const dx = Math.abs(at.point.x - graph.x[item]!) - graph.widths[item]! / 2;
    const dy = Math.abs(at.point.y - graph.y[item]!) - graph.heights[item]! / 2;
    if (dy > 0 && dx > 0) continue;
    if (dx > 0 && dx <= rooms[item - starts[level]!]!) {
      const id = annotationAt(graph, item, at.point);
      if (id !== null) return { id, item, part: "annotation" };
    }
    if (dx <= 0 && dy <= 0 && isWithin(graph, item, at.point)) return pickInItem(graph, item, at);
  }
  return null;
}

function isWithin(graph: PlacedGraph, item: number, { x, y }: GraphPoint): boolean {
  if (kindAt(graph, item) !== "operation" || graph.openLevels[item]! >= 0) return true;
  const dx = (x - graph.x[item]!) / (graph.widths[item]! / 2);
  const dy = (y - graph.y[item]!) / (graph.heights[item]! / 2);
  return dx * dx + dy * dy <= 1;
}

function pickInItem(
  graph: PlacedGraph,
  item: number,
  at: { readonly point: GraphPoint; readonly scale: number },
): GraphPick {
  const id = idAt(graph, item);
  const { point, scale } = at;
  // As if the graph's own corner stood in the screen's.
  const box = pixelBoxOf(graph, item, { left: 0, top: 0, scale });
  const isIn = ({ left, top, width, height }: PixelBox): boolean =>
    point.x * scale >= left &&
    point.x * scale <= left + width &&
    point.y * scale >= top &&
    point.y * scale <= top + height;
  const content = graph.openLevels[item]!;
  const kind = kindAt(graph, item);
  if (content < 0 || !isContentShown(scale)) {
    const place = { box, scale };
    return { id, item, part: isToggled(kind, place) && isIn(toggleBox(kind, place)) ? "toggle" : "body" };
  }
  if (point.y < graph.y[item]! - graph.heights[item]! / 2 + frameHeader)
    return { id, item, part: canOpen(kind) && isIn(headerToggleBox(box, scale)) ? "toggle" : "header" };
  return pickInLevel(graph, content, at) ?? { id, item, part: "frame" };
}

/** The nearest line within 4 CSS pixels, of the level that the pick is in; null where an item is in front. */
export function pickEdgeAt(
  graph: PlacedGraph,
  point: GraphPoint,
  { scale, pick }: { readonly scale: number; readonly pick: GraphPick | null },
): number | null {
  if (pick !== null && pick.part !== "frame") return null;
  const { edges, frames, openLevels } = graph;
  const levels = pick ? [openLevels[pick.item]!] : [...frames.keys()].filter((l) => frames[l]! < 0);
  let nearest: number | null = null;
  let least = Infinity;
  for (const l of levels)
    for (let edge = edges.starts[l]!; edge < edges.starts[l + 1]!; edge++) {
      const reach = edgeReachPixels / scale + edges.widths[edge]! / 2;
      const box = 4 * edge;
      if (point.x < edges.boxes[box]! - reach || point.x > edges.boxes[box + 2]! + reach) continue;
      if (point.y < edges.boxes[box + 1]! - reach || point.y > edges.boxes[box + 3]! + reach) continue;
      const distance = distanceTo(graph, edge, point) - edges.widths[edge]! / 2;
      if (distance > edgeReachPixels / scale || distance >= least) continue;
      least = distance;
      nearest = edge;
    }
  return nearest;
}

function distanceTo({ edges: { offsets, points } }: PlacedGraph, edge: number, { x, y }: GraphPoint): number {
  let least = Infinity;
  for (let p = 2 * offsets[edge]!; p + 3 < 2 * offsets[edge + 1]!; p += 2) {
    const dx = points[p + 2]! - points[p]!;
    const dy = points[p + 3]! - points[p + 1]!;
    const square = dx * dx + dy * dy;
    const along = square === 0 ? 0 : ((x - points[p]!) * dx + (y - points[p + 1]!) * dy) / square;
    const share = Math.min(Math.max(along, 0), 1);
    least = Math.min(least, Math.hypot(points[p]! + share * dx - x, points[p + 1]! + share * dy - y));
  }
  return least;
}

/** An edge by what it joins: there is one for each ordered pair, data and control apart. */
export interface GraphEdgeEnds {
  /** Key of the level. */
  readonly level: string;
  /** Ids; null for what is beyond the border of the scope. */
  readonly from: string | null;
  readonly to: string | null;
  readonly isControl: boolean;
}

export function edgeEndsOf(graph: PlacedGraph, edge: number): GraphEdgeEnds {
  const { edges, scene } = graph;
  const l = edges.levelOf[edge]!;
  const [from, to] = [edges.froms[edge]!, edges.tos[edge]!];
  return {
    from: from === BEYOND ? null : idAt(graph, from),
    to: to === BEYOND ? null : idAt(graph, to),
    level: scene.levels[l]!.key,
    isControl: isControl(graph, edge),
  };
}

/** The edge of these ends; null when the scene has none. */
export function edgeOfEnds(graph: PlacedGraph, ends: GraphEdgeEnds): number | null {
  const { edges, scene } = graph;
  const { level, from, to } = ends;
  const l = scene.levels.findIndex(({ key }) => key === level);
  if (l < 0) return null;
  const known = itemsById(graph);
  const placeOf = (id: string | null): number => (id === null ? BEYOND : (known.get(id) ?? -1));
  const [start, end] = [placeOf(from), placeOf(to)];
  for (let edge = edges.starts[l]!; edge < edges.starts[l + 1]!; edge++)
    if (edges.froms[edge] === start && edges.tos[edge] === end && isControl(graph, edge) === ends.isControl)
      return edge;
  return null;
}

function isControl({ edges, scene }: PlacedGraph, edge: number): boolean {
  const l = edges.levelOf[edge]!;
  return (scene.levels[l]!.edges.flags[edge - edges.starts[l]!]! & EDGE_CONTROL) !== 0;
}
