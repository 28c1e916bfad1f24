// Which runs are shown, as the URL keeps it: nothing for the default, else the smaller of "all but these" (-) and "only these" (+).
// A name that ends in a slash stands for everything below that folder, including runs that come later.
import { decodeList, encodeList } from "../url/url-list.ts";

/** Up to this many runs are all shown at first; of more, the newest. */
export const SHOW_ALL_LIMIT = 500;
export const NEWEST_COUNT = 100;

/** What is shown while nothing was chosen. `runs` are ordered from the oldest to the newest. */
export function defaultSelection<Name extends string>(runs: readonly Name[]): ReadonlySet<Name> {
  return new Set(runs.length <= SHOW_ALL_LIMIT ? runs : runs.slice(-NEWEST_COUNT));
}

/** The chosen runs of those that exist. Text that is no selection gives the default. */
export function decodeSelection<Name extends string>(text: string, runs: readonly Name[]): ReadonlySet<Name> {
  const isExcept = text.startsWith("-");
  if (!isExcept && !text.startsWith("+")) return defaultSelection(runs);
  const items = decodeList(text.slice(1));
  const names = new Set<string>(items);
  const folders = items.filter((item) => item.endsWith("/"));
  const isListed = (run: string): boolean =>
    names.has(run) || folders.some((folder) => run.startsWith(folder));
  return new Set(runs.filter((run) => isListed(run) !== isExcept));
}

/** Text for the URL; empty when the selection is the default. */
export function encodeSelection<Name extends string>(
  selected: ReadonlySet<Name>,
  runs: readonly Name[],
): string {
  const standard = defaultSelection(runs);
  if (standard.size === selected.size && runs.every((run) => standard.has(run) === selected.has(run)))
    return "";
  const shown = runs.filter((run) => selected.has(run));
  const hidden = runs.filter((run) => !selected.has(run));
  return hidden.length <= shown.length
    ? `-${encodeList(foldFolders(hidden, runs))}`
    : `+${encodeList(foldFolders(shown, runs))}`;
}

/** Puts the folder in the place of its runs where every run below it is listed. Top folders first; sorted, so that neighbours share beginnings. */
function foldFolders(listed: readonly string[], runs: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const run of runs)
    for (const folder of foldersOf(run)) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  const listedCounts = new Map<string, number>();
  for (const run of listed)
    for (const folder of foldersOf(run)) listedCounts.set(folder, (listedCounts.get(folder) ?? 0) + 1);
  const isWhole = (folder: string): boolean =>
    (counts.get(folder) ?? 0) > 1 && counts.get(folder) === listedCounts.get(folder);
  return [...new Set(listed.map((run) => foldersOf(run).find(isWhole) ?? run))].sort();
}

/** `a/b/c` → `a/`, `a/b/`. */
function foldersOf(run: string): readonly string[] {
  const folders: string[] = [];
  for (let at = run.indexOf("/"); at >= 0; at = run.indexOf("/", at + 1)) folders.push(run.slice(0, at + 1));
  return folders;
}

interface ChosenRuns {
  readonly runs?: string;
  readonly runFilter?: string;
}

/** The search parameters with only this run shown. */
export function onlyRun(run: string) {
  return onlyRuns([run]);
}

/** The search parameters with only these runs shown, also those that come later. */
export function onlyRuns(runs: readonly string[]) {
  return <Search extends ChosenRuns>(search: Search): Search => ({
    ...search,
    runs: `+${encodeList(runs)}`,
    runFilter: "",
  });
}
