import { expect, it, vi } from "vitest";
import { MarkdownThread } from "./markdown-thread.ts";
import type { MarkdownOrder } from "./markdown-worker.ts";

let startedCount = 0;

/** Reads at once, and hangs at a text "slow". */
class HangingWorker extends EventTarget {
  #isTerminated = false;

  constructor() {
    super();
    startedCount += 1;
    queueMicrotask(() => this.#deliver(0, []));
  }

  postMessage({ id, texts }: MarkdownOrder): void {
    queueMicrotask(() => {
      const stuck = texts.indexOf("slow");
      for (const text of texts.slice(0, stuck === -1 ? undefined : stuck)) this.#deliver(id, [`<p>${text}`]);
    });
  }

  terminate(): void {
    this.#isTerminated = true;
  }

  #deliver(id: number, htmls: readonly string[]): void {
    if (!this.#isTerminated) this.dispatchEvent(new MessageEvent("message", { data: { id, htmls } }));
  }
}

const { signal } = new AbortController();
const threadOf = () => new MarkdownThread(() => new HangingWorker() as unknown as Worker, 20);

it("leaves only the text unread that takes too long", async () => {
  const thread = threadOf();
  expect(await thread.htmlOf(["a", "slow", "b", "c"], signal)).toEqual(["<p>a", null, "<p>b", "<p>c"]);
  expect(await thread.htmlOf(["d"], signal)).toEqual(["<p>d"]);
});

it("does not try for ever, and reads the next order all the same", async () => {
  startedCount = 0;
  const thread = threadOf();
  const orders = [thread.htmlOf(["slow", "a", "slow", "b", "slow"], signal), thread.htmlOf(["c"], signal)];
  expect(await Promise.all(orders)).toEqual([[null, "<p>a", null, null, null], ["<p>c"]]);
  expect(startedCount).toBe(3);
});

it("drops an order that nobody waits for any more", async () => {
  const gone = AbortSignal.abort(new Error("gone"));
  const onError = vi.fn();
  await threadOf().htmlOf(["a"], gone).catch(onError);
  expect(onError).toHaveBeenCalledWith(new Error("gone"));
});
