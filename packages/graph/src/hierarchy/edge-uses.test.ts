import fc from "fast-check";
import { expect, it } from "vitest";
import { buildHierarchy } from "./build-hierarchy.ts";
import { edgeUses } from "./edge-uses.ts";
import { BEYOND, EDGE_CONTROL, EDGE_REFERENCE } from "./level.ts";
import { levelOf } from "./level-of.ts";
import { buildGraph } from "./testing.ts";

const COUNT = 14;
const node = fc.integer({ min: 0, max: COUNT - 1 });
const edges = fc.array(fc.tuple(node, node, fc.constantFrom("", ":1", "^")), { maxLength: 40 });

const nameOf = (at: number) => `${at % 2}/${at % 3}/${at}`;

/** Six scopes in two, every one of 14 operations a fourth part a variable that is assigned to. */
function hierarchyOf(list: readonly (readonly [number, number, string])[]) {
  return buildHierarchy(
    buildGraph(
      Array.from({ length: COUNT }, (_, at) => ({
        name: nameOf(at),
        op: at % 4 === 0 ? "Assign" : "Relu",
        types: [
          { dtype: "float32", shape: [at, 2] },
          { dtype: "float32", shape: at % 2 === 0 ? null : [3] },
        ],
        inputs: list
          .filter(([, to]) => to === at)
          .map(([from, , how]) => (how === "^" ? `^${nameOf(from)}` : `${nameOf(from)}${how}`)),
      })),
    ),
  );
}

it("lists what each edge of each level counts", () => {
  fc.assert(
    fc.property(edges, (list) => {
      const hierarchy = hierarchyOf(list);
      for (let scope = 0; scope < hierarchy.itemCount; scope++) {
        if (hierarchy.kinds[scope] === 0) continue;
        const level = levelOf(hierarchy, scope, { extractsAuxiliary: false });
        level.edgeFroms.forEach((from, edge) => {
          const to = level.edgeTos[edge]!;
          const flags = level.edgeFlags[edge]!;
          const found = edgeUses(
            hierarchy,
            {
              scope,
              from: from === BEYOND ? null : level.items[from]!,
              to: to === BEYOND ? null : level.items[to]!,
              isControl: (flags & EDGE_CONTROL) !== 0,
            },
            1000,
          );
          expect(found.tensorCount).toBe(level.edgeTensorCounts[edge]);
          expect(found.elementCount).toBe(level.edgeElementCounts[edge]);
          const unsized = found.uses.filter(({ type }) => type?.shape === null);
          const distinct = new Set(unsized.map(({ source, slot }) => `${source}:${slot}`));
          expect(found.unsizedCount).toBe(distinct.size);
          expect(found.uses.length).toBe(found.useCount);
          expect(found.uses.some(({ isReference }) => isReference)).toBe((flags & EDGE_REFERENCE) !== 0);
        });
      }
    }),
  );
});

it("counts what it does not list", () => {
  const hierarchy = buildHierarchy(
    buildGraph([
      { name: "a", op: "Split", types: [{ dtype: "float32", shape: [4] }] },
      { name: "s/x", op: "Relu", inputs: ["a"] },
      { name: "s/y", op: "AddN", inputs: ["a", "a:1", "a"] },
    ]),
  );
  const ends = { scope: 0, from: hierarchy.itemOfNode[0]!, to: 2, isControl: false };
  const { uses, ...counts } = edgeUses(hierarchy, ends, 1);
  expect(counts).toEqual({ useCount: 4, tensorCount: 2, elementCount: 4, unsizedCount: 1 });
  expect(uses).toEqual([
    { source: 0, user: 1, slot: 0, place: 0, type: { dtype: "float32", shape: [4] }, isReference: false },
  ]);
});
