// Finding items by what they are called and what they do, whether their scopes are open or not.
import type { Attribute } from "../op-graph.ts";
import { attributeText } from "./attribute-text.ts";
import { type Hierarchy, ROOT_ITEM } from "./hierarchy.ts";
import { namesOfItems, nodeOf } from "./item-paths.ts";
import { parseSearchQuery, type SearchTerm } from "./search-query.ts";

export interface SearchResult {
  /** The best first: the label itself, labels that begin so, labels that hold it, then names that do. */
  readonly items: Uint32Array;
  /** Items that were found, those beyond the limit too. */
  readonly totalCount: number;
  /** A sentence where the search ended early: the query is malformed, or its patterns take too long. */
  readonly ending?: string;
  /** Names that are too long for a pattern's repeats, or to be kept: nothing was looked for in them but in their labels. */
  readonly untriedCount: number;
}

/** Patterns may take so long for ten thousand names, all in all. */
const PATTERN_BUDGET_MS = 250;
const NAMES_OF_BUDGET = 10_000;
const NAMES_BETWEEN_LOOKS = 64;

/** How long the patterns of one query may take, in all that is searched by it. */
export class PatternBudget {
  isSpent = false;
  readonly #clock: () => number;
  readonly #startMs: number;
  #triedCount = 0;

  /** @param clock milliseconds */
  constructor(clock: () => number = Date.now) {
    this.#clock = clock;
    this.#startMs = clock();
  }

  /** Counts one name more; whether it may be tried. */
  take(): boolean {
    if (this.#triedCount++ % NAMES_BETWEEN_LOOKS === 0) {
      const allowedMs = PATTERN_BUDGET_MS * Math.ceil(this.#triedCount / NAMES_OF_BUDGET);
      this.isSpent ||= this.#clock() - this.#startMs > allowedMs;
    }
    return !this.isSpent;
  }
}

const RANK_COUNT = 4;

/**
 * Operations, scopes and series that meet all terms of `query`, see `parseSearchQuery`; `op:`, `device:` and `attr:` are met by operations only.
 * @param limit of items that are listed
 */
export function searchGraph(
  hierarchy: Hierarchy,
  query: string,
  limit: number,
  budget: PatternBudget = new PatternBudget(),
): SearchResult {
  const parsed = parseSearchQuery(query);
  const none = { items: new Uint32Array(0), totalCount: 0, untriedCount: 0 };
  if (parsed.kind === "malformed") return { ...none, ending: parsed.reason };
  if (parsed.terms.length === 0) return none;
  const search = new Search(hierarchy, parsed.terms, budget);
  const ranks: number[][] = Array.from({ length: RANK_COUNT }, () => []);
  let totalCount = 0;
  for (let item = ROOT_ITEM + 1; item < hierarchy.itemCount && !budget.isSpent; item++) {
    const rank = search.rankOf(item);
    if (rank === undefined) continue;
    totalCount++;
    const same = ranks[rank]!;
    if (same.length < limit) same.push(item);
  }
  const items = Uint32Array.from(ranks.flat().slice(0, limit));
  return {
    items,
    totalCount,
    untriedCount: search.untriedCount,
    ...(budget.isSpent && {
      ending: "The pattern takes too long; not all names were tried. Write a simpler one.",
    }),
  };
}

interface ItemTexts {
  /** Null: see `namesOfItems`. */
  readonly names: readonly (string | null)[];
  readonly lowerNames: readonly (string | null)[];
  readonly lowerLabels: readonly string[];
}

const texts = new WeakMap<Hierarchy, ItemTexts>();

function textsOf(hierarchy: Hierarchy): ItemTexts {
  const known = texts.get(hierarchy);
  if (known !== undefined) return known;
  const names = namesOfItems(hierarchy);
  const made = {
    names,
    lowerNames: names.map((name) => name?.toLowerCase() ?? null),
    lowerLabels: hierarchy.labels.map((label) => label.toLowerCase()),
  };
  texts.set(hierarchy, made);
  return made;
}

class Search {
  untriedCount = 0;
  readonly #hierarchy: Hierarchy;
  readonly #terms: readonly SearchTerm[];
  readonly #texts: ItemTexts;
  readonly #budget: PatternBudget;

  constructor(hierarchy: Hierarchy, terms: readonly SearchTerm[], budget: PatternBudget) {
    this.#hierarchy = hierarchy;
    // What costs least goes first.
    this.#terms = [...terms].sort((a, b) => COSTS[a.kind] - COSTS[b.kind]);
    this.#texts = textsOf(hierarchy);
    this.#budget = budget;
  }

  /** Undefined where a term is not met. */
  rankOf(item: number): number | undefined {
    let best = RANK_COUNT - 1;
    for (const term of this.#terms) {
      const rank = this.#rankFor(term, item);
      if (rank === undefined) return undefined;
      best = Math.min(best, rank);
    }
    return best;
  }

  #rankFor(term: SearchTerm, item: number): number | undefined {
    switch (term.kind) {
      case "text": {
        const label = this.#texts.lowerLabels[item]!;
        const name = this.#texts.lowerNames[item] ?? null;
        if (name === null) this.untriedCount++;
        return (name ?? label).includes(term.text) ? rankOfText(label, term.text) : undefined;
      }
      case "pattern":
        return this.#rankOfPattern(term, item);
      case "op":
      case "device": {
        const node = nodeOf(this.#hierarchy, item);
        if (node === undefined) return undefined;
        const { graph } = this.#hierarchy;
        const { values, ids } = term.kind === "op" ? graph.ops : graph.devices;
        const value = values[ids[node]!]!.toLowerCase();
        if (!value.includes(term.text)) return undefined;
        return term.kind === "op" ? rankOfText(value, term.text) : RANK_COUNT - 1;
      }
      case "attribute": {
        const node = nodeOf(this.#hierarchy, item);
        if (node === undefined) return undefined;
        return this.#hierarchy.graph.attributesOf(node).some((attribute) => hasValue(attribute, term))
          ? RANK_COUNT - 1
          : undefined;
      }
    }
  }

  #rankOfPattern(
    { pattern, maxLength }: { readonly pattern: RegExp; readonly maxLength: number },
    item: number,
  ): number | undefined {
    if (!this.#budget.take()) return undefined;
    const label = this.#hierarchy.labels[item]!;
    const name = this.#texts.names[item] ?? null;
    if (name === null) this.untriedCount++;
    if ((name ?? label).length > maxLength) {
      if (name !== null) this.untriedCount++;
      return undefined;
    }
    const match = pattern.exec(label);
    if (match !== null) return match[0].length === label.length ? 0 : match.index === 0 ? 1 : 2;
    return name !== null && pattern.test(name) ? RANK_COUNT - 1 : undefined;
  }
}

const COSTS: Readonly<Record<SearchTerm["kind"], number>> = {
  op: 0,
  device: 0,
  text: 1,
  pattern: 2,
  attribute: 3,
};

function rankOfText(label: string, text: string): number {
  if (label === text) return 0;
  const at = label.indexOf(text);
  if (at === 0) return 1;
  return at > 0 ? 2 : RANK_COUNT - 1;
}

function hasValue(
  { name, value }: Attribute,
  term: { readonly name: string; readonly value: string | undefined },
): boolean {
  if (name.toLowerCase() !== term.name) return false;
  if (term.value === undefined) return true;
  const wanted = term.value.replaceAll(" ", "");
  const isWanted = (text: string) => text.replaceAll(" ", "").toLowerCase() === wanted;
  return (
    isWanted(attributeText(value)) ||
    (value.kind === "list" && value.items.some((entry) => isWanted(attributeText(entry))))
  );
}
