// The server's end of the thread that reads graphs: started when somebody asks, ended when nobody has for a while.
import type { Worker } from "node:worker_threads";
import { ApiError } from "@runboard/contract";
import { startModuleThread } from "@runboard/logdir";
import type {
  GraphAnswers,
  GraphBytes,
  GraphDelivery,
  GraphOrder,
  GraphQuestion,
  GraphQuestionKind,
} from "./graph-questions.ts";

/** Its memory goes back to the machine after so long without a question. */
const REST_MILLIS = 60_000;
/** Beside typed arrays. */
const MEMORY_MEGABYTES = 1024;

interface Waiting {
  readonly resolve: (delivery: GraphDelivery) => void;
  readonly reject: (error: Error) => void;
}

/** Gives the bytes of a source. */
export type ReadGraphBytes = (key: string, signal: AbortSignal) => Promise<Omit<GraphBytes, "key">>;

export class GraphWork {
  #thread: Worker | null = null;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #rest: NodeJS.Timeout | null = null;

  /**
   * @param read is called for sources that the thread does not have
   * @param signal aborts when no one waits any more: what the thread does then is done for nobody
   */
  async ask<K extends GraphQuestionKind>(
    question: GraphQuestion & { readonly kind: K },
    read: ReadGraphBytes,
    signal: AbortSignal,
  ): Promise<GraphAnswers[K]["answer"]> {
    let given: readonly GraphBytes[] = [];
    for (;;) {
      signal.throwIfAborted();
      const delivery = await this.#order(question, given);
      switch (delivery.kind) {
        case "answer":
          // The thread answers the kind that it was asked.
          return delivery.answer as GraphAnswers[K]["answer"];
        case "problem":
          throw problemOf(delivery);
        case "missing":
          given = await Promise.all(
            [...new Set(delivery.keys)].map(async (key) => ({ key, ...(await read(key, signal)) })),
          );
      }
    }
  }

  async close(): Promise<void> {
    if (this.#rest) clearTimeout(this.#rest);
    await this.#thread?.terminate();
  }

  async #order(question: GraphQuestion, given: readonly GraphBytes[]): Promise<GraphDelivery> {
    const id = ++this.#lastId;
    if (this.#rest) clearTimeout(this.#rest);
    const thread = (this.#thread ??= this.#start());
    try {
      return await new Promise<GraphDelivery>((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject });
        thread.postMessage({ id, question, given } satisfies GraphOrder);
      });
    } finally {
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) this.#restLater();
    }
  }

  #restLater(): void {
    this.#rest = setTimeout(() => {
      const thread = this.#thread;
      this.#thread = null;
      void thread?.terminate();
    }, REST_MILLIS);
    this.#rest.unref();
  }

  #start(): Worker {
    const thread = startModuleThread({
      besideUrl: import.meta.url,
      entry: "graph-thread",
      name: "runboard graphs",
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MEGABYTES },
    });
    thread.unref();
    thread.on("message", (delivery: GraphDelivery) => this.#waiting.get(delivery.id)?.resolve(delivery));
    const end = (error: Error): void => {
      if (this.#thread !== thread) return;
      this.#thread = null;
      for (const { reject } of this.#waiting.values()) reject(error);
    };
    thread.on("error", (error: NodeJS.ErrnoException) => {
      const isFull = error.code === "ERR_WORKER_OUT_OF_MEMORY";
      end(isFull ? new ApiError("too_large", "the graph needs more memory than there is for graphs") : error);
    });
    thread.on("exit", () => end(new ApiError("internal", "the thread that reads graphs ended")));
    return thread;
  }
}

function problemOf({ code, detail }: Extract<GraphDelivery, { kind: "problem" }>): Error {
  return code === "internal" ? new Error(detail) : new ApiError(code, detail);
}
