// What ONNX has beside plain chains: functions, subgraphs in subgraphs, names without scopes, data in other files.
import { encodeMessage, OnnxModelSchema } from "@runboard/tfevents";
import { expect, test } from "vitest";
import type { OpGraph } from "../op-graph.ts";
import { readGraph } from "./read-graph.ts";

type ModelInit = Parameters<typeof encodeMessage<typeof OnnxModelSchema>>[1];
type GraphInit = NonNullable<ModelInit["graph"]>;
type NodeInit = NonNullable<GraphInit["node"]>[number];

function read(init: ModelInit): { readonly graph: OpGraph; readonly codes: readonly string[] } {
  const reading = readGraph(
    encodeMessage(OnnxModelSchema, { irVersion: 8n, opsetImport: [{ version: 17n }], ...init }),
  );
  if (reading.kind === "unreadable") throw new Error(reading.reason);
  expect(reading.format).toBe("onnx");
  return { graph: reading.graphs[0]!.graph, codes: reading.problems.map(({ code }) => code) };
}

function lines(graph: OpGraph): string[] {
  return graph.names.map((name, node) => {
    const inputs = graph.inputSources.subarray(graph.inputOffsets[node], graph.inputOffsets[node + 1]);
    return [
      name,
      graph.ops.values[graph.ops.ids[node]!],
      ...Array.from(inputs, (source) => graph.names[source]!),
    ].join(" ");
  });
}

const node = (opType: string, input: string[], output: string[], more: NodeInit = {}): NodeInit => ({
  opType,
  input,
  output,
  ...more,
});

test("names of operations without scopes get those of the exporter, or of their parameters", () => {
  const { graph } = read({
    graph: {
      input: [{ name: "x" }],
      initializer: [
        { name: "enc.0.weight", dims: [2n, 3n], dataType: 1 },
        { name: "enc.0.bias", dims: [3n], dataType: 1 },
        { name: "shape", dims: [2n], dataType: 7 },
      ],
      node: [
        node("Gemm", ["x", "enc.0.weight", "enc.0.bias"], ["a"]),
        node("Reshape", ["a", "shape"], ["b"], {
          name: "node_view",
          metadataProps: [
            { key: "namespace", value: ": Net/layer1: Seq/layer1.0: Block/node_view: aten.view" },
          ],
        }),
        node("Relu", ["b"], ["c"]),
        node("Relu", ["", "c"], ["d"], { name: "/last//Relu" }),
      ],
      output: [{ name: "d" }],
    },
  });
  expect(lines(graph)).toEqual([
    "x Input",
    "enc/0/enc.0.weight Initializer",
    "enc/0/enc.0.bias Initializer",
    "layer1/0/shape Initializer",
    "enc/0/Gemm_0 Gemm x enc/0/enc.0.weight enc/0/enc.0.bias",
    "layer1/0/node_view Reshape enc/0/Gemm_0 layer1/0/shape",
    "Relu_2 Relu layer1/0/node_view",
    "last/Relu Relu Relu_2",
    "d Output last/Relu",
  ]);
  expect([...graph.parameterCounts].slice(1, 4)).toEqual([6, 3, 0]);
  // What the optional first input left out is a gap.
  expect(graph.inputPlaces[graph.inputOffsets[7]!]).toBe(1);
});

test("local functions are called, subgraphs take tensors from two graphs above", () => {
  const innermost: GraphInit = { node: [node("Add", ["far", "near"], ["r"])], output: [{ name: "r" }] };
  const inner: GraphInit = {
    input: [{ name: "near" }],
    node: [node("If", ["near"], ["s"], { name: "deep", attribute: [{ name: "then_branch", g: innermost }] })],
    output: [{ name: "s" }],
  };
  const { graph, codes } = read({
    graph: {
      input: [{ name: "far" }],
      node: [
        node("Loop", ["far"], ["t"], { name: "loop", attribute: [{ name: "body", g: inner }] }),
        node("Twice", ["t"], ["y"], { domain: "own" }),
      ],
      output: [{ name: "y" }],
    },
    functions: [
      { name: "Twice", domain: "own", input: ["v"], output: ["w"], node: [node("Add", ["v", "v"], ["w"])] },
    ],
  });
  expect(codes).toEqual([]);
  expect(lines(graph)).toEqual(["far Input", "loop Loop far far", "Twice_1 Twice loop", "y Output Twice_1"]);
  expect([...graph.functions.keys()]).toEqual(["own.Twice", "loop/body", "deep/then_branch"]);
  expect(graph.calls.get(2)).toEqual([{ role: "", functionName: "own.Twice" }]);
  expect(lines(graph.functions.get("loop/body")!.graph)).toEqual([
    "near Input",
    "deep If near far near",
    "far Outer value",
    "s Output deep",
  ]);
  expect(lines(graph.functions.get("deep/then_branch")!.graph)).toEqual([
    "Add_0 Add far near",
    "far Outer value",
    "near Outer value",
    "r Output Add_0",
  ]);
  for (const { graph: body } of graph.functions.values()) expect(body.problems).toEqual([]);
});

test("data in other files is not read, and said", () => {
  const { graph, codes } = read({
    graph: {
      initializer: [
        {
          name: "w",
          dims: [1000n, 1000n],
          dataType: 1,
          dataLocation: 1,
          externalData: [{ key: "location", value: "model.data" }],
        },
      ],
      node: [node("Relu", ["w"], ["y"]), node("Neg", ["missing"], ["z"])],
    },
  });
  expect(codes).toEqual(["external_data"]);
  expect(graph.parameterCounts[0]).toBe(1e6);
  expect(graph.problems.map(({ code }) => code)).toEqual(["dangling_input"]);
});

test("constants show their first values, large ones none", () => {
  const rawData = new Uint8Array(Float32Array.of(0.1, 2).buffer);
  const attribute = (dims: bigint[]) => [{ name: "value", t: { dims, dataType: 1, rawData } }];
  const { graph } = read({
    graph: {
      node: [
        node("Constant", [], ["a"], { attribute: attribute([2n]) }),
        node("Constant", [], ["b"], { attribute: attribute([5000n]) }),
      ],
    },
  });
  const [small] = graph.attributesOf(0);
  expect(small).toMatchObject({ name: "value", value: { preview: ["0.1", "2"], isCut: false } });
  expect(graph.attributesOf(1)[0]).toMatchObject({ value: { preview: [], isCut: true } });
  expect([...graph.parameterCounts]).toEqual([2, 5000]);
});

test("subgraphs in subgraphs to a depth of two thousand", () => {
  // The generated encoder calls itself for each level: what is nested is put together here.
  const field = (number: number, bytes: Uint8Array) => {
    const length: number[] = [];
    for (let left = bytes.length; ; left >>= 7) {
      length.push(left > 127 ? (left & 127) | 128 : left);
      if (left <= 127) break;
    }
    return joined(Uint8Array.of((number << 3) | 2, ...length), bytes);
  };
  const text = (number: number, value: string) => field(number, new TextEncoder().encode(value));
  const joined = (...parts: Uint8Array[]) => {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  };
  let graph: Uint8Array = new Uint8Array(0);
  const depth = 2_000;
  for (let level = 0; level < depth; level++)
    graph = field(
      1,
      joined(text(1, "x"), text(2, "y"), text(4, "If"), field(5, joined(text(1, "b"), field(6, graph)))),
    );
  const reading = readGraph(
    joined(Uint8Array.of(8, 8), field(7, joined(text(2, "g"), graph, field(11, text(1, "x"))))),
  );
  if (reading.kind === "unreadable") throw new Error(reading.reason);
  expect(reading.graphs[0]!.graph.functions.size).toBe(depth);
});
