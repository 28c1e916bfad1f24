// Where a card's data can be had as a file, complete.
import type { RunName, Tag } from "@runboard/contract";
import { api } from "../../data/api.ts";
import { formatCounted } from "../../ui/format.ts";
import type { CardEntry } from "./card-entry.ts";

const formats = ["csv", "json", "arrow"] as const;
const titles = { csv: "CSV", json: "JSON", arrow: "Arrow" } as const;

/** Servers and proxies refuse longer addresses. */
const LONGEST_URL = 6000;

export interface DownloadLinks {
  readonly links: readonly { readonly title: string; readonly url: string }[];
  /** Whose points they hold. */
  readonly scope: string;
}

/** Of the shown runs; of all runs when naming the shown ones takes too long an address. Of expressions: nothing but their tags is stored. */
export function downloadLinks({ spec, runs }: CardEntry, shown: readonly RunName[]): DownloadLinks {
  const tags = spec.sources.flatMap((source) => ("tag" in source ? [source.tag] : []));
  const isAll = shown.length === runs.length || urlOf("arrow", tags, shown).length > LONGEST_URL;
  return {
    links:
      tags.length === 0
        ? []
        : formats.map((format) => ({
            title: titles[format],
            url: urlOf(format, tags, isAll ? undefined : shown),
          })),
    scope: isAll
      ? `all ${formatCounted(runs.length, "run")}`
      : `the ${formatCounted(shown.length, "shown run")}`,
  };
}

function urlOf(
  format: (typeof formats)[number],
  tags: readonly Tag[],
  runs: readonly RunName[] | undefined,
): string {
  return api.downloadUrl({ tags, format, ...(runs && { runs }) });
}
