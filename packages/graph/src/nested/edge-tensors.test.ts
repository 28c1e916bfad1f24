import { expect, it } from "vitest";
import { buildGraph } from "../hierarchy/testing.ts";
import type { OpFunction } from "../op-graph.ts";
import { edgeTensorsAnswer } from "./edge-tensors.ts";
import { NestedGraph } from "./nested-graph.ts";

const body: OpFunction = {
  name: "f",
  graph: buildGraph([
    { name: "in", op: "_Arg" },
    { name: "s/y", op: "Relu", inputs: ["in"] },
  ]),
  argumentNodes: Uint32Array.of(0),
  resultNodes: Uint32Array.of(1),
};

const graph = new NestedGraph(
  buildGraph(
    [
      { name: "x", op: "Placeholder", types: [{ dtype: "int32", shape: [2] }] },
      { name: "s/call", op: "f", inputs: ["x", "^x"], calls: [{ role: "", functionName: "f" }] },
      { name: "out", op: "Relu", inputs: ["s/call"] },
    ],
    new Map([["f", body]]),
  ),
);

it("names both ends of each tensor, across a border and in a function's body", () => {
  expect(edgeTensorsAnswer(graph, { scope: "", from: "x", to: "s", isControl: false }, 9)).toEqual({
    useCount: 1,
    tensorCount: 1,
    elementCount: 2,
    unsizedCount: 0,
    tensors: [
      {
        from: { path: "x", name: "x" },
        to: { path: "s/call", name: "s/call" },
        slot: 0,
        place: 0,
        type: { dtype: "int32", shape: [2] },
        isReference: false,
      },
    ],
  });
  const beyond = edgeTensorsAnswer(graph, { scope: "s", from: "s/call", to: null, isControl: false }, 9);
  expect(beyond?.tensors.map(({ to }) => to.path)).toEqual(["out"]);
  const control = edgeTensorsAnswer(graph, { scope: "", from: "x", to: "s", isControl: true }, 9);
  expect(control?.tensors.map(({ slot }) => slot)).toEqual([null]);
  const ends = { scope: "s/call", from: "s/call//f//in", to: "s/call//f//s", isControl: false };
  expect(edgeTensorsAnswer(graph, ends, 9)?.tensors.map(({ to }) => to.path)).toEqual(["s/call//f//s/y"]);
});

it("has nothing to say of what does not stand there", () => {
  for (const ends of [
    { scope: "gone", from: "x", to: "s" },
    { scope: "", from: "x", to: "gone" },
    { scope: "s", from: "x", to: "s/call" },
    { scope: "", from: "s", to: "x" },
    { scope: "", from: null, to: null },
  ])
    expect(edgeTensorsAnswer(graph, { ...ends, isControl: false }, 9)).toBeNull();
});
