// Numbers for scopes and series that are alike inside. Hashes propose, comparing decides.
import { type Coloured, isAlikeInOrder } from "./alike.ts";
import { pairsByColour } from "./alike-by-colour.ts";
import { consumersOf } from "./consumers.ts";
import { mix, spread } from "./hash-mix.ts";
import { type ItemTree, SCOPE, SERIES } from "./item-tree.ts";
import type { LevelJoins } from "./level-joins.ts";
import { edgeLabels, type ScopeHashes } from "./scope-hashes.ts";

/** Different scopes of one hash that one more is compared with. */
const MAX_KINDS_OF_HASH = 8;

/**
 * Of scopes a number that those alike inside share; 0 for one like no other, and for operations.
 * Largest first: where two are alike, so are all scopes inside them, pair by pair, and are not compared again. All in all that is linear.
 */
export function scopeStructures(coloured: Coloured, { hashes, standings }: ScopeHashes): Uint32Array {
  const { tree, graph } = coloured;
  const classes = new Classes(tree.itemCount);
  const sizeOf = (item: number) => tree.nodeEnds[item]! - tree.nodeStarts[item]!;
  const scopes = itemsOfKind(tree, SCOPE).sort((a, b) => sizeOf(b) - sizeOf(a) || a - b);
  // What comparing by colour may cost all in all, in operations.
  let budget = 4 * graph.nodeCount + 100_000;
  const join = (a: number, b: number): boolean => {
    if (isAlikeInOrder(coloured, a, b)) {
      for (let k = 0; k < tree.itemEnds[a]! - a; k++) classes.join(a + k, b + k);
      return true;
    }
    budget -= sizeOf(a);
    if (budget < 0) return false;
    const pairs = pairsByColour({ ...coloured, consumers: consumersOf(graph), standings }, a, b);
    for (const [one, other] of pairs ?? []) classes.join(one, other);
    return pairs !== undefined;
  };
  sortOut(scopes, (item) => hashes[item]!, classes, join);
  return classes.numbers(
    scopes.sort((a, b) => a - b),
    1,
  );
}

/**
 * Adds the series of a tree to the structures of its scopes.
 * @param joins of the tree without series, with ends of the tree with them
 * @param structureIds of items; 0 for series, which get theirs
 */
export function addSeriesStructures(coloured: Coloured, joins: LevelJoins, structureIds: Uint32Array): void {
  const { graph, tree, colours } = coloured;
  const series = itemsOfKind(tree, SERIES);
  const hashes = new Int32Array(tree.itemCount);
  for (let node = 0; node < graph.nodeCount; node++) hashes[tree.itemOfNode[node]!] = colours[node]!;
  const sums = new Int32Array(tree.itemCount);
  const labelOf = edgeLabels(graph, tree, joins, hashes);
  for (let edge = 0; edge < joins.inputs.length; edge++) {
    const parent = tree.parents[joins.froms[edge]!]!;
    if (tree.kinds[parent] === SERIES && tree.parents[joins.tos[edge]!] === parent)
      sums[parent]! += spread(labelOf(edge));
  }
  for (const item of series) {
    const members = tree.children.subarray(tree.childOffsets[item], tree.childOffsets[item + 1]);
    members.forEach((member, at) => (sums[item]! += spread(mix(at, hashes[member]!))));
    hashes[item] = spread(mix(mix(mix(3, structureIds[members[0]!]!), members.length), sums[item]!));
  }
  const classes = new Classes(tree.itemCount);
  sortOut(
    series,
    (item) => hashes[item]!,
    classes,
    (a, b) => {
      if (!isAlikeInOrder(coloured, a, b)) return false;
      classes.join(a, b);
      return true;
    },
  );
  const taken = structureIds.reduce((most, id) => Math.max(most, id), 0);
  const numbers = classes.numbers(series, taken + 1);
  for (const item of series) structureIds[item] = numbers[item]!;
}

/** Joins items of one hash to the first of their kind. */
function sortOut(
  items: readonly number[],
  hashOf: (item: number) => number,
  classes: Classes,
  join: (one: number, other: number) => boolean,
): void {
  const kindsOfHash = new Map<number, number[]>();
  for (const item of items) {
    const kinds = kindsOfHash.get(hashOf(item));
    if (kinds === undefined) kindsOfHash.set(hashOf(item), [item]);
    else if (
      !kinds.some((kind) => classes.find(kind) === classes.find(item)) &&
      !kinds.some((kind) => join(kind, item)) &&
      kinds.length < MAX_KINDS_OF_HASH
    )
      kinds.push(item);
  }
}

function itemsOfKind({ kinds, itemCount }: ItemTree, kind: number): number[] {
  const items: number[] = [];
  for (let item = 0; item < itemCount; item++) if (kinds[item] === kind) items.push(item);
  return items;
}

/** Disjoint sets of items (union by order, paths halved). */
class Classes {
  readonly #parents: Uint32Array;

  constructor(itemCount: number) {
    this.#parents = Uint32Array.from({ length: itemCount }, (_, item) => item);
  }

  find(item: number): number {
    const parents = this.#parents;
    let at = item;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]!]!;
      at = parents[at]!;
    }
    return at;
  }

  join(a: number, b: number): void {
    const one = this.find(a);
    const other = this.find(b);
    this.#parents[Math.max(one, other)] = Math.min(one, other);
  }

  /** From `first` on by the first item of each class that has two; 0 for all else. */
  numbers(items: readonly number[], first: number): Uint32Array {
    const sizes = new Uint32Array(this.#parents.length);
    for (const item of items) sizes[this.find(item)]!++;
    const result = new Uint32Array(this.#parents.length);
    const numberOf = new Map<number, number>();
    for (const item of items) {
      const root = this.find(item);
      if (sizes[root]! < 2) continue;
      const number = numberOf.get(root) ?? first + numberOf.size;
      numberOf.set(root, number);
      result[item] = number;
    }
    return result;
  }
}
