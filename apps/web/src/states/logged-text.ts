// What there is of a kind of data, in a sentence.
import { kinds, type KindId } from "@runboard/contract";
import type { KindCount } from "../data/kinds.ts";
import { formatCounted } from "../ui/format.ts";

/** `2 runs have images: 3 tags in all.` */
export function loggedSentence(kind: KindId, { runCount, tagCount }: KindCount): string {
  const verb = runCount === 1 ? "has" : "have";
  return `${formatCounted(runCount, "run")} ${verb} ${nounOf(kind)}: ${formatCounted(tagCount, "tag")} in all.`;
}

/** `scalars`, `PR curves`. */
export function nounOf(kind: KindId): string {
  const { title } = kinds[kind];
  return /^[A-Z][a-z]/.test(title) ? title.toLowerCase() : title;
}
