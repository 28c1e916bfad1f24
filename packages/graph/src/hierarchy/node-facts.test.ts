import { expect, it } from "vitest";
import { CONTROL_SLOT } from "../op-graph.ts";
import { buildHierarchy } from "./build-hierarchy.ts";
import { findItem } from "./item-paths.ts";
import { factsOf } from "./node-facts.ts";
import { buildGraph } from "./testing.ts";

const hierarchy = buildHierarchy(
  buildGraph([
    { name: "v", op: "VariableV2", shape: [3], dtype: "float32", device: "cpu" },
    { name: "s/x", op: "Assign", inputs: ["v", "s/y", "^w"], attributes: { validate_shape: true } },
    { name: "s/y", op: "Const", shape: [3] },
    { name: "w", op: "Relu", inputs: ["s/x"] },
    { name: "z", op: "Relu", inputs: ["s/x", "v"] },
  ]),
);
const factsAt = (path: string, limit?: number) => factsOf(hierarchy, findItem(hierarchy, path)!, limit);

it("of an operation are what it is, what comes in and who uses it", () => {
  expect(factsAt("s/x")).toMatchObject({
    kind: "operation",
    name: "s/x",
    path: "s/x",
    op: "Assign",
    attributes: [{ name: "validate_shape", value: { kind: "bool", value: true } }],
    inputs: {
      totalCount: 3,
      connections: [
        { name: "v", slot: 0, place: 0, type: { dtype: "float32", shape: [3] }, isReference: true },
        { name: "s/y", slot: 0, place: 1, isReference: false },
        { name: "w", slot: CONTROL_SLOT, place: 2, type: null, isReference: false },
      ],
    },
    outputs: { totalCount: 2, connections: [{ name: "w" }, { name: "z" }] },
  });
  expect(factsAt("v")).toMatchObject({ device: "cpu", outputTypes: [{ dtype: "float32", shape: [3] }] });
});

it("of a scope are what crosses its border", () => {
  const facts = factsAt("s");
  expect(facts).toMatchObject({ kind: "scope", childCount: 2, operationCount: 2 });
  expect(facts.inputs.connections.map(({ name }) => name)).toEqual(["v", "w"]);
  expect(facts.outputs.connections.map(({ name }) => name)).toEqual(["w", "z"]);
});

it("count what they do not list", () => {
  const { outputs } = factsAt("s/x", 1);
  expect(outputs.connections).toHaveLength(1);
  expect(outputs.totalCount).toBe(2);
});
