// The threads that help the coordinator with a large backlog. They end with it, so that their memory goes back.
import type { Worker } from "node:worker_threads";
import type { StoreLocation } from "@runboard/store";
import { CommitLock, type CommitLockMemory } from "./commit-lock.ts";
import type { ReadRequest } from "./file-reading.ts";
import type { ReadLimits } from "./ingester.ts";
import type { FromReader, ToReader } from "./messages.ts";
import { startWorker } from "./worker-entry.ts";

export interface ReaderPoolOptions {
  readonly store: StoreLocation;
  readonly limits: ReadLimits;
  readonly lockMemory: CommitLockMemory;
  readonly readerCount: number;
  onMessage(message: FromReader): void;
  /** A reader ended on an error; these requests are not done, though parts of them may be in the store. */
  onFailure(reason: string, requests: readonly ReadRequest[]): void;
}

export interface ReaderBatch {
  readonly requests: readonly ReadRequest[];
  readonly sizeBytes: number;
}

interface Reader {
  readonly worker: Worker;
  readonly lockHolder: number;
  /** Handed over and not done, oldest first. */
  readonly batches: ReaderBatch[];
}

/** Small batches are handed over two at a time, so that a reader does not wait for the coordinator. */
const smallBatchBytes = 8 << 20;
/** A file that ends readers one after the other is read by the coordinator, where it shows. */
const maxFailures = 2;

export class ReaderPool {
  readonly #options: ReaderPoolOptions;
  readonly #readers = new Set<Reader>();
  /** The coordinator is number 1. */
  #lastLockHolder = 1;
  #failureCount = 0;

  constructor(options: ReaderPoolOptions) {
    this.#options = options;
  }

  get isBusy(): boolean {
    for (const reader of this.#readers) if (reader.batches.length > 0) return true;
    return false;
  }

  get canStart(): boolean {
    return this.#readers.size < this.#options.readerCount && this.#failureCount < maxFailures;
  }

  start(): void {
    while (this.canStart) this.#startReader();
  }

  /** Hands batches to readers that have too little to do; `next` gives undefined when there are no more. */
  feed(next: () => ReaderBatch | undefined): void {
    for (const reader of this.#readers)
      while (needsWork(reader)) {
        const batch = next();
        if (batch === undefined) return;
        reader.batches.push(batch);
        send(reader, { kind: "read", requests: batch.requests });
      }
  }

  /** Ends the readers that have nothing to do. */
  endIdle(): void {
    for (const reader of this.#readers) {
      if (reader.batches.length > 0) continue;
      this.#readers.delete(reader);
      send(reader, { kind: "close" });
    }
  }

  /** Ends all readers; what they have not committed is lost to this process and read again by the next. */
  async close(): Promise<void> {
    const readers = [...this.#readers];
    this.#readers.clear();
    await Promise.all(
      readers.map((reader) => {
        const ended = new Promise((resolve) => reader.worker.once("exit", resolve));
        send(reader, { kind: "close" });
        return ended;
      }),
    );
  }

  #startReader(): void {
    const { store, limits, lockMemory } = this.#options;
    const lockHolder = ++this.#lastLockHolder;
    const worker = startWorker({ role: "reader", store, limits, lockMemory, lockHolder });
    const reader: Reader = { worker, lockHolder, batches: [] };
    this.#readers.add(reader);
    worker.on("message", (message: FromReader) => {
      if (message.kind === "done") reader.batches.shift();
      this.#options.onMessage(message);
    });
    worker.on("error", (error) => this.#fail(reader, String(error)));
    worker.on("exit", () => {
      if (this.#readers.has(reader)) this.#fail(reader, "a reader ended by itself");
    });
  }

  #fail(reader: Reader, reason: string): void {
    this.#failureCount++;
    this.#readers.delete(reader);
    CommitLock.release(this.#options.lockMemory, reader.lockHolder);
    const requests = reader.batches.flatMap((batch) => batch.requests);
    reader.batches.length = 0;
    this.#options.onFailure(reason, requests);
  }
}

function needsWork({ batches }: Reader): boolean {
  if (batches.length === 0) return true;
  return batches.length === 1 && batches.every(({ sizeBytes }) => sizeBytes < smallBatchBytes);
}

function send(reader: Reader, message: ToReader): void {
  reader.worker.postMessage(message);
}
