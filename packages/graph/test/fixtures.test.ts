// Files that real programs wrote.
import { expect, test } from "vitest";
import { readGraph } from "../src/sources/read-graph.ts";
import { readRunStats } from "../src/sources/run-stats.ts";
import { fixture, graphsOf, loggedGraphs, mainGraph, plainNodes, wiring } from "./testing.ts";

const DENSE = [
  "x",
  "dense/MatMul/ReadVariableOp/resource",
  "dense/MatMul/ReadVariableOp dense/MatMul/ReadVariableOp/resource:0",
  "dense/MatMul x:0 dense/MatMul/ReadVariableOp:0",
  "dense/add/ReadVariableOp/resource",
  "dense/add/ReadVariableOp dense/add/ReadVariableOp/resource:0",
  "dense/add dense/MatMul:0 dense/add/ReadVariableOp:0",
  "dense/Relu dense/add:0",
  "head/Softmax dense/Relu:0",
  "Identity head/Softmax:0 ^NoOp",
  "NoOp ^dense/MatMul/ReadVariableOp ^dense/add/ReadVariableOp",
];

test("a GraphDef, binary and as text, is the same graph", () => {
  const binary = graphsOf(readGraph(fixture("graph.pb")));
  const text = graphsOf(readGraph(fixture("graph.pbtxt")));
  expect([binary.format, text.format]).toEqual(["graph_def", "graph_def_text"]);
  expect(wiring(binary.graphs[0]!.graph)).toEqual(DENSE);
  expect(plainNodes(text.graphs[0]!.graph)).toEqual(plainNodes(binary.graphs[0]!.graph));
  expect(plainNodes(binary.graphs[0]!.graph)[0]!.outputs).toEqual(["float32[?,4]"]);
  expect([binary.problems, text.problems]).toEqual([[], []]);
});

test("a SavedModel calls its signature, whose body opens", () => {
  const { format, graphs, problems } = graphsOf(readGraph(fixture("saved_model.pb")));
  expect([format, problems, graphs.map(({ label }) => label)]).toEqual(["saved_model", [], ["serve"]]);
  const { names, calls, functions } = graphs[0]!.graph;
  const call = names.indexOf("StatefulPartitionedCall");
  expect(calls.get(call)).toEqual([{ role: "f", functionName: "__inference_signature_wrapper_32" }]);
  const predict = functions.get("__inference_predict_22")!;
  expect(wiring(predict.graph)).toEqual([
    "x",
    "dense_matmul_readvariableop_resource",
    "dense_add_readvariableop_resource",
    "dense/MatMul/ReadVariableOp dense_matmul_readvariableop_resource:0",
    "dense/MatMul x:0 dense/MatMul/ReadVariableOp:0",
    "dense/add/ReadVariableOp dense_add_readvariableop_resource:0",
    "dense/add dense/MatMul:0 dense/add/ReadVariableOp:0",
    "dense/Relu dense/add:0",
    "head/Softmax dense/Relu:0",
    "Identity head/Softmax:0 ^NoOp",
    "NoOp ^dense/MatMul/ReadVariableOp ^dense/add/ReadVariableOp",
    "identity Identity:0",
  ]);
  expect([...predict.argumentNodes, ...predict.resultNodes]).toEqual([0, 1, 2, 11]);
  expect(graphs[0]!.graph.parameterCounts.reduce((sum, count) => sum + count, 0)).toBe(15);
});

test("an ONNX model has its inputs, weights and outputs as nodes, in scopes", () => {
  const { format, graphs, problems } = graphsOf(readGraph(fixture("torch.onnx")));
  expect([format, problems]).toEqual(["onnx", []]);
  expect(plainNodes(graphs[0]!.graph)).toMatchObject([
    { name: "image", op: "Input", outputs: ["float32[1,1,28,28]"] },
    { name: "features/features.0/features.0.weight", op: "Initializer", parameters: 36 },
    { name: "features/features.0/features.0.bias", op: "Initializer", parameters: 4 },
    { name: "head/head.weight", op: "Initializer", parameters: 7840, outputs: ["float32[10,784]"] },
    { name: "head/head.bias", op: "Initializer", parameters: 10 },
    {
      name: "features/features.0/Conv",
      op: "Conv",
      inputs: ["image:0", "features/features.0/features.0.weight:0", "features/features.0/features.0.bias:0"],
    },
    { name: "features/features.1/Relu", inputs: ["features/features.0/Conv:0"] },
    { name: "features/features.2/MaxPool", inputs: ["features/features.1/Relu:0"] },
    { name: "Flatten", inputs: ["features/features.2/MaxPool:0"] },
    { name: "head/Gemm", outputs: ["float32[1,10]"] },
    { name: "logits", op: "Output", inputs: ["head/Gemm:0"] },
  ]);
  expect(graphs[0]!.graph.attributesOf(5)).toContainEqual({
    name: "kernel_shape",
    value: {
      kind: "list",
      items: [
        { kind: "number", value: 3 },
        { kind: "number", value: 3 },
      ],
      isCut: false,
    },
  });
});

test("branches of an ONNX If open in place and take what they need from around it", () => {
  const graph = mainGraph(readGraph(fixture("subgraphs.onnx")));
  expect(wiring(graph)).toEqual(["c", "x", "block/If c:0 x:0", "block/Relu block/If:0", "z block/Relu:0"]);
  expect(graph.calls.get(2)).toEqual([
    { role: "else_branch", functionName: "block/If/else_branch" },
    { role: "then_branch", functionName: "block/If/then_branch" },
  ]);
  const branch = graph.functions.get("block/If/else_branch")!;
  expect(wiring(branch.graph)).toEqual(["else/Neg x:0", "x", "e else/Neg:0"]);
  expect([...branch.argumentNodes, ...branch.resultNodes]).toEqual([1, 2]);
});

test("a layers model of TensorFlow.js knows its shapes and weights", () => {
  const { format, graphs } = graphsOf(readGraph(fixture("layers_model.json")));
  expect([format, graphs[0]!.kind]).toEqual(["tfjs_model", "layers"]);
  expect(plainNodes(graphs[0]!.graph)).toEqual([
    { name: "s/d1", op: "Dense", inputs: [], outputs: ["[?,8]"], parameters: 40 },
    { name: "s/d2", op: "Dense", inputs: ["s/d1:0"], outputs: ["[?,3]"], parameters: 27 },
  ]);
});

test("PyTorch's graph is a GraphDef, whose parameters come from modules that it leaves out", () => {
  const graph = mainGraph(readGraph(loggedGraphs("torch_all/logdir/main").graph!));
  expect(graph.problems).toEqual([]);
  expect(plainNodes(graph)).toContainEqual({
    name: "Sequential/Linear[3]/81",
    op: "aten::linear",
    inputs: [
      "Sequential/Flatten[2]/input:0",
      "Sequential/Linear[3]/weight/weight:0",
      "Sequential/Linear[3]/bias/bias:0",
    ],
    outputs: ["[1,10]"],
    parameters: 0,
  });
});

test("TensorFlow 1's graph has variables with counts, and no problem", () => {
  const graph = mainGraph(readGraph(loggedGraphs("tf1_mnist/logdir/lr_1E-03,conv=2,fc=1").graph!));
  expect([graph.nodeCount, graph.problems]).toEqual([352, []]);
  const byName = new Map(plainNodes(graph).map((node) => [node.name, node]));
  expect(byName.get("conv1/W")).toMatchObject({
    op: "VarHandleOp",
    outputs: ["resource[]"],
    parameters: 200,
  });
  expect(byName.get("conv1/truncated_normal/shape")!.parameters).toBe(0);
});

test("what a step took, by operation and device", () => {
  const stats = readRunStats(loggedGraphs("tf1_mnist/logdir/lr_1E-03,conv=2,fc=1").runMetadata!);
  const row = stats.nodeNames.indexOf("conv1/Relu");
  expect(stats.isCut).toBe(false);
  expect(stats.devices.values[stats.devices.ids[row]!]).toBe("/job:localhost/replica:0/task:0/device:CPU:0");
  expect([stats.computeMicros[row], stats.allocatedBytes[row]]).toEqual([807, 2611248]);
  const [type] = stats.outputTypeIds.subarray(stats.outputOffsets[row], stats.outputOffsets[row + 1]);
  expect(stats.tensorTypes[type!]).toMatchObject({ dtype: "float32", shape: [100, 28, 28, 8] });
});

test("a RunMetadata without graphs says so", () => {
  const reading = readGraph(loggedGraphs("tf1_mnist/logdir/lr_1E-03,conv=2,fc=1").runMetadata!);
  expect(reading).toEqual({
    kind: "unreadable",
    reason: "This RunMetadata holds what a step took, but no graph.",
  });
});
