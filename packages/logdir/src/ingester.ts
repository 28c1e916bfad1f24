// Reads event files from their cursors to their ends and commits what they bring. One per thread; it owns the thread's buffer and connection.
//
// Which bytes are new: a file continues at its cursor's offset while it is the same file, that is, device, inode and first bytes are those of the
// cursor (the first record holds the wall time of the file's creation) and it did not shrink. Otherwise it is read again from its start and
// replaces what it gave. The same happens when the caller says so, because the file was modified without growing.
import { closeSync, type Stats } from "node:fs";
import type { CommitResult, EventStore, FileCommit, FileCursor } from "@runboard/store";
import { EventFileScanner } from "@runboard/tfevents";
import type { CommitLock } from "./commit-lock.ts";
import { identityOf, isSameIdentity, openFile, readBytes, readHead } from "./event-file.ts";

export interface ReadRequest {
  readonly path: string;
  readonly run: string;
  /** As it stands in the store; null for a file that the store does not know. */
  readonly cursor: FileCursor | null;
  /** Read it from its start whatever the cursor says. */
  readonly isSuspect: boolean;
}

export type ReadOutcome =
  /** Read to the end that it had when it was opened; reading again brings nothing before it has `nextSizeBytes`. */
  | {
      readonly kind: "read";
      readonly path: string;
      readonly cursor: FileCursor;
      readonly nextSizeBytes: number;
    }
  /** Left before its end; `cursor` is null when nothing of it was read. */
  | { readonly kind: "unfinished"; readonly path: string; readonly cursor: FileCursor | null }
  /** It does not exist any more. */
  | { readonly kind: "vanished"; readonly path: string }
  /** The store's cursor stood elsewhere: read it again from there. */
  | { readonly kind: "refused"; readonly path: string };

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

/** Protocol buffers allow no more; nor do we allocate more for one record. */
const maxRecordBytes = 2 ** 31 - 1;
const retryBytes = 4096;
const maxCachedScanners = 64;

/** A file while it is being read. */
interface Reading {
  readonly request: ReadRequest;
  readonly scanner: EventFileScanner;
  readonly identity: string;
  readonly sizeBytes: number;
  readonly modifiedMillis: number;
  /** Where the next commit continues. */
  fromOffsetBytes: number;
  isReplacement: boolean;
  offsetBytes: number;
  nextSizeBytes: number;
  state: FileCursor["state"];
  reason: string;
  skippedRecordCount: number;
  firstSkippedOffsetBytes: number | null;
}

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
        outcomes.push({ kind: "unfinished", path: request.path, cursor: request.cursor });
        continue;
      }
      leftBytes -= await this.#readFile(request, leftBytes, { control, outcomes });
      if (this.#isFull(0)) await this.#flush({ control, outcomes });
    }
    await this.#flush({ control, outcomes });
    return outcomes;
  }

  /** Forgets files that are gone. */
  async remove(paths: readonly string[]): Promise<CommitResult> {
    for (const path of paths) this.#scanners.delete(path);
    return await this.#lock.run(() => this.#store.removeFiles(paths));
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
      const head = readHead(file.descriptor);
      if (typeof head === "string") {
        this.#stageUnreadable(request, head, sink);
        return 0;
      }
      const reading = await this.#beginReading(request, file.stats, head);
      return await this.#readOn(reading, { descriptor: file.descriptor, maxBytes }, sink);
    } finally {
      closeSync(file.descriptor);
    }
  }

  /** Decides where to go on, and how. */
  async #beginReading(request: ReadRequest, stats: Stats, head: Uint8Array): Promise<Reading> {
    const { cursor } = request;
    const identity = identityOf(stats, head);
    const isSame =
      cursor !== null &&
      !request.isSuspect &&
      isSameIdentity(cursor.identity, identity) &&
      stats.size >= cursor.sizeBytes &&
      stats.size >= cursor.offsetBytes;
    const kept = isSame ? cursor : null;
    const offsetBytes = kept?.offsetBytes ?? 0;
    return {
      request,
      scanner: await this.#scannerAt(request, identity, offsetBytes),
      identity,
      sizeBytes: stats.size,
      modifiedMillis: stats.mtimeMs,
      fromOffsetBytes: offsetBytes,
      isReplacement: cursor !== null && kept === null,
      offsetBytes,
      nextSizeBytes: offsetBytes + 1,
      state: kept?.state === "corrupt" ? "corrupt" : "reading",
      reason: kept === null || kept.state === "unreadable" ? "" : kept.reason,
      skippedRecordCount: kept?.skippedRecordCount ?? 0,
      firstSkippedOffsetBytes: kept?.firstSkippedOffsetBytes ?? null,
    };
  }

  /** A scanner that knows what the file's series are, which their writer says only with the first value. */
  async #scannerAt(
    { path, run }: ReadRequest,
    identity: string,
    offsetBytes: number,
  ): Promise<EventFileScanner> {
    const cached = this.#scanners.get(path);
    this.#scanners.delete(path);
    if (offsetBytes === 0) return new EventFileScanner();
    if (cached?.offsetBytes === offsetBytes && cached.identity === identity) return cached.scanner;
    const rows = await this.#store.listSeries({ runs: [run] });
    return new EventFileScanner({ knownSeries: new Map(rows.map((row) => [row.tag, row.metadata])) });
  }

  async #readOn(
    reading: Reading,
    { descriptor, maxBytes }: { descriptor: number; maxBytes: number },
    sink: Sink,
  ): Promise<number> {
    const { path } = reading.request;
    let scannedBytes = 0;
    while (reading.offsetBytes < reading.sizeBytes) {
      const restBytes = reading.sizeBytes - reading.offsetBytes;
      // A bad length most often stays bad: a look at the place is enough.
      const longestBytes = reading.state === "corrupt" ? retryBytes : this.#buffer.length;
      const room = this.#buffer.subarray(0, Math.min(restBytes, longestBytes));
      const bytes = readBytes(descriptor, room, reading.offsetBytes);
      if (typeof bytes === "string") {
        reading.state = "unreadable";
        reading.reason = bytes;
        break;
      }
      if (bytes.length === 0) break;
      scannedBytes += bytes.length;
      const next = this.#scan(reading, bytes);
      sink.control.onAdvance(path, reading.offsetBytes, bytes.length);
      // Fewer bytes than asked for: it is shrinking.
      if (next === "stop" || bytes.length < room.length) break;
      if (scannedBytes >= maxBytes || sink.control.isStopping()) {
        this.#stage(reading, "unfinished", sink);
        return scannedBytes;
      }
      if (this.#isFull(reading.scanner.pendingPointCount)) {
        this.#stage(reading, "goes-on", sink);
        if ((await this.#flush(sink)).includes(path)) return scannedBytes;
      }
      await nextTurn();
    }
    const { bufferBytes } = this.#limits;
    if (this.#buffer.length > bufferBytes) this.#buffer = new Uint8Array(bufferBytes);
    this.#stage(reading, "ended", sink);
    return scannedBytes;
  }

  /** Scans `bytes`, which begin at the reading's offset; says whether there is more to read. */
  #scan(reading: Reading, bytes: Uint8Array): "more" | "stop" {
    const result = reading.scanner.scan(bytes, reading.offsetBytes);
    reading.offsetBytes += result.consumedBytes;
    this.#stagedBytes += result.consumedBytes;
    if (result.kind === "corrupt") {
      reading.state = "corrupt";
      reading.reason = result.reason;
      return "stop";
    }
    // Bytes that were bad before may have been written late: files on network file systems show gaps as zeros at first.
    if (reading.state === "corrupt") reading.reason = "";
    reading.state = "reading";
    reading.nextSizeBytes = reading.offsetBytes + result.neededBytes;
    if (reading.nextSizeBytes > reading.sizeBytes) return "stop";
    if (result.neededBytes <= this.#buffer.length) return "more";
    if (result.neededBytes <= maxRecordBytes && this.#growBuffer(result.neededBytes)) return "more";
    reading.state = "corrupt";
    reading.reason = `a record of ${result.neededBytes} bytes is too large to read`;
    return "stop";
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
  #stage(reading: Reading, then: "goes-on" | "unfinished" | "ended", sink: Sink): void {
    const { request, scanner, identity } = reading;
    const taken = scanner.take();
    if (taken.skipped.count > 0) {
      reading.skippedRecordCount += taken.skipped.count;
      reading.firstSkippedOffsetBytes ??= taken.skipped.firstOffsetBytes;
      if (reading.reason === "") reading.reason = taken.skipped.reason;
    }
    const cursor: FileCursor = {
      run: request.run,
      path: request.path,
      identity,
      // A size that is not the file's makes a restart look for more.
      sizeBytes: then === "ended" ? reading.sizeBytes : reading.offsetBytes,
      modifiedMillis: reading.modifiedMillis,
      offsetBytes: reading.offsetBytes,
      state: reading.state,
      skippedRecordCount: reading.skippedRecordCount,
      firstSkippedOffsetBytes: reading.firstSkippedOffsetBytes,
      reason: reading.reason,
    };
    const outcome = outcomeOf(cursor, then, reading.nextSizeBytes);
    if (then !== "goes-on" && reading.state === "reading")
      this.#cacheScanner(request.path, { scanner, identity, offsetBytes: cursor.offsetBytes });
    if (!reading.isReplacement && request.cursor !== null && isSameCursor(request.cursor, cursor)) {
      if (outcome !== undefined) sink.outcomes.push(outcome);
      return;
    }
    const commit: FileCommit = {
      cursor,
      fromOffsetBytes: reading.fromOffsetBytes,
      isReplacement: reading.isReplacement,
      firstWallTimeSeconds: taken.firstWallTimeSeconds,
      lastWallTimeSeconds: taken.lastWallTimeSeconds,
      sessionEnded: taken.sessionEnded,
      scalars: taken.scalars,
      records: taken.records,
    };
    this.#staged.push({ commit, outcome });
    this.#stagedPoints += pointCountOf(commit);
    reading.fromOffsetBytes = reading.offsetBytes;
    reading.isReplacement = false;
  }

  /** Keeps what the file gave before; says that there may be more which cannot be read. */
  #stageUnreadable(request: ReadRequest, reason: string, sink: Sink): void {
    const { path, run, cursor: before } = request;
    const cursor: FileCursor = {
      run,
      path,
      identity: before?.identity ?? "",
      sizeBytes: before?.sizeBytes ?? 0,
      modifiedMillis: before?.modifiedMillis ?? 0,
      offsetBytes: before?.offsetBytes ?? 0,
      state: "unreadable",
      skippedRecordCount: before?.skippedRecordCount ?? 0,
      firstSkippedOffsetBytes: before?.firstSkippedOffsetBytes ?? null,
      reason,
    };
    const outcome: ReadOutcome = { kind: "read", path, cursor, nextSizeBytes: 0 };
    if (before !== null && isSameCursor(before, cursor)) {
      sink.outcomes.push(outcome);
      return;
    }
    const nothing = { firstWallTimeSeconds: null, lastWallTimeSeconds: null, sessionEnded: null };
    const commit = { cursor, fromOffsetBytes: cursor.offsetBytes, isReplacement: false, ...nothing };
    this.#staged.push({ commit: { ...commit, scalars: [], records: [] }, outcome });
  }

  /** Commits what is staged; returns the paths that were refused. */
  async #flush({ control, outcomes }: Sink): Promise<readonly string[]> {
    if (this.#staged.length === 0) return [];
    const staged = this.#staged.splice(0);
    this.#stagedPoints = 0;
    this.#stagedBytes = 0;
    const result = await this.#lock.run(() => this.#store.commit(staged.map(({ commit }) => commit)));
    const refused = new Set(result.refusedPaths);
    for (const path of refused) {
      this.#scanners.delete(path);
      outcomes.push({ kind: "refused", path });
    }
    for (const { outcome } of staged)
      if (outcome !== undefined && !refused.has(outcome.path)) outcomes.push(outcome);
    control.onCommit(result);
    return result.refusedPaths;
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

function isSameCursor(a: FileCursor, b: FileCursor): boolean {
  return (
    a.run === b.run &&
    a.identity === b.identity &&
    a.sizeBytes === b.sizeBytes &&
    a.modifiedMillis === b.modifiedMillis &&
    a.offsetBytes === b.offsetBytes &&
    a.state === b.state &&
    a.reason === b.reason &&
    a.skippedRecordCount === b.skippedRecordCount
  );
}

function outcomeOf(
  cursor: FileCursor,
  then: "goes-on" | "unfinished" | "ended",
  nextSizeBytes: number,
): ReadOutcome | undefined {
  const { path } = cursor;
  switch (then) {
    case "goes-on":
      return undefined;
    case "unfinished":
      return { kind: "unfinished", path, cursor };
    case "ended":
      return { kind: "read", path, cursor, nextSizeBytes };
  }
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
