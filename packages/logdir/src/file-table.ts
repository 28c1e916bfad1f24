// The event files that were found, how far each is read, and which are to be read next.
import type { Stats } from "node:fs";
import type { FileCursor } from "@runboard/store";
import type { EventFileEntry } from "./directory-tree.ts";
import { inodeOf, statFile } from "./event-file.ts";
import type { ReadRequest } from "./file-reading.ts";
import type { ReadOutcome } from "./ingester.ts";
import { LatePace } from "./late-pace.ts";
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
  /** How far it was read before the reading again that is not finished. */
  shownBytes: number;
  /** To be read from its start. */
  mustReplace: boolean;
  /** What it is being read for, when it is: from its start; and as a look at what was bad. */
  isReplacing: boolean;
  isLateLook: boolean;
  /** While it is being read: the store has it otherwise now. */
  isMoved: boolean;
  /** The record that waits for its content, and since when it does. */
  unsealed: { readonly offsetBytes: number; readonly sinceMillis: number } | undefined;
  readonly latePace: LatePace;
  readonly addedMillis: number;
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
/** A file that was seen to change so lately is being written: a record that has not its content may get it soon, and is waited for so long. */
const freshMillis = 10_000;
const unsealedWaitMillis = 5_000;
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
      shownBytes: 0,
      mustReplace: false,
      isReplacing: false,
      isLateLook: false,
      isMoved: false,
      unsealed: undefined,
      latePace: new LatePace(cursor),
      addedMillis: performance.now(),
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
      sizeBytes += restBytes(file);
      requests.push(takeRequest(file));
    }
    return requests.length === 0 ? undefined : { requests, sizeBytes };
  }

  /** Reading has come so far. */
  advance(path: string, offsetBytes: number): void {
    const file = this.#files.get(path);
    if (file !== undefined) file.offsetBytes = offsetBytes;
  }

  /**
   * Takes over what reading a file came to. A file that is gone stays until `delete`. Returns whether the file is to be `reset`, because the store
   * has it otherwise than was thought.
   */
  settle(outcome: ReadOutcome): boolean {
    const file = this.#files.get(outcome.path);
    if (file === undefined) return false;
    if (outcome.kind === "moved") {
      if (file.status !== "reading") return true;
      file.isMoved = true;
      return false;
    }
    file.status = "settled";
    if (file.isMoved || outcome.kind === "refused") {
      file.isMoved = false;
      file.mustReplace ||= file.isReplacing;
      return true;
    }
    switch (outcome.kind) {
      case "read":
        this.#settleRead(file, outcome);
        break;
      case "unfinished":
        // Its commit took place, so the rest needs no replacing.
        file.shownBytes = stopFromBytes(file);
        this.#takeCursor(file, outcome.cursor);
        this.#queue(file);
        break;
      case "unread":
        file.mustReplace ||= file.isReplacing;
        this.#queue(file);
        break;
      case "vanished":
    }
    return false;
  }

  /** Reads a file from the store's cursor, which stands elsewhere than we thought. */
  reset(path: string, cursor: FileCursor | null): void {
    const file = this.#files.get(path);
    if (file === undefined) return;
    if (file.status === "reading") {
      file.isMoved = true;
      return;
    }
    file.shownBytes = cursor === null ? 0 : stopFromBytes(file);
    this.#takeCursor(file, cursor);
    if (file.status === "settled") this.#queue(file);
  }

  /** Its reader is gone. */
  release(path: string): void {
    const file = this.#files.get(path);
    if (file?.status !== "reading") return;
    file.status = "settled";
    file.mustReplace ||= file.isReplacing;
  }

  /** Reads a file again from its start: what it gave is damaged in the store. Returns whether it is there. */
  readAgain(path: string): boolean {
    const file = this.#files.get(path);
    if (file === undefined) return false;
    if (file.status === "reading" && file.isReplacing) return true;
    file.mustReplace = true;
    if (file.status === "settled") this.#queue(file);
    return true;
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
    if (hasGrown) this.#schedule.noteChange(file);
    const isDue = file.unsealed !== undefined || file.latePace.nextMillis <= file.lookedMillis;
    if (change === "other" || (change === "none" && isDue)) this.#queue(file);
    else if (change === "modified") this.#suspect(file);
    else {
      file.isCaughtUp = true;
      this.#scheduleLook(file);
    }
    return hasGrown ? "grown" : "same";
  }

  #suspect(file: WatchedFile): void {
    file.suspectMillis ??= file.lookedMillis;
    const isLasting = !file.isCaughtUp || file.lookedMillis - file.suspectMillis >= suspicionMillis;
    if (isLasting) {
      file.mustReplace = true;
      this.#queue(file);
    } else this.#schedule.postpone(file, file.suspectMillis + suspicionMillis);
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
    this.#schedule.hasten(file, file.latePace.nextMillis);
    if (file.unsealed !== undefined)
      this.#schedule.hasten(file, file.unsealed.sinceMillis + unsealedWaitMillis);
  }

  #takeCursor(file: WatchedFile, cursor: FileCursor | null): void {
    file.cursor = cursor;
    file.offsetBytes = cursor?.offsetBytes ?? 0;
  }

  #settleRead(file: WatchedFile, outcome: Extract<ReadOutcome, { kind: "read" }>): void {
    const { cursor, unsealedOffsetBytes } = outcome;
    this.#takeCursor(file, cursor);
    file.shownBytes = 0;
    file.isCaughtUp = true;
    file.nextSizeBytes = outcome.nextSizeBytes;
    if (cursor.state !== "unreadable") file.sizeBytes = outcome.sizeBytes;
    if (unsealedOffsetBytes === null) file.unsealed = undefined;
    else if (file.unsealed?.offsetBytes !== unsealedOffsetBytes)
      file.unsealed = { offsetBytes: unsealedOffsetBytes, sinceMillis: performance.now() };
    const changedMillis = Math.max(file.addedMillis, file.changedMillis);
    file.latePace.note(cursor, { wasDue: file.isLateLook, changedMillis });
    if (file.mustReplace) {
      this.#queue(file);
      return;
    }
    file.mustReplace = file.isReplacing && outcome.isUntouched;
    this.#scheduleLook(file);
    if (file.isHinted) this.#hasten(file);
    file.isHinted = false;
  }
}

/** From now on the file is being read. */
function takeRequest(file: WatchedFile): ReadRequest {
  const { path, run, cursor, unsealed, latePace } = file;
  const nowMillis = performance.now();
  const isFresh = nowMillis - file.changedMillis < freshMillis;
  const isWaiting = unsealed === undefined || nowMillis - unsealed.sinceMillis < unsealedWaitMillis;
  file.status = "reading";
  file.isReplacing = file.mustReplace;
  file.mustReplace = false;
  file.suspectMillis = undefined;
  file.isLateLook = latePace.nextMillis <= nowMillis;
  // Where a bad length got better, others may have.
  const looksLate = file.isLateLook || cursor?.state === "corrupt";
  return {
    path,
    run,
    cursor,
    isSuspect: file.isReplacing,
    stopFromBytes: isFresh && isWaiting ? stopFromBytes(file) : Infinity,
    lateLookCount: looksLate ? latePace.lookCount : null,
  };
}

/** `modified`: it has the size that it had, but not the time. */
function changeOf(file: WatchedFile, stats: Stats): "none" | "modified" | "other" {
  const { cursor } = file;
  if (cursor === null || inodeOf(cursor.identity) !== stats.ino) return "other";
  if (stats.size > cursor.sizeBytes) return stats.size < file.nextSizeBytes ? "none" : "other";
  if (stats.size < cursor.sizeBytes) return "other";
  if (stats.mtimeMs === cursor.modifiedMillis) return cursor.state === "unreadable" ? "other" : "none";
  return cursor.state === "corrupt" ? "other" : "modified";
}

/** Only what is behind all that is shown is waited for. */
function stopFromBytes({ cursor, shownBytes }: WatchedFile): number {
  return Math.max(shownBytes, cursor?.offsetBytes ?? 0);
}

function restBytes(file: WatchedFile): number {
  return Math.max(0, file.sizeBytes - (file.cursor?.offsetBytes ?? 0));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
