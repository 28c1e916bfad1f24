// The points of each edge, across and along the ranks, from border to border.
import type { Bands } from "./bands.ts";
import { LOOP } from "./distinct-edges.ts";
import { type Layers, NO_PASSING } from "./layers.ts";
import {
  LOOP_REACH,
  LOOP_STEP,
  MAX_LOOP_STEPS,
  PARALLEL_SPREAD,
  PARALLEL_STEP,
  PORT_INSET,
  RANK_GAP,
} from "./spacing.ts";

/** How far a slanted line first goes straight away from a node. */
const LEAD = 0.3 * RANK_GAP;
/** Of straight lines before a bend, at least so much has a point of its own. */
const GUARD = RANK_GAP;
/** Less than this is straight. */
const STRAIGHT = 0.5;

export interface PlacedLayers {
  readonly layers: Layers;
  readonly bands: Bands;
  /** Sizes of nodes. */
  readonly across: Float64Array;
  readonly along: Float64Array;
  /** By vertex. */
  readonly xs: Float64Array;
  /** By distinct edge. */
  readonly lanes: Float64Array;
}

export interface Routes {
  /** Points of edge i stand at offsets[i] … offsets[i + 1]; across, along. */
  readonly offsets: Uint32Array;
  readonly points: Float64Array;
}

/**
 * Points of every edge of the level, in its own direction. Within a band a line goes straight along, so that it touches no node of the rank;
 * all that is slanted lies between the bands.
 * @param froms of the level's edges.
 */
export function routesOf(placed: PlacedLayers, froms: Uint32Array): Routes {
  const { edges } = placed.layers;
  const edgeCount = edges.ofEdge.length;
  const offsets = new Uint32Array(edgeCount + 1);
  const line = new Line();
  const copies = new Uint32Array(edges.counts.length);
  const loops = new Map<number, number>();
  for (let edge = 0; edge < edgeCount; edge++) {
    const distinct = edges.ofEdge[edge]!;
    const start = line.length;
    if (distinct >= 0) {
      drawLine(line, placed, distinct, parallelShift(copies[distinct]!++, edges.counts[distinct]!));
      if (edges.areTurned[edge] === 1) line.reverseFrom(start);
    } else if (distinct === LOOP) {
      const node = froms[edge]!;
      const nth = loops.get(node) ?? 0;
      loops.set(node, nth + 1);
      drawLoop(line, placed, node, LOOP_REACH + LOOP_STEP * (nth % MAX_LOOP_STEPS));
    }
    offsets[edge + 1] = line.length;
  }
  return { offsets, points: line.points };
}

/** How far the nth of the lines that join the same two nodes stands beside their middle. */
export function parallelShift(copy: number, count: number): number {
  if (count === 1) return 0;
  return (copy - (count - 1) / 2) * Math.min(PARALLEL_STEP, PARALLEL_SPREAD / (count - 1));
}

function drawLine(line: Line, placed: PlacedLayers, edge: number, shift: number): void {
  const { layers, bands, xs, lanes, along } = placed;
  const { layerOfVertex, firstPassings } = layers;
  const lower = layers.edges.lowers[edge]!;
  const upper = layers.edges.uppers[edge]!;
  const lowerLayer = layerOfVertex[lower]!;
  const upperLayer = layerOfVertex[upper]!;
  const passings = upperLayer - lowerLayer - 1;
  const first = firstPassings[edge]!;
  const isBeside = first === NO_PASSING;
  const nextX = isBeside ? lanes[edge]! : passings > 0 ? xs[first]! : NaN;
  const lastX = isBeside ? lanes[edge]! : passings > 0 ? xs[first + passings - 1]! : NaN;

  const lowerPorts = portsOf(placed, lower);
  const upperPorts = portsOf(placed, upper);
  const [from, to] =
    passings > 0 ? [clamp(nextX, lowerPorts), clamp(lastX, upperPorts)] : straightest(lowerPorts, upperPorts);
  const fromX = clamp(from + shift, lowerPorts.borders);
  const toX = clamp(to + shift, upperPorts.borders);

  line.start(fromX, middleOf(bands, lowerLayer) + along[lower]! / 2);
  const exit = bands.ends[lowerLayer]!;
  line.add(fromX, exit);
  const firstTarget = passings > 0 ? nextX + shift : toX;
  if (Math.abs(firstTarget - fromX) > STRAIGHT) line.add(fromX, exit + LEAD);
  if (isBeside) {
    line.add(nextX, bands.starts[lowerLayer + 1]!);
    line.add(nextX, bands.ends[upperLayer - 1]!);
  } else {
    for (let i = 0; i < passings; i++) {
      line.add(xs[first + i]! + shift, bands.starts[lowerLayer + 1 + i]!);
      line.add(xs[first + i]! + shift, bands.ends[lowerLayer + 1 + i]!);
    }
  }
  const entry = bands.starts[upperLayer]!;
  const lastSource = passings > 0 ? lastX + shift : fromX;
  if (Math.abs(lastSource - toX) > STRAIGHT) line.add(toX, entry - LEAD);
  line.add(toX, entry);
  line.add(toX, middleOf(bands, upperLayer) - along[upper]! / 2);
  line.finish();
}

export function middleOf({ starts, ends }: Bands, layer: number): number {
  return (starts[layer]! + ends[layer]!) / 2;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Where lines may touch a node, away from its corners, and the whole of its side. */
interface Ports extends Span {
  readonly borders: Span;
}

function portsOf({ across, xs }: PlacedLayers, node: number): Ports {
  const x = xs[node]!;
  const half = across[node]! / 2;
  const reach = half - Math.min(PORT_INSET, half / 2);
  return { from: x - reach, to: x + reach, borders: { from: x - half, to: x + half } };
}

function clamp(value: number, { from, to }: Span): number {
  return Math.min(to, Math.max(from, value));
}

/** One place for both ends where there is one, as near to the middle of the narrower as can be; else the nearest two. */
function straightest(lower: Span, upper: Span): [number, number] {
  const common = { from: Math.max(lower.from, upper.from), to: Math.min(lower.to, upper.to) };
  if (common.from > common.to) return lower.to < upper.from ? [lower.to, upper.from] : [lower.from, upper.to];
  const narrower = lower.to - lower.from < upper.to - upper.from ? lower : upper;
  const x = clamp((narrower.from + narrower.to) / 2, common);
  return [x, x];
}

function drawLoop(
  line: Line,
  { layers, bands, across, along, xs }: PlacedLayers,
  node: number,
  reach: number,
): void {
  const border = xs[node]! + across[node]! / 2;
  const middle = middleOf(bands, layers.layerOfVertex[node]!);
  const half = along[node]! / 4;
  line.start(border, middle + half);
  line.add(border + reach, middle + half);
  line.add(border + reach, middle - half);
  line.end(border, middle - half);
}

/** Points that grow; what lies on a straight line along the ranks is left out. */
class Line {
  #points = new Float64Array(1024);
  #start = 0;
  /** Of points. */
  length = 0;

  get points(): Float64Array {
    return this.#points.subarray(0, 2 * this.length);
  }

  start(x: number, along: number): void {
    this.#start = this.length;
    this.end(x, along);
  }

  add(x: number, along: number): void {
    const last = 2 * (this.length - 1);
    const points = this.#points;
    const isOnLast = points[last] === x && points[last + 1] === along;
    if (isOnLast) return;
    const isStraight = this.length - this.#start > 1 && points[last] === x && points[last - 2] === x;
    if (isStraight) {
      points[last + 1] = along;
      return;
    }
    if (points[last] !== x) this.#guardBends();
    this.end(x, along);
  }

  /** After the last point. */
  finish(): void {
    if (this.length - this.#start > 2) this.#guardBends();
  }

  /** A smooth curve leaves a long straight line well before its end, unless there is a point near the end. */
  #guardBends(): void {
    if (this.length - this.#start < 2) return;
    const last = 2 * (this.length - 1);
    const x = this.#points[last]!;
    const to = this.#points[last + 1]!;
    const from = this.#points[last - 1]!;
    if (this.#points[last - 2] !== x || Math.abs(to - from) <= 3 * GUARD) return;
    const step = Math.sign(to - from) * GUARD;
    this.length--;
    this.end(x, from + step);
    this.end(x, to - step);
    this.end(x, to);
  }

  end(x: number, along: number): void {
    if (2 * this.length + 2 > this.#points.length) {
      const grown = new Float64Array(2 * this.#points.length);
      grown.set(this.#points);
      this.#points = grown;
    }
    this.#points[2 * this.length] = x;
    this.#points[2 * this.length + 1] = along;
    this.length++;
  }

  reverseFrom(start: number): void {
    const points = this.#points;
    for (let low = start, high = this.length - 1; low < high; low++, high--)
      for (let axis = 0; axis < 2; axis++) {
        const kept = points[2 * low + axis]!;
        points[2 * low + axis] = points[2 * high + axis]!;
        points[2 * high + axis] = kept;
      }
  }
}
