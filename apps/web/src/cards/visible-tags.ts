// Which cards there are: tags that pass the filter and that one of the shown runs has.
import type { RunName, TagEntry } from "@runboard/contract";
import type { Filter } from "../ui/filter.ts";
import { groupTags, type TagGroup } from "./tag-groups.ts";

export type VisibleTags =
  | { readonly kind: "groups"; readonly groups: readonly TagGroup<TagEntry>[]; readonly tagCount: number }
  /** Not one run has any. */
  | { readonly kind: "no-tags" }
  | { readonly kind: "no-runs-shown" }
  /** The shown runs have none; others do. */
  | { readonly kind: "none-in-shown-runs" }
  | { readonly kind: "none-match"; readonly tagCount: number };

export function visibleTags(
  tags: readonly TagEntry[],
  shown: ReadonlySet<RunName>,
  filter: Filter,
): VisibleTags {
  if (tags.length === 0) return { kind: "no-tags" };
  if (shown.size === 0) return { kind: "no-runs-shown" };
  const ofShownRuns = tags.filter(({ runs }) => runs.some((run) => shown.has(run)));
  if (ofShownRuns.length === 0) return { kind: "none-in-shown-runs" };
  const matching = ofShownRuns.filter(({ tag }) => filter.matches(tag));
  if (matching.length === 0) return { kind: "none-match", tagCount: ofShownRuns.length };
  return { kind: "groups", groups: groupTags(matching), tagCount: matching.length };
}
