// The event files that were found, how far each is read, and which are to be read next.
import type { Stats } from "node:fs";
import type { FileCursor } from "@runboard/store";
import type { EventFileEntry } from "./directory-tree.ts";
import { inodeOf, statFile } from "./event-file.ts";
import type { ReadOutcome, ReadRequest } from "./ingester.ts";
import { LookSchedule, type Looked } from "./look-schedule.ts";
import type { ReaderBatch } from "./reader-pool.ts";

interface WatchedFile extends Looked {
  readonly path: string;
  readonly run: string;
  /** As it stands in the store; null when the store does not know the file. */
  cursor: FileCursor | null;
  /** When last looked at. */
  sizeBytes: number;
  modifiedMillis: number;
  /** Below this size there is nothing new to read: a record is incomplete. */
  nextSizeBytes: number;
  /** Whether we had all of it at some time; what comes after that is growth that we saw. */
  isCaughtUp: boolean;
  /** Where reading is right now, for the progress. */
  offsetBytes: number;
  status: "settled" | "queued" | "reading";
  /** Since when it seems modified without having grown. */
  suspectMillis: number | undefined;
  /** Look again as soon as it is read. */
  isHinted: boolean;
  lookedMillis: number;
}

export interface FileCounts {
  readonly filesTotal: number;
  readonly filesRead: number;
  readonly bytesTotal: number;
  readonly bytesRead: number;
}

/**
 * A file that was modified without growing is rewritten, unless its size is just about to change: a file system may tell the time before the size.
 */
const suspicionMillis = 1_000;
/** A hint comes with each write; wait for the rest of it, and leave some time between two readings. */
const hintDelayMillis = 20;
const shortestLookPauseMillis = 100;

export class FileTable {
  readonly #files = new Map<string, WatchedFile>();
  readonly #schedule: LookSchedule<WatchedFile>;
  /** Files that grew while we watched, and the rest of those that were there before. Both are taken from the end. */
  readonly #grown: WatchedFile[] = [];
  readonly #backlog: WatchedFile[] = [];

  constructor(reloadIntervalMillis: number) {
    this.#schedule = new LookSchedule(reloadIntervalMillis);
  }

  get hasQueued(): boolean {
    return this.#grown.length > 0 || this.#backlog.length > 0;
  }

  /** Bytes that wait to be read. */
  get queuedBytes(): number {
    let sizeBytes = 0;
    for (const file of this.#grown) sizeBytes += restBytes(file);
    for (const file of this.#backlog) sizeBytes += restBytes(file);
    return sizeBytes;
  }

  /** Takes up a file that was found, with what the store knows of it. Returns whether it is there. `isNew`: it came while we watched. */
  add(entry: EventFileEntry, cursor: FileCursor | null, isNew: boolean): boolean {
    const file: WatchedFile = {
      ...entry,
      cursor,
      sizeBytes: 0,
      modifiedMillis: 0,
      nextSizeBytes: 0,
      isCaughtUp: false,
      offsetBytes: cursor?.offsetBytes ?? 0,
      status: "settled",
      suspectMillis: undefined,
      isHinted: false,
      lookedMillis: -Infinity,
      changedMillis: -Infinity,
      nextLookMillis: Infinity,
    };
    this.#files.set(entry.path, file);
    if (isNew) this.#schedule.noteChange(file);
    return this.#look(file) !== "gone";
  }

  delete(path: string): void {
    const file = this.#files.get(path);
    if (file === undefined) return;
    this.#files.delete(path);
    this.#schedule.delete(file);
  }

  /** Newest runs first, each run's files by name: what somebody waits for is most often what was written last. */
  sortBacklog(): void {
    const newest = new Map<string, number>();
    for (const { run, modifiedMillis } of this.#backlog)
      newest.set(run, Math.max(newest.get(run) ?? 0, modifiedMillis));
    const newestOf = ({ run }: WatchedFile): number => newest.get(run) ?? 0;
    // Taken from the end.
    this.#backlog.sort(
      (a, b) => newestOf(a) - newestOf(b) || compare(b.run, a.run) || compare(b.path, a.path),
    );
  }

  /** The next files to read, of together about `maxBytes`, in order. They are being read until `settle` is told. */
  takeBatch(maxBytes: number, maxFiles: number): ReaderBatch | undefined {
    const requests: ReadRequest[] = [];
    let sizeBytes = 0;
    while (requests.length < maxFiles && sizeBytes < maxBytes) {
      const file = this.#grown.pop() ?? this.#backlog.pop();
      if (file === undefined) break;
      if (this.#files.get(file.path) !== file) continue;
      file.status = "reading";
      sizeBytes += restBytes(file);
      const { path, run, cursor, suspectMillis } = file;
      requests.push({ path, run, cursor, isSuspect: suspectMillis !== undefined });
      file.suspectMillis = undefined;
    }
    return requests.length === 0 ? undefined : { requests, sizeBytes };
  }

  /** Reading has come so far. */
  advance(path: string, offsetBytes: number): void {
    const file = this.#files.get(path);
    if (file !== undefined) file.offsetBytes = offsetBytes;
  }

  /** Takes over what reading a file came to. A file that is gone stays until `delete`. */
  settle(outcome: Extract<ReadOutcome, { kind: "read" | "unfinished" }>): void {
    const file = this.#files.get(outcome.path);
    if (file === undefined) return;
    const { cursor } = outcome;
    file.cursor = cursor;
    file.offsetBytes = cursor?.offsetBytes ?? 0;
    if (outcome.kind === "unfinished") {
      this.#queue(file);
      return;
    }
    file.status = "settled";
    file.isCaughtUp = true;
    file.nextSizeBytes = outcome.nextSizeBytes;
    if (outcome.cursor.state !== "unreadable") file.sizeBytes = outcome.cursor.sizeBytes;
    this.#scheduleLook(file);
    if (file.isHinted) this.#hasten(file);
    file.isHinted = false;
  }

  /** Reads a file from the store's cursor, which stands elsewhere than we thought. */
  reset(path: string, cursor: FileCursor | null): void {
    const file = this.#files.get(path);
    if (file === undefined) return;
    file.cursor = cursor;
    file.offsetBytes = cursor?.offsetBytes ?? 0;
    this.#queue(file);
  }

  /** The file may have changed: look soon. */
  hint(path: string): boolean {
    const file = this.#files.get(path);
    if (file === undefined) return false;
    if (file.status === "settled") this.#hasten(file);
    else file.isHinted = true;
    return true;
  }

  /**
   * Looks at the files that are due, for at most about `maxMillis`; those that changed are queued then.
   * Gives the files that are gone, those that grew, and when the next look is due, all in `performance.now()` time.
   */
  lookAtDue(
    nowMillis: number,
    maxMillis: number,
  ): { readonly gone: readonly string[]; readonly grown: readonly string[]; readonly nextMillis: number } {
    const gone: string[] = [];
    const grown: string[] = [];
    const nextMillis = this.#schedule.lookAtDue(nowMillis, maxMillis, (file) => {
      if (file.status !== "settled") return;
      const news = this.#look(file);
      if (news === "gone") gone.push(file.path);
      if (news === "grown") grown.push(file.path);
    });
    return { gone, grown, nextMillis };
  }

  counts(): FileCounts {
    let filesRead = 0;
    let bytesTotal = 0;
    let bytesRead = 0;
    for (const file of this.#files.values()) {
      const isRead = file.status === "settled";
      if (isRead) filesRead++;
      bytesTotal += file.sizeBytes;
      bytesRead += isRead ? file.sizeBytes : Math.min(file.offsetBytes, file.sizeBytes);
    }
    return { filesTotal: this.#files.size, filesRead, bytesTotal, bytesRead };
  }

  /** Looks at one settled file and queues it when there is something to read. */
  #look(file: WatchedFile): "same" | "grown" | "gone" {
    file.lookedMillis = performance.now();
    const stats = statFile(file.path);
    if (stats === "gone") return "gone";
    if (stats === "unreadable") {
      this.#queue(file);
      return "same";
    }
    const hasGrown = file.isCaughtUp && stats.size > file.sizeBytes;
    file.sizeBytes = stats.size;
    file.modifiedMillis = stats.mtimeMs;
    const change = changeOf(file, stats);
    if (change !== "modified") file.suspectMillis = undefined;
    switch (change) {
      case "none":
        file.isCaughtUp = true;
        this.#scheduleLook(file);
        return "same";
      case "modified":
        this.#suspect(file);
        return "same";
      case "other":
        if (hasGrown) this.#schedule.noteChange(file);
        this.#queue(file);
        return hasGrown ? "grown" : "same";
    }
  }

  #suspect(file: WatchedFile): void {
    file.suspectMillis ??= file.lookedMillis;
    const isLasting = !file.isCaughtUp || file.lookedMillis - file.suspectMillis >= suspicionMillis;
    if (isLasting) this.#queue(file);
    else this.#schedule.postpone(file, file.suspectMillis + suspicionMillis);
  }

  #hasten(file: WatchedFile): void {
    const soonMillis = performance.now() + hintDelayMillis;
    this.#schedule.hasten(file, Math.max(soonMillis, file.lookedMillis + shortestLookPauseMillis));
  }

  #queue(file: WatchedFile): void {
    file.status = "queued";
    (file.isCaughtUp ? this.#grown : this.#backlog).push(file);
  }

  #scheduleLook(file: WatchedFile): void {
    this.#schedule.schedule(file, Date.now() - file.modifiedMillis);
  }
}

/** `modified`: it has the size that it had, but not the time. */
function changeOf(file: WatchedFile, stats: Stats): "none" | "modified" | "other" {
  const { cursor } = file;
  if (cursor === null || cursor.state === "unreadable" || inodeOf(cursor.identity) !== stats.ino)
    return "other";
  if (stats.size > cursor.sizeBytes) return stats.size < file.nextSizeBytes ? "none" : "other";
  if (stats.size < cursor.sizeBytes) return "other";
  if (stats.mtimeMs === cursor.modifiedMillis) return "none";
  return cursor.state === "corrupt" ? "other" : "modified";
}

function restBytes(file: WatchedFile): number {
  return Math.max(0, file.sizeBytes - (file.cursor?.offsetBytes ?? 0));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
