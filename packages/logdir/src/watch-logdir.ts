// The door of this package: watches log directories from worker threads and tells what was committed to the store.
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import type { Worker } from "node:worker_threads";
import type { StoreLocation } from "@runboard/store";
import { defaultLimits } from "./ingester.ts";
import { isUri, type LogdirRoot } from "./logdir-spec.ts";
import type { FromCoordinator, ToCoordinator, WorkerRole } from "./messages.ts";
import { nameFromBytes } from "./path-names.ts";
import { startWorker } from "./worker-entry.ts";
import type { LoadProgress, LogdirEvent } from "./logdir-event.ts";

export interface WatchOptions {
  readonly roots: readonly LogdirRoot[];
  readonly store: StoreLocation;
  /** Pace of looking for what changed, as far as the machine does not tell by itself; 0 = load once and stop. */
  readonly reloadIntervalSeconds: number;
  /** Threads that read a large backlog, at least 1; default: 2, or 1 on one core. */
  readonly workerCount?: number;
  /** Whether to use the system's change notifications as hints; default true. Without them only polling finds changes. */
  readonly useHints?: boolean;
  /** One line for the log: unreadable directories and the like, each once. */
  readonly onNotice?: (line: string) => void;
}

export interface LogdirWatch {
  readonly progress: LoadProgress;
  /** Calls `listener` with every event from now on; the returned function ends that. */
  subscribe(listener: (event: LogdirEvent) => void): () => void;
  /**
   * Reads files again from their start, because the store said that its share of them is damaged (`StoreError.paths`); when it named none, all of them
   * into an index that is built anew. May be called again and again, while they are being read, and for files that are not there any more.
   */
  readAgain(paths: readonly string[]): void;
  /** Stops the threads after their current commit. */
  close(): Promise<void>;
}

/**
 * Reads all event files below the roots into the store and, unless it is to load once, goes on with what is appended, comes and goes.
 * Never throws and never blocks: trouble is told by `failed` events and notices.
 */
export function watchLogdir(options: WatchOptions): LogdirWatch {
  return new WorkerWatch(options);
}

const firstRestartMillis = 1_000;
const longestRestartMillis = 30_000;
/** A thread that ran so long before it failed is started again at once. */
const soundMillis = 60_000;
const closeTimeoutMillis = 10_000;

/** Before anything is known. */
export const unreadProgress: LoadProgress = {
  phase: "discovering",
  filesTotal: 0,
  filesRead: 0,
  bytesTotal: 0,
  bytesRead: 0,
  bytesScanned: 0,
  rootState: "ok",
};

class WorkerWatch implements LogdirWatch {
  progress = unreadProgress;
  readonly #options: WatchOptions;
  readonly #listeners = new Set<(event: LogdirEvent) => void>();
  #worker: Worker | undefined;
  /** To be read again by the next worker. */
  readonly #damagedPaths = new Set<string>();
  #restartTimer: NodeJS.Timeout | undefined;
  #restartMillis = firstRestartMillis;
  #isClosing = false;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#start();
  }

  subscribe(listener: (event: LogdirEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  readAgain(paths: readonly string[]): void {
    if (this.#worker !== undefined) {
      this.#worker.postMessage({ kind: "read-again", paths } satisfies ToCoordinator);
      return;
    }
    for (const path of paths) this.#damagedPaths.add(path);
    // It loaded once and ended.
    if (this.#restartTimer === undefined && !this.#isClosing) this.#start();
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    clearTimeout(this.#restartTimer);
    const worker = this.#worker;
    if (worker === undefined) return;
    const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
    worker.postMessage({ kind: "close" } satisfies ToCoordinator);
    const timer = setTimeout(() => void worker.terminate(), closeTimeoutMillis);
    await ended;
    clearTimeout(timer);
  }

  #start(): void {
    const startedMillis = performance.now();
    const worker = startWorker(this.#role([...this.#damagedPaths]));
    this.#damagedPaths.clear();
    this.#worker = worker;
    worker.on("message", (message: FromCoordinator) => this.#receive(message));
    worker.on("error", (error: unknown) => {
      if (performance.now() - startedMillis > soundMillis) this.#restartMillis = firstRestartMillis;
      this.#emit({
        kind: "failed",
        reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
    });
    worker.on("exit", (code) => {
      this.#worker = undefined;
      // Loading once ends with 0.
      if (code !== 0) this.#startLater();
    });
  }

  #startLater(): void {
    if (this.#isClosing) return;
    this.#restartTimer = setTimeout(() => {
      this.#restartTimer = undefined;
      this.#start();
    }, this.#restartMillis);
    this.#restartMillis = Math.min(this.#restartMillis * 2, longestRestartMillis);
  }

  #role(damagedPaths: readonly string[]): WorkerRole {
    const { roots, store, reloadIntervalSeconds, workerCount, useHints } = this.#options;
    return {
      role: "coordinator",
      // Later roots with the same path win, as in a spec.
      roots: [...new Map(roots.map((root) => [root.path, textRoot(root)])).values()],
      store,
      limits: defaultLimits,
      reloadIntervalMillis: reloadIntervalSeconds * 1000,
      workerCount: workerCount ?? Math.min(2, availableParallelism()),
      useHints: useHints ?? true,
      damagedPaths,
    };
  }

  #receive(message: FromCoordinator): void {
    if (message.kind === "notice") {
      this.#options.onNotice?.(message.line);
      return;
    }
    if (message.kind === "progress") this.progress = message.progress;
    this.#emit(message);
  }

  #emit(event: LogdirEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

/** The root with its path as the text that its files' paths begin with. */
function textRoot({ name, path }: LogdirRoot): LogdirRoot {
  return { name, path: isUri(path) ? path : nameFromBytes(Buffer.from(resolve(path))) };
}
