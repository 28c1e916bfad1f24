// Which level each edge of a graph belongs to: the scope in which both its ends are at or below two different children.
import type { OpGraph } from "../op-graph.ts";
import type { ItemTree } from "./item-tree.ts";

/** Edges as inputs of the graph, by their scope. Those of a node to itself belong to none. */
export interface LevelJoins {
  /** Edges of item i stand at offsets[i] … offsets[i + 1]; length itemCount + 1. */
  readonly offsets: Uint32Array;
  /** Places in the graph's `inputSources`. */
  readonly inputs: Uint32Array;
  /** The node that each of these inputs belongs to. */
  readonly users: Uint32Array;
  /** Children of the scope where each edge begins and ends. */
  readonly froms: Uint32Array;
  readonly tos: Uint32Array;
}

export function levelJoinsOf(graph: OpGraph, tree: ItemTree): LevelJoins {
  const { inputOffsets, inputSources, nodeCount } = graph;
  const inputCount = inputSources.length;
  const scopes = new Uint32Array(inputCount);
  const found = { froms: new Uint32Array(inputCount), tos: new Uint32Array(inputCount) };
  const offsets = new Uint32Array(tree.itemCount + 1);
  for (let node = 0; node < nodeCount; node++) {
    const item = tree.itemOfNode[node]!;
    for (let input = inputOffsets[node]!; input < inputOffsets[node + 1]!; input++) {
      const source = tree.itemOfNode[inputSources[input]!]!;
      if (source === item) continue;
      found.froms[input] = childTowards(tree, source, item);
      found.tos[input] = childTowards(tree, item, source);
      const scope = tree.parents[found.froms[input]!]!;
      scopes[input] = scope;
      offsets[scope + 1]!++;
    }
  }
  for (let item = 0; item < tree.itemCount; item++) offsets[item + 1]! += offsets[item]!;
  const edgeCount = offsets[tree.itemCount]!;
  const next = offsets.slice(0, tree.itemCount);
  const joins = {
    offsets,
    inputs: new Uint32Array(edgeCount),
    users: new Uint32Array(edgeCount),
    froms: new Uint32Array(edgeCount),
    tos: new Uint32Array(edgeCount),
  };
  for (let node = 0; node < nodeCount; node++) {
    for (let input = inputOffsets[node]!; input < inputOffsets[node + 1]!; input++) {
      if (inputSources[input] === node) continue;
      const edge = next[scopes[input]!]!++;
      joins.inputs[edge] = input;
      joins.users[edge] = node;
      joins.froms[edge] = found.froms[input]!;
      joins.tos[edge] = found.tos[input]!;
    }
  }
  return joins;
}

/** The topmost of `item` and what it lies in that does not hold `other`. */
function childTowards({ parents, itemEnds }: ItemTree, item: number, other: number): number {
  let child = item;
  for (;;) {
    const parent = parents[child]!;
    if (parent === child || (other >= parent && other < itemEnds[parent]!)) return child;
    child = parent;
  }
}
