// On which rank each node stands.
import type { Adjacency } from "./adjacency.ts";

const PULLS = 3;

/**
 * Ranks by the longest path from the inputs; then nodes are pulled to the side on which they have more edges, sources towards their users first of all.
 * Ranks of a component begin with 0 and leave none out. Linear in edges.
 * @param up,down neighbours above and below; no cycles.
 */
export function ranksOf(
  up: Adjacency,
  down: Adjacency,
  components: { readonly ofNode: Uint32Array; readonly count: number },
): Uint32Array {
  const order = topologicalOrder(up, down);
  const ranks = new Int32Array(order.length);
  for (const node of order) ranks[node] = highestBelow(node, down, ranks) + 1;
  for (let pull = 0; pull < PULLS; pull++) {
    let moved = 0;
    for (let i = order.length - 1; i >= 0; i--) {
      const node = order[i]!;
      if (degreeOf(up, node) <= degreeOf(down, node)) continue;
      const rank = lowestAbove(node, up, ranks) - 1;
      if (rank !== ranks[node]) moved++;
      ranks[node] = rank;
    }
    for (const node of order) {
      const below = degreeOf(down, node);
      if (below <= degreeOf(up, node)) continue;
      const rank = highestBelow(node, down, ranks) + 1;
      if (rank !== ranks[node]) moved++;
      ranks[node] = rank;
    }
    if (moved === 0) break;
  }
  return withoutEmptyRanks(ranks, components);
}

function topologicalOrder(up: Adjacency, down: Adjacency): Uint32Array {
  const nodeCount = up.offsets.length - 1;
  const waiting = Uint32Array.from({ length: nodeCount }, (_, node) => degreeOf(down, node));
  const order = new Uint32Array(nodeCount);
  let count = 0;
  for (let node = 0; node < nodeCount; node++) if (waiting[node] === 0) order[count++] = node;
  for (let i = 0; i < count; i++) {
    const node = order[i]!;
    for (let at = up.offsets[node]!; at < up.offsets[node + 1]!; at++) {
      const target = up.targets[at]!;
      if (--waiting[target]! === 0) order[count++] = target;
    }
  }
  return order;
}

function degreeOf({ offsets }: Adjacency, node: number): number {
  return offsets[node + 1]! - offsets[node]!;
}

function highestBelow(node: number, { offsets, targets }: Adjacency, ranks: Int32Array): number {
  let highest = -1;
  for (let i = offsets[node]!; i < offsets[node + 1]!; i++) highest = Math.max(highest, ranks[targets[i]!]!);
  return highest;
}

function lowestAbove(node: number, { offsets, targets }: Adjacency, ranks: Int32Array): number {
  let lowest = 0x7fffffff;
  for (let i = offsets[node]!; i < offsets[node + 1]!; i++) lowest = Math.min(lowest, ranks[targets[i]!]!);
  return lowest;
}

function withoutEmptyRanks(
  ranks: Int32Array,
  { ofNode, count }: { readonly ofNode: Uint32Array; readonly count: number },
): Uint32Array {
  // Ranks of a component are fewer than its nodes and lie between 0 and their number, moved as a whole: a slot for each.
  const sizes = new Uint32Array(count);
  const least = new Int32Array(count).fill(0x7fffffff);
  const greatest = new Int32Array(count);
  for (let node = 0; node < ranks.length; node++) {
    const component = ofNode[node]!;
    least[component] = Math.min(least[component]!, ranks[node]!);
    greatest[component] = Math.max(greatest[component]!, ranks[node]!);
  }
  let slotCount = 0;
  for (let component = 0; component < count; component++) {
    sizes[component] = slotCount;
    slotCount += greatest[component]! - least[component]! + 1;
  }
  const slots = new Uint32Array(slotCount);
  for (let node = 0; node < ranks.length; node++)
    slots[sizes[ofNode[node]!]! + ranks[node]! - least[ofNode[node]!]!] = 1;
  for (let component = 0; component < count; component++) {
    const end = component + 1 < count ? sizes[component + 1]! : slotCount;
    let rank = 0;
    for (let slot = sizes[component]!; slot < end; slot++) {
      const isUsed = slots[slot] === 1;
      slots[slot] = rank;
      if (isUsed) rank++;
    }
  }
  return Uint32Array.from(
    ranks,
    (rank, node) => slots[sizes[ofNode[node]!]! + rank - least[ofNode[node]!]!]!,
  );
}
