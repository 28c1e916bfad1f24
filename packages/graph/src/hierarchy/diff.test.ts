import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildHierarchy } from "./build-hierarchy.ts";
import {
  compareGraphs,
  DIFF_ATTRIBUTES,
  DIFF_CHANGED,
  DIFF_DEVICE,
  DIFF_INPUTS,
  DIFF_ONLY,
  DIFF_OP,
  DIFF_RENAMED,
  DIFF_TYPES,
} from "./diff.ts";
import { findItem, pathOf } from "./item-paths.ts";
import { buildGraph, type OpInit } from "./testing.ts";

function compare(before: readonly OpInit[], after: readonly OpInit[]) {
  const a = buildHierarchy(buildGraph(before));
  const b = buildHierarchy(buildGraph(after));
  const diff = compareGraphs(a, b);
  const entries = diff.entries.map(({ kind, nodeOfA, nodeOfB }) => {
    const name = nodeOfB === undefined ? before[nodeOfA!]!.name : after[nodeOfB]!.name;
    return `${kind} ${name}`;
  });
  const stateOf = (name: string) => diff.b.states[after.findIndex((init) => init.name === name)]!;
  return { a, b, diff, entries, stateOf };
}

const chain: readonly OpInit[] = [
  { name: "in", op: "Placeholder", shape: [2] },
  { name: "s/x", op: "Relu", inputs: ["in"], shape: [2] },
  { name: "s/y", op: "Relu", inputs: ["s/x"], shape: [2], attributes: { alpha: 1 } },
  { name: "out", op: "Relu", inputs: ["s/y", "^in", "^s/x"], shape: [2] },
];

function edited(name: string, edit: (init: OpInit) => OpInit): readonly OpInit[] {
  return chain.map((init) => (init.name === name ? edit(init) : init));
}

describe("what changed in a node", () => {
  it.each<[string, (init: OpInit) => OpInit, number]>([
    ["op", (init) => ({ ...init, op: "Tanh" }), DIFF_OP],
    ["attributes", (init) => ({ ...init, attributes: { alpha: 2 } }), DIFF_ATTRIBUTES],
    ["shapes", (init) => ({ ...init, shape: [3] }), DIFF_TYPES],
    ["parameters", (init) => ({ ...init, parameters: 3 }), DIFF_TYPES],
    ["device", (init) => ({ ...init, device: "gpu" }), DIFF_DEVICE],
    ["inputs", (init) => ({ ...init, inputs: ["in"] }), DIFF_INPUTS],
    ["slots", (init) => ({ ...init, inputs: ["s/x:1"] }), DIFF_INPUTS],
    ["dependencies", (init) => ({ ...init, inputs: ["s/x", "^in"] }), DIFF_INPUTS],
    ["notes", (init) => ({ ...init, attributes: { alpha: 1, _class: "loc:@x", shared_name: "q" } }), 0],
  ])("is said: %s", (_, edit, state) => {
    const { stateOf, entries } = compare(chain, edited("s/y", edit));
    expect(stateOf("s/y")).toBe(state);
    expect(entries).toEqual(state === 0 ? [] : ["changed s/y"]);
  });

  it("is nothing where only the order of dependencies differs", () => {
    const { entries } = compare(
      chain,
      edited("out", (init) => ({ ...init, inputs: ["s/y", "^s/x", "^in"] })),
    );
    expect(entries).toEqual([]);
  });
});

describe("matching", () => {
  it("follows one node with a new name by what is around it", () => {
    const after = chain.map((init) => ({
      ...init,
      name: init.name === "s/y" ? "s/z" : init.name,
      inputs: (init.inputs ?? []).map((input) => input.replace("s/y", "s/z")),
    }));
    const { diff, entries, stateOf } = compare(chain, after);
    expect(entries).toEqual([]);
    expect([...diff.a.matches]).toEqual([0, 1, 2, 3]);
    expect(stateOf("s/z")).toBe(DIFF_RENAMED);
  });

  it("follows all of it where every name is new", () => {
    const digits = chain.map(({ name }) => name);
    const fresh = (name: string) => `n${digits.indexOf(name)}`;
    const after = chain.map((init) => ({
      ...init,
      name: fresh(init.name),
      inputs: (init.inputs ?? []).map((input) =>
        input.startsWith("^") ? `^${fresh(input.slice(1))}` : fresh(input),
      ),
    }));
    const { entries, diff } = compare(chain, after);
    expect(entries).toEqual([]);
    expect([...diff.b.matches]).toEqual([0, 1, 2, 3]);
  });

  it("takes the only operation of a kind in a scope for the one of before", () => {
    const after = chain.map((init) =>
      init.name === "in" ? { name: "data", op: "Placeholder", shape: [9] } : { ...init, inputs: [] },
    );
    const { stateOf } = compare(chain, after);
    expect(stateOf("data") & DIFF_ONLY).toBe(0);
    expect(stateOf("data") & DIFF_TYPES).toBe(DIFF_TYPES);
  });

  it("says where scopes went", () => {
    const after = chain.map((init) => ({
      ...init,
      name: init.name.replace("s/", "t/"),
      inputs: (init.inputs ?? []).map((input) => input.replace("s/", "t/")),
    }));
    const { a, b, diff } = compare(chain, after);
    expect(pathOf(b, diff.a.itemMatches[findItem(a, "s")!]!)).toBe("t");
    expect(pathOf(a, diff.b.itemMatches[findItem(b, "t/x")!]!)).toBe("s/x");
  });

  it("keeps scopes apart from an operation of their name", () => {
    const before = [...chain, { name: "a/a", op: "Relu" }, { name: "a/a/b", op: "Relu" }];
    const { a, b, diff, entries } = compare(before, before.slice(0, -1));
    expect(entries).toEqual(["removed a/a/b"]);
    expect(diff.a.itemMatches[findItem(a, "a/a/(a)")!]).toBe(findItem(b, "a/a"));
    expect(diff.a.itemMatches[findItem(a, "a")!]).toBe(findItem(b, "a"));
  });

  it("takes empty graphs", () => {
    expect(compare([], chain).entries).toHaveLength(4);
    expect(compare(chain, []).entries).toHaveLength(4);
    expect(compare([], []).entries).toEqual([]);
  });
});

it("counts by item and lists in order", () => {
  const after = [
    ...chain
      .filter(({ name }) => name !== "s/x")
      .map((init) => (init.name === "s/y" ? { ...init, inputs: ["new/n"] } : init)),
    { name: "new/n", op: "Tanh", inputs: ["in"] },
  ];
  const { a, b, diff, entries } = compare(chain, after);
  expect(entries).toEqual(["added new/n", "changed out", "removed s/x", "changed s/y"]);
  const of = (hierarchy: typeof a, counts: Uint32Array, path: string) => counts[findItem(hierarchy, path)!];
  expect([
    of(a, diff.a.onlyCounts, ""),
    of(a, diff.a.onlyCounts, "s"),
    of(a, diff.a.changedCounts, "s"),
  ]).toEqual([1, 1, 1]);
  expect([
    of(b, diff.b.onlyCounts, ""),
    of(b, diff.b.onlyCounts, "new"),
    of(b, diff.b.changedCounts, ""),
  ]).toEqual([1, 1, 2]);
});

describe("seeded edits", () => {
  interface Node {
    readonly id: number;
    readonly scopes: readonly string[];
    readonly op: string;
    readonly alpha: number;
    readonly sources: readonly number[];
    readonly isEdited?: boolean;
  }

  const base: fc.Arbitrary<readonly Node[]> = fc
    .array(
      fc.record({
        scopes: fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 3 }),
        op: fc.constantFrom("Relu", "Conv", "Add", "Mul"),
        alpha: fc.nat(2),
        sources: fc.array(fc.nat(1_000), { maxLength: 3 }),
      }),
      { minLength: 5, maxLength: 60 },
    )
    .map((list) =>
      list.map((node, id) => ({
        ...node,
        id,
        sources: id === 0 ? [] : node.sources.map((source) => source % id),
      })),
    );

  const edits = fc.record({
    rename: fc.constantFrom("a", "b", "c"),
    depth: fc.nat(2),
    removed: fc.nat(1_000),
    changed: fc.array(fc.nat(1_000), { maxLength: 4 }),
    addedInputs: fc.array(fc.nat(1_000), { maxLength: 3 }),
    addedCount: fc.nat(3),
  });

  function initsOf(nodes: readonly Node[]): readonly OpInit[] {
    const names = new Map(nodes.map(({ id, scopes }) => [id, `${scopes.join("/")}/n${id}x`]));
    return nodes.map(({ id, op, alpha, sources, isEdited }) => ({
      name: names.get(id)!,
      op,
      // Those that are gone name nothing.
      inputs: sources.map((source) => names.get(source) ?? "gone"),
      attributes: { alpha, edited: isEdited === true },
    }));
  }

  it("are found exactly: a scope with a new name, nodes added, one removed, attributes changed", () => {
    fc.assert(
      fc.property(base, edits, (nodes, { rename, depth, removed, changed, addedInputs, addedCount }) => {
        const count = nodes.length;
        const removedId = removed % count;
        const changedIds = new Set(changed.map((one) => one % count).filter((id) => id !== removedId));
        const kept = nodes
          .filter(({ id }) => id !== removedId)
          .map((node) => ({
            ...node,
            scopes: node.scopes.map((scope, at) => (at === depth && scope === rename ? "renamed" : scope)),
            isEdited: changedIds.has(node.id),
          }));
        const added = Array.from({ length: addedCount }, (_, at) => ({
          id: count + at,
          scopes: ["a", "added"],
          op: "Added",
          alpha: 0,
          sources: addedInputs.map((input) => input % count),
        }));
        const after = [...kept, ...added];
        const { diff } = compare(initsOf(nodes), initsOf(after));
        const idsOfB = after.map(({ id }) => id);
        const found = Array.from(diff.a.matches, (match) => (match < 0 ? undefined : idsOfB[match]));
        expect(found).toEqual(nodes.map(({ id }) => (id === removedId ? undefined : id)));
        nodes.forEach(({ id, sources, scopes }) => {
          const state = diff.a.states[id]!;
          if (id === removedId) {
            expect(state).toBe(DIFF_ONLY);
            return;
          }
          expect(state & DIFF_ATTRIBUTES).toBe(changedIds.has(id) ? DIFF_ATTRIBUTES : 0);
          expect(state & DIFF_INPUTS).toBe(sources.includes(removedId) ? DIFF_INPUTS : 0);
          expect(state & DIFF_CHANGED & ~(DIFF_ATTRIBUTES | DIFF_INPUTS)).toBe(0);
          expect(state & DIFF_RENAMED).toBe(scopes[depth] === rename ? DIFF_RENAMED : 0);
        });
        expect(diff.b.states.filter((state) => state === DIFF_ONLY)).toHaveLength(addedCount);
        const { entries } = diff;
        expect(entries.filter(({ kind }) => kind === "removed").map(({ nodeOfA }) => nodeOfA)).toEqual([
          removedId,
        ]);
        expect(entries.filter(({ kind }) => kind === "added")).toHaveLength(addedCount);
      }),
      { numRuns: 500 },
    );
  });
});
