import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { outsideOf } from "./beyond.ts";
import { buildHierarchy } from "./build-hierarchy.ts";
import type { Hierarchy } from "./hierarchy.ts";
import { findItem, pathOf } from "./item-paths.ts";
import { BEYOND, EDGE_BACK, EDGE_CONTROL, EDGE_REFERENCE, type Level, NO_TYPE } from "./level.ts";
import { levelOf, type LevelOptions } from "./level-of.ts";
import { buildGraph, type OpInit } from "./testing.ts";

function levelAt(inits: readonly OpInit[], path = "", options: LevelOptions = {}) {
  const hierarchy = buildHierarchy(buildGraph(inits));
  const level = levelOf(hierarchy, findItem(hierarchy, path)!, options);
  return { hierarchy, level, ...spelled(hierarchy, level) };
}

/** With paths for numbers. */
function spelled(hierarchy: Hierarchy, level: Level) {
  const pathsOf = (items: Uint32Array) => Array.from(items, (item) => pathOf(hierarchy, item));
  const items = pathsOf(level.items);
  const auxiliary = pathsOf(level.auxiliaryItems);
  const end = (place: number) => (place === BEYOND ? "BEYOND" : items[place]!);
  return {
    items,
    auxiliary,
    edges: Array.from(level.edgeFroms, (from, edge) => {
      const arrow = (level.edgeFlags[edge]! & EDGE_CONTROL) === 0 ? ">" : "~";
      return `${end(from)}${arrow}${end(level.edgeTos[edge]!)} ${level.edgeTensorCounts[edge]!}`;
    }).sort(),
    marks: Array.from(level.annotationOwners, (owner, at) => {
      const mark = pathOf(hierarchy, level.annotationItems[at]!);
      return `${[...items, ...auxiliary][owner]!}${level.annotationAreInputs[at] === 1 ? "<" : ">"}${mark}`;
    }).sort(),
  };
}

describe("edges", () => {
  it("join children once for each ordered pair, tensors counted once", () => {
    const { edges } = levelAt([
      { name: "a/x", op: "Split" },
      { name: "a/y", op: "Relu", inputs: ["a/x"] },
      { name: "b/p", op: "Relu", inputs: ["a/x", "a/x:1", "^a/y"] },
      { name: "b/q", op: "Relu", inputs: ["a/x", "a/y"] },
      { name: "a/z", op: "Relu", inputs: ["b/q"] },
    ]);
    expect(edges).toEqual(["a>b 3", "a~b 1", "b>a 1"]);
  });

  it("lead beyond the border, and know their tensors", () => {
    const { level, edges } = levelAt(
      [
        { name: "in", op: "Relu", shape: [2, 3] },
        { name: "s/x", op: "Relu", inputs: ["in"], shape: [4] },
        { name: "s/y", op: "Relu", inputs: ["in", "s/x"], shape: [null, 3] },
        { name: "out", op: "Relu", inputs: ["s/y", "s/x", "s/x"] },
      ],
      "s",
    );
    expect(edges).toEqual(["BEYOND>s/x 1", "BEYOND>s/y 1", "s/x>BEYOND 1", "s/x>s/y 1", "s/y>BEYOND 1"]);
    expect([...level.edgeElementCounts].sort((a, b) => a - b)).toEqual([0, 4, 4, 6, 6]);
    expect(level.edgeTypeIds).not.toContain(NO_TYPE);
  });

  it("say which write through a reference", () => {
    const { level } = levelAt([
      { name: "v", op: "VariableV2" },
      { name: "w", op: "Relu" },
      { name: "set", op: "Assign", inputs: ["v", "w"] },
      { name: "adam", op: "ApplyAdam", inputs: ["v", "v:1", "v:2", "w"] },
    ]);
    const references = Array.from(level.edgeFlags, (flags) => (flags & EDGE_REFERENCE) !== 0);
    const fromV = Array.from(level.edgeFroms, (from) => from === level.items.length - 2);
    expect(references).toEqual(fromV);
    expect(references.filter(Boolean)).toHaveLength(2);
  });

  it("of an operation to itself are there, inside a scope not", () => {
    const { edges, level } = levelAt([
      { name: "loop", op: "NextIteration", inputs: ["loop"] },
      { name: "s/x", op: "Relu", inputs: ["s/y"] },
      { name: "s/y", op: "Relu", inputs: ["s/x"] },
    ]);
    expect(edges).toEqual(["loop>loop 1"]);
    expect([...level.edgeFlags]).toEqual([EDGE_BACK]);
  });

  const init = fc.record({
    scopes: fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 3 }),
    op: fc.constantFrom("Relu", "Relu", "Const", "NoOp", "HistogramSummary"),
    inputs: fc.array(fc.tuple(fc.nat(30), fc.integer({ min: -1, max: 1 })), { maxLength: 4 }),
  });
  const inits: fc.Arbitrary<readonly OpInit[]> = fc
    .array(init, { minLength: 1, maxLength: 30 })
    .map((list) => {
      const names = list.map(({ scopes }, at) => [...scopes, `op${at}x`].join("/"));
      return list.map(({ op, inputs }, at) => ({
        name: names[at]!,
        op,
        inputs: inputs.map(([source, slot]) => {
          const name = names[source % names.length]!;
          return slot < 0 ? `^${name}` : `${name}:${slot}`;
        }),
      }));
    });

  /** From the whole list of inputs, by paths. */
  function expectedEdges(list: readonly OpInit[], scope: string): ReadonlyMap<string, ReadonlySet<string>> {
    const found = new Map<string, Set<string>>();
    const childOf = (name: string) => {
      const prefix = scope === "" ? "" : `${scope}/`;
      if (!name.startsWith(prefix)) return "BEYOND";
      return prefix + name.slice(prefix.length).split("/")[0]!;
    };
    for (const { name, inputs } of list) {
      for (const input of inputs ?? []) {
        const isControl = input.startsWith("^");
        const source = input.replace(/^\^/, "").replace(/:\d$/, "");
        const from = childOf(source);
        const to = childOf(name);
        if (from === to && (from === "BEYOND" || from !== name)) continue;
        const key = `${from}${isControl ? "~" : ">"}${to}`;
        found.set(key, (found.get(key) ?? new Set()).add(input));
      }
    }
    return found;
  }

  it("are those of the operations below, and each is laid out or a mark", () => {
    fc.assert(
      fc.property(inits, fc.constantFrom("", "a", "a/b"), fc.boolean(), (list, scope, extractsAuxiliary) => {
        const hierarchy = buildHierarchy(buildGraph(list));
        const item = findItem(hierarchy, scope);
        if (item === undefined) return;
        const level = levelOf(hierarchy, item, { extractsAuxiliary });
        const { items, auxiliary, edges, marks } = spelled(hierarchy, level);
        const expected = expectedEdges(list, scope);
        // Each child is in one place.
        const asMarks = new Set(Array.from(level.annotationItems, (mark) => pathOf(hierarchy, mark)));
        const own = hierarchy.children.subarray(
          hierarchy.childOffsets[item],
          hierarchy.childOffsets[item + 1],
        );
        const onlyMarks = [...asMarks].filter((path) => !items.includes(path) && !auxiliary.includes(path));
        expect([...items, ...auxiliary, ...onlyMarks].sort()).toEqual(
          Array.from(own, (child) => pathOf(hierarchy, child)).sort(),
        );
        if (!extractsAuxiliary) expect(auxiliary).toEqual([]);
        // Each laid-out edge is as expected.
        for (const edge of edges) {
          const [key = "", count = ""] = edge.split(" ");
          expect(expected.get(key)?.size).toBe(Number(count));
        }
        // Each expected one is laid out, or a mark at its ends that are none.
        const laidOut = new Set(edges.map((edge) => edge.split(" ")[0]));
        for (const key of expected.keys()) {
          if (laidOut.has(key) || key.includes("BEYOND")) continue;
          const [from = "", to = ""] = key.split(/[>~]/);
          if (from === to) continue;
          expect(marks.includes(`${to}<${from}`)).toBe(!onlyMarks.includes(to));
          expect(marks.includes(`${from}>${to}`)).toBe(!onlyMarks.includes(from));
        }
      }),
      { numRuns: 500 },
    );
  });

  it("make no cycle without those that are said to close one", () => {
    fc.assert(
      fc.property(inits, (list) => {
        const { level } = levelAt(list, "", { extractsAuxiliary: false });
        const ends = Array.from(level.edgeFroms, (from, edge) => [from, level.edgeTos[edge]!] as const);
        let open = ends.filter((_, edge) => (level.edgeFlags[edge]! & EDGE_BACK) === 0);
        for (let before = -1; before !== open.length;) {
          before = open.length;
          open = open.filter(([from]) => open.some(([, to]) => to === from));
        }
        expect(open).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe("marks", () => {
  it("are constants at each that uses them, scopes of constants, and summaries at what feeds them", () => {
    const { items, auxiliary, marks } = levelAt([
      { name: "one", op: "Const" },
      { name: "zeros/shape", op: "Const" },
      { name: "zeros/value", op: "Const" },
      { name: "x", op: "Relu", inputs: ["one", "zeros/shape"] },
      { name: "y", op: "Relu", inputs: ["one", "x"] },
      { name: "curve", op: "ScalarSummary", inputs: ["tag", "y"] },
      { name: "tag", op: "Const" },
      { name: "merged", op: "MergeSummary", inputs: ["curve"] },
    ]);
    expect(items).toEqual(["x", "y"]);
    expect(marks).toEqual(
      ["tag>curve", "x<one", "x<zeros", "y<one", "y>curve"].concat("merged<curve").sort(),
    );
    expect(auxiliary).toEqual(["merged", "tag"]);
  });

  it("leave a level of nothing else as it is", () => {
    const { items, marks } = levelAt(
      [
        { name: "s/tag", op: "Const" },
        { name: "s/sum", op: "ScalarSummary", inputs: ["s/tag"] },
      ],
      "s",
    );
    expect(items).toEqual(["s/sum", "s/tag"]);
    expect(marks).toEqual([]);
  });

  it("keep a constant that only leads beyond the border in the layout", () => {
    const { items, edges } = levelAt(
      [
        { name: "s/c", op: "Const" },
        { name: "s/x", op: "Relu" },
        { name: "out", op: "Relu", inputs: ["s/c", "s/x"] },
      ],
      "s",
    );
    expect(items).toEqual(["s/c", "s/x"]);
    expect(edges).toEqual(["s/c>BEYOND 1", "s/x>BEYOND 1"]);
  });
});

describe("what stands beside", () => {
  const chain = (count: number, more: (at: number) => readonly string[] = () => []): OpInit[] =>
    Array.from({ length: count }, (_, at) => ({
      name: `op${"abcdefghijklmnopqrst"[at]!}`,
      op: `Op${at}`,
      inputs: [...(at === 0 ? [] : [`op${"abcdefghijklmnopqrst"[at - 1]!}`]), ...more(at)],
    }));

  it("is what feeds, or gathers, far more than the others, from fifteen items on", () => {
    const hubs = (count: number): OpInit[] => [
      ...chain(count, (at) => (at % 2 === 0 ? ["source"] : [])),
      { name: "source", op: "Relu" },
      { name: "sink", op: "Relu", inputs: chain(count).map(({ name }) => name) },
    ];
    const few = levelAt(hubs(12));
    expect(few.items).toHaveLength(14);
    const { items, auxiliary, marks } = levelAt(hubs(14));
    expect(auxiliary).toEqual(["sink", "source"]);
    expect(items).toHaveLength(14);
    expect(marks).toContain("opa<source");
    expect(marks).toContain("opa>sink");
    expect(marks).toContain("source>opa");
    expect(levelAt(hubs(14), "", { extractsAuxiliary: false }).auxiliary).toEqual([]);
  });

  it("keeps degrees of four, and outgoing ones up to four quartile distances", () => {
    const star = (degree: number): OpInit[] => [
      ...chain(16),
      { name: "z", op: "Z", inputs: chain(degree).map(({ name }) => name) },
    ];
    expect(levelAt(star(4)).auxiliary).toEqual([]);
    expect(levelAt(star(5)).auxiliary).toEqual(["z"]);
  });

  it("is what only gathers dependencies", () => {
    const { items, auxiliary, marks } = levelAt([
      { name: "init", op: "NoOp", inputs: ["^a", "^b"] },
      { name: "a", op: "Relu" },
      { name: "b", op: "Relu", inputs: ["a"] },
    ]);
    expect(items).toEqual(["a", "b"]);
    expect(auxiliary).toEqual(["init"]);
    expect(marks).toEqual(["a>init", "b>init", "init<a", "init<b"]);
  });

  it("is what nothing joins, unless nothing is joined at all", () => {
    const lone: OpInit[] = [{ name: "lone", op: "Relu" }];
    expect(levelAt([...chain(2), ...lone]).auxiliary).toEqual(["lone"]);
    expect(levelAt(lone).items).toEqual(["lone"]);
  });

  it("are no more than four control edges at an item", () => {
    const gather = (count: number): OpInit[] => [
      ...chain(8),
      { name: "z", op: "Z", inputs: ["opa", ...chain(count).map(({ name }) => `^${name}`)] },
    ];
    expect(levelAt(gather(4)).edges.filter((edge) => edge.includes("~"))).toHaveLength(4);
    const { edges, marks, items } = levelAt(gather(5));
    expect(edges.filter((edge) => edge.includes("~"))).toEqual([]);
    expect(items).toContain("z");
    expect(marks).toContain("z<opb");
    expect(marks).toContain("opb>z");
  });
});

describe("series", () => {
  const members: OpInit[] = Array.from({ length: 6 }, (_, at) => ({
    name: `r_${at}`,
    op: "Relu",
    inputs: at === 0 ? ["in"] : [`r_${at - 1}`],
  }));
  const inits: OpInit[] = [{ name: "in", op: "Input" }, ...members];

  it("are one item, or their members, and open in place", () => {
    const folded = levelAt(inits);
    expect(folded.items).toEqual(["in", "[r_ 0-5]"]);
    expect(folded.edges).toEqual(["in>[r_ 0-5] 1"]);
    const series = folded.level.items[1]!;
    const spliced = levelAt(inits, "", { ungroupedSeries: new Set([series]) });
    expect(spliced.items).toEqual(["in", ...members.map(({ name }) => name)]);
    expect(spliced.edges).toHaveLength(6);
    expect(spelled(spliced.hierarchy, levelOf(spliced.hierarchy, 0, { ungroupedSeries: "all" }))).toEqual({
      items: spliced.items,
      auxiliary: spliced.auxiliary,
      edges: spliced.edges,
      marks: spliced.marks,
    });
    const open = levelAt(inits, "[r_ 0-5]");
    expect(open.items).toEqual(members.map(({ name }) => name));
    expect(open.edges).toContain("BEYOND>r_0 1");
  });
});

it("names what an item joins beyond the border, by the largest items there", () => {
  const { hierarchy, level } = levelAt(
    [
      { name: "data/x", op: "Relu" },
      { name: "data/y", op: "Relu" },
      { name: "net/a/in", op: "Relu", inputs: ["data/x", "data/y", "net/b/w", "^data/x"] },
      { name: "net/b/w", op: "Relu" },
      { name: "net/b/v", op: "Relu", inputs: ["net/a/in"] },
      { name: "loss", op: "Relu", inputs: ["net/a/in"] },
    ],
    "net/a",
  );
  const { inputs, outputs } = outsideOf(hierarchy, level, level.items[0]!);
  const named = (ends: typeof inputs) =>
    ends.map(({ item, tensorCount, controlCount }) => [pathOf(hierarchy, item), tensorCount, controlCount]);
  expect(named(inputs)).toEqual([
    ["data", 2, 1],
    ["net/b", 1, 0],
  ]);
  expect(named(outputs)).toEqual([
    ["loss", 1, 0],
    ["net/b", 1, 0],
  ]);
});

it("of an operation is empty", () => {
  const { level } = levelAt([{ name: "a", op: "Relu" }], "a");
  expect(level.items).toHaveLength(0);
  expect(level.edgeFroms).toHaveLength(0);
});
