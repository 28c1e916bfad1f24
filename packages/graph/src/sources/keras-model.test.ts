// Models as Keras 2, Keras 3 and TensorFlow.js write them.
import { expect, test } from "vitest";
import type { OpGraph } from "../op-graph.ts";
import { readGraph } from "./read-graph.ts";

const read = (json: unknown) => readText(JSON.stringify(json));

function readText(text: string): OpGraph {
  const reading = readGraph(new TextEncoder().encode(text));
  if (reading.kind === "unreadable") throw new Error(reading.reason);
  expect(reading.graphs[0]!.kind).toBe("layers");
  return reading.graphs[0]!.graph;
}

/** A line a layer: name, inputs, type, numbers. */
function lines(graph: OpGraph): string[] {
  return graph.names.map((name, node) => {
    const from = graph.inputOffsets[node]!;
    const inputs = Array.from(
      graph.inputSources.subarray(from, graph.inputOffsets[node + 1]),
      (source, at) => `${graph.names[source]!}:${graph.inputSlots[from + at]!}`,
    );
    const ids = graph.outputTypeIds.subarray(graph.outputOffsets[node], graph.outputOffsets[node + 1]);
    const types = Array.from(ids, (id) => JSON.stringify(graph.tensorTypes[id]!.shape));
    const op = graph.ops.values[graph.ops.ids[node]!]!;
    return [name, op, inputs.join(" "), types.join(" "), graph.parameterCounts[node]!].join(" | ");
  });
}

const layer = (className: string, config: object, ...inbound: unknown[]) => ({
  class_name: className,
  config,
  name: (config as { name: string }).name,
  inbound_nodes: inbound,
});

/** A tensor as Keras 3 writes it. */
const tensor = (name: string, shape: (number | null)[], output = 0) => ({
  class_name: "__keras_tensor__",
  config: { shape, dtype: "float32", keras_history: [name, 0, output] },
});

test("a functional model of Keras 2: shapes, weights, a layer that two feed", () => {
  const conv = {
    name: "c",
    filters: 4,
    kernel_size: [3, 3],
    strides: [2, 2],
    padding: "same",
    use_bias: true,
  };
  const graph = read({
    class_name: "Functional",
    config: {
      name: "m",
      layers: [
        layer("InputLayer", { name: "in", batch_input_shape: [null, 28, 28, 1], dtype: "float32" }),
        layer("Conv2D", conv, [["in", 0, 0, {}]]),
        layer("BatchNormalization", { name: "b", axis: [3] }, [["c", 0, 0, {}]]),
        layer("Add", { name: "a" }, [
          ["c", 0, 0, {}],
          ["b", 0, 0, {}],
        ]),
        layer("Flatten", { name: "f" }, [["a", 0, 0, {}]]),
        layer("Dense", { name: "d", units: 10 }, [["f", 0, 0, { mask: ["b", 0, 0] }]]),
      ],
      input_layers: [["in", 0, 0]],
      output_layers: [["d", 0, 0]],
    },
  });
  expect(lines(graph)).toEqual([
    "m/in | InputLayer |  | [null,28,28,1] | 0",
    "m/c | Conv2D | m/in:0 | [null,14,14,4] | 40",
    "m/b | BatchNormalization | m/c:0 | [null,14,14,4] | 16",
    "m/a | Add | m/c:0 m/b:0 | [null,14,14,4] | 0",
    "m/f | Flatten | m/a:0 | [null,784] | 0",
    "m/d | Dense | m/f:0 m/b:0 | [null,10] | 7850",
  ]);
  expect(graph.problems).toEqual([]);
  expect(graph.attributesOf(1).map(({ name }) => name)).toContain("filters");
  expect(graph.attributesOf(0)).toContainEqual({ name: "dtype", value: { kind: "dtype", dtype: "float32" } });
});

test("a functional model of Keras 3 with a model in it that has two inputs and two outputs", () => {
  const inner = {
    name: "inner",
    layers: [
      layer("InputLayer", { name: "p", batch_shape: [null, 3] }),
      layer("InputLayer", { name: "q", batch_shape: [null, 3] }),
      layer("Dense", { name: "u", units: 5 }, { args: [tensor("p", [null, 3])], kwargs: {} }),
      layer("Dense", { name: "v", units: 6 }, { args: [tensor("q", [null, 3])], kwargs: {} }),
    ],
    input_layers: [
      ["p", 0, 0],
      ["q", 0, 0],
    ],
    output_layers: [
      ["u", 0, 0],
      ["v", 0, 0],
    ],
  };
  const graph = read({
    class_name: "Functional",
    config: {
      name: "m",
      layers: [
        layer("InputLayer", { name: "x", batch_shape: [null, 3] }),
        layer("InputLayer", { name: "y", batch_shape: [null, 3] }),
        layer("Functional", inner, { args: [[tensor("x", [null, 3]), tensor("y", [null, 3])]], kwargs: {} }),
        layer("Dense", { name: "head", units: 2 }, { args: [tensor("inner", [null, 6], 1)], kwargs: {} }),
      ],
      input_layers: [
        ["x", 0, 0],
        ["y", 0, 0],
      ],
      output_layers: [["head", 0, 0]],
    },
  });
  expect(lines(graph)).toEqual([
    "m/x | InputLayer |  | [null,3] | 0",
    "m/y | InputLayer |  | [null,3] | 0",
    "m/inner/p | InputLayer | m/x:0 | [null,3] | 0",
    "m/inner/q | InputLayer | m/y:0 | [null,3] | 0",
    "m/inner/u | Dense | m/inner/p:0 | [null,5] | 20",
    "m/inner/v | Dense | m/inner/q:0 | [null,6] | 24",
    "m/head | Dense | m/inner/v:0 | [null,2] | 14",
  ]);
});

test("sequential models in each other are a chain", () => {
  const sequential = (name: string, ...layers: object[]) => ({
    class_name: "Sequential",
    config: { name, layers },
  });
  const dense = (name: string, units: number, more: object = {}) => ({
    class_name: "Dense",
    config: { name, units, ...more },
  });
  const graph = read(
    sequential(
      "s",
      dense("a", 4, { batch_input_shape: [null, 2] }),
      sequential("t", dense("b", 3)),
      dense("c", 1),
    ),
  );
  expect(lines(graph)).toEqual([
    "s/a | Dense |  | [null,4] | 12",
    "s/t/b | Dense | s/a:0 | [null,3] | 15",
    "s/c | Dense | s/t/b:0 | [null,1] | 4",
  ]);
});

test("models in models to a depth of five thousand", () => {
  const depth = 5_000;
  const opened = '{"class_name": "Sequential", "config": {"name": "s", "layers": ['.repeat(depth);
  const graph = readText(`${opened}{"class_name": "Dense", "config": {"name": "d"}}${"]}}".repeat(depth)}`);
  expect(graph.names[0]).toHaveLength(2 * depth + 1);
});

test("what is not known of a layer stays unknown", () => {
  const graph = read({
    class_name: "Sequential",
    config: {
      name: "s",
      layers: [
        { class_name: "Lambda", config: { name: "l" } },
        { class_name: "Dense", config: { name: "d", units: 3 } },
      ],
    },
  });
  expect(lines(graph)).toEqual(["s/l | Lambda |  |  | 0", "s/d | Dense | s/l:0 |  | 0"]);
});

test("weights that TensorFlow.js lists count for the layers that they belong to", () => {
  const layers = [
    { class_name: "Custom", config: { name: "c" } },
    { class_name: "Custom", config: { name: "c_1" } },
  ];
  const graph = read({
    format: "layers-model",
    modelTopology: { model_config: { class_name: "Sequential", config: { name: "s", layers } } },
    weightsManifest: [
      {
        paths: ["w.bin"],
        weights: [
          { name: "c/kernel", shape: [3, 5] },
          { name: "s/c/bias", shape: [5] },
          { name: "c_1/k", shape: [2] },
        ],
      },
    ],
  });
  expect([...graph.parameterCounts]).toEqual([20, 2]);
});

test("a graph model of TensorFlow.js is a GraphDef, whose constants stand in other files", () => {
  const reading = readGraph(
    new TextEncoder().encode(
      JSON.stringify({
        format: "graph-model",
        modelTopology: {
          node: [
            {
              name: "w",
              op: "Const",
              attr: {
                dtype: { type: "DT_FLOAT" },
                value: { tensor: { dtype: "DT_FLOAT", tensorShape: { dim: [{ size: "0" }] } } },
              },
            },
            {
              name: "y",
              op: "Conv2D",
              input: ["w"],
              attr: { T: { type: 1 }, padding: { s: "U0FNRQ==" }, strides: { list: { i: ["1", "-2"] } } },
            },
          ],
          versions: { producer: 1 },
        },
        weightsManifest: [{ weights: [{ name: "w", shape: [3, 4], dtype: "float32" }] }],
      }),
    ),
  );
  if (reading.kind === "unreadable") throw new Error(reading.reason);
  const { graph, kind } = reading.graphs[0]!;
  expect([reading.format, kind, [...graph.parameterCounts]]).toEqual(["tfjs_model", "operations", [12, 0]]);
  expect(graph.attributesOf(1)).toEqual([
    { name: "T", value: { kind: "dtype", dtype: "float32" } },
    { name: "padding", value: { kind: "text", text: "SAME", isCut: false } },
    {
      name: "strides",
      value: {
        kind: "list",
        items: [
          { kind: "number", value: 1 },
          { kind: "number", value: -2 },
        ],
        isCut: false,
      },
    },
  ]);
});
