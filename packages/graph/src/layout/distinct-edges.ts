// The edges of a level as the layout needs them: each pair of nodes once, from the lower to the upper, without cycles.
import { sortedByKey } from "./adjacency.ts";
import { turnedEdges } from "./cycles.ts";

/** Sorted by lower node, then by upper. */
export interface DistinctEdges {
  readonly lowers: Uint32Array;
  readonly uppers: Uint32Array;
  /** Those whose lower node is i stand at starts[i] … starts[i + 1]. */
  readonly starts: Uint32Array;
  /** How many edges of the level each stands for. */
  readonly counts: Uint32Array;
  /** The distinct edge of each edge of the level, or LOOP or NO_EDGE. */
  readonly ofEdge: Int32Array;
  /** 1 where the level's edge goes from the upper node to the lower: it closes a cycle. */
  readonly areTurned: Uint8Array;
}

export const LOOP = -1;
/** Of or to a node that is not there. */
const NO_EDGE = -2;

/** @param froms,tos of one length. */
export function distinctEdgesOf(nodeCount: number, froms: Uint32Array, tos: Uint32Array): DistinctEdges {
  const edgeCount = Math.min(froms.length, tos.length);
  const ofEdge = new Int32Array(edgeCount).fill(NO_EDGE);
  const areTurned = new Uint8Array(edgeCount);
  const joining: number[] = [];
  for (let edge = 0; edge < edgeCount; edge++) {
    const from = froms[edge]!;
    const to = tos[edge]!;
    if (from >= nodeCount || to >= nodeCount) continue;
    if (from === to) ofEdge[edge] = LOOP;
    else joining.push(edge);
  }
  const edges = Uint32Array.from(joining);
  const turned = turnedEdges(
    nodeCount,
    edges.map((edge) => froms[edge]!),
    edges.map((edge) => tos[edge]!),
  );
  for (let i = 0; i < edges.length; i++) areTurned[edges[i]!] = turned[i]!;
  const lowerOf = froms.map((from, edge) => (areTurned[edge] === 1 ? tos[edge]! : from));
  const upperOf = tos.map((to, edge) => (areTurned[edge] === 1 ? froms[edge]! : to));
  const sorted = sortedByKey(sortedByKey(edges, upperOf, nodeCount), lowerOf, nodeCount);
  const lowers = new Uint32Array(sorted.length);
  const uppers = new Uint32Array(sorted.length);
  const counts = new Uint32Array(sorted.length);
  let count = 0;
  for (const edge of sorted) {
    const lower = lowerOf[edge]!;
    const upper = upperOf[edge]!;
    if (count === 0 || lowers[count - 1] !== lower || uppers[count - 1] !== upper) {
      lowers[count] = lower;
      uppers[count] = upper;
      count++;
    }
    counts[count - 1]!++;
    ofEdge[edge] = count - 1;
  }
  const starts = new Uint32Array(nodeCount + 1);
  for (let edge = 0; edge < count; edge++) starts[lowers[edge]! + 1]!++;
  for (let node = 0; node < nodeCount; node++) starts[node + 1]! += starts[node]!;
  return {
    starts,
    lowers: lowers.slice(0, count),
    uppers: uppers.slice(0, count),
    counts: counts.slice(0, count),
    ofEdge,
    areTurned,
  };
}
