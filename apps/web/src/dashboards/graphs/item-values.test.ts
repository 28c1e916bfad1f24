import { measuredTotals, NestedGraph, readGraph, tagOwnerOf, variableOwnerOf } from "@runboard/graph";
import { expect, it } from "vitest";
import type { ColorBasis, ColorRule } from "./graph-orders.ts";
import { itemValues } from "./item-values.ts";
import { openScopes } from "./open-scopes.ts";

const text = ["x", "a/p", "a/q", "a/in/r", "b/s"].map((name) => `node { name: "${name}" op: "Relu" }`);
const reading = readGraph(new TextEncoder().encode(text.join("\n")), { fileName: "g.pbtxt" });
if (reading.kind !== "graphs" || !reading.graphs[0]) throw new Error("no graph");
const graph = new NestedGraph(reading.graphs[0].graph);

const shown = openScopes(["a"], (path) => {
  const place = graph.find(path);
  return place && graph.open(place);
});

const costs = {
  names: ["a/p", "a/in/r", "gone"],
  computeMicros: Float64Array.of(3, 4, 50),
  outputBytes: Float64Array.of(NaN, 8, 50),
};
const known = {
  measuredAt: (key: string) => (key === "held" ? measuredTotals(graph.main, costs) : null),
  tagOwner: () => tagOwnerOf(graph.main),
  variableOwner: () => variableOwnerOf(graph.main),
};

function valuesOf(rule: ColorRule, basis: ColorBasis) {
  const { values, ...rest } = itemValues(graph, shown, { rule, basis, known });
  const named = shown.flatMap(({ path, level }) =>
    [...level.items, ...level.auxiliaryItems].map((item, place) => [item.path, values.get(path)?.[place]]),
  );
  return { ...rest, values: Object.fromEntries(named) as Record<string, number | undefined> };
}

it("colours by sums over what was measured, and nothing that was not", () => {
  const time = valuesOf("compute", { kind: "measured", key: "held" });
  expect(time).toMatchObject({ isSize: true, most: 7, coverage: { count: 2, total: 5 } });
  expect(time.values).toEqual({ x: NaN, a: 7, b: NaN, "a/p": 3, "a/q": NaN, "a/in": 4 });
  const bytes = valuesOf("memory", { kind: "measured", key: "held" });
  expect(bytes.values).toMatchObject({ a: 8, "a/p": NaN, "a/in": 8 });
  expect(bytes.coverage).toEqual({ count: 1, total: 5 });
  expect(valuesOf("compute", { kind: "measured", key: "another" }).values).toEqual(
    Object.fromEntries(Object.keys(time.values).map((path) => [path, undefined])),
  );
});

it("puts tags together over scopes: norms by squares, shares by counts, NaN by their number", () => {
  const amounts = {
    tags: ["a/p/W", "a/in/W", "elsewhere/W"],
    sums: Float64Array.of(9, 16, 1000),
    counts: Float64Array.of(10, 40, 1),
  };
  const basis = { kind: "training", amounts } as const;
  const norm = valuesOf("weights", basis);
  expect(norm).toMatchObject({ most: 5, leastPositive: 3, coverage: { count: 2, total: 3 } });
  expect(norm.values).toEqual({ x: NaN, a: 5, b: NaN, "a/p": 3, "a/q": NaN, "a/in": 4 });
  expect(valuesOf("zeros", basis).values).toMatchObject({ a: 0.5, "a/p": 0.9, b: NaN });
  expect(valuesOf("nonfinite", basis).values).toMatchObject({ a: 25, "a/in": 16 });
});

it("tells how far variables moved, of scopes by squares, and nothing of what was all zero or is not known", () => {
  const changes = {
    names: ["a/p", "a/in/r", "a/q", "b/s", "elsewhere"],
    changeSquares: Float64Array.of(9, 16, 4, NaN, 1),
    squaresBefore: Float64Array.of(100, 0, 0, 1, 1),
  };
  const change = valuesOf("change", { kind: "checkpoints", changes });
  expect(change).toMatchObject({ isSize: true, coverage: { count: 3, total: 5 } });
  expect(change.values).toEqual({ x: NaN, a: Math.sqrt(0.29), b: NaN, "a/p": 0.3, "a/q": NaN, "a/in": NaN });
  const still = { names: ["a/p"], changeSquares: Float64Array.of(0), squaresBefore: Float64Array.of(0) };
  expect(valuesOf("change", { kind: "checkpoints", changes: still }).values).toMatchObject({
    a: 0,
    "a/p": 0,
  });
});
