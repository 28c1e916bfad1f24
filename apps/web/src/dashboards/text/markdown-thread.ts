// The page's end of the thread that reads Markdown.
import type { MarkdownDelivery, MarkdownOrder } from "./markdown-worker.ts";

/** What takes longer is shown as it is. */
const MOST_MILLIS = 3000;

interface Thread {
  readonly worker: Worker;
  /** Resolves when its code is there, and rejects when that does not come. */
  readonly ready: Promise<void>;
}

class MarkdownThread {
  readonly #start: () => Worker;
  readonly #mostMillis: number;
  #thread: Thread | null = null;
  #lastId = 0;
  /** One order after the other, so that it is known which one takes too long. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(start: () => Worker, mostMillis = MOST_MILLIS) {
    this.#start = start;
    this.#mostMillis = mostMillis;
  }

  /** HTML of the texts; null when they take too long. Rejects with the signal's reason when it aborts before their turn. */
  htmlOf(texts: readonly string[], signal: AbortSignal): Promise<readonly string[] | null> {
    const turn = this.#last.then(() => {
      signal.throwIfAborted();
      return this.#render(texts);
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #render(texts: readonly string[]): Promise<readonly string[] | null> {
    const thread = (this.#thread ??= started(this.#start()));
    const { worker, ready } = thread;
    const end = (): void => {
      worker.terminate();
      this.#thread = null;
    };
    await ready.catch((error: unknown) => {
      end();
      throw error;
    });
    const id = ++this.#lastId;
    return await new Promise((resolve) => {
      const timer = setTimeout(() => {
        worker.removeEventListener("message", take);
        end();
        resolve(null);
      }, this.#mostMillis);
      const take = ({ data }: MessageEvent<MarkdownDelivery>): void => {
        if (data.id !== id) return;
        clearTimeout(timer);
        worker.removeEventListener("message", take);
        resolve(data.htmls);
      };
      worker.addEventListener("message", take);
      worker.postMessage({ id, texts } satisfies MarkdownOrder);
    });
  }
}

function started(worker: Worker): Thread {
  const ready = new Promise<void>((resolve, reject) => {
    worker.addEventListener("message", () => resolve(), { once: true });
    worker.addEventListener("error", ({ message }) =>
      reject(new TypeError(message || "the page's code for Markdown could not be loaded")),
    );
  });
  return { worker, ready };
}

export const markdownThread = new MarkdownThread(
  () => new Worker(new URL("./markdown-worker.ts", import.meta.url), { type: "module", name: "markdown" }),
);
