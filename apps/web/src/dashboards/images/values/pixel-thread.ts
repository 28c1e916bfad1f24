// The page's end of the thread that works on the samples of pictures. It is started by the first order, and ended when there was none for a while:
// the samples it keeps are many.
import type {
  PixelAnswerOf,
  PixelDelivery,
  PixelOrder,
  PixelOrderOf,
  PixelWorkKind,
} from "./pixel-orders.ts";

interface Waiting {
  readonly resolve: (answer: PixelAnswerOf<PixelWorkKind>) => void;
  readonly reject: (error: Error) => void;
}

const IDLE_MILLIS = 30_000;

let thread: Worker | null = null;
let lastNumber = 0;
let idleTimer = 0;
const waiting = new Map<number, Waiting>();

/** Rejects with the signal's reason when nobody waits any more, and with an Error that says what is wrong with the picture. */
export async function askPixels<Kind extends PixelWorkKind>(
  kind: Kind,
  order: PixelOrderOf<Kind>,
  signal: AbortSignal,
): Promise<PixelAnswerOf<Kind>> {
  signal.throwIfAborted();
  const number = ++lastNumber;
  const giveUp = (): void => {
    waiting.get(number)?.reject(signal.reason as Error);
    thread?.postMessage({ number, kind: "stop" } satisfies PixelOrder);
  };
  signal.addEventListener("abort", giveUp, { once: true });
  window.clearTimeout(idleTimer);
  try {
    const answer = await new Promise<PixelAnswerOf<PixelWorkKind>>((resolve, reject) => {
      waiting.set(number, { resolve, reject });
      thread ??= start();
      thread.postMessage({ number, kind, order });
    });
    // An order of a kind is answered by that kind.
    return answer;
  } finally {
    waiting.delete(number);
    signal.removeEventListener("abort", giveUp);
    if (waiting.size === 0) idleTimer = window.setTimeout(end, IDLE_MILLIS);
  }
}

function start(): Worker {
  const worker = new Worker(new URL("./pixel-worker.ts", import.meta.url), {
    type: "module",
    name: "pixels",
  });
  worker.addEventListener("message", ({ data }: MessageEvent<PixelDelivery>) => {
    const asked = waiting.get(data.number);
    if ("answer" in data) {
      if (asked) asked.resolve(data.answer);
      // Taken back while it was on its way.
      else if ("bitmap" in data.answer) {
        data.answer.bitmap.close();
        data.answer.reduced?.close();
      }
    } else asked?.reject(new Error(data.failure));
  });
  worker.addEventListener("error", ({ message }) => {
    worker.terminate();
    if (thread === worker) thread = null;
    const error = new Error(message || "the page's code for pixels could not be loaded");
    for (const { reject } of waiting.values()) reject(error);
  });
  return worker;
}

function end(): void {
  thread?.terminate();
  thread = null;
}
