// Index files of checkpoints that lie in the directories of a run.
import { opendir } from "node:fs/promises";
import path from "node:path";
import { type LogdirRoot, systemPath } from "@runboard/logdir";
import { pathBelowRoot } from "../path-below-root.ts";
import type { FoundCheckpoint } from "./checkpoint-questions.ts";

/** More entries of one directory are not looked at. */
const MOST_ENTRIES = 20_000;
/** Beside a run's own directory: `ckpt/`, `checkpoints/`. */
const MOST_SUBDIRECTORIES = 20;
/** The newest steps of a run: an answer about more takes seconds. */
const MOST_CHECKPOINTS = 1_000;

const indexName = /^(.*)-(\d{1,15})\.index$/s;

/** What lies in some directories and right below them, but for the directories of other runs and for SavedModels' own variables; by prefix, then by step. */
export async function findCheckpoints(
  directories: readonly string[],
  { roots, isRun }: { readonly roots: readonly LogdirRoot[]; readonly isRun: (directory: string) => boolean },
): Promise<{ readonly found: readonly FoundCheckpoint[]; readonly isComplete: boolean }> {
  const found: FoundCheckpoint[] = [];
  let areAll = true;
  const look = async (directory: string): Promise<readonly string[]> => {
    const { names, subdirectories, isComplete } = await entriesOf(directory);
    areAll &&= isComplete;
    for (const name of names) {
      const [, prefix = "", step = ""] = indexName.exec(name) ?? [];
      const below = (own: string): string => pathBelowRoot(path.join(directory, own), roots);
      found.push({ path: below(`${prefix}-${step}`), prefix: below(prefix), step: Number(step) });
    }
    return subdirectories;
  };
  for (const directory of directories) {
    const below = (await look(directory))
      .map((name) => path.join(directory, name))
      .filter((each) => !isRun(each));
    areAll &&= below.length <= MOST_SUBDIRECTORIES;
    for (const each of below.slice(0, MOST_SUBDIRECTORIES)) await look(each);
  }
  const newest = found.sort((a, b) => b.step - a.step).slice(0, MOST_CHECKPOINTS);
  return {
    found: newest.sort((a, b) => byText(a.prefix, b.prefix) || a.step - b.step || byText(a.path, b.path)),
    isComplete: areAll && found.length <= MOST_CHECKPOINTS,
  };
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

interface Entries {
  readonly names: readonly string[];
  readonly subdirectories: readonly string[];
  readonly isComplete: boolean;
}

async function entriesOf(directory: string): Promise<Entries> {
  const names: string[] = [];
  const subdirectories: string[] = [];
  let count = 0;
  try {
    for await (const entry of await opendir(systemPath(directory))) {
      if (++count > MOST_ENTRIES) break;
      if (entry.isDirectory()) {
        if (entry.name !== "variables" && !entry.name.startsWith(".")) subdirectories.push(entry.name);
      } else if (indexName.test(entry.name)) names.push(entry.name);
    }
  } catch {
    // A directory that went away, or that may not be read, has none.
  }
  return { names, subdirectories: subdirectories.sort(), isComplete: count <= MOST_ENTRIES };
}
