import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareTagNames } from "./natural-order.ts";

describe("compareTagNames", () => {
  it.each([
    [
      ["b", "a"],
      ["a", "b"],
    ],
    [
      ["a", "B"],
      ["B", "a"],
    ],
    [
      ["03", "1"],
      ["1", "03"],
    ],
    [
      ["a03", "a1"],
      ["a1", "a03"],
    ],
    [
      ["b1", "a03"],
      ["a03", "b1"],
    ],
    [
      ["x0a03", "x0a1"],
      ["x0a1", "x0a03"],
    ],
    [
      ["a/b/03", "a/b/1"],
      ["a/b/1", "a/b/03"],
    ],
    [
      ["a0.1", "a0.01"],
      ["a0.01", "a0.1"],
    ],
    [
      ["a1e9", "a9e8"],
      ["a9e8", "a1e9"],
    ],
    [
      ["a1e+9", "a9e+8"],
      ["a9e+8", "a1e+9"],
    ],
    [
      ["a1e+5", "a9e-6"],
      ["a9e-6", "a1e+5"],
    ],
    [
      ["a1.0e9", "a9.0e8"],
      ["a9.0e8", "a1.0e9"],
    ],
    [
      ["a1.0e+9", "a9.0e+8"],
      ["a9.0e+8", "a1.0e+9"],
    ],
    [
      ["a+/a", "a/a", "ab/c", "ab/a"],
      ["a/a", "a+/a", "ab/a", "ab/c"],
    ],
    [
      ["a+0a", "a0a", "ab0a"],
      ["a0a", "a+0a", "ab0a"],
    ],
    [
      ["a", "//", "/", ""],
      ["", "/", "//", "a"],
    ],
    [
      ["0.2", "0.03"],
      ["0.03", "0.2"],
    ],
    [
      ["0..2", "0..03"],
      ["0..2", "0..03"],
    ],
    [
      [".2", ".03"],
      [".2", ".03"],
    ],
    [
      ["epoch_10", "epoch_9", "epoch_9/loss"],
      ["epoch_9", "epoch_9/loss", "epoch_10"],
    ],
  ])("sorts %j", (tags, sorted) => {
    expect([...tags].sort(compareTagNames)).toEqual(sorted);
  });

  it("is the same from both sides, and ends on any text", () => {
    const tag = fc.string({ unit: fc.constantFrom("a", "e", "E", "0", "1", "7", ".", "/", "+", "-", "_") });
    fc.assert(
      fc.property(tag, tag, (a, b) => {
        expect(compareTagNames(a, b)).toBe(0 - compareTagNames(b, a));
        expect(compareTagNames(a, a)).toBe(0);
      }),
    );
  });
});
