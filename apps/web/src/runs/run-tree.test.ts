import { describe, expect, it } from "vitest";
import {
  checkState,
  commonFolder,
  flatNodes,
  openRows,
  reversedTree,
  runsBetween,
  runTree,
} from "./run-tree.ts";

function outline(runs: readonly string[], collapsed: readonly string[] = []): readonly string[] {
  return openRows(runTree(runs), (path) => collapsed.includes(path)).map(
    ({ node, depth }) => "  ".repeat(depth) + node.label,
  );
}

describe("the tree of runs", () => {
  it("is flat for flat names, in natural order", () => {
    expect(outline(["run10", "run9", "."])).toEqual([".", "run9", "run10"]);
  });

  it("nests by path and joins chains of single folders", () => {
    expect(outline(["main/a/x", "main/a/y", "sweep/deep/er/1", "sweep/deep/er/2"])).toEqual([
      "main/a/",
      "  x",
      "  y",
      "sweep/deep/er/",
      "  1",
      "  2",
    ]);
  });

  it("puts a run that is a folder too first in it", () => {
    expect(outline(["session_1/validation", "session_1", "session_2"])).toEqual([
      "session_1/",
      "  session_1",
      "  validation",
      "session_2",
    ]);
  });

  it("shows nothing below a collapsed folder", () => {
    expect(outline(["a/1", "a/2", "b/1", "b/2"], ["a/"])).toEqual(["a/", "b/", "  1", "  2"]);
  });

  it("numbers siblings for a screen reader", () => {
    const rows = openRows(runTree(["a/1", "a/2", "b"]), () => false);
    expect(rows.map(({ position, siblingCount }) => [position, siblingCount])).toEqual([
      [1, 2],
      [1, 2],
      [2, 2],
      [2, 2],
    ]);
  });

  it("knows every run of a folder", () => {
    const [folder] = runTree(["a/b/1", "a/b/2", "a/c"]);
    expect(folder?.kind === "folder" && folder.runs).toEqual(["a/b/1", "a/b/2", "a/c"]);
  });

  it("lays out 10,000 runs within a frame or two", () => {
    const runs = Array.from(
      { length: 10_000 },
      (_, index) => `sweep_${index % 20}/lr_${index % 7}/run_${index}`,
    );
    const tree = runTree(runs);
    const start = performance.now();
    expect(openRows(tree, () => false).length).toBeGreaterThan(10_000);
    expect(performance.now() - start).toBeLessThan(100);
  });
});

describe("check state", () => {
  it("has three values", () => {
    const chosen = new Set(["a", "b"]);
    expect(checkState(["a", "b"], chosen)).toBe("all");
    expect(checkState(["a", "c"], chosen)).toBe("some");
    expect(checkState(["c"], chosen)).toBe("none");
  });
});

describe("runs in another order than that of their names", () => {
  it("stand without folders, under what their names do not have in common", () => {
    const runs = ["sweep/b/1", "sweep/a/2"];
    const rows = openRows(flatNodes(runs, commonFolder(runs)), () => false);
    expect(rows.map(({ node, id, depth }) => [node.label, id, depth])).toEqual([
      ["b/1", "sweep/b/1", 0],
      ["a/2", "sweep/a/2", 0],
    ]);
  });

  it.each([
    [["a/b/c", "a/b/d"], "a/b/"],
    [["a/bc/x", "a/b/x"], "a/"],
    [["a/x", "b/x"], ""],
    [["a/x", "."], ""],
    [["a/x"], ""],
    [[], ""],
  ])("%j have %j in common", (names, folder) => {
    expect(commonFolder(names)).toBe(folder);
  });

  it("are the tree upside down, folders before what is in them", () => {
    const rows = openRows(reversedTree(runTree(["a/1", "a/2", "b"])), () => false);
    expect(rows.map(({ id }) => id)).toEqual(["b", "a/", "a/2", "a/1"]);
  });
});

describe("the runs between two rows", () => {
  const rows = openRows(runTree(["a/1", "a/2", "b", "c/1", "c/2", "d"]), (path) => path === "c/");

  it("are those of the rows, and all of a closed folder", () => {
    // a/ · a/1 · a/2 · b · c/ · d
    expect(runsBetween(rows, 2, 4, new Set(["c/"]))).toEqual(["a/2", "b", "c/1", "c/2"]);
    expect(runsBetween(rows, 1, 0, new Set(["c/"]))).toEqual(["a/1"]);
  });
});
