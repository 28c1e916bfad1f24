import { describe, expect, it } from "vitest";
import { buildGraph, type OpInit } from "../hierarchy/testing.ts";
import { GraphComparison } from "./graph-comparison.ts";
import { NestedGraph } from "./nested-graph.ts";

/** Scopes `one`, `two` and, before, `gone`; after, `fresh`, of which `one` holds all that can change. */
const before: readonly OpInit[] = [
  { name: "x", op: "Placeholder", shape: [2] },
  { name: "one/W", op: "VariableV2", attributes: { trainable: true, name: "one/W" }, parameters: 4 },
  { name: "one/MatMul", op: "MatMul", inputs: ["x", "one/W"], shape: [null, 4], dtype: "float32" },
  { name: "one/inner/Relu", op: "Relu", inputs: ["one/MatMul"], device: "/cpu:0" },
  { name: "two/Sum", op: "Sum", inputs: ["one/inner/Relu", "^x"] },
  { name: "gone/a", op: "Abs", inputs: ["two/Sum"] },
  { name: "gone/b", op: "Neg", inputs: ["gone/a"] },
];
const after: readonly OpInit[] = [
  { name: "x", op: "Placeholder", shape: [2] },
  { name: "one/W", op: "VariableV2", attributes: { trainable: false, name: "one/V" }, parameters: 5 },
  { name: "one/MatMul", op: "MatMul", inputs: ["one/W", "x"], shape: [8, 4], dtype: "float32" },
  { name: "one/inner/Relu", op: "Relu", inputs: ["one/MatMul"], device: "/gpu:0" },
  { name: "one/inner/Dropout", op: "Dropout", inputs: ["one/inner/Relu"] },
  { name: "two/Sum", op: "Sum", inputs: ["one/inner/Relu", "^one/W"] },
  { name: "fresh/c", op: "Exp", inputs: ["x"] },
];

function comparisonOf(one: readonly OpInit[], two: readonly OpInit[]): GraphComparison {
  return new GraphComparison(new NestedGraph(buildGraph(one)), new NestedGraph(buildGraph(two)));
}

describe("two graphs with edits", () => {
  const comparison = comparisonOf(before, after);

  it("are counted, the whole and every scope, from both sides", () => {
    expect(comparison.summary).toEqual({
      added: 2,
      removed: 2,
      changed: 4,
      same: 1,
      differenceCount: 8,
      renamedCount: 0,
      functionCount: 0,
    });
    const scope = { isOperation: false };
    const ofOne = { ...scope, kind: "changed", added: 1, removed: 0, changed: 3, same: 0 };
    const ofInner = { ...scope, kind: "changed", added: 1, removed: 0, changed: 1, same: 0 };
    for (const side of ["before", "after"] as const)
      expect(comparison.differencesAt(side, ["one", "one/inner", "x"])).toEqual([
        ofOne,
        ofInner,
        { isOperation: true, kind: "same", added: 0, removed: 0, changed: 0, same: 1 },
      ]);
    expect(comparison.differencesAt("before", ["gone", "fresh"])).toEqual([
      { ...scope, kind: "removed", added: 0, removed: 2, changed: 0, same: 0 },
      null,
    ]);
    expect(comparison.differencesAt("after", ["fresh", "fresh/c"])).toEqual([
      { ...scope, kind: "added", added: 1, removed: 0, changed: 0, same: 0 },
      { isOperation: true, kind: "added", added: 1, removed: 0, changed: 0, same: 0 },
    ]);
  });

  it("have partners, or the scope around where one would be", () => {
    expect(comparison.counterpart("before", "one/inner")).toEqual({ path: "one/inner", around: "one" });
    expect(comparison.counterpart("after", "one/inner/Dropout")).toEqual({ path: null, around: "one/inner" });
    expect(comparison.counterpart("before", "gone/a")).toEqual({ path: null, around: "" });
    expect(comparison.counterpart("before", "fresh")).toBeNull();
  });

  it("are listed by scope, and walked through in that order, around the end", () => {
    const listed = comparison.listed(0, 100);
    expect(
      listed.map(({ kind, pathBefore, pathAfter }) => `${kind} ${pathAfter ?? pathBefore ?? ""}`),
    ).toEqual(expect.arrayContaining(["added fresh/c", "removed gone/a", "removed gone/b", "changed one/W"]));
    expect(listed).toHaveLength(8);
    const scopes = listed.map(({ scope, scopeSide }) => `${scopeSide} ${scope}`);
    // Each scope's stand together.
    expect(scopes.filter((scope, place) => scope !== scopes[place - 1])).toHaveLength(new Set(scopes).size);
    expect(scopes.filter((scope) => scope === "before gone")).toHaveLength(2);
    expect(comparison.listed(2, 3)).toEqual(listed.slice(2, 5));
    const walked: (string | null)[][] = [];
    let at: { before: string | null; after: string | null } = { before: null, after: null };
    for (let step = 0; step < 9; step++) {
      const next = comparison.step(at, "next");
      at = { before: next?.pathBefore ?? null, after: next?.pathAfter ?? null };
      walked.push([at.before, at.after]);
    }
    const inOrder = listed.map(({ pathBefore, pathAfter }) => [pathBefore, pathAfter]);
    expect(walked).toEqual([...inOrder, ...inOrder.slice(0, 1)]);
    const back = comparison.step(at, "previous");
    expect([back?.pathBefore, back?.pathAfter]).toEqual(inOrder.at(-1));
    expect(comparison.placeOf({ before: "gone/b", after: null })).toBe(
      listed.findIndex(({ pathBefore }) => pathBefore === "gone/b"),
    );
  });

  it("lead from a scope to the first difference in it, and from what is the same to what follows", () => {
    const listed = comparison.listed(0, 100);
    const first = listed.find(({ scope }) => scope === "one/inner");
    const inner = comparison.step({ before: "one/inner", after: "one/inner" }, "next");
    expect(inner?.pathAfter).toBe(first?.pathAfter);
    expect(comparison.step({ before: "x", after: "x" }, "previous")).not.toBeNull();
    // A scope of one operation is not that operation yet.
    expect(comparison.step({ before: null, after: "fresh" }, "next")?.pathAfter).toBe("fresh/c");
  });

  it("lead to what was removed, from before it and from after it", () => {
    const all = ["first/kept", "first/leaf", "mid/kept", "rear/kept", "rear/leaf"].map((name): OpInit => ({
      name,
      op: name.endsWith("kept") ? "Abs" : "Neg",
    }));
    const shorter = comparisonOf(
      all,
      all.filter(({ op }) => op === "Abs"),
    );
    const mid = { before: "mid", after: "mid" };
    expect(shorter.listed(0, 10).map(({ pathBefore }) => pathBefore)).toEqual(["first/leaf", "rear/leaf"]);
    expect(shorter.step(mid, "next")?.pathBefore).toBe("rear/leaf");
    expect(shorter.step(mid, "previous")?.pathBefore).toBe("first/leaf");
  });

  it("say what differs in one operation", () => {
    const factsOf = (path: string) => comparison.pairFacts({ before: path, after: path }, 10);
    expect(factsOf("one/W")?.facts).toEqual([
      { kind: "attribute", which: "trainable", before: "true", after: "false" },
      { kind: "parameters", which: "", before: "4", after: "5" },
    ]);
    expect(factsOf("one/W")?.changes).toEqual(["attributes", "types"]);
    expect(factsOf("one/MatMul")?.facts).toEqual([
      { kind: "output", which: "0", before: "float32[?,4]", after: "float32[8,4]" },
      { kind: "input", which: "0", before: "x", after: "one/W" },
      { kind: "input", which: "1", before: "one/W", after: "x" },
    ]);
    expect(factsOf("two/Sum")?.facts).toEqual([
      { kind: "dependency", which: "", before: "x", after: null },
      { kind: "dependency", which: "", before: null, after: "one/W" },
    ]);
    expect(factsOf("one/inner/Relu")?.facts).toEqual([
      { kind: "device", which: "", before: "/cpu:0", after: "/gpu:0" },
    ]);
    expect(comparison.pairFacts({ before: "one/MatMul", after: "one/MatMul" }, 1)).toMatchObject({
      facts: [{ kind: "output" }],
      factCount: 3,
    });
    expect(comparison.pairFacts({ before: "gone/a", after: null }, 10)).toMatchObject({
      kind: "removed",
      facts: [],
    });
  });
});

it("says of the same graph twice that nothing differs, and of new names that only these do", () => {
  const same = comparisonOf(before, before);
  expect(same.summary).toMatchObject({ differenceCount: 0, same: 7, renamedCount: 0 });
  expect(same.step({ before: null, after: null }, "next")).toBeNull();
  expect(same.step({ before: "x", after: "x" }, "next")).toBeNull();
  const renamed = comparisonOf(
    before,
    before.map(({ name, inputs, ...rest }) => ({
      ...rest,
      name: name.replace("two/", "deux/"),
      inputs: (inputs ?? []).map((input) => input.replace("two/", "deux/")),
    })),
  );
  expect(renamed.summary).toMatchObject({ differenceCount: 0, same: 7, renamedCount: 1 });
  expect(renamed.counterpart("before", "two")?.path).toBe("deux");
});

it("brings series together by their members, also of other lengths", () => {
  const layers = (count: number): readonly OpInit[] =>
    Array.from({ length: count }, (_, layer) => [
      { name: `net/layer_${layer}/W`, op: "VariableV2" },
      { name: `net/layer_${layer}/y`, op: "Relu", inputs: [`net/layer_${layer}/W`] },
    ]).flat();
  const comparison = comparisonOf(layers(6), layers(8));
  expect(comparison.counterpart("before", "net/[layer_ 0-5]")?.path).toBe("net/[layer_ 0-7]");
  expect(comparison.counterpart("after", "net/[layer_ 0-7]")?.path).toBe("net/[layer_ 0-5]");
  expect(comparison.differencesAt("before", ["net/[layer_ 0-5]"])).toEqual([
    { isOperation: false, kind: "changed", added: 4, removed: 0, changed: 0, same: 12 },
  ]);
});
