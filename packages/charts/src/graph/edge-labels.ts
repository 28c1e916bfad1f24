// Where the shapes of tensors are written along lines: only where nothing else stands.
import { BEYOND } from "./graph-scene.ts";
import { stubPlace, stubTextWidth } from "./border-lines.ts";
import { edgeLabelPixels, frameHeader } from "./graph-size.ts";
import type { LabelFit } from "./label-fit.ts";
import type { PlacedGraph } from "./placed-graph.ts";

/** In the graph; the middle of the text. */
export interface PlacedEdgeLabel {
  readonly edge: number;
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export const edgeLabelHeight = edgeLabelPixels + 3;
const edgeLabelMargin = 3;
const mostLabelWidth = 120;
/** Shares of the line's length where a label may stand, the best first. */
const trials = [0.5, 0.38, 0.62, 0.28, 0.72];
const cellSize = 64;

/** What is yet to be placed is found in steps that a caller may spread over frames. */
export type EdgeLabelSteps = Generator<void, readonly PlacedEdgeLabel[]>;

const partsPerStep = 200;

/** Of one level; the widest tensors come first. */
export function* edgeLabelsOf(graph: PlacedGraph, l: number, labels: LabelFit): EdgeLabelSteps {
  const { edges, starts, x, y, widths, heights, scene } = graph;
  const level = scene.levels[l]!;
  const taken = new TakenBoxes();
  for (let item = starts[l]!; item < starts[l + 1]!; item++) {
    const room = level.rooms[item - starts[l]!]!;
    taken.add({
      left: x[item]! - widths[item]! / 2 - room,
      top: y[item]! - heights[item]! / 2,
      right: x[item]! + widths[item]! / 2 + room,
      bottom: y[item]! + heights[item]! / 2,
    });
    if (item % partsPerStep === 0) yield;
  }
  takeCounts(graph, l, taken);
  const start = edges.starts[l]!;
  const wanted: number[] = [];
  // What crosses the border is told by its pin.
  level.edges.labels.forEach((label, i) => {
    if (label !== "" && edges.froms[start + i] !== BEYOND && edges.tos[start + i] !== BEYOND)
      wanted.push(start + i);
  });
  wanted.sort((a, b) => edges.widths[b]! - edges.widths[a]! || a - b);
  const placed: PlacedEdgeLabel[] = [];
  for (const edge of wanted) {
    const text = labels.fitted(level.edges.labels[edge - start]!, 400, mostLabelWidth / edgeLabelPixels);
    const width = labels.widthOf(text, 400) * edgeLabelPixels + 2 * edgeLabelMargin;
    const at = text === "" ? null : freePlace(graph, edge, { width, taken });
    if (at) placed.push({ edge, text, ...at, width });
    if (edge % partsPerStep === 0) yield;
  }
  return placed;
}

/** What says how much crosses the border. */
function takeCounts(graph: PlacedGraph, l: number, taken: TakenBoxes): void {
  const { edges, frames, y } = graph;
  for (const stub of graph.stubs) {
    if (graph.levelOf[stub.item] !== l) continue;
    const { x, from, to } = stubPlace(graph, stub, { isRound: false, direction: graph.direction });
    taken.add({ left: x - 2, right: x + stubTextWidth, top: Math.min(from, to), bottom: Math.max(from, to) });
  }
  const frame = frames[l]!;
  if (frame < 0) return;
  for (let edge = edges.starts[l]!; edge < edges.starts[l + 1]!; edge++) {
    const isInput = edges.froms[edge] === BEYOND;
    if ((!isInput && edges.tos[edge] !== BEYOND) || edges.offsets[edge] === edges.offsets[edge + 1]) continue;
    const p = 2 * (isInput ? edges.offsets[edge]! : edges.offsets[edge + 1]! - 1);
    const [pinX, pinY] = [edges.points[p]!, edges.points[p + 1]!];
    const middle = pinCountMiddle(pinY, pinY < y[frame]!);
    taken.add({ left: pinX - 4, right: pinX + stubTextWidth, top: middle - 6, bottom: middle + 6 });
  }
}

/** Of the text that says how many a pin stands for: inside the frame, below its header. */
export function pinCountMiddle(pinY: number, isAtTop: boolean): number {
  return isAtTop ? pinY + frameHeader + 8 : pinY - 9;
}

function freePlace(
  { edges: { offsets, points } }: PlacedGraph,
  edge: number,
  { width, taken }: { readonly width: number; readonly taken: TakenBoxes },
): { readonly x: number; readonly y: number } | null {
  const first = offsets[edge]!;
  const last = offsets[edge + 1]! - 1;
  if (last <= first) return null;
  for (const share of trials) {
    const at = pointAlong(points, { first, last }, share);
    const box = {
      left: at.x - width / 2,
      right: at.x + width / 2,
      top: at.y - edgeLabelHeight / 2,
      bottom: at.y + edgeLabelHeight / 2,
    };
    if (taken.meets(box)) continue;
    taken.add(box);
    return at;
  }
  return null;
}

/** The point at a share of the length of a line whose points are `first` … `last`. */
export function pointAlong(
  points: Float64Array,
  { first, last }: { readonly first: number; readonly last: number },
  share: number,
): { readonly x: number; readonly y: number } {
  let length = 0;
  for (let p = first; p < last; p++) length += segmentLength(points, p);
  let left = length * share;
  for (let p = first; p < last; p++) {
    const own = segmentLength(points, p);
    if (own >= left || p === last - 1) {
      const part = own === 0 ? 0 : Math.min(left / own, 1);
      return {
        x: points[2 * p]! + (points[2 * p + 2]! - points[2 * p]!) * part,
        y: points[2 * p + 1]! + (points[2 * p + 3]! - points[2 * p + 1]!) * part,
      };
    }
    left -= own;
  }
  return { x: points[2 * first]!, y: points[2 * first + 1]! };
}

function segmentLength(points: Float64Array, p: number): number {
  return Math.hypot(points[2 * p + 2]! - points[2 * p]!, points[2 * p + 3]! - points[2 * p + 1]!);
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Boxes by the cells of a grid that they touch; very large ones are looked at each time. */
export class TakenBoxes {
  readonly #cells = new Map<number, Box[]>();
  readonly #large: Box[] = [];

  add(box: Box): void {
    if ((box.right - box.left) * (box.bottom - box.top) > 400 * cellSize ** 2) {
      this.#large.push(box);
      return;
    }
    someCell(box, (key) => {
      const cell = this.#cells.get(key);
      if (cell) cell.push(box);
      else this.#cells.set(key, [box]);
      return false;
    });
  }

  meets(box: Box): boolean {
    if (this.#large.some((other) => overlap(box, other))) return true;
    return someCell(box, (key) => {
      const cell = this.#cells.get(key);
      return cell !== undefined && cell.some((other) => overlap(box, other));
    });
  }
}

/** Whether any of the cells that a box touches is as asked. */
function someCell({ left, top, right, bottom }: Box, isSo: (key: number) => boolean): boolean {
  const lastColumn = Math.floor(right / cellSize);
  const lastRow = Math.floor(bottom / cellSize);
  for (let column = Math.floor(left / cellSize); column <= lastColumn; column++)
    for (let row = Math.floor(top / cellSize); row <= lastRow; row++)
      if (isSo(column * 2 ** 24 + row)) return true;
  return false;
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
