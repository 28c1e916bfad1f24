// The page's end of the threads that hold graphs: one for the graph that the page shows, one more while it is compared with another. Each is started by
// its first order.
import { ApiError } from "@runboard/contract";
import type { GraphDelivery, GraphWork, GraphWorkKind } from "./graph-orders.ts";

interface Waiting {
  readonly resolve: (answer: GraphWork[GraphWorkKind]["answer"]) => void;
  readonly reject: (error: Error) => void;
}

interface Held {
  readonly key: string;
  readonly loaded: Promise<GraphWork["load"]["answer"]>;
}

/** `shown`: the page's graph. `compared`: the one beside it. */
export type GraphSeat = "shown" | "compared";

class GraphThread {
  /** What the thread holds, or is reading. */
  held: Held | null = null;
  #worker: Worker | null = null;
  #lastNumber = 0;
  readonly #waiting = new Map<number, Waiting>();

  warm(): void {
    this.#worker ??= this.#start();
  }

  async load(key: string, order: GraphWork["load"]["order"]): Promise<GraphWork["load"]["answer"]> {
    if (this.held) this.end(new ApiError("conflict", "another graph is wanted"));
    const loaded = this.ask("load", order);
    this.held = { key, loaded };
    try {
      return await loaded;
    } catch (error) {
      // What could not be read may be readable when somebody asks again.
      if (this.#isHeld(loaded)) this.held = null;
      throw error;
    }
  }

  /** Not so when the thread was ended meanwhile. */
  #isHeld(loaded: Held["loaded"]): boolean {
    return this.held?.loaded === loaded;
  }

  ask<Kind extends GraphWorkKind>(
    kind: Kind,
    order: GraphWork[Kind]["order"],
  ): Promise<GraphWork[Kind]["answer"]> {
    const number = ++this.#lastNumber;
    return new Promise<GraphWork[GraphWorkKind]["answer"]>((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject });
      this.#worker ??= this.#start();
      this.#worker.postMessage({ number, kind, order });
    }).finally(() => this.#waiting.delete(number));
  }

  end(error: Error): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.held = null;
    for (const { reject } of this.#waiting.values()) reject(error);
  }

  #start(): Worker {
    const worker = new Worker(new URL("./graph-worker.ts", import.meta.url), {
      type: "module",
      name: "graph",
    });
    worker.addEventListener("message", ({ data }: MessageEvent<GraphDelivery>) => {
      const asked = this.#waiting.get(data.number);
      if ("answer" in data) asked?.resolve(data.answer);
      // Not the server's: nobody has to look whether that is there.
      else asked?.reject(new ApiError("graph_unreadable", data.failure));
    });
    worker.addEventListener("error", ({ message }) => {
      if (this.#worker === worker)
        this.end(new Error(message || "the page's code for graphs could not be loaded"));
    });
    return worker;
  }
}

const threads: Readonly<Record<GraphSeat, GraphThread>> = {
  shown: new GraphThread(),
  compared: new GraphThread(),
};

function threadOf(key: string): GraphThread | undefined {
  return Object.values(threads).find(({ held }) => held?.key === key);
}

/** What was said of the graph when it was loaded as `key`; null when no thread holds it. */
export function heldGraph(key: string): Promise<GraphWork["load"]["answer"]> | null {
  return threadOf(key)?.held?.loaded ?? null;
}

/** Loads its code, so that the first graph does not wait for that. */
export function warmGraphThread(seat: GraphSeat): void {
  threads[seat].warm();
}

/** Gives a thread a graph. Whatever it is doing for another one ends. Rejects with an ApiError that says what is wrong with it. @param key of one seat only */
export async function loadGraph(
  seat: GraphSeat,
  key: string,
  order: GraphWork["load"]["order"],
): Promise<GraphWork["load"]["answer"]> {
  return threads[seat].load(key, order);
}

/** Asks about the graph that was loaded as `key`. Rejects when another one is held by now. */
export async function askGraph<Kind extends GraphWorkKind>(
  key: string,
  kind: Kind,
  order: GraphWork[Kind]["order"],
): Promise<GraphWork[Kind]["answer"]> {
  const thread = threadOf(key);
  if (!thread) throw new ApiError("conflict", "the graph is no longer loaded");
  return thread.ask(kind, order);
}

/** Ends all that is done for the graph beside, and gives back what it takes. */
export function endComparedThread(): void {
  threads.compared.end(new ApiError("conflict", "the graphs are no longer compared"));
}
