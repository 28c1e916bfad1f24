// Scopes that only changed their name: what is inside is named as it was.
import type { Hierarchy } from "./hierarchy.ts";
import { nameOfItem } from "./item-paths.ts";

/** Names inside that more scopes have say nothing of which is which. */
const MAX_SCOPES_OF_NAME = 32;

/**
 * Pairs of one of `scopes` with one of `others`: those of one label that have at least half of the smaller one's operations in common, under the same
 * names inside; those with all the same, in order; then those with the most in common, at least half.
 */
export function scopesOfLikeNames(
  hierarchy: Hierarchy,
  scopes: readonly number[],
  otherHierarchy: Hierarchy,
  others: readonly number[],
): readonly (readonly [number, number])[] {
  if (scopes.length === 0 || others.length === 0) return [];
  const inside = new Map(scopes.map((scope) => [scope, namesInside(hierarchy, scope)]));
  const insideOthers = new Map(others.map((scope) => [scope, namesInside(otherHierarchy, scope)]));
  const pairs: (readonly [number, number])[] = [];
  const labels = new Map(others.map((scope) => [otherHierarchy.labels[scope]!, scope]));
  for (const [scope, names] of inside) {
    const same = labels.get(hierarchy.labels[scope]!);
    const namesOfSame = same === undefined ? undefined : insideOthers.get(same);
    if (same === undefined || namesOfSame === undefined || !isHalfInCommon(names, namesOfSame)) continue;
    pairs.push([scope, same]);
    inside.delete(scope);
    insideOthers.delete(same);
  }
  const bySignature = new Map<string, number[]>();
  for (const [scope, names] of [...insideOthers].reverse()) {
    const signature = names.join("\n");
    const same = bySignature.get(signature);
    if (same === undefined) bySignature.set(signature, [scope]);
    else same.push(scope);
  }
  for (const [scope, names] of inside) {
    const same = bySignature.get(names.join("\n"))?.pop();
    if (same === undefined) continue;
    pairs.push([scope, same]);
    inside.delete(scope);
    insideOthers.delete(same);
  }
  return [...pairs, ...mostInCommon(inside, insideOthers)];
}

function isHalfInCommon(names: readonly string[], others: readonly string[]): boolean {
  const known = new Set(names);
  const count = others.filter((name) => known.has(name)).length;
  return count * 2 >= Math.min(names.length, others.length);
}

type NamesInside = ReadonlyMap<number, readonly string[]>;

function mostInCommon(
  inside: NamesInside,
  insideOthers: NamesInside,
): readonly (readonly [number, number])[] {
  const scopesWith = new Map<string, number[]>();
  for (const [scope, names] of insideOthers) {
    for (const name of names) {
      const scopes = scopesWith.get(name);
      if (scopes === undefined) scopesWith.set(name, [scope]);
      else scopes.push(scope);
    }
  }
  const candidates: { readonly scope: number; readonly other: number; readonly count: number }[] = [];
  for (const [scope, names] of inside) {
    const counts = new Map<number, number>();
    for (const name of names) {
      const scopes = scopesWith.get(name) ?? [];
      if (scopes.length > MAX_SCOPES_OF_NAME) continue;
      for (const other of scopes) counts.set(other, (counts.get(other) ?? 0) + 1);
    }
    for (const [other, count] of counts) {
      const smaller = Math.min(names.length, insideOthers.get(other)?.length ?? 0);
      if (count * 2 >= smaller) candidates.push({ scope, other, count });
    }
  }
  candidates.sort((a, b) => b.count - a.count || a.scope - b.scope || a.other - b.other);
  const taken = new Set<number>();
  const takenOthers = new Set<number>();
  const pairs: (readonly [number, number])[] = [];
  for (const { scope, other } of candidates) {
    if (taken.has(scope) || takenOthers.has(other)) continue;
    taken.add(scope);
    takenOthers.add(other);
    pairs.push([scope, other]);
  }
  return pairs;
}

/** Operations below a scope, by what they are and their names within it, sorted. */
function namesInside(hierarchy: Hierarchy, scope: number): readonly string[] {
  const { graph, nodeOrder, nodeStarts, nodeEnds } = hierarchy;
  const { length } = nameOfItem(hierarchy, scope);
  return Array.from(nodeOrder.subarray(nodeStarts[scope], nodeEnds[scope]), (node) => {
    const op = graph.ops.values[graph.ops.ids[node]!]!;
    return `${op} ${graph.names[node]!.slice(length)}`;
  }).sort();
}
