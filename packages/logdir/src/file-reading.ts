// One event file while it is being read: where it goes on, and what has been found in it since the last commit.
import type { Stats } from "node:fs";
import { isSameCursor, type FileCommit, type FileCursor } from "@runboard/store";
import type { EventFileScanner, StartMark } from "@runboard/tfevents";

export interface ReadRequest {
  readonly path: string;
  readonly run: string;
  /** As it stands in the store; null for a file that the store does not know. */
  readonly cursor: FileCursor | null;
  /** Read it from its start whatever the cursor says. */
  readonly isSuspect: boolean;
  /**
   * From where on to stop in front of a record whose payload does not have its checksum, because it may have it soon; those before are left out.
   * What was shown already must not go while it is waited for. ∞ to leave all out.
   */
  readonly stopFromBytes: number;
  /** To look whether one of the records that were left out is whole now: how often that was done before; null not to look. */
  readonly lateLookCount: number | null;
}

/** A file as it was opened. */
export interface OpenedBytes {
  readonly identity: string;
  readonly stats: Stats;
}

/** Protocol buffers allow no more; nor do we allocate more for one record. */
const maxRecordBytes = 2 ** 31 - 1;
/** The offsets that a cursor keeps. */
const maxLateOffsets = 100;

export class FileReading {
  readonly request: ReadRequest;
  readonly identity: string;
  readonly scanner: EventFileScanner;
  readonly sizeBytes: number;
  readonly #modifiedMillis: number;
  /** Where the next commit continues. */
  #fromOffsetBytes: number;
  #isReplacement: boolean;
  #offsetBytes: number;
  #nextSizeBytes: number;
  #state: FileCursor["state"];
  #reason: string;
  #skippedRecordCount: number;
  #firstSkippedOffsetBytes: number | null;
  #skipReason: string;
  #lateOffsetsBytes: readonly number[];
  #startMark: StartMark | null = null;
  /** As the store has it, or will have it with the commits that were taken. */
  #known: FileCursor | null;
  #isAtUnsealed = false;

  /** `kept`: the cursor to go on from; null to read from the start, as a replacement when the store knows the file. */
  constructor(
    request: ReadRequest,
    { identity, stats }: OpenedBytes,
    kept: FileCursor | null,
    scanner: EventFileScanner,
  ) {
    this.request = request;
    this.identity = identity;
    this.scanner = scanner;
    this.sizeBytes = stats.size;
    this.#modifiedMillis = stats.mtimeMs;
    this.#offsetBytes = this.#fromOffsetBytes = kept?.offsetBytes ?? 0;
    this.#isReplacement = request.cursor !== null && kept === null;
    this.#known = kept;
    this.#nextSizeBytes = this.#offsetBytes + 1;
    this.#state = kept?.state === "corrupt" ? "corrupt" : "reading";
    this.#reason = kept?.state === "corrupt" ? kept.reason : "";
    this.#skippedRecordCount = kept?.skippedRecordCount ?? 0;
    this.#firstSkippedOffsetBytes = kept?.firstSkippedOffsetBytes ?? null;
    this.#skipReason = kept?.skipReason ?? "";
    this.#lateOffsetsBytes = kept?.lateOffsetsBytes ?? [];
  }

  /** Up to where it is read. */
  get offsetBytes(): number {
    return this.#offsetBytes;
  }

  get isCorrupt(): boolean {
    return this.#state === "corrupt";
  }

  /** Below this size of the file there is nothing to read; 0 when reading stopped at what may change in its place. */
  get nextSizeBytes(): number {
    return this.#isAtUnsealed ? 0 : this.#nextSizeBytes;
  }

  /** Where a record waits for its content; null when none does. */
  get unsealedOffsetBytes(): number | null {
    return this.#isAtUnsealed ? this.#offsetBytes : null;
  }

  /**
   * Scans `bytes`, which begin at the offset. `marked`: up to a START mark, with which the commit must end; the rest of the bytes is to be scanned.
   * A number: a record of so many bytes is there and needs to be read in one go.
   */
  scan(bytes: Uint8Array): "more" | "stop" | "marked" | number {
    const result = this.scanner.scan(bytes, this.#offsetBytes, this.request.stopFromBytes);
    this.#offsetBytes += result.consumedBytes;
    if (result.kind === "corrupt") {
      this.#end("corrupt", result.reason);
      return "stop";
    }
    // Bytes that were bad before may have been written late.
    this.#end("reading", "");
    switch (result.kind) {
      case "marked":
        this.#startMark = result.mark;
        return "marked";
      case "unsealed":
        this.#isAtUnsealed = true;
        return "stop";
      case "truncated": {
        this.#nextSizeBytes = this.#offsetBytes + result.neededBytes;
        if (this.#nextSizeBytes > this.sizeBytes) return "stop";
        if (result.neededBytes > maxRecordBytes) return this.giveUp(result.neededBytes);
        return result.neededBytes > bytes.length ? result.neededBytes : "more";
      }
    }
  }

  /** A record of so many bytes is more than can be read. */
  giveUp(sizeBytes: number): "stop" {
    this.#end("corrupt", `a record of ${sizeBytes} bytes is too large to read`);
    return "stop";
  }

  /** Its bytes could not be read. */
  fail(reason: string): void {
    this.#end("unreadable", reason);
  }

  /** What was read since the last commit, to be committed; null when the store knows it all. `isEnd`: all that the file has was read. */
  takeCommit(isEnd: boolean): { readonly cursor: FileCursor; readonly commit: FileCommit | null } {
    const { scalars, records, skipped, ...taken } = this.scanner.take();
    if (skipped.count > 0) {
      this.#skippedRecordCount += skipped.count;
      this.#firstSkippedOffsetBytes ??= skipped.firstOffsetBytes;
      this.#skipReason ||= skipped.reason;
      const lateOffsetsBytes = [...this.#lateOffsetsBytes, ...skipped.lateOffsetsBytes];
      this.#lateOffsetsBytes = lateOffsetsBytes.slice(0, maxLateOffsets);
    }
    const cursor = this.#cursor(isEnd && !this.#isAtUnsealed);
    if (this.#known !== null && isSameCursor(this.#known, cursor)) return { cursor, commit: null };
    const commit: FileCommit = {
      cursor,
      fromOffsetBytes: this.#fromOffsetBytes,
      isReplacement: this.#isReplacement,
      firstWallTimeSeconds: taken.firstWallTimeSeconds,
      lastWallTimeSeconds: taken.lastWallTimeSeconds,
      sessionEnded: taken.sessionEnded,
      scalars,
      records,
      startMark: this.#startMark,
    };
    this.#known = cursor;
    this.#fromOffsetBytes = this.#offsetBytes;
    this.#isReplacement = false;
    this.#startMark = null;
    return { cursor, commit };
  }

  #end(state: FileCursor["state"], reason: string): void {
    this.#state = state;
    this.#reason = reason;
  }

  #cursor(isEnd: boolean): FileCursor {
    return {
      run: this.request.run,
      path: this.request.path,
      identity: this.identity,
      // A size that is not the file's makes a restart look for more.
      sizeBytes: isEnd ? this.sizeBytes : this.#offsetBytes,
      modifiedMillis: this.#modifiedMillis,
      offsetBytes: this.#offsetBytes,
      state: this.#state,
      reason: this.#reason,
      skippedRecordCount: this.#skippedRecordCount,
      firstSkippedOffsetBytes: this.#firstSkippedOffsetBytes,
      skipReason: this.#skipReason,
      lateOffsetsBytes: this.#lateOffsetsBytes,
    };
  }
}

/** A commit that keeps what a file gave before, and says that there may be more which cannot be read; null when the store knows that. */
export function unreadableCommit(
  { path, run, cursor: before }: ReadRequest,
  reason: string,
): { readonly cursor: FileCursor; readonly commit: FileCommit | null } {
  const nothingRead = {
    identity: "",
    sizeBytes: 0,
    modifiedMillis: 0,
    offsetBytes: 0,
    skippedRecordCount: 0,
    firstSkippedOffsetBytes: null,
    skipReason: "",
    lateOffsetsBytes: [],
  };
  const cursor: FileCursor = { ...(before ?? nothingRead), path, run, state: "unreadable", reason };
  if (before !== null && isSameCursor(before, cursor)) return { cursor, commit: null };
  const commit: FileCommit = {
    cursor,
    fromOffsetBytes: cursor.offsetBytes,
    isReplacement: false,
    firstWallTimeSeconds: null,
    lastWallTimeSeconds: null,
    sessionEnded: null,
    scalars: [],
    records: [],
    startMark: null,
  };
  return { cursor, commit };
}
