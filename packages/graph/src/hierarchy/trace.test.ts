import fc from "fast-check";
import { expect, it } from "vitest";
import { buildHierarchy } from "./build-hierarchy.ts";
import { buildGraph } from "./testing.ts";
import {
  itemsReached,
  nodesOnPaths,
  REACHED_NOT,
  REACHED_PARTLY,
  REACHED_WHOLE,
  traceFrom,
} from "./trace.ts";

const COUNT = 8;
const node = fc.integer({ min: 0, max: COUNT - 1 });
const edges = fc.array(fc.tuple(node, node, fc.boolean()), { maxLength: 20 });

function graphOf(list: readonly (readonly [number, number, boolean])[]) {
  return buildGraph(
    Array.from({ length: COUNT }, (_, at) => ({
      name: `${at % 2}/${at}`,
      op: "Op",
      inputs: list
        .filter(([, to]) => to === at)
        .map(([from, , isControl]) => `${isControl ? "^" : ""}${from % 2}/${from}`),
    })),
  );
}

/** Transitive closure by Warshall. */
function closure(
  list: readonly (readonly [number, number, boolean])[],
  control: boolean,
): readonly boolean[][] {
  const reaches = Array.from({ length: COUNT }, (_, from) =>
    Array.from(
      { length: COUNT },
      (__, to) =>
        from === to || list.some(([f, t, isControl]) => f === from && t === to && (control || !isControl)),
    ),
  );
  for (let via = 0; via < COUNT; via++)
    for (let from = 0; from < COUNT; from++)
      for (let to = 0; to < COUNT; to++) reaches[from]![to] ||= reaches[from]![via]! && reaches[via]![to]!;
  return reaches;
}

it("reaches what the transitive closure says, both ways and between", () => {
  fc.assert(
    fc.property(edges, node, node, fc.boolean(), (list, from, to, control) => {
      const graph = graphOf(list);
      const reaches = closure(list, control);
      const all = Array.from({ length: COUNT }, (_, at) => at);
      const down = traceFrom(graph, [from], "outputs", { control });
      expect([...down.mask]).toEqual(all.map((at) => Number(reaches[from]![at])));
      expect(down.count).toBe(down.mask.filter((is) => is === 1).length);
      const up = traceFrom(graph, [to], "inputs", { control });
      expect([...up.mask]).toEqual(all.map((at) => Number(reaches[at]![to])));
      const between = nodesOnPaths(graph, [from], [to], { control });
      expect([...between.mask]).toEqual(all.map((at) => Number(reaches[from]![at]! && reaches[at]![to]!)));
    }),
  );
});

it("says of items whether they are reached in part or whole", () => {
  const graph = buildGraph(["a/x", "a/y", "b/z", "c/w"].map((name) => ({ name, op: "Op" })));
  const hierarchy = buildHierarchy(graph);
  const reached = itemsReached(hierarchy, Uint8Array.from([1, 0, 1, 0]));
  const of = (label: string) => reached[hierarchy.labels.indexOf(label)];
  expect(["a", "x", "y", "b", "z", "c"].map(of)).toEqual([
    REACHED_PARTLY,
    REACHED_WHOLE,
    REACHED_NOT,
    REACHED_WHOLE,
    REACHED_WHOLE,
    REACHED_NOT,
  ]);
});
