// What the threads say to each other. The main thread knows the coordinator only; the coordinator starts and ends the other readers.
import type { CommitResult, StoreLocation } from "@runboard/store";
import type { CommitLockMemory } from "./commit-lock.ts";
import type { ReadRequest } from "./file-reading.ts";
import type { ReadLimits, ReadOutcome } from "./ingester.ts";
import type { LogdirRoot } from "./logdir-spec.ts";
import type { LogdirEvent } from "./logdir-event.ts";

/** What a thread is started with. */
export type WorkerRole =
  | {
      readonly role: "coordinator";
      readonly roots: readonly LogdirRoot[];
      readonly store: StoreLocation;
      readonly limits: ReadLimits;
      readonly reloadIntervalMillis: number;
      readonly workerCount: number;
      readonly useHints: boolean;
      /** Files to read again from their start. */
      readonly damagedPaths: readonly string[];
    }
  | {
      readonly role: "reader";
      readonly store: StoreLocation;
      readonly limits: ReadLimits;
      readonly lockMemory: CommitLockMemory;
      /** The thread's number for the lock. */
      readonly lockHolder: number;
    };

/** Main thread to coordinator. */
export type ToCoordinator =
  /** Stop after the current commit and exit. */
  | { readonly kind: "close" }
  /** The store's share of these files is damaged: read them again from their start. Of no files: the store is to be built anew. */
  | { readonly kind: "read-again"; readonly paths: readonly string[] };

export type FromCoordinator = LogdirEvent | { readonly kind: "notice"; readonly line: string };

/** Coordinator to a reader. Requests are done in order, one message after the other. */
export type ToReader =
  { readonly kind: "read"; readonly requests: readonly ReadRequest[] } | { readonly kind: "close" };

export type FromReader =
  | {
      readonly kind: "advanced";
      readonly path: string;
      readonly offsetBytes: number;
      readonly scannedBytes: number;
    }
  | { readonly kind: "committed"; readonly result: CommitResult }
  /** The requests of one `read` are done. */
  | { readonly kind: "done"; readonly outcomes: readonly ReadOutcome[] };
