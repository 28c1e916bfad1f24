import { describe, expect, test } from "vitest";
import { HeldBitmaps, type BitmapWanted } from "./held-bitmaps.ts";

interface Made {
  readonly wanted: BitmapWanted<string>;
  readonly come: () => Promise<void>;
  readonly fail: (reason: string) => Promise<void>;
  readonly isAsked: () => boolean;
  readonly isStopped: () => boolean;
  readonly isFreed: () => boolean;
}

/** What comes when the test says so. */
function made(key: string): Made {
  let isFreed = false;
  let asked: AbortSignal | null = null;
  let resolve: (one: { bitmap: ImageBitmap; reduced: null; facts: string }) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<{ bitmap: ImageBitmap; reduced: null; facts: string }>((done, fail) => {
    resolve = done;
    reject = fail;
  });
  const settled = async (): Promise<void> => {
    await new Promise((done) => setTimeout(done, 0));
  };
  return {
    wanted: {
      key,
      load: (signal) => {
        asked = signal;
        return promise;
      },
    },
    come: () => {
      resolve({
        bitmap: { close: () => (isFreed = true) } as unknown as ImageBitmap,
        reduced: null,
        facts: key,
      });
      return settled();
    },
    fail: (reason) => {
      reject(new Error(reason));
      return settled();
    },
    isAsked: () => asked !== null,
    isStopped: () => asked?.aborted === true,
    isFreed: () => isFreed,
  };
}

const shown = (bitmaps: HeldBitmaps<string>) => bitmaps.read().map(({ held }) => held?.key ?? null);

describe("places of bitmaps", () => {
  test("keep what they had until what they want has come, and free it then", async () => {
    const bitmaps = new HeldBitmaps<string>();
    const [a, b] = [made("a"), made("b")];
    bitmaps.want([a.wanted]);
    await a.come();
    bitmaps.want([b.wanted]);
    expect(shown(bitmaps)).toEqual(["a"]);
    expect(a.isFreed()).toBe(false);
    await b.come();
    expect(shown(bitmaps)).toEqual(["b"]);
    expect(a.isFreed()).toBe(true);
  });

  test("do not load what moved to another place, nor free it", async () => {
    const bitmaps = new HeldBitmaps<string>();
    const [a, b] = [made("a"), made("b")];
    bitmaps.want([a.wanted, b.wanted]);
    await a.come();
    await b.come();
    bitmaps.want([b.wanted]);
    expect(shown(bitmaps)).toEqual(["b"]);
    expect([a.isFreed(), b.isFreed()]).toEqual([true, false]);
  });

  test("stop what nobody wants any more, and free it when it comes all the same", async () => {
    const bitmaps = new HeldBitmaps<string>();
    const [a, b] = [made("a"), made("b")];
    bitmaps.want([a.wanted]);
    bitmaps.want([b.wanted]);
    expect([a.isStopped(), b.isStopped()]).toEqual([true, false]);
    await a.come();
    expect(a.isFreed()).toBe(true);
    expect(shown(bitmaps)).toEqual([null]);
  });

  test("say why there is nothing, and ask again when something else is wanted", async () => {
    const bitmaps = new HeldBitmaps<string>();
    const [a, b] = [made("a"), made("b")];
    bitmaps.want([a.wanted, null]);
    await a.fail("damaged");
    expect(bitmaps.read().map(({ problem }) => problem)).toEqual(["damaged", null]);
    bitmaps.want([b.wanted, null]);
    expect(b.isAsked()).toBe(true);
    expect(bitmaps.read()[0]?.problem).toBeNull();
  });

  test("free all at the end", async () => {
    const bitmaps = new HeldBitmaps<string>();
    const a = made("a");
    bitmaps.want([a.wanted]);
    await a.come();
    bitmaps.want([]);
    expect(a.isFreed()).toBe(true);
    expect(bitmaps.read()).toEqual([]);
  });
});
