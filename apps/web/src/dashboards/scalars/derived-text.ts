// What was done to the series before they were drawn, in words.
import type { BaselineMode, GroupBand, GroupCenter } from "@runboard/contract";
import { formatCounted } from "../../ui/format.ts";
import type { CardSpec } from "./card-spec.ts";
import type { Derivation } from "./derivation.ts";

const bandWords = {
  none: "",
  std: " ± std",
  stderr: " ± stderr",
  ci95: ", 95 % CI",
  minmax: ", min to max",
} as const satisfies Record<GroupBand, string>;

/** `mean ± std, 4 groups`. */
export function groupingText(center: GroupCenter, band: GroupBand, groupCount: number): string {
  return `${center}${bandWords[band]}, ${formatCounted(groupCount, "group")}`;
}

/** `difference from lr=0.1`. */
function baselineText(mode: BaselineMode, run: string): string {
  switch (mode) {
    case "difference":
      return `difference from ${run}`;
    case "ratio":
      return `ratio to ${run}`;
  }
}

/** What the card's lines are besides what was logged; empty for series as they were logged. */
export function derivationText({ xTag, baseline, grouping }: Derivation): string {
  return [
    ...(baseline ? [baselineText(baseline.mode, baseline.run)] : []),
    ...(grouping ? [groupingText(grouping.center, grouping.band, grouping.groups.length)] : []),
    ...(xTag === null ? [] : [`over ${xTag}`]),
  ].join(" · ");
}

/** Why a card has no line though its runs did log what it shows. */
export function emptiedText({ sources }: CardSpec): string {
  const [first] = sources;
  const what = sources.length === 1 && first && "tag" in first ? first.tag : "these";
  return `Restarts replaced every point of ${what}.`;
}

/** Why a card has no line, though its data came. */
export function emptyText({ sources }: CardSpec, { xTag, baseline, grouping }: Derivation): string {
  const [first] = sources;
  const what =
    sources.length > 1
      ? "any of these"
      : first && "tag" in first
        ? first.tag
        : "every tag of the expression at the same steps";
  const who = grouping ? "No shown run of a group has" : "No shown run has";
  const having =
    xTag === null
      ? `${who} ${what}`
      : sources.length > 1
        ? `${who} ${xTag} and ${what}`
        : `${who} both ${what} and ${xTag}`;
  return baseline ? `${having}, or the baseline ${baseline.run} lacks it.` : `${having}.`;
}
