// What an address names that is not in the log directory.
import { decodeList } from "../url/url-list.ts";

/** Runs and folders that the selection wants to show and of which there is nothing; that one which it leaves out is gone changes nothing. Text of `runs` in the URL. */
export function missingOf(selection: string, runs: readonly string[]): readonly string[] {
  if (!selection.startsWith("+")) return [];
  const known = new Set(runs);
  return decodeList(selection.slice(1)).filter((item) =>
    item.endsWith("/") ? !runs.some((run) => run.startsWith(item)) : !known.has(item),
  );
}

const MOST_NAMED = 3;

/** `Run a of this link is not here.` */
export function missingText(missing: readonly string[], kind: "Run" | "Tag"): string {
  const named = missing.slice(0, MOST_NAMED).join(", ");
  const more = missing.length - MOST_NAMED;
  const [noun, verb] = missing.length === 1 ? [kind, "is"] : [`${kind}s`, "are"];
  return `${noun} ${named}${more > 0 ? ` and ${more} more` : ""} of this link ${verb} not here.`;
}
