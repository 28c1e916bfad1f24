import { describe, expect, it } from "vitest";
import { moveInTree } from "./run-tree-keys.ts";
import { openRows, runTree } from "./run-tree.ts";

// a/ · a/1 · a/2 · b
const rows = openRows(runTree(["a/1", "a/2", "b"]), () => false);
const none = new Set<string>();

describe("keys in the tree of runs", () => {
  it.each([
    ["ArrowDown", 0, 1],
    ["ArrowDown", 3, 3],
    ["ArrowUp", 0, 0],
    ["End", 0, 3],
    ["Home", 2, 0],
    ["PageDown", 0, 3],
    ["ArrowRight", 0, 1],
    ["ArrowLeft", 2, 0],
    ["ArrowLeft", 3, 3],
  ])("%s at row %d goes to %d", (key, from, to) => {
    expect(moveInTree(key, rows, from, none)).toEqual({ kind: "go", index: to });
  });

  it("open and close folders", () => {
    expect(moveInTree("ArrowLeft", rows, 0, none)).toEqual({ kind: "fold", path: "a/" });
    expect(moveInTree("ArrowRight", rows, 0, new Set(["a/"]))).toEqual({ kind: "fold", path: "a/" });
  });

  it("leave other keys alone", () => {
    expect(moveInTree("ArrowRight", rows, 1, none)).toBeUndefined();
    expect(moveInTree("x", rows, 1, none)).toBeUndefined();
  });
});
