// The page's end of the thread that reads Markdown.
import type { MarkdownDelivery, MarkdownOrder } from "./markdown-worker.ts";

/** What takes longer is shown as it is. */
const MOST_MILLIS = 3000;

/** After so many of one order that take too long, the others are not tried. */
const MOST_STUCK = 2;

interface Thread {
  readonly worker: Worker;
  /** Resolves when its code is there, and rejects when that does not come. */
  readonly ready: Promise<void>;
}

export class MarkdownThread {
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

  /** HTML of each text; null for one that takes too long. Rejects with the signal's reason when it aborts before their turn. */
  htmlOf(texts: readonly string[], signal: AbortSignal): Promise<readonly (string | null)[]> {
    const turn = this.#last.then(() => {
      signal.throwIfAborted();
      return this.#render(texts);
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #render(texts: readonly string[]): Promise<readonly (string | null)[]> {
    const htmls: (string | null)[] = [];
    for (let stuckCount = 0; htmls.length < texts.length; stuckCount++) {
      if (stuckCount === MOST_STUCK) return texts.map((_, i) => htmls[i] ?? null);
      htmls.push(...(await this.#read(texts.slice(htmls.length))));
      if (htmls.length < texts.length) htmls.push(null);
    }
    return htmls;
  }

  /** HTML of the texts up to the first that takes too long. */
  async #read(texts: readonly string[]): Promise<readonly string[]> {
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
      const htmls: string[] = [];
      const giveUp = (): void => {
        worker.removeEventListener("message", take);
        end();
        resolve(htmls);
      };
      let timer = setTimeout(giveUp, this.#mostMillis);
      const take = ({ data }: MessageEvent<MarkdownDelivery>): void => {
        if (data.id !== id) return;
        clearTimeout(timer);
        htmls.push(...data.htmls);
        if (htmls.length < texts.length) {
          timer = setTimeout(giveUp, this.#mostMillis);
          return;
        }
        worker.removeEventListener("message", take);
        resolve(htmls);
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
