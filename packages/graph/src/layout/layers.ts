// A level as layers: nodes and the places where edges pass a rank, all joined from layer to layer.
import { type Adjacency, adjacencyOf } from "./adjacency.ts";
import type { DistinctEdges } from "./distinct-edges.ts";

/** A vertex is a node or, from `nodeCount` on, a passing: where an edge passes a rank. Layers of one component stand together, the lowest first. */
export interface Layers {
  readonly edges: DistinctEdges;
  readonly nodeCount: number;
  readonly vertexCount: number;
  readonly componentCount: number;
  readonly componentOfNode: Uint32Array;
  /** Layers of component i: layerStarts[i] … layerStarts[i + 1]. */
  readonly layerStarts: Uint32Array;
  readonly layerOfVertex: Uint32Array;
  /** Vertices of layer i stand at vertexStarts[i] … vertexStarts[i + 1] of `vertices`, in their order. */
  readonly vertexStarts: Uint32Array;
  readonly vertices: Uint32Array;
  /** Place of each vertex in its layer. */
  readonly places: Uint32Array;
  /** Neighbours in the next layer, in the last one. */
  readonly up: Adjacency;
  readonly down: Adjacency;
  /** First passing of each distinct edge; they are numbered upward. Of an edge that is routed beside the graph NO_PASSING. */
  readonly firstPassings: Uint32Array;
  /** Distinct edge of each vertex; only those of passings count. */
  readonly edgeOfVertex: Uint32Array;
}

export const NO_PASSING = 0xffffffff;

/** Longest edge, in ranks, that is led through the graph however few there are. */
const MAX_PASSED_SPAN = 256;

/** @param maxPassings the longest edges are routed beside the graph so that there are no more. */
export function layersOf(
  edges: DistinctEdges,
  ranks: Uint32Array,
  components: { readonly ofNode: Uint32Array; readonly count: number },
  maxPassings: number,
): Layers {
  const { lowers, uppers } = edges;
  const nodeCount = ranks.length;
  const layerStarts = new Uint32Array(components.count + 1);
  for (let node = 0; node < nodeCount; node++) {
    const next = components.ofNode[node]! + 1;
    layerStarts[next] = Math.max(layerStarts[next]!, ranks[node]! + 1);
  }
  for (let i = 0; i < components.count; i++) layerStarts[i + 1]! += layerStarts[i]!;

  const maxSpan = longestSpanWithin(lowers, uppers, ranks, maxPassings);
  let vertexCount = nodeCount;
  let stepCount = 0;
  const firstPassings = new Uint32Array(lowers.length);
  for (let edge = 0; edge < lowers.length; edge++) {
    const span = ranks[uppers[edge]!]! - ranks[lowers[edge]!]!;
    firstPassings[edge] = span > maxSpan ? NO_PASSING : vertexCount;
    if (span > maxSpan) continue;
    vertexCount += span - 1;
    stepCount += span;
  }

  const layerOfVertex = new Uint32Array(vertexCount);
  const edgeOfVertex = new Uint32Array(vertexCount);
  const below = new Uint32Array(stepCount);
  const above = new Uint32Array(stepCount);
  for (let node = 0; node < nodeCount; node++)
    layerOfVertex[node] = layerStarts[components.ofNode[node]!]! + ranks[node]!;
  let step = 0;
  for (let edge = 0; edge < lowers.length; edge++) {
    const first = firstPassings[edge]!;
    if (first === NO_PASSING) continue;
    const upper = uppers[edge]!;
    let last = lowers[edge]!;
    const layer = layerOfVertex[last]! + 1;
    for (let i = 0; layer + i < layerOfVertex[upper]!; i++) {
      const passing = first + i;
      layerOfVertex[passing] = layer + i;
      edgeOfVertex[passing] = edge;
      below[step] = last;
      above[step++] = passing;
      last = passing;
    }
    below[step] = last;
    above[step++] = upper;
  }

  const all = Uint32Array.from({ length: vertexCount }, (_, vertex) => vertex);
  const { offsets, targets } = adjacencyOf(layerStarts[components.count]!, layerOfVertex, all);
  const places = new Uint32Array(vertexCount);
  for (let i = 0; i < vertexCount; i++) places[targets[i]!] = i - offsets[layerOfVertex[targets[i]!]!]!;
  return {
    edges,
    nodeCount,
    vertexCount,
    componentCount: components.count,
    componentOfNode: components.ofNode,
    layerStarts,
    layerOfVertex,
    vertexStarts: offsets,
    vertices: targets,
    places,
    up: adjacencyOf(vertexCount, below, above),
    down: adjacencyOf(vertexCount, above, below),
    firstPassings,
    edgeOfVertex,
  };
}

/** The greatest span so that edges of no more ranks make at most `maxPassings` passings together; at least 1. */
function longestSpanWithin(
  lowers: Uint32Array,
  uppers: Uint32Array,
  ranks: Uint32Array,
  maxPassings: number,
): number {
  const ofSpan = new Uint32Array(MAX_PASSED_SPAN + 1);
  for (let edge = 0; edge < lowers.length; edge++) {
    const span = ranks[uppers[edge]!]! - ranks[lowers[edge]!]!;
    if (span <= MAX_PASSED_SPAN) ofSpan[span]!++;
  }
  let passings = 0;
  let span = 1;
  for (; span < MAX_PASSED_SPAN; span++) {
    passings += ofSpan[span + 1]! * span;
    if (passings > maxPassings) break;
  }
  return span;
}
