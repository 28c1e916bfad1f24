// One circle of a graph, where there is one.
import type { OpGraph } from "../op-graph.ts";

/** Hands a value of one turn of a loop to the next: the circle that it closes is meant. */
const NEXT_TURN = "NextIteration";

/** Nodes of one circle, each feeding the next; empty when there is none. Linear in nodes and inputs. */
export function circleOf({
  nodeCount,
  ops,
  inputOffsets,
  inputSources,
}: Pick<OpGraph, "nodeCount" | "ops" | "inputOffsets" | "inputSources">): number[] {
  const nextTurn = ops.values.indexOf(NEXT_TURN);
  const isFollowed = (source: number) => nextTurn < 0 || ops.ids[source] !== nextTurn;
  // Nodes leave from the end that nothing takes, so that what stays feeds something that stays.
  const takers = new Uint32Array(nodeCount);
  for (const source of inputSources) if (isFollowed(source)) takers[source] = (takers[source] ?? 0) + 1;
  const free = new Uint32Array(nodeCount);
  let freeCount = 0;
  for (let node = 0; node < nodeCount; node++) if (takers[node] === 0) free[freeCount++] = node;
  for (let at = 0; at < freeCount; at++) {
    const node = free[at] ?? 0;
    for (let input = inputOffsets[node] ?? 0; input < (inputOffsets[node + 1] ?? 0); input++) {
      const source = inputSources[input] ?? 0;
      if (!isFollowed(source)) continue;
      const left = (takers[source] ?? 0) - 1;
      takers[source] = left;
      if (left === 0) free[freeCount++] = source;
    }
  }
  if (freeCount === nodeCount) return [];
  // Who takes what each of those that stayed gives: followed long enough, it comes back.
  const taker = new Int32Array(nodeCount).fill(-1);
  for (let node = 0; node < nodeCount; node++) {
    if (takers[node] === 0) continue;
    for (let input = inputOffsets[node] ?? 0; input < (inputOffsets[node + 1] ?? 0); input++) {
      const source = inputSources[input] ?? 0;
      if (isFollowed(source)) taker[source] = node;
    }
  }
  return walkToCircle(
    takers.findIndex((count) => count > 0),
    taker,
  );
}

function walkToCircle(start: number, taker: Int32Array): number[] {
  const places = new Map<number, number>();
  const path: number[] = [];
  for (let node = start; node >= 0; node = taker[node] ?? -1) {
    const place = places.get(node);
    if (place !== undefined) return path.slice(place);
    places.set(node, path.length);
    path.push(node);
  }
  return [];
}
