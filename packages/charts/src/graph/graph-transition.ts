// From one scene to the next: what is in both moves, what is new grows out of the scope it is in, what is gone shrinks into it. Pure.
import { BEYOND } from "./graph-scene.ts";
import { boxesOf, type PlacedEdges } from "./placed-edges.ts";
import { itemsById, type PlacedGraph } from "./placed-graph.ts";

/** Centres and sizes of items, by place. */
interface Boxes {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly widths: Float64Array;
  readonly heights: Float64Array;
}

export interface GraphTransition {
  readonly before: PlacedGraph;
  readonly after: PlacedGraph;
  /** Where items of the new scene begin, and those of the old one end. */
  readonly begins: Boxes;
  readonly ends: Boxes;
  /** 1 for items that the other scene has, too. */
  readonly areKept: Uint8Array;
  readonly areStaying: Uint8Array;
  readonly hasLeaving: boolean;
}

/** A graph on its way, and how much of each item is seen. */
export interface GraphOnItsWay {
  readonly graph: PlacedGraph;
  readonly opacities: Float32Array;
}

export function graphTransition(before: PlacedGraph, after: PlacedGraph): GraphTransition {
  const arriving = counterparts(after, before);
  const leaving = counterparts(before, after);
  return {
    before,
    after,
    begins: arriving.boxes,
    ends: leaving.boxes,
    areKept: arriving.areInBoth,
    areStaying: leaving.areInBoth,
    hasLeaving: leaving.areInBoth.includes(0),
  };
}

/** Where each item of one graph is in the other: in its own place, or at the same place of the scope around it. */
function counterparts(
  graph: PlacedGraph,
  other: PlacedGraph,
): { readonly boxes: Boxes; readonly areInBoth: Uint8Array } {
  const known = itemsById(other);
  const boxes = {
    x: graph.x.slice(),
    y: graph.y.slice(),
    widths: graph.widths.slice(),
    heights: graph.heights.slice(),
  };
  const areInBoth = new Uint8Array(graph.x.length);
  // Frames come before what is in them.
  graph.scene.levels.forEach(({ ids }, l) => {
    const frame = graph.frames[l]!;
    ids.forEach((id, place) => {
      const item = graph.starts[l]! + place;
      const same = known.get(id);
      if (same !== undefined) {
        areInBoth[item] = 1;
        boxes.x[item] = other.x[same]!;
        boxes.y[item] = other.y[same]!;
        boxes.widths[item] = other.widths[same]!;
        boxes.heights[item] = other.heights[same]!;
      } else if (frame >= 0) {
        const point = mapped(graph, boxes, { item: frame, x: graph.x[item]!, y: graph.y[item]! });
        boxes.x[item] = point.x;
        boxes.y[item] = point.y;
        boxes.widths[item] = (graph.widths[item]! * boxes.widths[frame]!) / graph.widths[frame]!;
        boxes.heights[item] = (graph.heights[item]! * boxes.heights[frame]!) / graph.heights[frame]!;
      }
    });
  });
  return { boxes, areInBoth };
}

/** A point of an item's box, at the same share of another box of it. */
function mapped(
  from: Boxes,
  onto: Boxes,
  { item, x, y }: { readonly item: number; readonly x: number; readonly y: number },
): { readonly x: number; readonly y: number } {
  return {
    x: onto.x[item]! + ((x - from.x[item]!) * onto.widths[item]!) / from.widths[item]!,
    y: onto.y[item]! + ((y - from.y[item]!) * onto.heights[item]!) / from.heights[item]!,
  };
}

/** Fast at first, then slower. Of a share of the time the share of the way. */
export function easedOut(share: number): number {
  return 1 - (1 - Math.min(Math.max(share, 0), 1)) ** 3;
}

/** The new graph when a share of the way is done. */
export function arrivingAt({ after, begins, areKept }: GraphTransition, share: number): GraphOnItsWay {
  return { graph: between(after, begins, 1 - share), opacities: opacitiesOf(areKept, 1, share) };
}

/** What the new scene has no more, or null for nothing; it is gone when half the way is done. */
export function leavingAt(transition: GraphTransition, share: number): GraphOnItsWay | null {
  const seen = 1 - 2 * share;
  if (!transition.hasLeaving || seen <= 0) return null;
  return {
    graph: between(transition.before, transition.ends, share),
    opacities: opacitiesOf(transition.areStaying, 0, seen),
  };
}

function opacitiesOf(areInBoth: Uint8Array, ofBoth: number, ofOthers: number): Float32Array {
  return Float32Array.from(areInBoth, (isInBoth) => (isInBoth === 1 ? ofBoth : ofOthers));
}

function between(graph: PlacedGraph, other: Boxes, share: number): PlacedGraph {
  const mix = (own: Float64Array, others: Float64Array): Float64Array =>
    own.map((place, i) => place + (others[i]! - place) * share);
  const boxes = {
    x: mix(graph.x, other.x),
    y: mix(graph.y, other.y),
    widths: mix(graph.widths, other.widths),
    heights: mix(graph.heights, other.heights),
  };
  return { ...graph, ...boxes, edges: movedEdges(graph, boxes) };
}

/** Ends stay where they are on their items; between them, lines give way evenly. */
function movedEdges(graph: PlacedGraph, boxes: Boxes): PlacedEdges {
  const { edges, frames } = graph;
  const points = edges.points.slice();
  for (let edge = 0; edge < edges.froms.length; edge++) {
    const first = edges.offsets[edge]!;
    const last = edges.offsets[edge + 1]! - 1;
    if (last <= first) continue;
    const frame = frames[edges.levelOf[edge]!]!;
    const move = (item: number, p: number): readonly [number, number] => {
      const x = edges.points[2 * p]!;
      const y = edges.points[2 * p + 1]!;
      const to = mapped(graph, boxes, { item: item === BEYOND ? frame : item, x, y });
      return [to.x - x, to.y - y];
    };
    const [fromX, fromY] = move(edges.froms[edge]!, first);
    const [toX, toY] = move(edges.tos[edge]!, last);
    for (let p = first; p <= last; p++) {
      const share = (p - first) / (last - first);
      points[2 * p]! += fromX + (toX - fromX) * share;
      points[2 * p + 1]! += fromY + (toY - fromY) * share;
    }
  }
  return { ...edges, points, boxes: boxesOf(edges.offsets, points, edges.widths) };
}
