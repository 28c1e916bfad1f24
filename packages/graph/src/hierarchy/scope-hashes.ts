// Hashes of scopes by colour refinement (Weisfeiler and Lehman, 1968), level by level from the innermost: equal for scopes that are alike whatever their
// names and order. What has equal hashes is compared afterwards.
import { CONTROL_SLOT, type OpGraph } from "../op-graph.ts";
import { mix, spread } from "./hash-mix.ts";
import { type ItemTree, SCOPE } from "./item-tree.ts";
import type { LevelJoins } from "./level-joins.ts";

const ROUNDS = 3;
const FROM = 0x51ed270b;
const TO = 0x2545f491;

export interface ScopeHashes {
  /** Of scopes, what is inside; of operations, how each stands among its siblings. */
  readonly hashes: Int32Array;
  /** Of any item, how it stands among its siblings. */
  readonly standings: Int32Array;
}

/** @param colours of nodes */
export function scopeHashes(
  graph: OpGraph,
  tree: ItemTree,
  joins: LevelJoins,
  colours: Uint32Array,
): ScopeHashes {
  const hashes = new Int32Array(tree.itemCount);
  const standings = new Int32Array(tree.itemCount);
  for (let node = 0; node < graph.nodeCount; node++)
    hashes[tree.itemOfNode[node]!] = spread(mix(1, colours[node]!));
  const labels = new Int32Array(joins.inputs.length);
  const sums = new Int32Array(tree.itemCount);
  const labelOf = edgeLabels(graph, tree, joins, hashes);
  for (let scope = tree.itemCount - 1; scope >= 0; scope--) {
    if (tree.kinds[scope] !== SCOPE) continue;
    const children = tree.children.subarray(tree.childOffsets[scope], tree.childOffsets[scope + 1]);
    for (const child of children) standings[child] = hashes[child]!;
    const begin = joins.offsets[scope]!;
    const end = joins.offsets[scope + 1]!;
    for (let edge = begin; edge < end; edge++) labels[edge] = labelOf(edge);
    for (let round = 0; round < ROUNDS; round++) {
      for (let edge = begin; edge < end; edge++) {
        const from = joins.froms[edge]!;
        const to = joins.tos[edge]!;
        const label = labels[edge]!;
        sums[to]! += spread(mix(mix(label, FROM), standings[from]!));
        sums[from]! += spread(mix(mix(label, TO), standings[to]!));
      }
      for (const child of children) {
        standings[child] = spread(mix(standings[child]!, sums[child]!));
        sums[child] = 0;
      }
    }
    let all = 0;
    for (const child of children) {
      all = (all + spread(standings[child]!)) | 0;
      if (tree.kinds[child] !== SCOPE) hashes[child] = standings[child]!;
    }
    hashes[scope] = spread(mix(mix(mix(2, children.length), end - begin), all));
  }
  return { hashes, standings };
}

/**
 * What an edge is, beside the children that it joins: where in them it ends, and by which slot and place.
 * @param hashes read when an edge is asked for
 */
export function edgeLabels(
  { inputSources, inputSlots, inputPlaces }: OpGraph,
  { itemOfNode, nodeStarts, nodeEnds }: ItemTree,
  joins: LevelJoins,
  hashes: Int32Array,
): (edge: number) => number {
  const withEnd = (label: number, end: number, child: number) =>
    end === child ? label : mix(mix(label, hashes[end]!), nodeEnds[child]! - nodeStarts[child]!);
  return (edge) => {
    const input = joins.inputs[edge]!;
    const slot = inputSlots[input]!;
    const label = slot === CONTROL_SLOT ? 7 : mix(slot, inputPlaces[input]!);
    const begun = withEnd(label, itemOfNode[inputSources[input]!]!, joins.froms[edge]!);
    return withEnd(begun, itemOfNode[joins.users[edge]!]!, joins.tos[edge]!);
  };
}
