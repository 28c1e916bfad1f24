// GraphDefs against a model made of decoded messages, and the cases that matter one by one.
import {
  DataType,
  decodeMessage,
  encodeMessage,
  GraphDefSchema,
  RunMetadataSchema,
} from "@runboard/tfevents";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { OpGraph } from "../op-graph.ts";
import type { GraphReading } from "./graph-source.ts";
import { readGraph } from "./read-graph.ts";
import { type AttributeInit, type GraphDefInit, graphDefs, type NodeInit } from "./testing.ts";

const FLOAT: AttributeInit = { value: { case: "type", value: DataType.DT_FLOAT } };
const func = (name: string): AttributeInit => ({ value: { case: "func", value: { name } } });
const shapes = (...all: number[][]): AttributeInit => ({
  value: {
    case: "list",
    value: { shape: all.map((dim) => ({ dim: dim.map((size) => ({ size: BigInt(size) })) })) },
  },
});

function graphsOf(reading: GraphReading): Extract<GraphReading, { kind: "graphs" }> {
  if (reading.kind === "unreadable") throw new Error(reading.reason);
  return reading;
}

function read(init: GraphDefInit): OpGraph {
  const bytes = encodeMessage(GraphDefSchema, init);
  return graphsOf(readGraph(bytes, { format: "graph_def" })).graphs[0]!.graph;
}

/** `source:slot` of each input. */
function inputsOf(graph: OpGraph, node: number): string[] {
  const inputs: string[] = [];
  for (let at = graph.inputOffsets[node]!; at < graph.inputOffsets[node + 1]!; at++)
    inputs.push(
      `${graph.names[graph.inputSources[at]!]!}:${graph.inputSlots[at]!}@${graph.inputPlaces[at]!}`,
    );
  return inputs;
}

function typesOf(graph: OpGraph, node: number): string[] {
  const ids = graph.outputTypeIds.subarray(graph.outputOffsets[node], graph.outputOffsets[node + 1]);
  return Array.from(
    ids,
    (id) => `${graph.tensorTypes[id]!.dtype} ${JSON.stringify(graph.tensorTypes[id]!.shape)}`,
  );
}

const codes = (graph: OpGraph) => graph.problems.map(({ code }) => code);

describe("a GraphDef", () => {
  test("joins nodes as their names say", () => {
    const names = fc.constantFrom("a", "b", "a/b", "c");
    const references = fc
      .tuple(fc.constantFrom("", "^"), names, fc.constantFrom("", ":0", ":3", ":x"))
      .map((p) => p.join(""));
    const nodes = fc.uniqueArray(fc.record({ name: names, input: fc.array(references, { maxLength: 4 }) }), {
      minLength: 1,
      selector: ({ name }) => name,
    });
    fc.assert(
      fc.property(nodes, (node) => {
        const graph = read({ node });
        const known = new Set<string>(node.map(({ name }) => name));
        node.forEach(({ name, input }, at) => {
          expect(graph.names[at]).toBe(name);
          const expected = input.flatMap((reference, place) => {
            const [, caret = "", source = "", slot = "0"] = /^(\^?)([^:]*)(?::(.*))?$/.exec(reference)!;
            if (!known.has(source) || !/^\d+$/.test(slot)) return [];
            return [`${source}:${caret === "" ? slot : "-1"}@${place}`];
          });
          expect(inputsOf(graph, at)).toEqual(expected);
        });
      }),
    );
  });

  test("of any content has its operations, devices and attributes, under names that nobody shares", () => {
    fc.assert(
      fc.property(graphDefs, (init) => {
        const bytes = encodeMessage(GraphDefSchema, init);
        const message = decodeMessage(GraphDefSchema, bytes)!;
        const { graph } = graphsOf(readGraph(bytes, { format: "graph_def" })).graphs[0]!;
        expect(graph.nodeCount).toBe(message.node.length);
        expect(new Set(graph.names).size).toBe(graph.nodeCount);
        message.node.forEach(({ op, device, attr }, node) => {
          expect(graph.ops.values[graph.ops.ids[node]!]).toBe(op);
          expect(graph.devices.values[graph.devices.ids[node]!]).toBe(device);
          const wanted = Object.keys(attr).filter((name) => name !== "_output_shapes");
          const found = graph.attributesOf(node).map(({ name }) => name);
          expect(new Set(found)).toEqual(new Set(wanted));
        });
        for (const each of graph.functions.values())
          expect(new Set(each.graph.names).size).toBe(each.graph.nodeCount);
      }),
      { numRuns: 60 },
    );
  });

  test("says what its operations give", () => {
    const graph = read({
      node: [
        { name: "a", op: "Split", attr: { T: FLOAT, _output_shapes: shapes([2, -1], [3, 4]) } },
        { name: "b", op: "Equal", attr: { T: FLOAT, _output_shapes: shapes([]) } },
        { name: "c", op: "Shape", attr: { T: FLOAT } },
        { name: "d", op: "NoOp" },
        { name: "e", op: "AssignVariableOp", attr: { dtype: FLOAT } },
        { name: "f", op: "TopKV2", attr: { T: FLOAT } },
      ],
    });
    expect(graph.names.map((_, node) => typesOf(graph, node))).toEqual([
      ["float32 [2,null]", "float32 [3,4]"],
      ["bool []"],
      ["int32 null"],
      [],
      [],
      ["float32 null", "int32 null"],
    ]);
  });

  const tensor = (dtype: DataType, ...sizes: bigint[]): AttributeInit => ({
    value: { case: "tensor", value: { dtype, tensorShape: { dim: sizes.map((size) => ({ size })) } } },
  });
  const threeByFive: AttributeInit = {
    value: { case: "shape", value: { dim: [{ size: 3n }, { size: 5n }] } },
  };

  test("counts the numbers of variables, without first values and what an optimizer keeps", () => {
    const graph = read({
      node: [
        { name: "v", op: "VarHandleOp", attr: { dtype: FLOAT, shape: threeByFive } },
        { name: "v/Adam", op: "VarHandleOp", attr: { dtype: FLOAT, shape: threeByFive } },
        { name: "first", op: "Const", attr: { dtype: FLOAT, value: tensor(DataType.DT_FLOAT, 3n, 5n) } },
        { name: "p", op: "Placeholder", attr: { dtype: FLOAT, shape: threeByFive } },
      ],
    });
    expect([...graph.parameterCounts]).toEqual([15, 0, 0, 0]);
  });

  test("counts weights that were frozen into the graph, not shapes", () => {
    const graph = read({
      node: [
        { name: "w", op: "Const", attr: { dtype: FLOAT, value: tensor(DataType.DT_FLOAT, 7n, 2n) } },
        { name: "s", op: "Const", attr: { value: tensor(DataType.DT_INT32, 4n) } },
        { name: "e", op: "Const", attr: { value: tensor(DataType.DT_FLOAT) } },
      ],
    });
    expect([...graph.parameterCounts]).toEqual([14, 0, 0]);
  });

  test("with names twice, without names and with circles is shown, and says so", () => {
    const graph = read({
      node: [
        { name: "a", op: "A", input: ["b"] },
        { name: "b", op: "B", input: ["a"] },
        { name: "a", op: "C", input: ["a"] },
        { name: "", op: "D" },
        { name: "a (2)", op: "E", input: ["nowhere:1"] },
      ],
    });
    expect(graph.names).toEqual(["a", "b", "a (2)", "(unnamed)", "a (2) (2)"]);
    expect(inputsOf(graph, 2)).toEqual(["a:0@0"]);
    expect(codes(graph).sort()).toEqual([
      "cycle",
      "dangling_input",
      "duplicate_name",
      "duplicate_name",
      "unnamed_node",
    ]);
    expect(graph.problems.find(({ code }) => code === "cycle")!.text).toMatch(/“[ab]” → “[ab]” → “[ab]”/);
  });

  test("of a loop of TensorFlow 1 has no circle", () => {
    const graph = read({
      node: [
        { name: "enter", op: "Enter" },
        { name: "merge", op: "Merge", input: ["enter", "next"] },
        { name: "next", op: "NextIteration", input: ["merge"] },
      ],
    });
    expect(graph.problems).toEqual([]);
  });

  test("counts problems of which there are many", () => {
    const node = Array.from({ length: 40 }, (_, at): NodeInit => ({ name: `n${at}`, input: ["gone"] }));
    const { problems } = read({ node });
    expect(problems).toHaveLength(6);
    expect(problems.at(-1)!.text).toBe("And 35 more inputs that name no operation.");
  });
});

describe("functions", () => {
  const library = {
    function: [
      {
        signature: {
          name: "body",
          inputArg: [
            { name: "x", type: DataType.DT_FLOAT },
            { name: "y", type: DataType.DT_INT32 },
          ],
          outputArg: [{ name: "out" }, { name: "idx" }],
        },
        argAttr: { 0: { attr: { _output_shapes: shapes([9]) } } },
        nodeDef: [
          { name: "top", op: "TopKV2", input: ["x", "y"], attr: { T: FLOAT } },
          { name: "use", op: "Mul", input: ["top:indices:0", "y:0", "^top"], attr: { T: FLOAT } },
          { name: "again", op: "PartitionedCall", input: ["use:z:0"], attr: { f: func("body") } },
        ],
        ret: { out: "again:output:1", idx: "y" },
      },
    ],
  };

  test("have arguments and results as nodes, and references that name outputs", () => {
    const graph = read({ node: [], library });
    const body = graph.functions.get("body")!;
    expect(body.graph.names).toEqual(["x", "y", "top", "use", "again", "out", "idx"]);
    expect(body.graph.names.map((_, node) => inputsOf(body.graph, node).join(" "))).toEqual([
      "",
      "",
      "x:0@0 y:0@1",
      "top:1@0 y:0@1 top:-1@2",
      "use:0@0",
      "again:1@0",
      "y:0@0",
    ]);
    expect([[...body.argumentNodes], [...body.resultNodes]]).toEqual([
      [0, 1],
      [5, 6],
    ]);
    expect([typesOf(body.graph, 0), typesOf(body.graph, 1)]).toEqual([["float32 [9]"], ["int32 null"]]);
    expect(body.graph.calls.get(4)).toEqual([{ role: "f", functionName: "body" }]);
    expect(body.graph.functions).toBe(graph.functions);
    expect(body.graph.problems).toEqual([]);
  });

  test("are called by operations of their name, by attributes and by lists of these", () => {
    const branches: AttributeInit = {
      value: { case: "list", value: { func: [{ name: "body" }, { name: "gone" }, { name: "body" }] } },
    };
    const graph = read({
      node: [
        { name: "direct", op: "body", input: [] },
        { name: "if", op: "StatelessIf", attr: { then_branch: func("body"), else_branch: func("gone") } },
        { name: "case", op: "Case", attr: { branches } },
      ],
      library,
    });
    const call = (role: string) => ({ role, functionName: "body" });
    expect([...graph.calls]).toEqual([
      [0, [call("")]],
      [1, [call("then_branch")]],
      [2, [call("branches[0]"), call("branches[2]")]],
    ]);
  });

  test("that two graphs of a RunMetadata have are kept apart", () => {
    const graph = {
      node: [
        { name: "n", op: "body", input: ["m"] },
        { name: "m", op: "Const" },
      ],
      library,
    };
    const one = graphsOf(
      readGraph(encodeMessage(RunMetadataSchema, { functionGraphs: [{ preOptimizationGraph: graph }] })),
    );
    expect([one.format, one.graphs[0]!.graph.names]).toEqual(["run_metadata", ["n", "m"]]);
    const two = graphsOf(
      readGraph(
        encodeMessage(RunMetadataSchema, {
          functionGraphs: [{ preOptimizationGraph: graph }, { preOptimizationGraph: graph }],
        }),
      ),
    );
    const { names, functions, calls } = two.graphs[0]!.graph;
    expect(names).toEqual(["graph_1/n", "graph_1/m", "graph_2/n", "graph_2/m"]);
    expect([...functions.keys()]).toEqual(["graph_1_body", "graph_2_body"]);
    expect(inputsOf(two.graphs[0]!.graph, 2)).toEqual(["graph_2/m:0@0"]);
    expect(calls.get(2)).toEqual([{ role: "", functionName: "graph_2_body" }]);
    expect(functions.get("graph_2_body")!.graph.calls.get(4)).toEqual([
      { role: "f", functionName: "graph_2_body" },
    ]);
  });
});

test("a hundred thousand operations are read", () => {
  const node = Array.from({ length: 100_000 }, (_, at): NodeInit => ({
    name: `model/block_${at % 500}/op_${at}`,
    op: "AddV2",
    input: at === 0 ? [] : [`model/block_${(at - 1) % 500}/op_${at - 1}`],
    attr: { T: FLOAT },
  }));
  const graph = read({ node });
  expect([graph.nodeCount, graph.inputSources.length, graph.problems]).toEqual([100_000, 99_999, []]);
});
