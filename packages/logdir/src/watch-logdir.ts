// The door of this package: watches log directories from worker threads and tells what was committed to the store.
import type { StoreLocation } from "@runboard/store";
import type { LogdirRoot } from "./logdir-spec.ts";

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

/** How far reading has come. */
export interface LoadProgress {
  /** `discovering`: the first walk runs. `reading`: files known, bytes left. `ready`: all that was found at the last walk is in the store. */
  readonly phase: "discovering" | "reading" | "ready";
  readonly filesTotal: number;
  readonly filesRead: number;
  readonly bytesTotal: number;
  /** Bytes of the known files that are dealt with, in this or an earlier life of the store. */
  readonly bytesRead: number;
  /** Bytes that this watch has read from files so far: the work it did. */
  readonly bytesScanned: number;
  /** Of several roots the best: `ok` when any can be listed. */
  readonly rootState: "ok" | "missing" | "unreadable";
}

export type LogdirEvent =
  | {
      readonly kind: "committed";
      readonly revision: number;
      readonly runs: readonly string[];
      readonly removedRuns: readonly string[];
    }
  | { readonly kind: "progress"; readonly progress: LoadProgress }
  /** Reading stopped on an error; it starts again by itself a little later. */
  | { readonly kind: "failed"; readonly reason: string };

export interface LogdirWatch {
  readonly progress: LoadProgress;
  /** Calls `listener` with every event from now on; the returned function ends that. */
  subscribe(listener: (event: LogdirEvent) => void): () => void;
  /** Stops the threads after their current commit. */
  close(): Promise<void>;
}

export function watchLogdir(_options: WatchOptions): LogdirWatch {
  throw new Error("not built yet");
}
