// Lanes beside the graph for edges that are too long to be led through it.
import { type Layers, NO_PASSING } from "./layers.ts";
import { EDGE_GAP, NODE_GAP } from "./spacing.ts";

/** On each side of a component; lines beyond share lanes. */
const MAX_LANES = 64;

/** How far a component's vertices, and lanes beside them, reach across its ranks. */
export interface Extents {
  readonly lefts: Float64Array;
  readonly rights: Float64Array;
}

/**
 * Gives each edge without passings a lane on the nearer side of its component, the inner ones first; lines in one lane do not meet.
 * @param extents by component, widened by the lanes.
 * @returns the lane of each distinct edge across the ranks; NaN for those that have passings.
 */
export function lanesOf(layers: Layers, xs: Float64Array, extents: Extents): Float64Array {
  const { edges, firstPassings, layerOfVertex, componentOfNode } = layers;
  const lanes = new Float64Array(firstPassings.length).fill(NaN);
  const long: number[] = [];
  for (let edge = 0; edge < firstPassings.length; edge++)
    if (firstPassings[edge] === NO_PASSING) long.push(edge);
  const startOf = (edge: number): number => layerOfVertex[edges.lowers[edge]!]!;
  long.sort((a, b) => startOf(a) - startOf(b) || a - b);

  /** Of each component and side the layer where each lane is free again. */
  const free = new Map<number, number[]>();
  const bounds = { lefts: extents.lefts.slice(), rights: extents.rights.slice() };
  for (const edge of long) {
    const lower = edges.lowers[edge]!;
    const upper = edges.uppers[edge]!;
    const component = componentOfNode[lower]!;
    const left = bounds.lefts[component]!;
    const right = bounds.rights[component]!;
    const isRight = xs[lower]! + xs[upper]! > left + right;
    const side = 2 * component + (isRight ? 1 : 0);
    const ends = free.get(side) ?? [];
    free.set(side, ends);
    let lane = ends.findIndex((end) => end <= startOf(edge));
    if (lane < 0) lane = ends.length < MAX_LANES ? ends.length : edge % MAX_LANES;
    ends[lane] = Math.max(ends[lane] ?? 0, layerOfVertex[upper]!);
    const distance = NODE_GAP + lane * EDGE_GAP;
    if (isRight) {
      lanes[edge] = right + distance;
      extents.rights[component] = Math.max(extents.rights[component]!, right + distance);
    } else {
      lanes[edge] = left - distance;
      extents.lefts[component] = Math.min(extents.lefts[component]!, left - distance);
    }
  }
  return lanes;
}
