// The differences of two graphs as a list to be read and walked through, those of one scope together.
import type { Compared, SideName } from "./diff-counts.ts";
import type { DiffEntry } from "./diff.ts";
import type { Hierarchy } from "./hierarchy.ts";
import { OPERATION, SERIES } from "./item-tree.ts";

export interface ListedDifference extends DiffEntry {
  /** The scope that holds it: in b, or in a where that scope was removed too. */
  readonly scope: { readonly side: SideName; readonly item: number };
}

/** Items that are selected: one, or the two of a pair; none. */
export interface DiffSelection {
  readonly a?: number;
  readonly b?: number;
}

interface SelectedSide {
  readonly hierarchy: Hierarchy;
  readonly item: number;
  /** Of each node its place in the list, or -1. */
  readonly places: Int32Array;
}

export class DiffList {
  /** Scopes in the order in which b, or what was removed from a, comes to them. */
  readonly entries: readonly ListedDifference[];
  readonly #compared: Compared;
  /** Of each node its place in the list, or -1. */
  readonly #placesOfA: Int32Array;
  readonly #placesOfB: Int32Array;

  constructor(compared: Compared) {
    this.#compared = compared;
    this.entries = byScope(compared);
    this.#placesOfA = new Int32Array(compared.a.graph.nodeCount).fill(-1);
    this.#placesOfB = new Int32Array(compared.b.graph.nodeCount).fill(-1);
    this.entries.forEach(({ nodeOfA, nodeOfB }, place) => {
      if (nodeOfA !== undefined) this.#placesOfA[nodeOfA] = place;
      if (nodeOfB !== undefined) this.#placesOfB[nodeOfB] = place;
    });
  }

  /** The first difference at or below what is selected; -1 for none. */
  placeOf(at: DiffSelection): number {
    let first = -1;
    for (const { hierarchy, item, places } of this.#sides(at)) {
      const { nodeOrder, nodeStarts, nodeEnds } = hierarchy;
      for (let position = nodeStarts[item] ?? 0; position < (nodeEnds[item] ?? 0); position++) {
        const place = places[nodeOrder[position] ?? 0] ?? -1;
        if (place >= 0 && (first < 0 || place < first)) first = place;
      }
    }
    return first;
  }

  /**
   * The difference that comes next, or before: of a scope that holds some the first of them is next; after the last comes the first.
   * Undefined where nothing differs.
   */
  step(from: DiffSelection, way: "next" | "previous"): ListedDifference | undefined {
    const count = this.entries.length;
    const here = this.placeOf(from);
    if (here >= 0) {
      const { a, b } = this.#compared;
      const kind = from.b === undefined ? a.kinds[from.a ?? 0] : b.kinds[from.b];
      if (way === "previous") return this.entries[(here - 1 + count) % count];
      return this.entries[(kind === OPERATION ? here + 1 : here) % count];
    }
    const ends = way === "next" ? 0 : count - 1;
    const around = this.#sides(from)
      .map((side) => this.#placeBeyond(side, way))
      .filter((place) => place >= 0);
    const place = way === "next" ? Math.min(...around) : Math.max(...around);
    return this.entries[around.length > 0 ? place : ends];
  }

  /** Of the difference that stands nearest after an item, or before it, in its graph; -1 for none. */
  #placeBeyond({ hierarchy, item, places }: SelectedSide, way: "next" | "previous"): number {
    const { nodeOrder, nodeStarts, nodeEnds } = hierarchy;
    const step = way === "next" ? 1 : -1;
    let position = way === "next" ? (nodeEnds[item] ?? 0) : (nodeStarts[item] ?? 0) - 1;
    for (; position >= 0 && position < nodeOrder.length; position += step) {
      const place = places[nodeOrder[position] ?? 0] ?? -1;
      if (place >= 0) return place;
    }
    return -1;
  }

  #sides({ a, b }: DiffSelection): readonly SelectedSide[] {
    const { a: hierarchyOfA, b: hierarchyOfB } = this.#compared;
    return [
      ...(a === undefined ? [] : [{ hierarchy: hierarchyOfA, item: a, places: this.#placesOfA }]),
      ...(b === undefined ? [] : [{ hierarchy: hierarchyOfB, item: b, places: this.#placesOfB }]),
    ];
  }
}

function byScope({ a, b, diff }: Compared): readonly ListedDifference[] {
  const groups = new Map<string, ListedDifference[]>();
  for (const entry of diff.entries) {
    const scope = scopeOf(entry, { a, b, diff });
    const key = `${scope.side} ${scope.item}`;
    const group = groups.get(key);
    if (group) group.push({ ...entry, scope });
    else groups.set(key, [{ ...entry, scope }]);
  }
  return [...groups.values()].flat();
}

function scopeOf({ nodeOfA, nodeOfB }: DiffEntry, { a, b, diff }: Compared): ListedDifference["scope"] {
  if (nodeOfB !== undefined) return { side: "b", item: scopeAround(b, nodeOfB) };
  const item = nodeOfA === undefined ? 0 : scopeAround(a, nodeOfA);
  const match = diff.a.itemMatches[item] ?? -1;
  return match >= 0 ? { side: "b", item: match } : { side: "a", item };
}

function scopeAround({ itemOfNode, parents, kinds }: Hierarchy, node: number): number {
  const parent = parents[itemOfNode[node] ?? 0] ?? 0;
  return kinds[parent] === SERIES ? (parents[parent] ?? 0) : parent;
}
