// Lines of all levels in one row, from border to border of what is drawn.
import {
  BEYOND,
  EDGE_BACK,
  EDGE_CONTROL,
  EDGE_REFERENCE,
  type GraphLevel,
  type GraphScene,
} from "./graph-scene.ts";
import { endOnItem, type PlacedItems } from "./placed-items.ts";

export type EdgeLook = "data" | "control" | "reference" | "back";
export const edgeLooks: readonly EdgeLook[] = ["data", "control", "reference", "back"];

/** Lines of level l are `starts[l]` … `starts[l + 1]`. */
export interface PlacedEdges {
  readonly starts: Uint32Array;
  readonly levelOf: Uint32Array;
  /** Items, or BEYOND. */
  readonly froms: Uint32Array;
  readonly tos: Uint32Array;
  /** Places in `edgeLooks`. */
  readonly looks: Uint8Array;
  /** At scale 1. */
  readonly widths: Float32Array;
  /** Points of line i stand at offsets[i] … offsets[i + 1], each as x, y; none for what is not drawn as a line. */
  readonly offsets: Uint32Array;
  readonly points: Float64Array;
  /** Left, top, right, bottom of each. */
  readonly boxes: Float64Array;
}

const leastWidth = 0.75;
const mostWidth = 6;
/** As many elements as make the widest line. */
const mostElements = 5e6;
/** Few enough widths that many lines are drawn in one stroke. */
const widthSteps = 8;

/** Grows with the square of the logarithm of the number of elements, 0.75 to 6 pixels: few tensors are so large that they stand out. */
export function edgeWidth(elements: number): number {
  const share = elements > 1 ? Math.min(Math.log(elements) / Math.log(mostElements), 1) ** 2 : 0;
  return leastWidth + (Math.round(share * widthSteps) / widthSteps) * (mostWidth - leastWidth);
}

export function placedEdges(
  { levels }: GraphScene,
  items: PlacedItems,
  {
    origins,
    pinned,
  }: {
    /** Left and top of the content of each level. */
    readonly origins: Float64Array;
    /** Of each level, points of lines to its border, by edge. */
    readonly pinned: readonly ReadonlyMap<number, readonly number[]>[];
  },
): PlacedEdges {
  const starts = new Uint32Array(levels.length + 1);
  levels.forEach(({ edges }, l) => (starts[l + 1] = starts[l]! + edges.froms.length));
  const count = starts[levels.length]!;
  const placed = {
    starts,
    levelOf: new Uint32Array(count),
    froms: new Uint32Array(count),
    tos: new Uint32Array(count),
    looks: new Uint8Array(count),
    widths: new Float32Array(count),
    offsets: offsetsOf(levels, pinned, count),
  };
  const points = new Float64Array(2 * placed.offsets[count]!);
  levels.forEach((level, l) => {
    const { edges, laid } = level;
    const itemStart = items.starts[l]!;
    for (let i = 0; i < edges.froms.length; i++) {
      const edge = starts[l]! + i;
      const from = edges.froms[i]!;
      const to = edges.tos[i]!;
      placed.levelOf[edge] = l;
      placed.froms[edge] = from === BEYOND ? BEYOND : itemStart + from;
      placed.tos[edge] = to === BEYOND ? BEYOND : itemStart + to;
      placed.looks[edge] = lookOf(edges.flags[i]!);
      placed.widths[edge] = (edges.flags[i]! & EDGE_CONTROL) === 0 ? edgeWidth(edges.weights[i]!) : 1;
      let at = 2 * placed.offsets[edge]!;
      const own = pinned[l]?.get(i);
      if (own) points.set(own, at);
      else if (placed.offsets[edge + 1]! > placed.offsets[edge]!) {
        for (let p = laid.edgeOffsets[i]!; p < laid.edgeOffsets[i + 1]!; p++) {
          points[at++] = laid.edgePoints[2 * p]! + origins[2 * l]!;
          points[at++] = laid.edgePoints[2 * p + 1]! + origins[2 * l + 1]!;
        }
        moveEnds(points, placed, edge, { items, level });
      }
    }
  });
  return { ...placed, points, boxes: boxesOf(placed.offsets, points, placed.widths) };
}

function offsetsOf(
  levels: readonly GraphLevel[],
  pinned: readonly ReadonlyMap<number, readonly number[]>[],
  count: number,
): Uint32Array {
  const offsets = new Uint32Array(count + 1);
  let edge = 0;
  levels.forEach(({ edges, laid }, l) => {
    for (let i = 0; i < edges.froms.length; i++, edge++) {
      const own = pinned[l]?.get(i);
      const crosses = edges.froms[i] === BEYOND || edges.tos[i] === BEYOND;
      const laidCount = laid.edgeOffsets[i + 1]! - laid.edgeOffsets[i]!;
      // One point is no line.
      const pointCount = own ? own.length / 2 : crosses || laidCount < 2 ? 0 : laidCount;
      offsets[edge + 1] = offsets[edge]! + pointCount;
    }
  });
  return offsets;
}

function lookOf(flags: number): number {
  if ((flags & EDGE_CONTROL) !== 0) return 1;
  if ((flags & EDGE_REFERENCE) !== 0) return 2;
  return (flags & EDGE_BACK) !== 0 ? 3 : 0;
}

function moveEnds(
  points: Float64Array,
  { offsets, froms, tos }: Pick<PlacedEdges, "offsets" | "froms" | "tos">,
  edge: number,
  { items, level }: { readonly items: PlacedItems; readonly level: GraphLevel },
): void {
  const first = 2 * offsets[edge]!;
  const last = 2 * offsets[edge + 1]! - 2;
  for (const [at, item] of [
    [first, froms[edge]!],
    [last, tos[edge]!],
  ] as const) {
    const end = endOnItem(items, level, item, { x: points[at]!, y: points[at + 1]! });
    points[at] = end.x;
    points[at + 1] = end.y;
  }
}

/** An edge without points has an empty box that meets no window. */
export function boxesOf(offsets: Uint32Array, points: Float64Array, widths: Float32Array): Float64Array {
  const boxes = new Float64Array(4 * widths.length);
  for (let edge = 0; edge < widths.length; edge++) {
    let left = Infinity;
    let top = Infinity;
    let right = -Infinity;
    let bottom = -Infinity;
    const margin = widths[edge]! / 2 + 3;
    for (let p = 2 * offsets[edge]!; p < 2 * offsets[edge + 1]!; p += 2) {
      const x = points[p]!;
      const y = points[p + 1]!;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
    boxes[4 * edge] = left - margin;
    boxes[4 * edge + 1] = top - margin;
    boxes[4 * edge + 2] = right + margin;
    boxes[4 * edge + 3] = bottom + margin;
  }
  return boxes;
}
