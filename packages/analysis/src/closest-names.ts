// "Did you mean …?": the names most like one that was mistyped.
import { compareTagNames } from "./natural-order.ts";

/** Longer names are not compared: what a distance costs grows with both lengths. */
const MAX_COMPARED_LENGTH = 200;
/** Names that are looked at: some 20 ms of work for long ones. */
const MAX_COMPARED_NAMES = 5000;

/**
 * Names that `name` may have meant, best first: equal but for case, holding it, or few edits (a third of its length) away.
 * @param limit at most this many.
 */
export function closestNames(name: string, names: Iterable<string>, limit = 3): string[] {
  const wanted = name.toLowerCase();
  if (wanted === "" || wanted.length > MAX_COMPARED_LENGTH) return [];
  const maxDistance = Math.max(1, Math.floor(wanted.length / 3));
  const found: { readonly name: string; readonly distance: number }[] = [];
  let comparedCount = 0;
  for (const candidate of names) {
    if (comparedCount++ >= MAX_COMPARED_NAMES) break;
    const distance = distanceOf(wanted, candidate.toLowerCase(), maxDistance);
    if (distance <= maxDistance) found.push({ name: candidate, distance });
  }
  return found
    .sort((a, b) => a.distance - b.distance || compareTagNames(a.name, b.name))
    .slice(0, limit)
    .map((one) => one.name);
}

function distanceOf(wanted: string, candidate: string, maxDistance: number): number {
  if (wanted === candidate) return 0;
  if (wanted.length >= 3 && candidate.includes(wanted)) return 0.5;
  if (candidate.length > MAX_COMPARED_LENGTH) return Infinity;
  return Math.abs(wanted.length - candidate.length) <= maxDistance
    ? editDistance(wanted, candidate)
    : Infinity;
}

/** Levenshtein's distance: insertions, deletions and replacements of code units. */
function editDistance(from: string, to: string): number {
  const row = Uint16Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    let diagonal = row[0]!;
    row[0] = i;
    for (let j = 1; j <= to.length; j++) {
      const above = row[j]!;
      const replaced = diagonal + (from.charCodeAt(i - 1) === to.charCodeAt(j - 1) ? 0 : 1);
      row[j] = Math.min(replaced, above + 1, row[j - 1]! + 1);
      diagonal = above;
    }
  }
  return row[to.length]!;
}
