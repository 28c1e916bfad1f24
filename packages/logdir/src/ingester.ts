// Reads event files from their cursors to their ends and commits what they bring. One per thread; it owns the thread's buffer and connection.
//
// Which bytes are new: a file continues at its cursor's offset while it is the same file, that is, device, inode and first bytes are those of the
// cursor (the first record holds the wall time of the file's creation) and it did not shrink. Otherwise it is read again from its start and
// replaces what it gave. The same happens when the caller says so, because the file was modified without growing.
// Which bytes are bad: a record without its payload's checksum is waited for or left out, as the caller says; one that was left out and is whole
// now has the file read again from its start, so that its points come in at their place.
import { closeSync } from "node:fs";
import {
  StoreError,
  type CommitResult,
  type EventStore,
  type FileCommit,
  type FileCursor,
} from "@runboard/store";
import { EventFileScanner } from "@runboard/tfevents";
import type { CommitLock } from "./commit-lock.ts";
import { commitMending, removeMending, unlessDamaged, type MendedResult } from "./damaged-share.ts";
import { identityOf, isSameIdentity, openFile, readBytes, readHead, type OpenedFile } from "./event-file.ts";
import { FileReading, unreadableCommit, type OpenedBytes, type ReadRequest } from "./file-reading.ts";
import { findWholeRecord } from "./late-records.ts";

export type ReadOutcome =
  /** Read to the end that it had when it was opened; reading again brings nothing before it has `nextSizeBytes`. */
  | {
      readonly kind: "read";
      readonly path: string;
      readonly cursor: FileCursor;
      readonly nextSizeBytes: number;
      /** Size when it was opened. */
      readonly sizeBytes: number;
      /** Where reading stopped in front of a record that waits for its content; null when it did not. */
      readonly unsealedOffsetBytes: number | null;
      /** Nothing of it could be read: the store has of it what it had. */
      readonly isUntouched: boolean;
    }
  /** Left before its end. */
  | { readonly kind: "unfinished"; readonly path: string; readonly cursor: FileCursor }
  /** Not begun. */
  | { readonly kind: "unread"; readonly path: string }
  /** It does not exist any more. */
  | { readonly kind: "vanished"; readonly path: string }
  /** The store's cursor stood elsewhere: read it again from there. */
  | { readonly kind: "refused"; readonly path: string }
  /** The store's cursor of a file that was not asked for, or was done before, has changed. */
  | { readonly kind: "moved"; readonly path: string };

export interface ReadControl {
  /** Stop after about this many bytes, leaving the rest unfinished. */
  readonly maxBytes: number;
  /** Whether to stop as soon as possible. */
  isStopping(): boolean;
  /** `scannedBytes` more of the file are read, up to `offsetBytes`. */
  onAdvance(path: string, offsetBytes: number, scannedBytes: number): void;
  onCommit(result: CommitResult): void;
}

/** How much is done at a time. */
export interface ReadLimits {
  /** Read and scanned in one go; more only for a record that is larger. */
  readonly bufferBytes: number;
  /** A transaction of this size costs little per point and delays other threads little. */
  readonly commitPoints: number;
  readonly commitBytes: number;
  /** Read by the coordinator before it looks at other things. */
  readonly turnBytes: number;
}

export const defaultLimits: ReadLimits = {
  bufferBytes: 1 << 20,
  commitPoints: 125_000,
  commitBytes: 64 << 20,
  turnBytes: 16 << 20,
};

/** What a commit costs beside its points, and what the START mark that one ends with costs. */
const commitWorthPoints = 4;
const markWorthPoints = 100;
const retryBytes = 4096;
const maxCachedScanners = 64;

interface StagedCommit {
  readonly commit: FileCommit;
  /** Undefined while the file goes on in a later commit. */
  readonly outcome: ReadOutcome | undefined;
}

interface CachedScanner {
  readonly scanner: EventFileScanner;
  readonly identity: string;
  readonly offsetBytes: number;
}

export class Ingester {
  readonly #store: EventStore;
  readonly #lock: CommitLock;
  readonly #limits: ReadLimits;
  #buffer: Uint8Array;
  readonly #scanners = new Map<string, CachedScanner>();
  readonly #staged: StagedCommit[] = [];
  #stagedPoints = 0;
  #stagedBytes = 0;

  constructor(store: EventStore, lock: CommitLock, limits: ReadLimits) {
    this.#store = store;
    this.#lock = lock;
    this.#limits = limits;
    this.#buffer = new Uint8Array(limits.bufferBytes);
  }

  /** Reads the files one after the other. Gives one outcome for each, in any order; all that they tell of is committed. */
  async read(requests: readonly ReadRequest[], control: ReadControl): Promise<readonly ReadOutcome[]> {
    const outcomes: ReadOutcome[] = [];
    let leftBytes = control.maxBytes;
    for (const request of requests) {
      if (leftBytes <= 0 || control.isStopping()) {
        outcomes.push({ kind: "unread", path: request.path });
        continue;
      }
      leftBytes -= await this.#readFile(request, leftBytes, { control, outcomes });
      if (this.#isFull(0)) await this.#flush({ control, outcomes });
    }
    await this.#flush({ control, outcomes });
    return outcomes;
  }

  /** Forgets files that are gone. */
  async remove(paths: readonly string[]): Promise<MendedResult> {
    for (const path of paths) this.#scanners.delete(path);
    return await this.#lock.run(() => removeMending(this.#store, paths));
  }

  /** Returns how many bytes were read. */
  async #readFile(request: ReadRequest, maxBytes: number, sink: Sink): Promise<number> {
    const file = openFile(request.path);
    if (file.kind === "vanished") {
      this.#scanners.delete(request.path);
      sink.outcomes.push({ kind: "vanished", path: request.path });
      return 0;
    }
    if (file.kind === "unreadable") {
      this.#stageUnreadable(request, file.reason, sink);
      return 0;
    }
    try {
      return await this.#readOpen(request, file, { maxBytes, sink });
    } finally {
      closeSync(file.descriptor);
    }
  }

  async #readOpen(
    request: ReadRequest,
    { descriptor, stats }: Extract<OpenedFile, { kind: "open" }>,
    { maxBytes, sink }: { readonly maxBytes: number; readonly sink: Sink },
  ): Promise<number> {
    const head = readHead(descriptor);
    if (typeof head === "string") {
      this.#stageUnreadable(request, head, sink);
      return 0;
    }
    const opened = { identity: identityOf(stats, head), stats };
    let kept = keptCursor(request, opened);
    let lookedBytes = 0;
    if (kept !== null && request.lateLookCount !== null) {
      const { isFound, scannedBytes } = findWholeRecord(
        descriptor,
        kept.lateOffsetsBytes,
        request.lateLookCount,
      );
      lookedBytes = scannedBytes;
      sink.control.onAdvance(request.path, kept.offsetBytes, scannedBytes);
      if (isFound) kept = null;
    }
    const scanner = await this.#scannerAt(request.path, opened.identity, kept?.offsetBytes ?? 0);
    if (scanner instanceof StoreError) {
      await this.#forgetDamaged(request.path, scanner, sink);
      return lookedBytes;
    }
    const reading = new FileReading(request, opened, kept, scanner);
    return lookedBytes + (await this.#readOn(reading, { descriptor, maxBytes }, sink));
  }

  /** A scanner that knows what the file's series are, which their writer says only with the first value; or that the store's share is damaged. */
  async #scannerAt(
    path: string,
    identity: string,
    offsetBytes: number,
  ): Promise<EventFileScanner | StoreError> {
    const cached = this.#scanners.get(path);
    this.#scanners.delete(path);
    if (offsetBytes === 0) return new EventFileScanner();
    if (cached?.offsetBytes === offsetBytes && cached.identity === identity) return cached.scanner;
    const knownSeries = await unlessDamaged(() => this.#store.listSeriesOfFile(path));
    return knownSeries instanceof StoreError ? knownSeries : new EventFileScanner({ knownSeries });
  }

  async #forgetDamaged(path: string, error: StoreError, { control, outcomes }: Sink): Promise<void> {
    const { result, movedPaths } = await this.remove(error.paths);
    outcomes.push({ kind: "refused", path });
    for (const moved of new Set([...error.paths, ...movedPaths]))
      if (moved !== path) outcomes.push({ kind: "moved", path: moved });
    control.onCommit(result);
  }

  async #readOn(
    reading: FileReading,
    { descriptor, maxBytes }: { descriptor: number; maxBytes: number },
    sink: Sink,
  ): Promise<number> {
    const { path } = reading.request;
    let scannedBytes = 0;
    while (reading.offsetBytes < reading.sizeBytes) {
      const restBytes = reading.sizeBytes - reading.offsetBytes;
      // A bad length most often stays bad: a look at the place is enough.
      const longestBytes = reading.isCorrupt ? retryBytes : this.#buffer.length;
      const room = this.#buffer.subarray(0, Math.min(restBytes, longestBytes));
      const bytes = readBytes(descriptor, room, reading.offsetBytes);
      if (typeof bytes === "string") {
        reading.fail(bytes);
        break;
      }
      if (bytes.length === 0) break;
      scannedBytes += bytes.length;
      const next = await this.#scan(reading, bytes, sink);
      if (next === "refused") return scannedBytes;
      sink.control.onAdvance(path, reading.offsetBytes, bytes.length);
      // Fewer bytes than asked for: it is shrinking.
      if (next === "stop" || (next === "more" && bytes.length < room.length)) break;
      if (scannedBytes >= maxBytes || sink.control.isStopping()) {
        this.#stage(reading, "unfinished", sink);
        return scannedBytes;
      }
      if (this.#isFull(reading.scanner.pendingPointCount)) {
        this.#stage(reading, "goes-on", sink);
        if ((await this.#flush(sink)).has(path)) return scannedBytes;
      }
      await nextTurn();
    }
    const { bufferBytes } = this.#limits;
    if (this.#buffer.length > bufferBytes) this.#buffer = new Uint8Array(bufferBytes);
    this.#stage(reading, "ended", sink);
    return scannedBytes;
  }

  /**
   * Scans `bytes`, which begin at the reading's offset; says whether there is more to read. `left`: in these bytes, but it is to stop.
   * Each START mark takes a commit, so that a few bytes may be many: they are flushed in between.
   */
  async #scan(
    reading: FileReading,
    bytes: Uint8Array,
    sink: Sink,
  ): Promise<"more" | "stop" | "left" | "refused"> {
    const beginBytes = reading.offsetBytes;
    for (;;) {
      const fromBytes = reading.offsetBytes;
      const next = reading.scan(bytes.subarray(fromBytes - beginBytes));
      this.#stagedBytes += reading.offsetBytes - fromBytes;
      if (next === "marked") {
        this.#stage(reading, "goes-on", sink);
        if (!this.#isFull(0)) continue;
        if ((await this.#flush(sink)).has(reading.request.path)) return "refused";
        await nextTurn();
        if (sink.control.isStopping()) return "left";
        continue;
      }
      if (typeof next === "string") return next;
      return next <= this.#buffer.length || this.#growBuffer(next) ? "more" : reading.giveUp(next);
    }
  }

  /** The file really holds so many bytes. */
  #growBuffer(sizeBytes: number): boolean {
    try {
      this.#buffer = new Uint8Array(sizeBytes);
      return true;
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  }

  #isFull(pendingPointCount: number): boolean {
    return (
      this.#stagedPoints + pendingPointCount >= this.#limits.commitPoints ||
      this.#stagedBytes >= this.#limits.commitBytes
    );
  }

  /** Puts what was read since the last commit into the next one. */
  #stage(reading: FileReading, then: "goes-on" | "unfinished" | "ended", sink: Sink): void {
    const { scanner, identity, sizeBytes, nextSizeBytes, unsealedOffsetBytes } = reading;
    const { cursor, commit } = reading.takeCommit(then === "ended");
    const { path } = cursor;
    if (then !== "goes-on" && cursor.state === "reading")
      this.#cacheScanner(path, { scanner, identity, offsetBytes: cursor.offsetBytes });
    const end = { nextSizeBytes, sizeBytes, unsealedOffsetBytes, isUntouched: false };
    const ended: ReadOutcome = { kind: "read", path, cursor, ...end };
    const outcome =
      then === "goes-on"
        ? undefined
        : then === "ended"
          ? ended
          : ({ kind: "unfinished", path, cursor } as const);
    this.#stageCommit(commit, outcome, sink);
  }

  #stageUnreadable(request: ReadRequest, reason: string, sink: Sink): void {
    const { cursor, commit } = unreadableCommit(request, reason);
    const { path, sizeBytes } = cursor;
    const unread = { nextSizeBytes: 0, sizeBytes, unsealedOffsetBytes: null, isUntouched: true };
    this.#stageCommit(commit, { kind: "read", path, cursor, ...unread }, sink);
  }

  #stageCommit(commit: FileCommit | null, outcome: ReadOutcome | undefined, { outcomes }: Sink): void {
    if (commit !== null) {
      this.#staged.push({ commit, outcome });
      this.#stagedPoints += pointCountOf(commit) + commitWorthPoints;
      if (commit.startMark !== null) this.#stagedPoints += markWorthPoints;
    } else if (outcome !== undefined) outcomes.push(outcome);
  }

  /** Commits what is staged; returns the paths that the store has otherwise now than we thought. */
  async #flush({ control, outcomes }: Sink): Promise<ReadonlySet<string>> {
    if (this.#staged.length === 0) return new Set();
    const staged = this.#staged.splice(0);
    this.#stagedPoints = 0;
    this.#stagedBytes = 0;
    const commits = staged.map(({ commit }) => commit);
    const { result, movedPaths } = await this.#lock.run(() => commitMending(this.#store, commits));
    const moved = new Set(movedPaths);
    const own = new Set(commits.map(({ cursor }) => cursor.path));
    for (const path of moved) {
      this.#scanners.delete(path);
      outcomes.push({ kind: own.has(path) ? "refused" : "moved", path });
    }
    for (const { outcome } of staged)
      if (outcome !== undefined && !moved.has(outcome.path)) outcomes.push(outcome);
    control.onCommit(result);
    return moved;
  }

  #cacheScanner(path: string, cached: CachedScanner): void {
    this.#scanners.set(path, cached);
    for (const oldest of this.#scanners.keys()) {
      if (this.#scanners.size <= maxCachedScanners) return;
      this.#scanners.delete(oldest);
    }
  }
}

interface Sink {
  readonly control: ReadControl;
  readonly outcomes: ReadOutcome[];
}

/** The request's cursor when it is of the file that was opened, which only grew since; null when it is to be read from its start. */
function keptCursor({ cursor, isSuspect }: ReadRequest, { identity, stats }: OpenedBytes): FileCursor | null {
  const isSame =
    cursor !== null &&
    !isSuspect &&
    isSameIdentity(cursor.identity, identity) &&
    stats.size >= cursor.sizeBytes &&
    stats.size >= cursor.offsetBytes;
  return isSame ? cursor : null;
}

function pointCountOf({ scalars, records }: FileCommit): number {
  let count = 0;
  for (const { steps } of scalars) count += steps.length;
  for (const { steps } of records) count += steps.length;
  return count;
}

/** Lets messages and timers of this thread have their turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
