// Whether two scopes are alike for real: one onto the other, operation by operation, edge by edge, scope by scope.
import { CONTROL_SLOT, type OpGraph } from "../op-graph.ts";
import type { ItemTree } from "./item-tree.ts";

export interface Coloured {
  readonly graph: OpGraph;
  readonly tree: ItemTree;
  /** Of nodes: equal for operations that do the same. */
  readonly colours: Uint32Array;
}

/** Whether the items below `a` lie one by one on those below `b` as both are ordered; so blocks that repeat do, whose names inside are the same. */
export function isAlikeInOrder({ graph, tree, colours }: Coloured, a: number, b: number): boolean {
  const { parents, kinds, itemEnds, nodeStarts, nodeEnds, nodeOrder } = tree;
  const itemCount = itemEnds[a]! - a;
  const startA = nodeStarts[a]!;
  const startB = nodeStarts[b]!;
  const nodeCount = nodeEnds[a]! - startA;
  if (itemEnds[b]! - b !== itemCount || nodeEnds[b]! - startB !== nodeCount) return false;
  for (let k = 1; k < itemCount; k++) {
    if (kinds[a + k] !== kinds[b + k] || parents[a + k]! - a !== parents[b + k]! - b) return false;
  }
  for (let k = 0; k < nodeCount; k++) {
    if (colours[nodeOrder[startA + k]!] !== colours[nodeOrder[startB + k]!]) return false;
  }
  for (let k = 0; k < nodeCount; k++) {
    const insideA = inputsInside(graph, tree, a, nodeOrder[startA + k]!);
    const insideB = inputsInside(graph, tree, b, nodeOrder[startB + k]!);
    if (!isSameInputs(insideA, insideB)) return false;
  }
  return true;
}

/** Inputs of `node` from below `scope`, three numbers each: place, slot and where its source stands there. Those that only order come last, sorted. */
export function inputsInside(
  graph: OpGraph,
  { nodeStarts, nodeEnds, itemOfNode }: ItemTree,
  scope: number,
  node: number,
): readonly number[] {
  const start = nodeStarts[scope]!;
  const end = nodeEnds[scope]!;
  const inside: number[] = [];
  const controls: number[] = [];
  for (let input = graph.inputOffsets[node]!; input < graph.inputOffsets[node + 1]!; input++) {
    const position = nodeStarts[itemOfNode[graph.inputSources[input]!]!]!;
    if (position < start || position >= end) continue;
    const slot = graph.inputSlots[input]!;
    if (slot === CONTROL_SLOT) controls.push(position - start);
    else inside.push(graph.inputPlaces[input]!, slot, position - start);
  }
  controls.sort((a, b) => a - b);
  for (const position of controls) inside.push(-1, CONTROL_SLOT, position);
  return inside;
}

export function isSameInputs(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}
