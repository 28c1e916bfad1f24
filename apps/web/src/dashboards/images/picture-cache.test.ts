import { beforeEach, expect, it } from "vitest";
import { PictureCache } from "./picture-cache.ts";

interface Loaded {
  readonly id: string;
  readonly sizeBytes: number;
}

let asked: string[];
let dropped: string[];
let waiting: Map<string, PromiseWithResolvers<Loaded>>;
let cache: PictureCache<Loaded>;
const never = new AbortController().signal;

beforeEach(() => {
  asked = [];
  dropped = [];
  waiting = new Map();
  cache = new PictureCache<Loaded>(
    {
      load: (id, signal) => {
        asked.push(id);
        const load = withResolvers();
        waiting.set(id, load);
        signal.addEventListener("abort", () => load.reject(signal.reason));
        return load.promise;
      },
      drop: ({ id }) => dropped.push(id),
    },
    100,
  );
});

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

// Node 20 has no Promise.withResolvers.
function withResolvers(): PromiseWithResolvers<Loaded> {
  let resolve!: (value: Loaded) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<Loaded>((done, failed) => {
    resolve = done;
    reject = failed;
  });
  return { promise, resolve, reject };
}

function arrive(id: string, sizeBytes: number): void {
  waiting.get(id)?.resolve({ id, sizeBytes });
}

async function load(id: string, sizeBytes: number): Promise<void> {
  const loaded = cache.get(id, never);
  arrive(id, sizeBytes);
  await loaded;
}

it("loads once what several wait for, and keeps it", async () => {
  const both = [cache.get("a", never), cache.get("a", never)];
  arrive("a", 10);
  expect((await Promise.all(both)).map(({ id }) => id)).toEqual(["a", "a"]);
  expect((await cache.get("a", never)).id).toBe("a");
  expect(cache.peek("a")?.id).toBe("a");
  expect(asked).toEqual(["a"]);
});

it("stops to load what nobody waits for any more, and only then", async () => {
  const [first, second] = [new AbortController(), new AbortController()];
  const both = [cache.get("a", first.signal), cache.get("a", second.signal)];
  const outcomes = Promise.allSettled(both);
  first.abort(new Error("gone"));
  await expect(both[0]).rejects.toThrow("gone");
  second.abort(new Error("gone, too"));
  expect((await outcomes).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  // Whoever comes now has it loaded anew.
  await load("a", 10);
  expect(asked).toEqual(["a", "a"]);
  await expect(cache.get("b", AbortSignal.abort(new Error("before")))).rejects.toThrow("before");
  expect(asked).toEqual(["a", "a"]);
});

it("keeps those used last within its bytes", async () => {
  for (const id of ["a", "b"]) await load(id, 40);
  cache.peek("a");
  await load("c", 40);
  expect(dropped).toEqual(["b"]);
  expect([cache.peek("a")?.id, cache.peek("b"), cache.peek("c")?.id]).toEqual(["a", undefined, "c"]);
});

it("keeps the last one however large it is", async () => {
  await load("a", 40);
  await load("huge", 1000);
  expect(dropped).toEqual(["a"]);
  expect(cache.peek("huge")?.id).toBe("huge");
  await load("b", 1);
  expect(dropped).toEqual(["a", "huge"]);
});

it("tries again what failed", async () => {
  const failed = cache.get("a", never);
  waiting.get("a")?.reject(new Error("cut short"));
  await expect(failed).rejects.toThrow("cut short");
  await load("a", 1);
  expect(cache.peek("a")?.id).toBe("a");
});
