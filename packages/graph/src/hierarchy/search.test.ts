import { describe, expect, it } from "vitest";
import { buildHierarchy } from "./build-hierarchy.ts";
import { pathOf } from "./item-paths.ts";
import { PatternBudget, searchGraph } from "./search.ts";
import { MAX_PATTERN_LENGTH } from "./search-query.ts";
import { buildGraph, type OpInit } from "./testing.ts";

const hierarchy = buildHierarchy(
  buildGraph([
    {
      name: "net/conv/Conv2D",
      op: "Conv2D",
      attributes: { padding: "SAME", T: "float32" },
      device: "/device:GPU:0",
    },
    { name: "net/conv2/Conv2D", op: "Conv2D", attributes: { padding: "VALID" } },
    { name: "net/conv2/bias", op: "BiasAdd" },
    { name: "net/preconv", op: "Identity", attributes: { strides: "a b" } },
    {
      name: "net/pool",
      op: "MaxPool",
      attributes: {
        ksize: { kind: "list", items: [1, 2].map((value) => ({ kind: "number", value })), isCut: false },
      },
    },
  ]),
);

function found(query: string, limit = 20): readonly string[] {
  return Array.from(searchGraph(hierarchy, query, limit).items, (item) => pathOf(hierarchy, item));
}

describe("searchGraph", () => {
  it("ranks the label itself, its beginning, its inside, and then the path", () => {
    expect(found("conv")).toEqual([
      "net/conv",
      "net/conv/Conv2D",
      "net/conv2",
      "net/conv2/Conv2D",
      "net/preconv",
      "net/conv2/bias",
    ]);
    expect(found("CONV2D")[0]).toBe("net/conv/Conv2D");
  });

  it("counts what is beyond the limit", () => {
    const result = searchGraph(hierarchy, "conv", 2);
    expect(result.items).toHaveLength(2);
    expect(result.totalCount).toBe(6);
  });

  it.each([
    ["op:conv2d", ["net/conv/Conv2D", "net/conv2/Conv2D"]],
    ["op:Conv2D attr:padding=same", ["net/conv/Conv2D"]],
    ["attr:padding", ["net/conv/Conv2D", "net/conv2/Conv2D"]],
    ["attr:ksize=[1,2]", ["net/pool"]],
    ["attr:ksize=2", ["net/pool"]],
    ['attr:strides="a b"', ["net/preconv"]],
    ["device:gpu", ["net/conv/Conv2D"]],
    ["op:Conv2D conv2/", ["net/conv2/Conv2D"]],
    ["/^net.conv\\d$/", ["net/conv2"]],
    ["op:Conv2D /conv\\d/", ["net/conv/Conv2D", "net/conv2/Conv2D"]],
    ["nothing", []],
    ["", []],
    ["op:", []],
  ])("understands %s", (query, paths) => {
    expect(found(query).toSorted()).toEqual([...paths].toSorted());
  });

  it.each([
    ["/(a+)+$/", "repeats a group"],
    ["/(a|a)*b/", "repeats a group"],
    ["/((a{2,})b)+/", "repeats a group"],
    ["/(a)\\1/", "repeats a group"],
    ["/a*b*c*d*/", "4 repeats"],
    ["/((a{0,9}){0,9}){0,9}b/", "repeats a group"],
    ["/(a?a?)*b/", "repeats a group"],
    [`/${"a?".repeat(30)}${"a".repeat(30)}/`, "30 parts"],
    [`/${"(a|ab)".repeat(9)}c/`, "9 parts"],
    ["/[/", "not valid"],
    [`/${"a".repeat(MAX_PATTERN_LENGTH + 1)}/`, "at most 200"],
  ])("says why it does not try %s", (query, reason) => {
    const { totalCount, ending } = searchGraph(hierarchy, query, 20);
    expect(totalCount).toBe(0);
    expect(ending).toContain(reason);
  });

  it("takes what only looks like a repeat of a group", () => {
    for (const query of [
      "/(conv|pool)2?$/",
      "/[(a+)]+conv2/",
      "/\\(x+\\)*|conv2$/",
      "/(co)nv+/",
      "/(?:conv|x)?/",
      "/co.*?v\\d{1}/",
    ])
      expect(searchGraph(hierarchy, query, 20).ending).toBeUndefined();
  });

  it("gives up a pattern that takes too long, and says so", () => {
    const many: OpInit[] = Array.from({ length: 30_000 }, (_, at) => ({ name: `op${at}x`, op: "Op" }));
    const large = buildHierarchy(buildGraph(many));
    let now = 0;
    const slow = searchGraph(large, "/op/", 10, new PatternBudget(() => (now += 10)));
    expect(slow.ending).toContain("too long");
    expect(slow.totalCount).toBeLessThan(10_000);
    now = 0;
    const quick = searchGraph(large, "/op/", 10, new PatternBudget(() => (now += 1)));
    expect(quick.ending).toBeUndefined();
    expect(quick.totalCount).toBe(30_000);
  });

  it("says which names were too long for a pattern's repeats", () => {
    const long = buildHierarchy(
      buildGraph([
        { name: "a".repeat(301), op: "Op" },
        { name: "ab", op: "Op" },
      ]),
    );
    const { totalCount, untriedCount } = searchGraph(long, "/a*b*c*/", 10);
    expect(totalCount).toBe(1);
    expect(untriedCount).toBe(1);
  });
});
