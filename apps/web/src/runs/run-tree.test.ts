import { describe, expect, it } from "vitest";
import { checkState, openRows, runTree } from "./run-tree.ts";

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
