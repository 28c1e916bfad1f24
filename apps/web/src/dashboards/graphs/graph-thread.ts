// The page's end of the thread that holds a graph: one at a time, started by the first order.
import { ApiError } from "@runboard/contract";
import type { GraphDelivery, GraphWork, GraphWorkKind } from "./graph-orders.ts";

interface Waiting {
  readonly resolve: (answer: GraphWork[GraphWorkKind]["answer"]) => void;
  readonly reject: (error: Error) => void;
}

let thread: Worker | null = null;
/** What the thread holds, or is reading. */
let held: { readonly key: string; readonly loaded: Promise<GraphWork["load"]["answer"]> } | null = null;
let lastNumber = 0;
const waiting = new Map<number, Waiting>();

/** What was said of the graph when it was loaded as `key`; null when the thread does not hold it. */
export function heldGraph(key: string): Promise<GraphWork["load"]["answer"]> | null {
  return held?.key === key ? held.loaded : null;
}

/** Loads its code, so that the first graph does not wait for that. */
export function warmGraphThread(): void {
  thread ??= start();
}

/** Gives the thread a graph. Whatever it is doing for another one ends. Rejects with an ApiError that says what is wrong with it. */
export async function loadGraph(
  key: string,
  order: GraphWork["load"]["order"],
): Promise<GraphWork["load"]["answer"]> {
  if (held) end(new ApiError("conflict", "another graph is wanted"));
  const loaded = ask("load", order);
  held = { key, loaded };
  try {
    return await loaded;
  } catch (error) {
    // What could not be read may be readable when somebody asks again.
    if (held.loaded === loaded) held = null;
    throw error;
  }
}

/** Asks about the graph that was loaded as `key`. Rejects when the thread holds another one by now. */
export async function askGraph<Kind extends GraphWorkKind>(
  key: string,
  kind: Kind,
  order: GraphWork[Kind]["order"],
): Promise<GraphWork[Kind]["answer"]> {
  if (held?.key !== key) throw new ApiError("conflict", "the graph is no longer loaded");
  return ask(kind, order);
}

function ask<Kind extends GraphWorkKind>(
  kind: Kind,
  order: GraphWork[Kind]["order"],
): Promise<GraphWork[Kind]["answer"]> {
  const number = ++lastNumber;
  return new Promise<GraphWork[GraphWorkKind]["answer"]>((resolve, reject) => {
    waiting.set(number, { resolve, reject });
    thread ??= start();
    thread.postMessage({ number, kind, order });
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
    // Not the server's: nobody has to look whether that is there.
    else asked?.reject(new ApiError("graph_unreadable", data.failure));
  });
  worker.addEventListener("error", ({ message }) => {
    if (thread === worker) end(new Error(message || "the page's code for graphs could not be loaded"));
  });
  return worker;
}

function end(error: Error): void {
  thread?.terminate();
  thread = null;
  held = null;
  for (const { reject } of waiting.values()) reject(error);
}
