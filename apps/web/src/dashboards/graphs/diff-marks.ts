// How differences are told beside their colour: by signs, and in words.
import type { ComparisonSummary, ItemDifference } from "@runboard/graph";
import { formatCount, formatCounted } from "../../ui/format.ts";

export const diffSigns = { added: "+", removed: "−", changed: "~" } as const;

/** Of an operation `+`, of a scope `+3 −1 ~2`; null where nothing differs. */
export function signOf({ isOperation, kind, ...counts }: ItemDifference): string | null {
  if (kind === "same") return null;
  if (isOperation) return diffSigns[kind];
  return (["added", "removed", "changed"] as const)
    .filter((one) => counts[one] > 0)
    .map((one) => `${diffSigns[one]}${formatCount(counts[one])}`)
    .join(" ");
}

/** What is told of two graphs in which nothing differs but, it may be, names. */
export function sameText({ same, renamedCount }: ComparisonSummary): string {
  if (renamedCount === 0) return "The two graphs are the same";
  return `The two graphs are the same but for names: ${formatCount(renamedCount)} of ${formatCounted(same, "operation")} ${renamedCount === 1 ? "has" : "have"} another`;
}
