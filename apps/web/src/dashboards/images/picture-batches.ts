// Small pictures that are wanted at about the same time, fetched by one request and decoded on another thread.
import { MAX_BATCHED_BLOBS } from "@runboard/contract";
import { api } from "../../data/api.ts";
import { inTurn } from "../../data/in-turn.ts";
import type { RequestRank } from "../../data/request-turns.ts";
import type { BatchDelivery, BatchOrder } from "./batch-orders.ts";

interface Wanted {
  readonly id: string;
  readonly signal: AbortSignal;
  readonly resolve: (bitmap: ImageBitmap | null) => void;
}

const lines: Readonly<Record<RequestRank, Set<Wanted>>> = { picture: new Set(), note: new Set() };
const never = new AbortController().signal;

/**
 * Null for what has to be fetched alone. Rejects with the signal's reason when it aborts before the request; what has been
 * asked for by then comes all the same unless nobody waits for any of its request.
 */
export function batchedBitmap(
  id: string,
  signal: AbortSignal,
  rank: RequestRank,
): Promise<ImageBitmap | null> {
  return new Promise((resolve, reject) => {
    const line = lines[rank];
    const wanted = { id, signal, resolve };
    signal.addEventListener(
      "abort",
      () => {
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the caller's own reason
        if (line.delete(wanted)) reject(signal.reason);
      },
      { once: true },
    );
    line.add(wanted);
    // Whoever comes while a turn is waited for comes along.
    if (line.size === 1) void takeTurn(rank);
  });
}

async function takeTurn(rank: RequestRank): Promise<void> {
  await inTurn(
    async () => {
      const line = lines[rank];
      const batch = [...line].slice(0, MAX_BATCHED_BLOBS);
      for (const wanted of batch) line.delete(wanted);
      if (line.size > 0) void takeTurn(rank);
      // A single one may be large.
      const bitmaps = batch.length > 1 ? await fetchBatch(batch) : null;
      for (const [at, { resolve }] of batch.entries()) resolve(bitmaps?.[at] ?? null);
    },
    never,
    rank,
  );
}

let thread: Worker | null = null;
let lastNumber = 0;
const waiting = new Map<number, (bitmaps: BatchDelivery["bitmaps"]) => void>();

async function fetchBatch(batch: readonly Wanted[]): Promise<BatchDelivery["bitmaps"]> {
  const number = ++lastNumber;
  thread ??= start();
  const order = { number, url: api.blobBatchUrl(batch.map(({ id }) => id)) } satisfies BatchOrder;
  const answered = new Promise<BatchDelivery["bitmaps"]>((resolve) => waiting.set(number, resolve));
  thread.postMessage(order);
  const giveUp = (): void => {
    if (batch.every(({ signal }) => signal.aborted)) thread?.postMessage({ number } satisfies BatchOrder);
  };
  for (const { signal } of batch) signal.addEventListener("abort", giveUp);
  try {
    return await answered;
  } finally {
    waiting.delete(number);
    for (const { signal } of batch) signal.removeEventListener("abort", giveUp);
  }
}

function start(): Worker {
  const worker = new Worker(new URL("./batch-worker.ts", import.meta.url), {
    type: "module",
    name: "pictures",
  });
  worker.addEventListener("message", ({ data }: MessageEvent<BatchDelivery>) => {
    waiting.get(data.number)?.(data.bitmaps);
  });
  // Its code could not be loaded: pictures come one by one, and the next batch tries again.
  worker.addEventListener("error", () => {
    worker.terminate();
    if (thread === worker) thread = null;
    for (const resolve of waiting.values()) resolve(null);
  });
  return worker;
}
