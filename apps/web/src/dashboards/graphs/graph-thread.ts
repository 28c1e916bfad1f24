// The page's end of the thread that holds a graph: one at a time, started by the first order.
import type { GraphDelivery, GraphWork, GraphWorkKind } from "./graph-orders.ts";

interface Waiting {
  readonly resolve: (answer: GraphWork[GraphWorkKind]["answer"]) => void;
  readonly reject: (error: Error) => void;
}

let thread: Worker | null = null;
/** Names what the thread holds. */
let heldKey: string | null = null;
let lastNumber = 0;
const waiting = new Map<number, Waiting>();

/** Gives the thread a graph. Whatever it is doing for another one ends. Rejects with an Error that says what is wrong with it. */
export async function loadGraph(
  key: string,
  order: GraphWork["load"]["order"],
): Promise<GraphWork["load"]["answer"]> {
  end(new Error("another graph is wanted"));
  heldKey = key;
  return ask("load", order, transferable(order.bytes));
}

/** Asks about the graph that was loaded as `key`. Rejects when the thread holds another one by now. */
export async function askGraph<Kind extends GraphWorkKind>(
  key: string,
  kind: Kind,
  order: GraphWork[Kind]["order"],
): Promise<GraphWork[Kind]["answer"]> {
  if (heldKey !== key) throw new Error("the graph is no longer loaded");
  return ask(kind, order, []);
}

/** Ends what the thread is doing, and forgets its graph. */
export function endGraphThread(): void {
  end(new Error("it was stopped"));
}

function ask<Kind extends GraphWorkKind>(
  kind: Kind,
  order: GraphWork[Kind]["order"],
  transfer: ArrayBuffer[],
): Promise<GraphWork[Kind]["answer"]> {
  const number = ++lastNumber;
  return new Promise<GraphWork[GraphWorkKind]["answer"]>((resolve, reject) => {
    waiting.set(number, { resolve, reject });
    thread ??= start();
    thread.postMessage({ number, kind, order }, { transfer });
  }).finally(() => waiting.delete(number));
}

function start(): Worker {
  const worker = new Worker(new URL("./graph-worker.ts", import.meta.url), {
    type: "module",
    name: "graph",
  });
  worker.addEventListener("message", ({ data }: MessageEvent<GraphDelivery>) => {
    const asked = waiting.get(data.number);
    if ("answer" in data) asked?.resolve(data.answer);
    else asked?.reject(new Error(data.failure));
  });
  worker.addEventListener("error", ({ message }) => {
    if (thread === worker) end(new Error(message || "the page's code for graphs could not be loaded"));
  });
  return worker;
}

function end(error: Error): void {
  thread?.terminate();
  thread = null;
  heldKey = null;
  for (const { reject } of waiting.values()) reject(error);
}

function transferable({ buffer }: Uint8Array): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer ? [buffer] : [];
}
