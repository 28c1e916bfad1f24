import fc from "fast-check";
import { expect, it } from "vitest";
import { buildHierarchy } from "./build-hierarchy.ts";
import { allPaths, findItem, pathOf } from "./item-paths.ts";
import { buildGraph } from "./testing.ts";

const part = fc.oneof(
  fc.constantFrom("a", "a_1", "a_2", "a_3", "a_4", "(a)", "(a", "[a_ 0-4]", "[", "", "%", "%25", "a/"),
  fc.string({ maxLength: 4 }),
);
const names = fc.uniqueArray(
  fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/")),
  {
    maxLength: 60,
  },
);

it("leads from every item to a path of its own and back", () => {
  fc.assert(
    fc.property(names, fc.boolean(), (list, foldsSeries) => {
      const graph = buildGraph(list.map((name) => ({ name, op: "Relu" })));
      const hierarchy = buildHierarchy(graph, { foldsSeries });
      const paths = Array.from({ length: hierarchy.itemCount }, (_, item) => pathOf(hierarchy, item));
      expect(allPaths(hierarchy)).toEqual(paths);
      expect(new Set(paths).size).toBe(hierarchy.itemCount);
      paths.forEach((path, item) => expect(findItem(hierarchy, path)).toBe(item));
    }),
    { numRuns: 500 },
  );
});

it("stays the same however much is folded", () => {
  const graph = buildGraph([0, 1, 2, 3, 4].map((at) => ({ name: `s/a_${at}`, op: "Relu" })));
  const folded = buildHierarchy(graph);
  const flat = buildHierarchy(graph, { foldsSeries: false });
  expect(pathOf(folded, 2)).toBe("s/[a_ 0-4]");
  expect(findItem(folded, "s/[a_ 0-4]")).toBe(2);
  for (const hierarchy of [folded, flat]) {
    const item = findItem(hierarchy, "s/a_3");
    expect(hierarchy.labels[item!]).toBe("a_3");
  }
});

it.each(["none", "s/none", "s/a_3/none", "s//a_3", "%ZZ", "s/[a_ 0-9]", "(s)"])(
  "finds nothing at %s",
  (path) => {
    const graph = buildGraph([0, 1, 2, 3, 4].map((at) => ({ name: `s/a_${at}`, op: "Relu" })));
    expect(findItem(buildHierarchy(graph), path)).toBeUndefined();
  },
);
