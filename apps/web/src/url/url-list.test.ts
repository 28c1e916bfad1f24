import { describe, expect, it } from "vitest";
import { decodeList, encodeList } from "./url-list.ts";

describe("lists in the URL", () => {
  it.each([
    [["a"]],
    [["a;b", "c!d", "!2.x", "!"]],
    [["lr_1E-03,conv=1,fc=1", "lr_1E-03,conv=1,fc=2", "lr_1E-03,conv=2,fc=1"]],
    [["runs/😀1", "runs/😁1"]],
    [["", "x"]],
    [["!10.long-name-here", "!10.long-name-there"]],
  ])("come back as they were: %j", (names) => {
    expect(decodeList(encodeList(names))).toEqual(names);
  });

  it("stay readable when short", () => {
    expect(encodeList(["train", "eval"])).toBe("train;eval");
  });

  it("share beginnings when long", () => {
    const names = Array.from({ length: 1000 }, (_, index) => `sweep/learning_rate/run_${1000 + index}`);
    expect(encodeList(names).length).toBeLessThan(8 * names.length);
    expect(decodeList(encodeList(names))).toEqual(names);
  });

  it("reads damaged text without throwing", () => {
    expect(decodeList("!zz.;;!")).toEqual(["", "", "!"]);
    expect(decodeList("")).toEqual([]);
  });
});
