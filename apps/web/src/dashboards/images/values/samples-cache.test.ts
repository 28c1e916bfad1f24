import { expect, test } from "vitest";
import { SamplesCache } from "./samples-cache.ts";

function cacheOf(keptBytes: number) {
  const loaded: string[] = [];
  const cache = new SamplesCache<string, { readonly bytes: number }>(
    {
      nameOf: (name) => name,
      load: (name) => {
        loaded.push(name);
        return name === "bad" ? Promise.reject(new Error("damaged")) : Promise.resolve({ bytes: 10 });
      },
      sizeBytesOf: ({ bytes }) => bytes,
    },
    keptBytes,
  );
  return { cache, loaded };
}

test("what is asked for twice, even at once, is loaded once", async () => {
  const { cache, loaded } = cacheOf(100);
  await cache.both("a", "a");
  await cache.get("a");
  expect(loaded).toEqual(["a"]);
});

test("of too many, those used last stay", async () => {
  const { cache, loaded } = cacheOf(30);
  for (const name of ["a", "b", "c", "a", "d", "a", "b"]) await cache.get(name);
  expect(loaded).toEqual(["a", "b", "c", "d", "b"]);
});

test("two stay, however large", async () => {
  const { cache, loaded } = cacheOf(1);
  for (const name of ["a", "b", "a", "b", "c", "b"]) await cache.get(name);
  expect(loaded).toEqual(["a", "b", "c"]);
});

test("what failed is tried again", async () => {
  const { cache, loaded } = cacheOf(100);
  await expect(cache.get("bad")).rejects.toThrow("damaged");
  await expect(cache.get("bad")).rejects.toThrow("damaged");
  expect(loaded).toEqual(["bad", "bad"]);
});
