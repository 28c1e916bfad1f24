import fc from "fast-check";
import { expect, it } from "vitest";
import { buildHierarchy } from "../hierarchy/build-hierarchy.ts";
import { pathOf } from "../hierarchy/item-paths.ts";
import { buildGraph } from "../hierarchy/testing.ts";
import { pathSteps } from "./path-steps.ts";

const part = fc.oneof(
  fc.constantFrom("a", "a_1", "a_2", "a_3", "a_4", "(a)", "(a", "[a_ 0-4]", "[", "", "%", "%28", "a"),
  fc.string({ maxLength: 4 }),
);
const names = fc.uniqueArray(
  fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/")),
  { maxLength: 60 },
);

it("gives every item's label back, and the paths of what holds it", () => {
  fc.assert(
    fc.property(names, fc.boolean(), (list, foldsSeries) => {
      const hierarchy = buildHierarchy(buildGraph(list.map((name) => ({ name, op: "Relu" }))), {
        foldsSeries,
      });
      for (let item = 1; item < hierarchy.itemCount; item++) {
        const steps = pathSteps(pathOf(hierarchy, item));
        expect(steps.at(-1)).toEqual({ path: pathOf(hierarchy, item), label: hierarchy.labels[item] });
        let above = hierarchy.parents[item]!;
        if (hierarchy.kinds[above] === 2) above = hierarchy.parents[above]!;
        expect(steps.slice(0, -1)).toEqual(pathSteps(pathOf(hierarchy, above)));
      }
    }),
    { numRuns: 300 },
  );
});

it("names a function's body, and what stands in it", () => {
  expect(pathSteps("outer/call//f%2Fg//inner/W")).toEqual([
    { path: "outer", label: "outer" },
    { path: "outer/call", label: "call" },
    { path: "outer/call//f%2Fg", label: "f/g" },
    { path: "outer/call//f%2Fg//inner", label: "inner" },
    { path: "outer/call//f%2Fg//inner/W", label: "W" },
  ]);
  expect(pathSteps("call//f").map(({ label }) => label)).toEqual(["call", "f"]);
  expect(pathSteps("")).toEqual([]);
});
