// The page's end of the thread that fetches tables.
import type { FetchTable, TableAnswer } from "@runboard/contract";
import type { TableDelivery, TableOrder } from "./table-worker.ts";

interface Waiting {
  readonly resolve: (answer: TableAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** Name of the performance measure of each table, from the request to its delivery; its detail is the address. */
const tableMeasure = "runboard:table";

export class TableThread {
  readonly #start: () => Worker;
  #worker: Worker | null = null;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  constructor(start: () => Worker) {
    this.#start = start;
  }

  /** Loads its code, so that the first request does not wait for that. */
  warmUp(): Worker {
    return (this.#worker ??= this.#listen(this.#start()));
  }

  readonly fetchTable: FetchTable = async (request, signal) => {
    signal?.throwIfAborted();
    const id = ++this.#lastId;
    const startMillis = performance.now();
    const giveUp = (): void => {
      this.#waiting.get(id)?.reject(signal?.reason as Error);
      this.#worker?.postMessage({ id } satisfies TableOrder);
    };
    signal?.addEventListener("abort", giveUp, { once: true });
    try {
      const answer = await new Promise<TableAnswer>((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject });
        this.warmUp().postMessage({ id, request } satisfies TableOrder);
      });
      performance.measure(tableMeasure, { start: startMillis, detail: request.url });
      // Whoever looks has seen it; the browser would keep all of them.
      performance.clearMeasures(tableMeasure);
      return answer;
    } finally {
      this.#waiting.delete(id);
      signal?.removeEventListener("abort", giveUp);
    }
  };

  #listen(worker: Worker): Worker {
    worker.addEventListener("message", ({ data }: MessageEvent<TableDelivery>) => {
      const waiting = this.#waiting.get(data.id);
      if ("answer" in data) waiting?.resolve(data.answer);
      else waiting?.reject(new TypeError(data.failure));
    });
    // Its code could not be loaded: as when the server is gone. The next request tries again.
    worker.addEventListener("error", ({ message }) => {
      worker.terminate();
      if (this.#worker === worker) this.#worker = null;
      const error = new TypeError(message || "the page's code for tables could not be loaded");
      for (const { reject } of this.#waiting.values()) reject(error);
    });
    return worker;
  }
}
