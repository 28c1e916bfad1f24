// Two graphs compared, to be asked by the paths of their items. Bodies of functions are not compared: nothing is said of what stands in them.
import {
  type Compared,
  type DiffCounts,
  diffCountsOf,
  type DiffKind,
  diffKindOf,
  partnerAbove,
  partnerOf,
  type SideName,
} from "../hierarchy/diff-counts.ts";
import { type DiffFact, diffFactsOf } from "../hierarchy/diff-facts.ts";
import { DiffList, type DiffSelection, type ListedDifference } from "../hierarchy/diff-list.ts";
import { compareGraphs, DIFF_CHANGED, DIFF_RENAMED } from "../hierarchy/diff.ts";
import { ROOT_ITEM } from "../hierarchy/hierarchy.ts";
import { SERIES } from "../hierarchy/item-tree.ts";
import { nodeOf, pathOf } from "../hierarchy/item-paths.ts";
import { changesOf, type DiffChange, type DifferenceAnswer, differenceAnswer } from "./difference-answer.ts";
import type { NestedGraph } from "./nested-graph.ts";

export type ComparisonSide = "before" | "after";

export interface ComparisonSummary extends DiffCounts {
  readonly differenceCount: number;
  /** Operations that are the same but for their names. */
  readonly renamedCount: number;
  /** Functions whose bodies are not compared: of both graphs, by name. */
  readonly functionCount: number;
}

/** Of one of many items. */
export interface ItemDifference extends DiffCounts {
  readonly kind: DiffKind;
  readonly isOperation: boolean;
}

/** Paths; null where nothing is selected. */
export interface ComparedPaths {
  readonly before: string | null;
  readonly after: string | null;
}

export interface Counterpart {
  readonly path: string | null;
  /** Of the innermost scope around that is in both graphs; empty for the whole graph. */
  readonly around: string;
}

export interface ListedDifferenceAnswer extends DifferenceAnswer {
  /** Path of the scope that holds it, and the graph that this is a path in. */
  readonly scope: string;
  readonly scopeSide: ComparisonSide;
}

export interface PairFacts extends ItemDifference {
  /** Of an operation that changed what did, and its new name where it has one. */
  readonly changes: readonly DiffChange[];
  readonly facts: readonly DiffFact[];
  /** How many facts there are; those beyond the limit are left out. */
  readonly factCount: number;
}

export class GraphComparison {
  readonly #before: NestedGraph;
  readonly #after: NestedGraph;
  readonly #compared: Compared;
  readonly #list: DiffList;

  constructor(before: NestedGraph, after: NestedGraph) {
    this.#before = before;
    this.#after = after;
    this.#compared = { a: before.main, b: after.main, diff: compareGraphs(before.main, after.main) };
    this.#list = new DiffList(this.#compared);
  }

  get summary(): ComparisonSummary {
    const { diff } = this.#compared;
    return {
      ...diffCountsOf(this.#compared, "b", ROOT_ITEM),
      differenceCount: this.#list.entries.length,
      renamedCount: diff.b.states.reduce(
        (count, state) => count + ((state & DIFF_RENAMED) !== 0 && (state & DIFF_CHANGED) === 0 ? 1 : 0),
        0,
      ),
      functionCount: new Set([...this.#before.graph.functions.keys(), ...this.#after.graph.functions.keys()])
        .size,
    };
  }

  /** Of each path; null for what is not compared, or not there. Of many paths of one scope in time that grows with these and what the scope holds. */
  differencesAt(side: ComparisonSide, paths: readonly string[]): readonly (ItemDifference | null)[] {
    const byScope = new Map<string, ReadonlyMap<string, number>>();
    return paths.map((path) => {
      const scope = path.slice(0, Math.max(0, path.lastIndexOf("/")));
      let items = byScope.get(scope);
      if (!items) byScope.set(scope, (items = this.#itemsIn(side, scope)));
      const item = items.get(path);
      return item === undefined ? null : this.#differenceOf(side, item);
    });
  }

  /** Null for what is not compared. */
  counterpart(side: ComparisonSide, path: string): Counterpart | null {
    const item = this.#itemAt(side, path);
    if (item === undefined) return null;
    const partner = partnerOf(this.#compared, sideNames[side], item);
    const { main } = side === "before" ? this.#after : this.#before;
    return {
      path: partner === undefined ? null : pathOf(main, partner),
      around: pathOf(main, partnerAbove(this.#compared, sideNames[side], item)),
    };
  }

  /** Of the list those from `first` on, `count` at most. */
  listed(first: number, count: number): readonly ListedDifferenceAnswer[] {
    return this.#list.entries.slice(first, first + count).map((entry) => this.#listedAnswer(entry));
  }

  /** The place in the list of the first difference at or below the pair; null for none. */
  placeOf(paths: ComparedPaths): number | null {
    const place = this.#list.placeOf(this.#selectionAt(paths));
    return place < 0 ? null : place;
  }

  /** See `DiffList.step`; null where nothing differs. */
  step(from: ComparedPaths, way: "next" | "previous"): DifferenceAnswer | null {
    const entry = this.#list.step(this.#selectionAt(from), way);
    return entry ? differenceAnswer(this.#compared, entry) : null;
  }

  /** Of a pair, or of one that has no partner. Null for what is not compared. @param limit of facts */
  pairFacts(paths: ComparedPaths, limit: number): PairFacts | null {
    const { a, b } = this.#selectionAt(paths);
    const [side, item] = b === undefined ? (["before", a] as const) : (["after", b] as const);
    if (item === undefined) return null;
    const difference = this.#differenceOf(side, item);
    const { diff } = this.#compared;
    const nodeOfB = b === undefined ? undefined : nodeOf(this.#compared.b, b);
    const nodeOfA = nodeOfB === undefined ? undefined : diff.b.matches[nodeOfB];
    const facts = nodeOfA === undefined || nodeOfA < 0 ? [] : diffFactsOf(this.#compared, nodeOfA);
    return {
      ...difference,
      changes: nodeOfB === undefined ? [] : changesOf(diff.b.states[nodeOfB] ?? 0),
      facts: facts.slice(0, limit),
      factCount: facts.length,
    };
  }

  #differenceOf(side: ComparisonSide, item: number): ItemDifference {
    const name = sideNames[side];
    const counts = diffCountsOf(this.#compared, name, item);
    return {
      ...counts,
      kind: diffKindOf(this.#compared, name, { item, counts }),
      isOperation: nodeOf(this.#compared[name], item) !== undefined,
    };
  }

  #listedAnswer(entry: ListedDifference): ListedDifferenceAnswer {
    const { side, item } = entry.scope;
    return {
      ...differenceAnswer(this.#compared, entry),
      scope: pathOf(this.#compared[side], item),
      scopeSide: side === "a" ? "before" : "after",
    };
  }

  #selectionAt({ before, after }: ComparedPaths): DiffSelection {
    const a = before === null ? undefined : this.#itemAt("before", before);
    const b = after === null ? undefined : this.#itemAt("after", after);
    return { ...(a !== undefined && { a }), ...(b !== undefined && { b }) };
  }

  /** By path what stands in a scope, its series and what is in these. */
  #itemsIn(side: ComparisonSide, scope: string): ReadonlyMap<string, number> {
    const items = new Map<string, number>();
    const holder = this.#itemAt(side, scope);
    if (holder === undefined) return items;
    const hierarchy = this.#compared[sideNames[side]];
    const { children, childOffsets, kinds } = hierarchy;
    const add = (above: number): void => {
      for (const item of children.subarray(childOffsets[above], childOffsets[above + 1])) {
        items.set(pathOf(hierarchy, item), item);
        if (kinds[item] === SERIES) add(item);
      }
    };
    add(holder);
    return items;
  }

  /** undefined for what stands in a function's body, as for what is not there. */
  #itemAt(side: ComparisonSide, path: string): number | undefined {
    const graph = side === "before" ? this.#before : this.#after;
    const place = graph.find(path);
    return place?.hierarchy === graph.main ? place.item : undefined;
  }
}

const sideNames: Readonly<Record<ComparisonSide, SideName>> = { before: "a", after: "b" };
