import { expect, it } from "vitest";
import { FileVersions } from "./file-versions.ts";

it("is the same while a file is as it was or grows, another when it is written anew or cut", () => {
  const versions = new FileVersions();
  const of = (sizeBytes: number, modifiedMillis: number) => versions.of("a", { sizeBytes, modifiedMillis });
  const first = of(10, 1);
  expect([of(10, 1), of(20, 2), of(20, 2)]).toEqual([first, first, first]);
  const rewritten = of(20, 3);
  expect(rewritten).not.toBe(first);
  expect(of(15, 4)).not.toBe(rewritten);
});

it("never gives a number twice, also of files that it forgot", () => {
  const versions = new FileVersions();
  const state = { sizeBytes: 1, modifiedMillis: 1 };
  const given = Array.from({ length: 5000 }, (_, i) => versions.of(`file ${i}`, state));
  expect(new Set([...given, versions.of("file 0", state)]).size).toBe(5001);
  expect(versions.of("file 4999", state)).toBe(given[4999]);
});
