// Where a card's data can be had as a file, complete.
import type { RunName, TagEntry } from "@runboard/contract";
import { api } from "../../api.ts";
import { formatCounted } from "../../ui/format.ts";

const formats = ["csv", "json", "arrow"] as const;
const titles = { csv: "CSV", json: "JSON", arrow: "Arrow" } as const;

/** Servers and proxies refuse longer addresses. */
const LONGEST_URL = 6000;

export interface DownloadLinks {
  readonly links: readonly { readonly title: string; readonly url: string }[];
  /** Whose points they hold. */
  readonly scope: string;
}

/** Of the shown runs; of all runs when naming the shown ones takes too long an address. */
export function downloadLinks({ tag, runs }: TagEntry, shown: readonly RunName[]): DownloadLinks {
  const isAll = shown.length === runs.length || urlOf("arrow", tag, shown).length > LONGEST_URL;
  return {
    links: formats.map((format) => ({
      title: titles[format],
      url: urlOf(format, tag, isAll ? undefined : shown),
    })),
    scope: isAll
      ? `all ${formatCounted(runs.length, "run")}`
      : `the ${formatCounted(shown.length, "shown run")}`,
  };
}

function urlOf(format: (typeof formats)[number], tag: string, runs: readonly RunName[] | undefined): string {
  return api.downloadUrl({ tags: [tag], format, ...(runs && { runs }) });
}
