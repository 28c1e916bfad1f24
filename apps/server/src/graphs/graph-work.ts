// The server's end of the thread that reads graphs: started when somebody asks, ended when nobody has for a while.
import type { Worker } from "node:worker_threads";
import { ApiError } from "@runboard/contract";
import { startModuleThread } from "@runboard/logdir";
import type { GraphBytes, GraphDelivery, GraphOrder, GraphQuestion } from "./graph-questions.ts";

/** Gives the bytes of a source. The signal aborts when they are wanted no more, or somebody else has them: so long they count as held. */
export type ReadGraphBytes = (key: string, signal: AbortSignal) => Promise<Omit<GraphBytes, "key">>;

export interface GraphWorkOptions {
  /** The thread's memory goes back to the machine after so long without a question. */
  readonly restMillis?: number;
  /** Of the thread, beside typed arrays. */
  readonly memoryMegabytes?: number;
  /** No question may take longer: those of others wait for it. */
  readonly longestMillis?: number;
}

/** A question that the thread works at, or that waits for its turn. */
interface Order {
  readonly question: GraphQuestion;
  readonly given: readonly GraphBytes[];
  readonly settle: (delivery: GraphDelivery | Death) => void;
  readonly reject: (error: Error) => void;
}

/** The thread had not enough memory. */
interface Death {
  readonly kind: "death";
  /** It had other graphs in memory, too. */
  readonly wasFilled: boolean;
}

/** Bytes on their way to the thread, read once for all who wait for them. */
interface Delivering {
  readonly bytes: Promise<GraphBytes>;
  readonly over: AbortController;
  waitingCount: number;
  /** By who hands them to the thread. */
  isTaken: boolean;
}

interface Given {
  readonly given: readonly GraphBytes[];
  /** To be called when the thread has them, or they are dropped. */
  readonly release: () => void;
}

const nothing: Given = { given: [], release: () => undefined };

export class GraphWork {
  readonly #restMillis: number;
  readonly #memoryMegabytes: number;
  readonly #longestMillis: number;
  #thread: Worker | null = null;
  /** Whether the thread has answered something, and so holds a graph. */
  #isFilled = false;
  readonly #queue: Order[] = [];
  #current: Order | null = null;
  readonly #deliveries = new Map<string, Delivering>();
  /** Ends the thread: one that rests too long, or works too long. */
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor({
    restMillis = 60_000,
    memoryMegabytes = 1024,
    longestMillis = 120_000,
  }: GraphWorkOptions = {}) {
    this.#restMillis = restMillis;
    this.#memoryMegabytes = memoryMegabytes;
    this.#longestMillis = longestMillis;
  }

  /**
   * JSON of the answer, or the bytes that were asked for. Rejects with an ApiError where there is no such part or item, or the graph is unreadable or too large.
   * @param read is called for sources that the thread does not have
   * @param signal aborts when no one waits any more: what has not begun then never does
   */
  async ask(
    question: GraphQuestion,
    read: ReadGraphBytes,
    signal: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>> {
    let isSecondTry = false;
    let { given, release } = nothing;
    for (;;) {
      const delivery = await this.#order(question, given, signal).finally(release);
      ({ given, release } = nothing);
      switch (delivery.kind) {
        case "answer":
          return delivery.bytes;
        case "problem":
          throw problemOf(delivery);
        case "missing":
          ({ given, release } = await this.#bytesOf(delivery.keys, read, signal));
          break;
        case "death":
          // Other graphs may have taken what this one needs.
          if (!delivery.wasFilled || isSecondTry)
            throw new ApiError("too_large", "the graph needs more memory than there is for graphs");
          isSecondTry = true;
      }
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

  #order(
    question: GraphQuestion,
    given: readonly GraphBytes[],
    signal: AbortSignal,
  ): Promise<GraphDelivery | Death> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) throw closed();
      signal.throwIfAborted();
      const leave = (): void => {
        const place = this.#queue.indexOf(order);
        if (place >= 0) this.#queue.splice(place, 1);
        reject(signal.reason as Error);
      };
      const order: Order = {
        question,
        given,
        settle: (delivery) => {
          signal.removeEventListener("abort", leave);
          resolve(delivery);
        },
        reject: (error) => {
          signal.removeEventListener("abort", leave);
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
    const { question, given } = order;
    this.#thread ??= this.#start();
    this.#thread.postMessage(
      { question, given } satisfies GraphOrder,
      given.map(({ bytes }) => bytes.buffer),
    );
    this.#endLater(this.#longestMillis);
  }

  #endLater(millis: number): void {
    this.#timer = setTimeout(() => {
      void this.#endThread();
      const order = this.#takeCurrent();
      const seconds = this.#longestMillis / 1000;
      order?.reject(new ApiError("too_large", `the graph takes more than ${seconds} s; ask for less of it`));
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
      entry: "graph-thread",
      name: "runboard graphs",
      resourceLimits: { maxOldGenerationSizeMb: this.#memoryMegabytes },
    });
    this.#isFilled = false;
    thread.unref();
    thread.on("message", (delivery: GraphDelivery) => {
      if (this.#thread !== thread) return;
      const order = this.#takeCurrent();
      if (delivery.kind === "answer") this.#isFilled = true;
      order?.settle(delivery);
      this.#next();
    });
    const end = (settle: (order: Order) => void): void => {
      if (this.#thread !== thread) return;
      this.#thread = null;
      const order = this.#takeCurrent();
      if (order) settle(order);
      this.#next();
    };
    thread.on("error", (error: NodeJS.ErrnoException) =>
      end(({ settle, reject }) => {
        if (error.code === "ERR_WORKER_OUT_OF_MEMORY") settle({ kind: "death", wasFilled: this.#isFilled });
        else reject(error);
      }),
    );
    thread.on("exit", () => end(({ reject }) => reject(new Error("the thread that reads graphs ended"))));
    return thread;
  }

  /** Those that nobody else hands to the thread. */
  async #bytesOf(keys: readonly string[], read: ReadGraphBytes, signal: AbortSignal): Promise<Given> {
    signal.throwIfAborted();
    const deliveries = [...new Set(keys)].map((key) => this.#deliveries.get(key) ?? this.#deliver(key, read));
    for (const delivery of deliveries) delivery.waitingCount++;
    const leave = (): void => {
      for (const delivery of deliveries)
        if (--delivery.waitingCount === 0 && !delivery.isTaken) delivery.over.abort();
    };
    signal.addEventListener("abort", leave, { once: true });
    try {
      const given = await Promise.all(deliveries.map(({ bytes }) => bytes));
      signal.throwIfAborted();
      const taken = deliveries.map((delivery) => !delivery.isTaken && (delivery.isTaken = true));
      return {
        given: given.filter((_, place) => taken[place]),
        release: () => deliveries.forEach(({ over }, place) => taken[place] && over.abort()),
      };
    } finally {
      signal.removeEventListener("abort", leave);
      if (!signal.aborted) leave();
    }
  }

  #deliver(key: string, read: ReadGraphBytes): Delivering {
    const over = new AbortController();
    const bytes = read(key, over.signal).then((found) => ({ key, ...found }));
    const delivery: Delivering = { bytes, over, waitingCount: 0, isTaken: false };
    this.#deliveries.set(key, delivery);
    const forget = (): void => {
      if (this.#deliveries.get(key) === delivery) this.#deliveries.delete(key);
    };
    // Known until the thread has it: who asks meanwhile is answered after whoever hands it over.
    over.signal.addEventListener("abort", forget, { once: true });
    bytes.catch(() => over.abort());
    return delivery;
  }
}

function closed(): Error {
  return new ApiError("store_unavailable", "the server is being closed");
}

function problemOf({ code, detail }: Extract<GraphDelivery, { kind: "problem" }>): Error {
  return code === "internal" ? new Error(detail) : new ApiError(code, detail);
}
