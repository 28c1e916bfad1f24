import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildHierarchy } from "./build-hierarchy.ts";
import type { Hierarchy } from "./hierarchy.ts";
import { OPERATION, SCOPE, SERIES } from "./item-tree.ts";
import { nameOfItem } from "./item-paths.ts";
import { buildGraph, type OpInit } from "./testing.ts";

function hierarchyOf(names: readonly string[], op = "Relu"): Hierarchy {
  return buildHierarchy(buildGraph(names.map((name) => ({ name, op }))));
}

/** Children of an item as labels, scopes with a slash, series in braces. */
function childrenOf(hierarchy: Hierarchy, item = 0): readonly string[] {
  const { children, childOffsets, labels, kinds } = hierarchy;
  return [...children.subarray(childOffsets[item], childOffsets[item + 1])].map((child) => {
    const label = labels[child]!;
    if (kinds[child] === SCOPE) return `${label}/`;
    return kinds[child] === SERIES ? `{${label}}` : label;
  });
}

function itemNamed(hierarchy: Hierarchy, name: string): number {
  const found = Array.from(hierarchy.kinds.keys()).find(
    (item) => hierarchy.kinds[item] !== OPERATION && nameOfItem(hierarchy, item) === name,
  );
  if (found === undefined) throw new Error(`no item ${name}`);
  return found;
}

function structureOf(hierarchy: Hierarchy, name: string): number {
  return hierarchy.structureIds[itemNamed(hierarchy, name)]!;
}

describe("scopes", () => {
  it("are parted by slashes and stand in natural order", () => {
    const hierarchy = hierarchyOf(["b/x", "a10/x", "a9/x", "a9/y/z", "x"]);
    expect(childrenOf(hierarchy)).toEqual(["a9/", "a10/", "b/", "x"]);
    expect(childrenOf(hierarchy, itemNamed(hierarchy, "a9"))).toEqual(["x", "y/"]);
  });

  it("hold the operation of their own name, apart from one that is really named so", () => {
    const hierarchy = hierarchyOf(["a", "a/b", "a/(a)", "c"]);
    expect(childrenOf(hierarchy)).toEqual(["a/", "c"]);
    expect(childrenOf(hierarchy, itemNamed(hierarchy, "a"))).toEqual(["(a)", "(a)", "b"]);
  });

  it.each([
    ["/a/b", ["/a/"]],
    ["a//b", ["a/"]],
    ["a/", ["a/"]],
    ["//", ["//"]],
    ["a///", ["a///"]],
  ])("of %s have no empty parts", (name, children) => {
    const hierarchy = hierarchyOf([name]);
    expect(hierarchy.labels).not.toContain("x");
    expect(childrenOf(hierarchy)).toEqual(children);
    expect(hierarchy.labels.slice(1)).not.toContain("");
  });

  it("take an empty graph, an empty name and labels of 10,000 characters", () => {
    expect(hierarchyOf([]).itemCount).toBe(1);
    expect(childrenOf(hierarchyOf([""]))).toEqual([""]);
    const label = "9".repeat(10_000);
    expect(childrenOf(hierarchyOf([`${label}/${label}`, `${label}0`]))).toEqual([`${label}/`, `${label}0`]);
    const slashes = "/".repeat(10_000);
    expect(childrenOf(hierarchyOf([`a${slashes}b`, slashes]))).toEqual([slashes, "a/"]);
  });

  const part = fc.constantFrom("a", "b", "a1", "a2", "a10", "(a)", "[x", "", "%");
  const names = fc.uniqueArray(
    fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join("/")),
    {
      maxLength: 40,
    },
  );

  it("are one tree over all operations, whatever the names and their order", () => {
    fc.assert(
      fc.property(names, fc.constantFrom("Relu", "Const"), (list, op) => {
        const hierarchy = hierarchyOf(list, op);
        const { itemCount, parents, kinds, nodeStarts, nodeEnds, itemEnds, nodeOrder, itemOfNode, graph } =
          hierarchy;
        expect([...nodeOrder].sort((a, b) => a - b)).toEqual([...graph.names.keys()]);
        for (let item = 1; item < itemCount; item++) {
          const parent = parents[item]!;
          expect(parent).toBeLessThan(item);
          expect(itemEnds[parent]).toBeGreaterThanOrEqual(itemEnds[item]!);
          expect(nodeStarts[parent]).toBeLessThanOrEqual(nodeStarts[item]!);
          expect(nodeEnds[parent]).toBeGreaterThanOrEqual(nodeEnds[item]!);
          if (kinds[item] !== OPERATION) continue;
          expect(itemOfNode[nodeOrder[nodeStarts[item]!]!]).toBe(item);
          expect(nodeEnds[item]! - nodeStarts[item]!).toBe(1);
        }
        // What lies below a scope is what its name begins.
        for (let item = 1; item < itemCount; item++) {
          if (kinds[item] !== SCOPE) continue;
          const name = nameOfItem(hierarchy, item);
          const below = [...nodeOrder.subarray(nodeStarts[item], nodeEnds[item])].map(
            (node) => graph.names[node]!,
          );
          expect(below.every((one) => one === name || one.startsWith(`${name}/`))).toBe(true);
        }
        const shuffled = hierarchyOf([...list].reverse(), op);
        expect(shuffled.labels).toEqual(hierarchy.labels);
        expect(shuffled.parents).toEqual(parents);
      }),
    );
  });
});

describe("series", () => {
  const numbered = (prefix: string, from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, at) => `${prefix}${from + at}`);

  it("join what counts up from the one without a number", () => {
    const hierarchy = hierarchyOf(["Add", ...numbered("Add_", 1, 12)]);
    expect(childrenOf(hierarchy)).toEqual(["{Add_[0-12]}"]);
    expect(childrenOf(hierarchy, 1)).toEqual(["Add", ...numbered("Add_", 1, 12)]);
    expect(childrenOf(hierarchyOf(["foo", ...numbered("foo", 1, 4)]))).toEqual(["{foo[0-4]}"]);
  });

  it("need five of consecutive numbers", () => {
    expect(childrenOf(hierarchyOf(numbered("a", 1, 4)))).toEqual(numbered("a", 1, 4));
    expect(
      childrenOf(hierarchyOf([...numbered("a", 1, 5), ...numbered("a", 7, 9), ...numbered("a", 11, 15)])),
    ).toEqual(["{a[1-5]}", "a7", "a8", "a9", "{a[11-15]}"]);
  });

  it("are of one operation, and of no constants", () => {
    const mixed = numbered("a", 1, 6).map((name, at) => ({ name, op: at === 2 ? "Tanh" : "Relu" }));
    expect(childrenOf(buildHierarchy(buildGraph(mixed)))).toHaveLength(6);
    expect(childrenOf(hierarchyOf(numbered("Const_", 1, 6), "Const"))).toHaveLength(6);
  });

  it("keep digits as they are written, and what is written twice apart", () => {
    expect(childrenOf(hierarchyOf(["l08", "l09", "l10", "l11", "l12"]))).toEqual(["{l[08-12]}"]);
    expect(childrenOf(hierarchyOf([...numbered("l", 1, 5), "l03"]))).toEqual(["{l[1-5]}", "l03"]);
    expect(childrenOf(hierarchyOf(numbered("B[", 0, 4).map((name) => `${name}]`)))).toEqual(["{B[[0-4]]}"]);
    expect(childrenOf(hierarchyOf(numbered("9".repeat(20), 0, 6)))).toHaveLength(7);
  });

  it("join scopes that are alike, and no others", () => {
    const block = (name: string, op = "Relu"): OpInit[] => [
      { name: `${name}/in`, op: "Identity" },
      { name: `${name}/out`, op, inputs: [`${name}/in`] },
    ];
    const blocks = numbered("block_", 0, 5).flatMap((name) => block(name));
    const hierarchy = buildHierarchy(buildGraph(blocks));
    expect(childrenOf(hierarchy)).toEqual(["{block_[0-5]}"]);
    const other = [...blocks, ...block("block_6", "Tanh"), ...block("block_7")];
    expect(childrenOf(buildHierarchy(buildGraph(other)))).toEqual(["{block_[0-5]}", "block_6/", "block_7/"]);
    expect(childrenOf(buildHierarchy(buildGraph(blocks), { foldsSeries: false }))).toHaveLength(6);
  });
});

describe("structures", () => {
  const chain = (scope: string, ops: readonly string[], more: Partial<OpInit> = {}): OpInit[] =>
    ops.map((op, at) => ({
      ...more,
      name: `${scope}/${op}${at}`,
      op,
      inputs: at === 0 ? [] : [`${scope}/${ops[at - 1]!}${at - 1}`],
    }));

  it("are shared by scopes with the same operations joined the same way", () => {
    const hierarchy = buildHierarchy(
      buildGraph([
        ...chain("a", ["Conv", "Add", "Relu"]),
        ...chain("b/c", ["Conv", "Add", "Relu"]),
        ...chain("d", ["Conv", "Relu", "Add"]),
        ...chain("e", ["Conv", "Add", "Relu"], { attributes: { padding: "SAME" } }),
        ...chain("f", ["Conv", "Add", "Relu"], { attributes: { shared_name: "f", _class: "f", seed: 3 } }),
      ]),
    );
    expect(structureOf(hierarchy, "a")).toBeGreaterThan(0);
    expect(structureOf(hierarchy, "b/c")).toBe(structureOf(hierarchy, "a"));
    expect(structureOf(hierarchy, "f")).toBe(structureOf(hierarchy, "a"));
    for (const name of ["b", "d", "e"]) expect(structureOf(hierarchy, name)).toBe(0);
  });

  it("tell slots, places and directions apart", () => {
    const pair = (scope: string, input: string): OpInit[] => [
      { name: `${scope}/x`, op: "Split" },
      { name: `${scope}/y`, op: "Neg" },
      {
        name: `${scope}/z`,
        op: "Sub",
        inputs: input.split(" ").map((text) => text.replace(/[xy]/, `${scope}/$&`)),
      },
    ];
    const graph = buildGraph(
      ["x y", "x:1 y", "y x", "x ^y", "x x", "x y"].flatMap((input, at) => pair(`s${"abcdef"[at]!}`, input)),
    );
    const hierarchy = buildHierarchy(graph);
    const ids = ["sa", "sb", "sc", "sd", "se"].map((name) => structureOf(hierarchy, name));
    expect(ids).toEqual([structureOf(hierarchy, "sf"), 0, 0, 0, 0]);
    expect(ids[0]).toBeGreaterThan(0);
  });

  it("are of series, too", () => {
    const run = (scope: string, op: string) =>
      Array.from({ length: 6 }, (_, at) => ({ name: `${scope}/r_${at + 3}`, op }));
    const hierarchy = buildHierarchy(
      buildGraph([...run("a", "Relu"), ...run("b", "Relu"), ...run("c", "Tanh")]),
    );
    expect(structureOf(hierarchy, "a/r_[3-8]")).toBe(structureOf(hierarchy, "b/r_[3-8]"));
    expect(structureOf(hierarchy, "a/r_[3-8]")).toBeGreaterThan(0);
    expect(structureOf(hierarchy, "c/r_[3-8]")).toBe(0);
  });

  interface Small {
    readonly ops: readonly number[];
    readonly inner: readonly boolean[];
    readonly edges: readonly (readonly [number, number, number])[];
  }

  /** At most five operations, some in a scope inside, and edges from lower to higher ones. */
  const small: fc.Arbitrary<Small> = fc.integer({ min: 1, max: 5 }).chain((count) =>
    fc.record({
      ops: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: count, maxLength: count }),
      inner: fc.array(fc.boolean(), { minLength: count, maxLength: count }),
      edges: fc.array(
        fc.tuple(
          fc.integer({ min: 0, max: count - 1 }),
          fc.integer({ min: 0, max: count - 1 }),
          fc.integer({ min: -1, max: 1 }),
        ),
        { maxLength: 6 },
      ),
    }),
  );

  function initsOf({ ops, inner, edges }: Small, scope: string, names: readonly string[]): OpInit[] {
    const nameOf = (at: number) => `${scope}/${inner[at] === true ? "in/" : ""}${names[at]!}`;
    return ops.map((op, at) => ({
      name: nameOf(at),
      op: `Op${op}`,
      inputs: edges
        .filter(([, to]) => to === at)
        .map(([from, , slot]) => (slot < 0 ? `^${nameOf(from)}` : `${nameOf(from)}:${slot}`)),
    }));
  }

  /** By trying all permutations. */
  function isIsomorphic(a: Small, b: Small): boolean {
    if (a.ops.length !== b.ops.length) return false;
    const wanted = edgeList(b, [...b.ops.keys()]);
    return permutations([...a.ops.keys()]).some(
      (onto) =>
        a.ops.every((op, at) => op === b.ops[onto[at]!] && a.inner[at] === b.inner[onto[at]!]) &&
        edgeList(a, onto) === wanted,
    );
  }

  function edgeList({ ops, edges }: Small, onto: readonly number[]): string {
    return ops
      .flatMap((_, to) => {
        const inputs = edges.filter(([, end]) => end === to);
        return inputs.map(
          ([from, , slot], place) => `${onto[to]!}<${onto[from]!}:${slot}@${slot < 0 ? "" : place}`,
        );
      })
      .sort()
      .join(" ");
  }

  function permutations(values: readonly number[]): readonly (readonly number[])[] {
    if (values.length <= 1) return [values];
    return values.flatMap((value) =>
      permutations(values.filter((other) => other !== value)).map((rest) => [value, ...rest]),
    );
  }

  const plain = ["p", "q", "r", "s", "t"];

  it("are shared by none that are not alike", () => {
    fc.assert(
      fc.property(small, small, (a, b) => {
        const hierarchy = buildHierarchy(buildGraph([...initsOf(a, "a", plain), ...initsOf(b, "b", plain)]));
        const isShared =
          structureOf(hierarchy, "a") > 0 && structureOf(hierarchy, "a") === structureOf(hierarchy, "b");
        if (isShared) expect(isIsomorphic(a, b)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it("are shared whatever the names", () => {
    fc.assert(
      fc.property(small, fc.shuffledSubarray(plain, { minLength: 5, maxLength: 5 }), (one, names) => {
        const hierarchy = buildHierarchy(
          buildGraph([...initsOf(one, "a", plain), ...initsOf(one, "b", names)]),
        );
        expect(structureOf(hierarchy, "a")).toBeGreaterThan(0);
        expect(structureOf(hierarchy, "b")).toBe(structureOf(hierarchy, "a"));
      }),
      { numRuns: 1_000 },
    );
  });
});
