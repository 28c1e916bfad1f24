// The one thread that knows all files. It walks the directories, looks at files as their pace says, reads what is new, and hands parts of a
// large backlog to readers. Everything happens in one loop of short turns, so a hot file does not wait for a large one.
import { basename, dirname, sep } from "node:path";
import { isMarkedDamaged, openStore, StoreError, type EventStore, type FileCursor } from "@runboard/store";
import { ChangeHints } from "./change-hints.ts";
import { CommitLock } from "./commit-lock.ts";
import { isEventFileName } from "./directory-entries.ts";
import { DirectoryTree, type Listing } from "./directory-tree.ts";
import { statFile } from "./event-file.ts";
import { FileTable } from "./file-table.ts";
import type { ReadRequest } from "./file-reading.ts";
import { Ingester, nextTurn, type ReadOutcome } from "./ingester.ts";
import type { FromCoordinator, FromReader, WorkerRole } from "./messages.ts";
import { News } from "./news.ts";
import { ReaderPool } from "./reader-pool.ts";
import type { LoadProgress } from "./logdir-event.ts";

type CoordinatorRole = Extract<WorkerRole, { role: "coordinator" }>;

/** A turn of walking or looking. */
const turnMillis = 20;
const batchBytes = 4 << 20;
const batchFiles = 32;
/** Below this, starting a thread takes longer than it saves. */
const helpWorthBytes = 24 << 20;
const shortestSleepMillis = 100;
const longestSleepMillis = 30_000;
/** Until what was hinted at is due. */
const hintPauseMillis = 45;
/** News of what was appended to a loaded directory are no loading, unless they are large. */
const loadingWorthBytes = 64 << 20;

const shortestAuditPauseMillis = 60_000;

const lockHolder = 1;

export class Coordinator {
  readonly #role: CoordinatorRole;
  readonly #post: (message: FromCoordinator) => void;
  readonly #tree: DirectoryTree;
  readonly #table: FileTable;
  readonly #pool: ReaderPool;
  readonly #ingester: Ingester;
  readonly #store: EventStore;
  readonly #news: News;
  readonly #hints: ChangeHints | undefined;
  /** What the store knows of files that are not found yet. */
  readonly #storedCursors: Map<string, FileCursor>;
  /** Files that are not there any more, and files whose run has another name now: to be removed from the store. */
  readonly #goneFiles: string[] = [];
  readonly #movedFiles: string[] = [];
  readonly #refusedFiles: string[] = [];
  /** To be read again from their start when they are found. */
  readonly #damagedFiles: Set<string>;
  #hasWalked = false;
  #isReady = false;
  /** Whether there may be something to tell. */
  #hasProgress = true;
  #isClosing = false;
  #isIndexBroken = false;
  /** When the store is audited next, by `performance.now()`; once all is loaded. */
  #auditMillis: number;
  #bytesScanned = 0;
  #hintTimer: NodeJS.Timeout | undefined;
  #wake: () => void = () => undefined;
  #isWoken = false;

  private constructor(
    role: CoordinatorRole,
    store: { store: EventStore; cursors: Map<string, FileCursor> },
    post: (message: FromCoordinator) => void,
  ) {
    this.#role = role;
    this.#post = post;
    this.#store = store.store;
    this.#storedCursors = store.cursors;
    this.#damagedFiles = new Set(role.damagedPaths);
    // What was not there before needs no look yet.
    this.#auditMillis = performance.now() + (store.cursors.size === 0 ? shortestAuditPauseMillis : 0);
    const lockMemory = CommitLock.allocate();
    const onNotice = (line: string): void => post({ kind: "notice", line });
    this.#ingester = new Ingester(store.store, new CommitLock(lockMemory, lockHolder), role.limits);
    this.#tree = new DirectoryTree(role.roots, role.reloadIntervalMillis, onNotice);
    this.#table = new FileTable(role.reloadIntervalMillis);
    this.#news = new News(post, () => this.#progress());
    this.#pool = new ReaderPool({
      store: role.store,
      limits: role.limits,
      lockMemory,
      readerCount: role.workerCount - 1,
      onMessage: (message) => this.#onReaderMessage(message),
      onFailure: (reason, requests) => this.#onReaderFailure(reason, requests),
    });
    if (role.useHints && role.reloadIntervalMillis > 0)
      this.#hints = new ChangeHints({
        onFile: (path) => this.#onFileHint(path),
        onDirectory: (path) => this.#onDirectoryHint(path),
        onNotice,
      });
  }

  static async open(role: CoordinatorRole, post: (message: FromCoordinator) => void): Promise<Coordinator> {
    const onNotice = (line: string): void => post({ kind: "notice", line });
    const store = await openStore(role.store, { onNotice });
    const files = await store.listFiles();
    const cursors = new Map(files.map((cursor) => [cursor.path, cursor]));
    return new Coordinator(role, { store, cursors }, post);
  }

  /** Works until `close`, or until all is loaded when it is to load once. */
  async run(): Promise<void> {
    while (!this.#isClosing) {
      // The next coordinator builds it anew.
      if (this.#isIndexBroken) throw new Error("the index is damaged");
      this.#walk();
      const nextMillis = this.#look();
      await this.#removeGone();
      await this.#reloadRefused();
      await this.#readSome();
      const isIdle = !this.#tree.hasPending && !this.#table.hasQueued && !this.#hasUnhandled;
      const isLoaded = isIdle && this.#hasWalked && !this.#pool.isBusy;
      if (isLoaded && !this.#isReady) this.#hasProgress = this.#isReady = true;
      if (this.#hasProgress) this.#news.noteProgress();
      this.#hasProgress = false;
      if (isLoaded && (await this.#audit()) && this.#role.reloadIntervalMillis === 0) break;
      // When idle, readers may still have work; they wake us.
      await (isIdle ? this.#sleepUntil(nextMillis) : nextTurn());
    }
    clearTimeout(this.#hintTimer);
    await this.#pool.close();
    this.#hints?.close();
    this.#news.close();
    await this.#store.close();
  }

  close(): void {
    this.#isClosing = true;
    this.#wakeUp();
  }

  /**
   * Reads files again from their start, because what they gave is damaged in the store; paths that are not known are passed over. Of none it ends, when
   * the store is to be built anew.
   */
  readAgain(paths: readonly string[]): void {
    if (paths.length === 0) this.#isIndexBroken = isMarkedDamaged(this.#role.store);
    for (const path of paths)
      if (!this.#table.readAgain(path) && !this.#hasWalked) this.#damagedFiles.add(path);
    this.#wakeUp();
  }

  /** Outcomes that need a word with the store. */
  get #hasUnhandled(): boolean {
    return this.#goneFiles.length > 0 || this.#movedFiles.length > 0 || this.#refusedFiles.length > 0;
  }

  /** Looks for damage that nobody meets, so seldom that it takes a two-hundredth of a processor at most. Whether there is none, as far as was looked. */
  async #audit(): Promise<boolean> {
    const startMillis = performance.now();
    if (startMillis < this.#auditMillis) return true;
    let isSound = true;
    try {
      await this.#store.audit();
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== "damaged") throw error;
      this.#post({ kind: "damaged", reason: error.message, paths: error.paths });
      isSound = false;
      this.readAgain(error.paths);
      if (error.paths.length === 0) this.#isIndexBroken = true;
    }
    const tookMillis = performance.now() - startMillis;
    this.#auditMillis = performance.now() + Math.max(shortestAuditPauseMillis, 200 * tookMillis);
    return isSound;
  }

  /** Lists directories for one turn. */
  #walk(): void {
    const endMillis = performance.now() + turnMillis;
    while (performance.now() < endMillis) {
      const listing = this.#tree.listNext();
      if (listing === undefined) {
        this.#endWalk();
        return;
      }
      this.#takeListing(listing);
    }
  }

  #takeListing({ added, missing, foundDirectories, removedDirectories }: Listing): void {
    this.#hasProgress = true;
    for (const path of removedDirectories) this.#hints?.unwatch(path);
    // A root may have come only now.
    for (const root of this.#role.roots) this.#hints?.watch(root.path, true);
    for (const path of foundDirectories) this.#hints?.watch(path, false);
    // A file may have come back under the same name meanwhile; looking at it tells.
    for (const path of missing) this.#table.hint(path);
    for (const entry of added) {
      if (this.#table.hint(entry.path)) continue;
      const stored = this.#storedCursors.get(entry.path) ?? null;
      this.#storedCursors.delete(entry.path);
      // Roots may have other names than the last time.
      const isMoved = stored !== null && stored.run !== entry.run;
      if (isMoved) this.#movedFiles.push(entry.path);
      const isThere = this.#table.add(entry, isMoved ? null : stored, this.#hasWalked);
      if (!isThere) this.#goneFiles.push(entry.path);
      else if (this.#damagedFiles.delete(entry.path)) this.#table.readAgain(entry.path);
    }
  }

  /** Now it is known which files of the store are not below the roots any more. */
  #endWalk(): void {
    if (!this.#hasWalked) this.#table.sortBacklog();
    this.#hasWalked = true;
    this.#damagedFiles.clear();
    for (const path of this.#storedCursors.keys()) {
      // Below a directory that cannot be listed now, nothing says that it is gone.
      if (this.#isBelowRoots(path) && statFile(path) !== "gone") continue;
      this.#storedCursors.delete(path);
      this.#goneFiles.push(path);
    }
  }

  #isBelowRoots(path: string): boolean {
    return this.#role.roots.some(
      (root) => path.startsWith(root.path) && (root.path.endsWith(sep) || path[root.path.length] === sep),
    );
  }

  /** Looks at what is due for one turn; returns when the next look is. */
  #look(): number {
    const nextDirectoryMillis = this.#tree.lookAtDue(performance.now(), turnMillis);
    const { gone, grown, nextMillis } = this.#table.lookAtDue(performance.now(), turnMillis);
    this.#goneFiles.push(...gone);
    for (const path of grown) this.#tree.noteGrowth(dirname(path));
    return Math.min(nextDirectoryMillis, nextMillis);
  }

  async #removeGone(): Promise<void> {
    const gone = this.#goneFiles.splice(0);
    const paths = [...new Set([...gone, ...this.#movedFiles.splice(0)])];
    if (paths.length === 0) return;
    for (const path of gone) {
      this.#table.delete(path);
      this.#tree.forgetFile(path);
    }
    const { result, movedPaths } = await this.#ingester.remove(paths);
    this.#news.noteCommit(result);
    this.#refusedFiles.push(...movedPaths);
  }

  /** Another process wrote to the store too: go on from where it stands now. */
  async #reloadRefused(): Promise<void> {
    const refused = this.#refusedFiles.splice(0);
    if (refused.length === 0) return;
    const cursors = new Map((await this.#store.listFiles()).map((cursor) => [cursor.path, cursor]));
    for (const path of refused) this.#table.reset(path, cursors.get(path) ?? null);
  }

  /** Reads for one turn, and lets readers help when there is much. */
  async #readSome(): Promise<void> {
    if (!this.#table.hasQueued) {
      this.#pool.endIdle();
      return;
    }
    if (this.#pool.canStart && this.#table.queuedBytes >= helpWorthBytes) this.#pool.start();
    this.#feedReaders();
    const batch = this.#table.takeBatch(batchBytes, batchFiles);
    if (batch === undefined) return;
    const outcomes = await this.#ingester.read(batch.requests, {
      maxBytes: this.#role.limits.turnBytes,
      isStopping: () => this.#isClosing,
      onAdvance: (path, offsetBytes, scannedBytes) => this.#advance(path, offsetBytes, scannedBytes),
      onCommit: (result) => this.#news.noteCommit(result),
    });
    this.#takeOutcomes(outcomes);
  }

  #feedReaders(): void {
    this.#pool.feed(() => this.#table.takeBatch(batchBytes, batchFiles));
  }

  #takeOutcomes(outcomes: readonly ReadOutcome[]): void {
    this.#hasProgress = true;
    for (const outcome of outcomes) {
      if (outcome.kind === "vanished") this.#goneFiles.push(outcome.path);
      if (this.#table.settle(outcome)) this.#refusedFiles.push(outcome.path);
    }
  }

  #advance(path: string, offsetBytes: number, scannedBytes: number): void {
    this.#bytesScanned += scannedBytes;
    this.#table.advance(path, offsetBytes);
    this.#news.noteProgress();
  }

  #onReaderMessage(message: FromReader): void {
    switch (message.kind) {
      case "advanced":
        this.#advance(message.path, message.offsetBytes, message.scannedBytes);
        break;
      case "committed":
        this.#news.noteCommit(message.result);
        break;
      case "done":
        this.#takeOutcomes(message.outcomes);
        this.#feedReaders();
        this.#wakeUp();
        break;
    }
  }

  #onReaderFailure(reason: string, requests: readonly ReadRequest[]): void {
    this.#post({ kind: "failed", reason });
    for (const { path } of requests) {
      this.#table.release(path);
      this.#refusedFiles.push(path);
    }
    this.#wakeUp();
  }

  #onFileHint(path: string): void {
    if (this.#table.hint(path)) this.#wakeUpSoon();
    else if (isEventFileName(basename(path))) this.#onDirectoryHint(dirname(path));
  }

  #onDirectoryHint(path: string): void {
    this.#tree.hint(path);
    this.#wakeUpSoon();
  }

  #progress(): LoadProgress {
    const counts = this.#table.counts();
    const leftBytes = counts.bytesTotal - counts.bytesRead;
    const isReading = !this.#isReady || leftBytes >= loadingWorthBytes;
    return {
      phase: !this.#hasWalked ? "discovering" : isReading ? "reading" : "ready",
      ...counts,
      bytesScanned: this.#bytesScanned,
      rootState: this.#tree.rootState,
    };
  }

  async #sleepUntil(timeMillis: number): Promise<void> {
    if (!this.#isWoken) {
      const delayMillis = Math.max(timeMillis - performance.now(), shortestSleepMillis);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(delayMillis, longestSleepMillis));
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#isWoken = false;
  }

  #wakeUp(): void {
    this.#isWoken = true;
    this.#wake();
  }

  /** Hints come in bursts. */
  #wakeUpSoon(): void {
    this.#hintTimer ??= setTimeout(() => {
      this.#hintTimer = undefined;
      this.#wakeUp();
    }, hintPauseMillis);
  }
}
