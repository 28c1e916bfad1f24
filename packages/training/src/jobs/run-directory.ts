// Where a run goes: names that people give are checked, and a new run gets a directory that nobody else has, whoever else shares the log directory.
import { mkdir, rmdir, stat } from "node:fs/promises";
import path from "node:path";
import { RunName } from "@runboard/contract";
import { TrainingError } from "../trainer.ts";

const MAX_PART_BYTES = 255;
const MAX_NAME_BYTES = 1024;
/** Names that are tried: `run`, `run_1` … */
const MAX_SUFFIX = 9999;
/** Room for the suffix. */
const MAX_FREE_PART_BYTES = MAX_PART_BYTES - String(MAX_SUFFIX).length - 1;

export interface RunPlace {
  /** Absolute. */
  readonly logdir: string;
  /** Begins the names of all runs; no directory. */
  readonly runPrefix: string;
}

/** What is wrong with a run's name, and what to do; null for a good one. */
export function runNameProblem(name: string): string | null {
  if (/[\0-\x1f\x7f]/.test(name)) return "It holds a control character; leave it out.";
  if (path.posix.isAbsolute(name) || path.win32.isAbsolute(name))
    return "It is a place of its own; give a name below the log directory.";
  if (name.includes("\\")) return "It holds a backslash; separate directories by slashes.";
  const parts = name.split("/");
  if (parts.some((part) => part === "" || part === "." || part === ".."))
    return "Between its slashes there must be names other than . and ..; give one like sweep/lr=0.001.";
  if (parts.some((part) => Buffer.byteLength(part) > MAX_FREE_PART_BYTES))
    return `A part of it has more than ${MAX_FREE_PART_BYTES} bytes; shorten it.`;
  if (Buffer.byteLength(name) > MAX_NAME_BYTES)
    return `It has more than ${MAX_NAME_BYTES} bytes; shorten it.`;
  return null;
}

/** A name made of parameters, whose values may hold anything. */
export function goodRunName(text: string): string {
  if (runNameProblem(text) === null) return text;
  let name = text.replaceAll(/[\0-\x1f\x7f/\\]/g, "_").replace(/^\.*$/, "run");
  while (Buffer.byteLength(name) > MAX_FREE_PART_BYTES) name = name.slice(0, -1);
  return name;
}

/** Absolute directory of a run. */
export function directoryOf({ logdir, runPrefix }: RunPlace, run: RunName): string {
  return path.join(logdir, run.slice(runPrefix.length));
}

/** The names that runs would get now; `bases` are without the prefix. Makes nothing. */
export async function proposeRuns(
  place: RunPlace,
  bases: readonly string[],
  reserved: ReadonlySet<string>,
): Promise<readonly RunName[]> {
  const taken = new Set(reserved);
  const next = new Map<string, number>();
  const names: RunName[] = [];
  // One after another: each takes a name from those after it.
  for (const base of bases) {
    let suffix = next.get(base) ?? 0;
    while (
      taken.has(place.runPrefix + withSuffix(base, suffix)) ||
      (await exists(path.join(place.logdir, withSuffix(base, suffix))))
    )
      suffix += 1;
    next.set(base, suffix + 1);
    const run = RunName.parse(place.runPrefix + withSuffix(base, suffix));
    taken.add(run);
    names.push(run);
  }
  return names;
}

/**
 * Makes a directory for each run: for the name itself, or with `_1`, `_2` … where it is taken, by whomever. All or none.
 * `reserved` are names of those that wait for their turns: they stay theirs when somebody deletes their empty directories.
 * Throws TrainingError.
 */
export async function claimRuns(
  place: RunPlace,
  bases: readonly string[],
  reserved: ReadonlySet<string>,
): Promise<readonly RunName[]> {
  const claimed: RunName[] = [];
  const next = new Map<string, number>();
  try {
    // In order, so that the names are those that were proposed.
    for (const base of bases) {
      const suffix = await claim(place, base, { firstSuffix: next.get(base) ?? 0, reserved });
      next.set(base, suffix + 1);
      claimed.push(RunName.parse(place.runPrefix + withSuffix(base, suffix)));
    }
    return claimed;
  } catch (error) {
    await releaseRuns(place, claimed);
    throw error;
  }
}

/** Removes the directories of runs that never began. One that holds something stays. */
export async function releaseRuns(place: RunPlace, runs: readonly RunName[]): Promise<void> {
  await Promise.all(
    runs.map((run) => rmdir(directoryOf(place, run)).catch(ignoreErrors("ENOTEMPTY", "EEXIST", "ENOENT"))),
  );
}

async function claim(
  { logdir, runPrefix }: RunPlace,
  base: string,
  { firstSuffix, reserved }: { readonly firstSuffix: number; readonly reserved: ReadonlySet<string> },
): Promise<number> {
  for (let suffix = firstSuffix; suffix <= MAX_SUFFIX; suffix++) {
    if (reserved.has(runPrefix + withSuffix(base, suffix))) continue;
    const directory = path.join(logdir, withSuffix(base, suffix));
    try {
      await mkdir(path.dirname(directory), { recursive: true });
      await mkdir(directory);
      return suffix;
    } catch (error) {
      const code = codeOf(error);
      if (code === "EEXIST" && (await exists(directory))) continue;
      if (code === "EEXIST" || code === "ENOTDIR")
        throw wrongRun(`${path.dirname(directory)} lies below a file; give another name.`);
      throw new TrainingError(
        "unavailable",
        `The directory ${directory} cannot be made (${String(code)}): give the server a log directory that it may write to.`,
      );
    }
  }
  throw wrongRun(`${base} and ${MAX_SUFFIX} names like it are taken; give another name.`);
}

function wrongRun(message: string): TrainingError {
  return new TrainingError("invalid", message, [{ field: "run", message }]);
}

function withSuffix(base: string, suffix: number): string {
  return suffix === 0 ? base : `${base}_${suffix}`;
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch {
    return false;
  }
}

function ignoreErrors(...codes: readonly string[]): (error: unknown) => void {
  return (error) => {
    if (!codes.some((code) => code === codeOf(error))) throw error;
  };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
