// The directories below the roots, listed once and again when they change. Finds event files and notices that they went.
// Listing is cut into steps, so that reading can go on between them. Every call here is synchronous: use it off the main thread.
import { realpathSync, type Stats } from "node:fs";
import { dirname, join } from "node:path";
import { isMissing, messageOf, readEntries, statDirectory, type Entry } from "./directory-entries.ts";
import type { LogdirRoot } from "./logdir-spec.ts";
import { LookSchedule, type Looked } from "./look-schedule.ts";
import { systemPath } from "./path-names.ts";

export interface EventFileEntry {
  /** Absolute, as text (see `path-names.ts`). */
  readonly path: string;
  readonly run: string;
}

/** What listing one directory brought. */
export interface Listing {
  /** In name order. */
  readonly added: readonly EventFileEntry[];
  /** Files that this directory or one below it had and that are no longer listed. */
  readonly missing: readonly string[];
  /** Directories that were not known; they are listed later. */
  readonly foundDirectories: readonly string[];
  /** Directories that were known and are gone. */
  readonly removedDirectories: readonly string[];
}

export type RootState = "ok" | "missing" | "unreadable";

interface Directory extends Looked {
  readonly path: string;
  /** Name of the run that its event files belong to. */
  readonly run: string;
  readonly parent: Directory | undefined;
  /** Links followed to come here. */
  readonly linkCount: number;
  /** Device, inode and modification time when last listed; undefined before that and after an error. */
  stamp: DirectoryStamp | undefined;
  readonly subdirectories: Map<string, Directory>;
  readonly files: Set<string>;
  state: RootState;
  isPending: boolean;
  /** Whether it is an unreadable one that was told about. */
  isNoticed: boolean;
  /** When it was last listed, and how long that took. */
  listedMillis: number;
  listMillis: number;
  /** When it is listed even if its stamp did not change, for file systems that keep none. */
  nextListMillis: number;
}

interface DirectoryStamp {
  readonly device: number;
  readonly inode: number;
  readonly modifiedMillis: number;
}

/** Links followed on one path; beyond that a maze of links between directories would have a path for every order of them. */
const maxLinkCount = 8;
/** A directory that changed less than this before it was listed may change again within the same time stamp. */
const coarsestStampMillis = 2_000;
const shortestListPauseMillis = 100;
const forcedListIntervalMillis = 300_000;

export class DirectoryTree {
  readonly #roots: readonly Directory[];
  readonly #rootPaths: ReadonlySet<string>;
  readonly #directories = new Map<string, Directory>();
  /** A stack: depth first, in name order. */
  readonly #pending: Directory[] = [];
  readonly #onNotice: (line: string) => void;
  readonly #schedule: LookSchedule<Directory>;
  /** Whether all that was there at the start has been listed. */
  #hasWalked = false;

  constructor(roots: readonly LogdirRoot[], reloadIntervalMillis: number, onNotice: (line: string) => void) {
    this.#onNotice = onNotice;
    this.#schedule = new LookSchedule(reloadIntervalMillis);
    this.#rootPaths = new Set(roots.map((root) => root.path));
    this.#roots = roots.map((root) => newDirectory(root.path, root.name ?? ".", undefined, 0));
    for (const root of this.#roots.toReversed()) {
      this.#directories.set(root.path, root);
      this.#enqueue(root);
    }
  }

  /** The best of the roots. */
  get rootState(): RootState {
    const states = this.#roots.map((root) => root.state);
    return states.includes("ok") ? "ok" : states.includes("unreadable") ? "unreadable" : "missing";
  }

  /** Whether directories wait to be listed. */
  get hasPending(): boolean {
    return this.#pending.length > 0;
  }

  /** Lists the next waiting directory. */
  listNext(): Listing | undefined {
    for (;;) {
      const directory = this.#pending.pop();
      if (directory === undefined) {
        this.#hasWalked = true;
        return undefined;
      }
      directory.isPending = false;
      if (this.#directories.get(directory.path) === directory) return this.#list(directory);
    }
  }

  /**
   * Looks at the directories that are due, for at most about `maxMillis`; those that changed wait to be listed then.
   * Returns when the next one is due. Times are of `performance.now()`.
   */
  lookAtDue(nowMillis: number, maxMillis: number): number {
    return this.#schedule.lookAtDue(nowMillis, maxMillis, (directory) => this.#look(directory, nowMillis));
  }

  /** Something in this directory may have changed. Large directories are not listed all the time for that. */
  hint(path: string): void {
    const directory = this.#directories.get(path);
    if (directory === undefined) return;
    this.#schedule.noteChange(directory);
    directory.stamp = withoutTime(directory.stamp);
    const pauseMillis = Math.max(shortestListPauseMillis, 20 * directory.listMillis);
    this.#schedule.hasten(directory, directory.listedMillis + pauseMillis);
  }

  /** A file that was listed is gone. If it comes back, that is news again. */
  forgetFile(path: string): void {
    const parent = dirname(path);
    if (this.#directories.get(parent)?.files.delete(path) === true) this.hint(parent);
  }

  /** A file in this directory grew: look more often, others may come. */
  noteGrowth(path: string): void {
    const directory = this.#directories.get(path);
    if (directory !== undefined) this.#schedule.noteChange(directory);
  }

  #enqueue(directory: Directory): void {
    if (directory.isPending) return;
    directory.isPending = true;
    this.#pending.push(directory);
  }

  #look(directory: Directory, nowMillis: number): void {
    const { stamp } = directory;
    const stats = statDirectory(directory.path);
    const isSame = stamp !== undefined && typeof stats !== "string" && isSameStamp(stamp, stats);
    if (!isSame || nowMillis >= directory.nextListMillis) this.#enqueue(directory);
    this.#scheduleLook(directory);
  }

  #scheduleLook(directory: Directory): void {
    // Roots are few, and where new runs most often appear.
    if (directory.parent === undefined) this.#schedule.noteChange(directory);
    const modifiedMillis = directory.stamp?.modifiedMillis ?? 0;
    // Without a time in its stamp it changed just now.
    const ageMillis = Number.isNaN(modifiedMillis) ? 0 : Date.now() - modifiedMillis;
    this.#schedule.schedule(directory, ageMillis, 50 * directory.listMillis);
  }

  #list(directory: Directory): Listing {
    const nowMillis = performance.now();
    const stats = statDirectory(directory.path);
    if (stats === "missing") return this.#dropGone(directory);
    if (typeof stats === "string") return this.#noteUnreadable(directory, stats);
    let entries: readonly Entry[];
    try {
      entries = readEntries(directory.path);
    } catch (error) {
      if (isMissing(error)) return this.#dropGone(directory);
      return this.#noteUnreadable(directory, messageOf(error));
    }
    directory.state = "ok";
    directory.isNoticed = false;
    const isSettled = Date.now() - stats.mtimeMs > coarsestStampMillis;
    directory.stamp = {
      device: stats.dev,
      inode: stats.ino,
      modifiedMillis: isSettled ? stats.mtimeMs : Number.NaN,
    };
    directory.nextListMillis = nowMillis + forcedListIntervalMillis * (0.5 + Math.random());
    const listing = this.#compare(directory, entries);
    if (this.#hasWalked && hasNews(listing)) this.#schedule.noteChange(directory);
    directory.listedMillis = performance.now();
    directory.listMillis = directory.listedMillis - nowMillis;
    this.#scheduleLook(directory);
    return listing;
  }

  /** Takes over what a directory holds now. */
  #compare(directory: Directory, entries: readonly Entry[]): Listing {
    const added: EventFileEntry[] = [];
    const missing: string[] = [];
    const removedDirectories: string[] = [];
    const fileNames = new Set<string>();
    const found: Directory[] = [];
    const seen = new Set<string>();
    for (const { name, kind } of entries) {
      const path = join(directory.path, name);
      if (kind === "event-file") {
        fileNames.add(path);
        if (!directory.files.has(path)) added.push({ path, run: directory.run });
        continue;
      }
      // A root inside another root is walked under its own name only.
      if (this.#rootPaths.has(path)) continue;
      if (kind === "linked-directory" && this.#isLoop(directory, path)) continue;
      seen.add(name);
      if (directory.subdirectories.has(name)) continue;
      const linkCount = directory.linkCount + (kind === "linked-directory" ? 1 : 0);
      found.push(newDirectory(path, childRun(directory.run, name), directory, linkCount));
      directory.subdirectories.set(name, found.at(-1) as Directory);
    }
    for (const path of directory.files) if (!fileNames.has(path)) missing.push(path);
    for (const [name, child] of directory.subdirectories)
      if (!seen.has(name)) {
        directory.subdirectories.delete(name);
        this.#forget(child, missing, removedDirectories);
      }
    directory.files.clear();
    for (const path of fileNames) directory.files.add(path);
    for (const child of found.toReversed()) {
      this.#directories.set(child.path, child);
      this.#enqueue(child);
    }
    const foundDirectories = found.map((child) => child.path);
    return { added, missing, foundDirectories, removedDirectories };
  }

  /** Whether a link leads back to a directory that we came through, or too far. */
  #isLoop(from: Directory, path: string): boolean {
    const target = statDirectory(path);
    if (typeof target === "string") return true;
    for (let above: Directory | undefined = from; above !== undefined; above = above.parent) {
      const stats = above.stamp === undefined ? statDirectory(above.path) : undefined;
      const device = typeof stats === "object" ? stats.dev : above.stamp?.device;
      const inode = typeof stats === "object" ? stats.ino : above.stamp?.inode;
      // Inodes beyond 2^53 are rounded, so equal ones are checked by their real paths.
      if (device === target.dev && inode === target.ino && isSameRealPath(above.path, path)) return true;
    }
    if (from.linkCount < maxLinkCount) return false;
    this.#onNotice(`${path}: not followed, more than ${maxLinkCount} links deep`);
    return true;
  }

  /** The directory does not exist any more. A root stays and is looked for again. */
  #dropGone(directory: Directory): Listing {
    const missing: string[] = [];
    const removedDirectories: string[] = [];
    const { parent } = directory;
    this.#forget(directory, missing, removedDirectories);
    if (parent === undefined) {
      directory.state = "missing";
      directory.stamp = undefined;
      directory.subdirectories.clear();
      directory.files.clear();
      this.#directories.set(directory.path, directory);
      this.#scheduleLook(directory);
    } else {
      for (const [name, child] of parent.subdirectories)
        if (child === directory) parent.subdirectories.delete(name);
      // It may be there again before its parent's stamp tells.
      parent.stamp = withoutTime(parent.stamp);
    }
    return { added: [], missing, foundDirectories: [], removedDirectories };
  }

  #forget(directory: Directory, missing: string[], removedDirectories: string[]): void {
    this.#directories.delete(directory.path);
    this.#schedule.delete(directory);
    removedDirectories.push(directory.path);
    missing.push(...directory.files);
    for (const child of directory.subdirectories.values()) this.#forget(child, missing, removedDirectories);
  }

  /** What it held stays: nothing says that it is gone. */
  #noteUnreadable(directory: Directory, reason: string): Listing {
    directory.state = "unreadable";
    directory.stamp = undefined;
    if (!directory.isNoticed) this.#onNotice(`${directory.path}: cannot be listed (${reason})`);
    directory.isNoticed = true;
    this.#scheduleLook(directory);
    return { added: [], missing: [], foundDirectories: [], removedDirectories: [] };
  }
}

function hasNews({ added, missing, foundDirectories, removedDirectories }: Listing): boolean {
  return [added, missing, foundDirectories, removedDirectories].some((list) => list.length > 0);
}

function isSameStamp(stamp: DirectoryStamp, stats: Stats): boolean {
  return stamp.modifiedMillis === stats.mtimeMs && stamp.inode === stats.ino && stamp.device === stats.dev;
}

/** A stamp that equals none. */
function withoutTime(stamp: DirectoryStamp | undefined): DirectoryStamp | undefined {
  return stamp === undefined ? undefined : { ...stamp, modifiedMillis: Number.NaN };
}

function isSameRealPath(a: string, b: string): boolean {
  try {
    return realpathSync(systemPath(a), "buffer").equals(realpathSync(systemPath(b), "buffer"));
  } catch {
    return false;
  }
}

function childRun(run: string, name: string): string {
  return run === "." ? name : `${run}/${name}`;
}

function newDirectory(
  path: string,
  run: string,
  parent: Directory | undefined,
  linkCount: number,
): Directory {
  return {
    path,
    run,
    parent,
    linkCount,
    stamp: undefined,
    subdirectories: new Map(),
    files: new Set(),
    state: "ok",
    isPending: false,
    isNoticed: false,
    changedMillis: -Infinity,
    nextLookMillis: Infinity,
    listedMillis: -Infinity,
    listMillis: 0,
    nextListMillis: 0,
  };
}
