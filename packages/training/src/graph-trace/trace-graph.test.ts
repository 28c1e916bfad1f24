// The graph of the tutorial's step, on every back end that is here.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Backend } from "@runboard/contract";
import { decodeMessage, type GraphDef, GraphDefSchema, type NodeDef } from "@runboard/tfevents";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../backend/open-backend.ts";
import { readEvents, startJob } from "../child/testing.ts";
import type { TensorFlow } from "../model.ts";
import { Adam } from "../models/adam.ts";
import { listenToEngine } from "./engine-hooks.ts";
import { mergeBatches, traceGraph } from "./trace-graph.ts";
import type { TracedNode } from "./traced-node.ts";

const logdir = mkdtempSync(join(tmpdir(), "runboard-graph-"));
afterAll(() => rmSync(logdir, { recursive: true, force: true }));

/** The graph that the model writes in a process of its own: two copies of tfjs in one would share their engine. */
async function graphOn(
  backend: "auto" | Backend["name"],
  network: Readonly<Record<string, number>>,
): Promise<GraphOn> {
  const run = `${backend}-${JSON.stringify(network).replaceAll(/\W/g, "")}`;
  const job = startJob(
    { model: "mnist-cnn", logdir, run, parameters: { ...network } },
    { RUNBOARD_BACKEND: backend },
  );
  // It is in the file before the first step.
  await job.until(({ kind }) => kind === "progress");
  job.child.kill("SIGKILL");
  await job.exit;
  const graph = readEvents(join(logdir, run)).find(({ what }) => what.case === "graphDef")?.what;
  if (graph?.case !== "graphDef") throw new Error(`no graph was written: ${job.printed()}`);
  const started = job.messages.find((message) => message.kind === "started");
  return { bytes: graph.value, backend: started?.backend?.name };
}

interface GraphOn {
  readonly bytes: Uint8Array;
  readonly backend: Backend["name"] | undefined;
}

function graphIn(directory: string): Uint8Array {
  const graph = readEvents(directory).find(({ what }) => what.case === "graphDef")?.what;
  if (graph?.case !== "graphDef") throw new Error(`no graph in ${directory}`);
  return graph.value;
}

/** Names of scopes, and of operations that stand in none. */
function topLevel(bytes: Uint8Array): readonly string[] {
  const names = decodeMessage(GraphDefSchema, bytes)?.node.map(({ name }) => name.split("/")[0] ?? "");
  return [...new Set(names)].sort();
}

describe("a traced step", () => {
  const small = { conv: 1, fc: 1 };
  let tf: TensorFlow;
  let best: GraphOn;
  let graph: GraphDef;
  const nodes = new Map<string, NodeDef>();

  beforeAll(async () => {
    ({ tf } = await openBackend({ want: "cpu", cacheDirectory: logdir, log: () => undefined }));
    best = await graphOn("auto", small);
    graph = decodeMessage(GraphDefSchema, best.bytes)!;
    for (const node of graph.node) nodes.set(node.name, node);
  });

  it("has nodes of different names, whose inputs are all there", () => {
    expect(nodes.size).toBe(graph.node.length);
    const inputs = graph.node.flatMap(({ input }) => input);
    expect(inputs.filter((input) => !nodes.has(input.replace(/^\^|:\d+$/g, "")))).toEqual([]);
    expect(graph.node.length).toBeGreaterThan(80);
  });

  it("has the tutorial's scopes, and gradients where TensorFlow 1 puts them", () => {
    const scopes = new Set(graph.node.map(({ name }) => name.split("/")[0]));
    for (const scope of ["x", "labels", "conv", "fc", "xent", "train", "accuracy"])
      expect(scopes).toContain(scope);
    expect(nodes.get("conv/Conv2D")).toMatchObject({
      op: "Conv2D",
      input: ["Reshape", "conv/W/Read/ReadVariableOp"],
    });
    expect(nodes.get("train/gradients/conv/MaxPool_grad/MaxPoolGrad")?.input).toEqual([
      "conv/Relu",
      "conv/MaxPool",
      "train/gradients/MaxPool_grad/MaxPoolGrad",
    ]);
  });

  it.each([1, 2])("has the top level of the tutorial's graph with %i dense layers", async (fc) => {
    const run = join(
      import.meta.dirname,
      "../../../../fixtures/tf1_mnist/logdir",
      `lr_1E-03,conv=2,fc=${fc}`,
    );
    const ours = await graphOn("cpu", { conv: 2, fc });
    expect(topLevel(ours.bytes)).toEqual(topLevel(graphIn(run)));
  });

  it("has one ResourceApplyAdam for each variable", () => {
    const updates = graph.node.filter(({ op }) => op === "ResourceApplyAdam");
    expect(updates).toHaveLength(4);
    expect(updates[0]?.input.slice(0, 3)).toEqual(["conv/W", "conv/W/Adam", "conv/W/Adam_1"]);
    expect(updates[0]?.input.at(-1)).toBe("train/gradients/conv/Conv2D_grad/Conv2DBackpropFilter");
  });

  it("tells what is done beside the steps: first values, summaries, the embedding, checkpoints", () => {
    expect(nodes.get("conv/W/Assign")?.input).toEqual(["conv/W", "conv/truncated_normal/mul"]);
    expect(nodes.get("conv/B/Adam/Assign")?.input).toEqual(["conv/B/Adam", "conv/B/Adam/Initializer/zeros"]);
    expect(nodes.get("init")?.input).toContain("^test_embedding/Assign");
    expect(nodes.get("conv/activations")).toMatchObject({
      op: "HistogramSummary",
      input: ["conv/activations/tag", "conv/Relu"],
    });
    expect(nodes.get("Merge/MergeSummary")?.input).toHaveLength(10);
    const tag = nodes.get("input/tag")?.attr["value"]?.value;
    if (tag?.case !== "tensor") throw new Error("no text");
    expect(new TextDecoder().decode(tag.value.stringVal[0])).toBe("input");
    expect(nodes.get("AssignVariableOp")?.input).toEqual(["test_embedding", "Reshape_1"]);
    // Three of what each variable is saved with, and each variable with its two slots.
    expect(nodes.get("save/SaveV2")?.input).toHaveLength(3 + 4 * 3 + 2 + 1);
    expect(nodes.get("save/SaveV2")?.input.at(-1)).toBe("ReadVariableOp");
  });

  it("names attributes as TensorFlow does, and the batch's dimension -1", () => {
    const attributes = nodes.get("conv/MaxPool")?.attr ?? {};
    expect(attributes["strides"]?.value).toMatchObject({ case: "list", value: { i: [1n, 2n, 2n, 1n] } });
    expect(attributes["ksize"]?.value).toMatchObject({ case: "list", value: { i: [1n, 2n, 2n, 1n] } });
    expect(attributes["padding"]?.value.value).toEqual(new TextEncoder().encode("SAME"));
    expect(attributes["data_format"]?.value.value).toEqual(new TextEncoder().encode("NHWC"));
    expect(attributes["T"]?.value).toEqual({ case: "type", value: 1 });
    const shapes = attributes["_output_shapes"]?.value;
    if (shapes?.case !== "list") throw new Error("no shapes");
    expect(shapes.value.shape.map(({ dim }) => dim.map(({ size }) => size))).toEqual([[-1n, 14n, 14n, 64n]]);
  });

  it("is the same to the byte on every back end", async () => {
    const [wasm, plain] = [await graphOn("wasm", small), await graphOn("cpu", small)];
    expect([wasm.backend, plain.backend]).toEqual(["wasm", "cpu"]);
    expect(Buffer.compare(best.bytes, wasm.bytes), best.backend).toBe(0);
    expect(Buffer.compare(plain.bytes, wasm.bytes)).toBe(0);
  });

  it("leaves tfjs as it was, also when the step throws", () => {
    const ownNames = Object.getOwnPropertyNames(tf.engine());
    const assign = Object.getOwnPropertyDescriptor(tf.Variable.prototype, "assign");
    const x = tf.variable(tf.scalar(3));
    const { numTensors } = tf.memory();
    const step = (): void => {
      x.assign(tf.square(x));
      throw new Error("on purpose");
    };
    const variables = new Map([["x", x]]);
    expect(() => traceGraph({ tf, variables, inputs: () => ({}), step })).toThrow("on purpose");
    expect(Object.getOwnPropertyNames(tf.engine())).toEqual(ownNames);
    expect(Object.getOwnPropertyDescriptor(tf.Variable.prototype, "assign")).toEqual(assign);
    expect(x.dataSync()[0]).toBe(3);
    expect(tf.memory().numTensors).toBe(numTensors);
    x.dispose();
  });

  it("says so when tfjs has changed", () => {
    const engine: object = tf.engine();
    const listener = {} as Parameters<typeof listenToEngine>[1];
    Object.defineProperty(engine, "addTapeNode", { value: undefined, configurable: true });
    try {
      expect(() => listenToEngine(tf, listener, () => undefined)).toThrow(/has no addTapeNode/);
    } finally {
      Reflect.deleteProperty(engine, "addTapeNode");
    }
  });

  it("computes Adam as TensorFlow does", () => {
    const x = tf.variable(tf.tensor1d([1, -2]));
    const adam = new Adam(tf, 0.1, new Map([["x", x]]));
    let [expected, mean, square] = [
      [1, -2],
      [0, 0],
      [0, 0],
    ];
    for (let step = 0; step < 5; step += 1) {
      const gradients = expected.map((value) => 2 * value);
      mean = mean.map((value, index) => value + (gradients[index]! - value) * (1 - 0.9));
      square = square.map((value, index) => value + (gradients[index]! ** 2 - value) * (1 - 0.999));
      const rate = (0.1 * Math.sqrt(1 - 0.999 ** (step + 1))) / (1 - 0.9 ** (step + 1));
      expected = expected.map(
        (value, index) => value - (rate * mean[index]!) / (Math.sqrt(square[index]!) + 1e-8),
      );
      const silent = { scope: run, within: run, single: run };
      tf.tidy(() => adam.apply(step, { [x.name]: tf.mul(x, 2) }, silent));
    }
    x.dataSync().forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 5));
    expect([...adam.variables().keys()]).toEqual([
      "x/Adam",
      "x/Adam_1",
      "train/beta1_power",
      "train/beta2_power",
    ]);
    expect(adam.variables().get("train/beta1_power")?.dataSync()[0]).toBeCloseTo(0.9 ** 6, 6);
    adam.dispose();
    x.dispose();
  });
});

function run<T>(_: unknown, body: () => T): T {
  return body();
}

describe("two traces", () => {
  const node: TracedNode = {
    ...{ name: "x", op: "Reshape", inputs: [], dtype: "float32", shapes: [[2, 5]], attributes: {} },
  };

  it("have -1 where they differ, and no number that follows the batch", () => {
    const shape = { ...node, op: "Const", dtype: "int32", shapes: [[2]], values: [2, 5] } as const;
    const scale = { ...node, op: "Const", shapes: [[]], values: [2] } as const;
    const merged = mergeBatches(
      [node, shape, scale],
      [
        { ...node, shapes: [[3, 5]] },
        { ...shape, values: [3, 5] },
        { ...scale, values: [3] },
      ],
    );
    expect(merged[0]?.shapes).toEqual([[-1, 5]]);
    expect(merged[1]?.values).toEqual([-1, 5]);
    expect(merged[2]?.values).toBeUndefined();
  });

  it("that are different graphs are refused", () => {
    expect(() => mergeBatches([node], [])).toThrow(/make 1 and 0 nodes/);
    expect(() => mergeBatches([node], [{ ...node, name: "y" }])).toThrow(/differ at node x/);
  });
});
