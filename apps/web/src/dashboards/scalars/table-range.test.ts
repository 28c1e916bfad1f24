import { describe, expect, it } from "vitest";
import { decodeAt, encodeAt } from "./table-range.ts";

describe("place of the tables", () => {
  it.each([
    ["100", 100],
    ["-1.5e-7", -1.5e-7],
    ["100~200", [100, 200]],
    ["200~100", [100, 200]],
    ["-2~-1", [-2, -1]],
    ["7~7", 7],
  ])("%s", (text, at) => {
    expect(decodeAt(text)).toEqual(at);
    expect(decodeAt(encodeAt(decodeAt(text)))).toEqual(at);
  });

  it.each(["", "~", "1~", "~1", "1~2~3", "NaN", "Infinity", "here", "1~x"])("%j is none", (text) => {
    expect(decodeAt(text)).toBeNull();
  });

  it("of none is empty", () => {
    expect(encodeAt(null)).toBe("");
  });
});
