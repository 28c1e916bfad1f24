// The server's end of the thread that reads checkpoints: started when somebody asks, ended when nobody has for a while.
import type { Worker } from "node:worker_threads";
import { ApiError } from "@runboard/contract";
import { type LogdirRoot, startModuleThread } from "@runboard/logdir";
import type { CheckpointDelivery, CheckpointOrder, CheckpointQuestion } from "./checkpoint-questions.ts";

export interface CheckpointWorkOptions {
  /** Answers that are kept go with the thread. */
  readonly restMillis?: number;
  /** No question may take longer: those of others wait for it. */
  readonly longestMillis?: number;
}

/** Of the thread, beside typed arrays. */
const MEMORY_MEGABYTES = 512;

/** A question that the thread works at, or that waits for its turn. */
interface Order {
  readonly question: CheckpointQuestion;
  readonly settle: (delivery: CheckpointDelivery) => void;
  readonly reject: (error: Error) => void;
}

export class CheckpointWork {
  readonly #roots: readonly LogdirRoot[];
  readonly #restMillis: number;
  readonly #longestMillis: number;
  #thread: Worker | null = null;
  readonly #queue: Order[] = [];
  #current: Order | null = null;
  /** Ends the thread: one that rests too long, or works too long. */
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(
    roots: readonly LogdirRoot[],
    { restMillis = 300_000, longestMillis = 600_000 }: CheckpointWorkOptions = {},
  ) {
    this.#roots = roots;
    this.#restMillis = restMillis;
    this.#longestMillis = longestMillis;
  }

  /**
   * JSON of the answer. Rejects with an ApiError where a checkpoint cannot be used or is too large.
   * @param signal aborts when no one waits any more: the work then ends at its next piece
   */
  async ask(question: CheckpointQuestion, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const delivery = await this.#order(question, signal);
    switch (delivery.kind) {
      case "answer":
        return delivery.bytes;
      case "left":
        throw signal.reason as Error;
      case "problem":
        throw delivery.code === "internal"
          ? new Error(delivery.detail)
          : new ApiError(delivery.code, delivery.detail);
    }
  }

  /** What waits for an answer is rejected, as is what is asked later. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    const waiting = [...(this.#current ? [this.#current] : []), ...this.#queue.splice(0)];
    this.#current = null;
    for (const { reject } of waiting) reject(closed());
    await this.#endThread();
  }

  #order(question: CheckpointQuestion, signal: AbortSignal): Promise<CheckpointDelivery> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) throw closed();
      signal.throwIfAborted();
      const leave = (): void => {
        const place = this.#queue.indexOf(order);
        if (place >= 0) this.#queue.splice(place, 1);
        else if (this.#current === order) this.#thread?.postMessage("leave" satisfies CheckpointOrder);
        reject(signal.reason as Error);
      };
      const forget = (): void => signal.removeEventListener("abort", leave);
      const order: Order = {
        question,
        settle: (delivery) => {
          forget();
          resolve(delivery);
        },
        reject: (error) => {
          forget();
          reject(error);
        },
      };
      signal.addEventListener("abort", leave, { once: true });
      this.#queue.push(order);
      this.#next();
    });
  }

  #next(): void {
    if (this.#current) return;
    clearTimeout(this.#timer);
    const order = this.#queue.shift();
    if (!order) {
      if (this.#thread) this.#endLater(this.#restMillis);
      return;
    }
    this.#current = order;
    this.#thread ??= this.#start();
    this.#thread.postMessage({ question: order.question } satisfies CheckpointOrder);
    this.#endLater(this.#longestMillis);
  }

  #endLater(millis: number): void {
    this.#timer = setTimeout(() => {
      void this.#endThread();
      const seconds = this.#longestMillis / 1000;
      this.#takeCurrent()?.reject(
        new ApiError("too_large", `to read the checkpoint takes more than ${seconds} s`),
      );
      this.#next();
    }, millis);
    this.#timer.unref();
  }

  #takeCurrent(): Order | null {
    const order = this.#current;
    this.#current = null;
    return order;
  }

  async #endThread(): Promise<void> {
    const thread = this.#thread;
    this.#thread = null;
    await thread?.terminate();
  }

  #start(): Worker {
    const thread = startModuleThread({
      besideUrl: import.meta.url,
      entry: "checkpoint-thread",
      name: "runboard checkpoints",
      workerData: { roots: this.#roots },
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MEGABYTES },
    });
    thread.unref();
    thread.on("message", (delivery: CheckpointDelivery) => {
      if (this.#thread !== thread) return;
      this.#takeCurrent()?.settle(delivery);
      this.#next();
    });
    const end = (error: Error): void => {
      if (this.#thread !== thread) return;
      this.#thread = null;
      this.#takeCurrent()?.reject(error);
      this.#next();
    };
    thread.on("error", (error: NodeJS.ErrnoException) =>
      end(
        error.code === "ERR_WORKER_OUT_OF_MEMORY"
          ? new ApiError("too_large", "the checkpoint needs more memory than there is for it")
          : error,
      ),
    );
    thread.on("exit", () => end(new Error("the thread that reads checkpoints ended")));
    return thread;
  }
}

function closed(): Error {
  return new ApiError("store_unavailable", "the server is being closed");
}
