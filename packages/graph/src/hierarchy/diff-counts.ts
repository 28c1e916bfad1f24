// What a comparison says of one item: its partner in the other graph, and how much differs at and below it.
import type { DiffSide, GraphDiff } from "./diff.ts";
import type { Hierarchy } from "./hierarchy.ts";
import { SERIES } from "./item-tree.ts";

/** Two graphs, and what `compareGraphs` found. */
export interface Compared {
  readonly a: Hierarchy;
  readonly b: Hierarchy;
  readonly diff: GraphDiff;
}

export type SideName = "a" | "b";

/** Operations at and below an item and its partner. */
export interface DiffCounts {
  /** In b only. */
  readonly added: number;
  /** In a only. */
  readonly removed: number;
  readonly changed: number;
  readonly same: number;
}

/** `changed`: it changed itself, or something differs below it. */
export type DiffKind = "added" | "removed" | "changed" | "same";

/** The item's match; of a series the one that holds the match of its first member that has one. Undefined for what is in one graph only. */
export function partnerOf(compared: Compared, side: SideName, item: number): number | undefined {
  const { own, ownSide, other } = sidesOf(compared, side);
  const match = ownSide.itemMatches[item] ?? -1;
  if (match >= 0) return match;
  if (own.kinds[item] !== SERIES) return undefined;
  for (const member of membersOf(own, item)) {
    const matchOfMember = ownSide.itemMatches[member] ?? -1;
    const holder = matchOfMember < 0 ? -1 : (other.parents[matchOfMember] ?? -1);
    if (holder >= 0 && other.kinds[holder] === SERIES) return holder;
  }
  return undefined;
}

/** The partner of the innermost of what holds the item, and is no series, that has one: at last the whole graph. */
export function partnerAbove(compared: Compared, side: SideName, item: number): number {
  const { own, ownSide } = sidesOf(compared, side);
  let at = item;
  do at = own.parents[at] ?? 0;
  while (at !== 0 && (ownSide.itemMatches[at] ?? -1) < 0);
  return at === 0 ? 0 : (ownSide.itemMatches[at] ?? 0);
}

export function diffCountsOf(compared: Compared, side: SideName, item: number): DiffCounts {
  const { own, ownSide, otherSide } = sidesOf(compared, side);
  const onlyHere = ownSide.onlyCounts[item] ?? 0;
  const changed = ownSide.changedCounts[item] ?? 0;
  const partner = partnerOf(compared, side, item);
  let onlyThere = partner === undefined ? 0 : (otherSide.onlyCounts[partner] ?? 0);
  // Members that stand for themselves in the other graph.
  if (partner === undefined && own.kinds[item] === SERIES)
    for (const member of membersOf(own, item)) {
      const match = ownSide.itemMatches[member] ?? -1;
      if (match >= 0) onlyThere += otherSide.onlyCounts[match] ?? 0;
    }
  const same = (own.nodeEnds[item] ?? 0) - (own.nodeStarts[item] ?? 0) - onlyHere - changed;
  const [removed, added] = side === "a" ? [onlyHere, onlyThere] : [onlyThere, onlyHere];
  return { added, removed, changed, same };
}

/** @param counts of the item */
export function diffKindOf(
  compared: Compared,
  side: SideName,
  { item, counts }: { readonly item: number; readonly counts: DiffCounts },
): DiffKind {
  const { added, removed, changed, same } = counts;
  if (added + removed + changed === 0) return "same";
  const isWhollyOnly = changed + same === 0 && partnerOf(compared, side, item) === undefined;
  if (!isWhollyOnly) return "changed";
  return side === "a" ? "removed" : "added";
}

function sidesOf(
  { a, b, diff }: Compared,
  side: SideName,
): {
  readonly own: Hierarchy;
  readonly ownSide: DiffSide;
  readonly other: Hierarchy;
  readonly otherSide: DiffSide;
} {
  return side === "a"
    ? { own: a, ownSide: diff.a, other: b, otherSide: diff.b }
    : { own: b, ownSide: diff.b, other: a, otherSide: diff.a };
}

function membersOf({ children, childOffsets }: Hierarchy, item: number): Uint32Array {
  return children.subarray(childOffsets[item], childOffsets[item + 1]);
}
