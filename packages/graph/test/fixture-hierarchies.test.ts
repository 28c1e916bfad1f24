import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { decodeMessage, EventSchema, RecordReader } from "@runboard/tfevents";
import { describe, expect, it } from "vitest";
import { graphOfBytes } from "../src/hierarchy/testing.ts";
import {
  BEYOND,
  buildHierarchy,
  compareGraphs,
  factsOf,
  findItem,
  type Hierarchy,
  type Level,
  levelOf,
  opHistogram,
  parameterTable,
  pathOf,
  searchGraph,
  totalsOf,
  traceFrom,
} from "../src/index.ts";

const fixtures = fileURLToPath(new URL("../../../fixtures", import.meta.url));

/** The first graph of the event files below a run's directory. */
function hierarchyAt(run: string): Hierarchy {
  const directory = join(fixtures, run);
  for (const name of readdirSync(directory).filter((file) => file.includes("tfevents"))) {
    const reader = new RecordReader();
    reader.push(readFileSync(join(directory, name)));
    for (let read = reader.next(); read.kind === "record"; read = reader.next()) {
      const what = decodeMessage(EventSchema, read.data)?.what;
      if (what?.case === "graphDef") return buildHierarchy(graphOfBytes(what.value));
    }
  }
  throw new Error(`no graph in ${run}`);
}

function itemAt(hierarchy: Hierarchy, path: string): number {
  const item = findItem(hierarchy, path);
  if (item === undefined) throw new Error(`no item ${path}`);
  return item;
}

function labelsOf({ labels }: Hierarchy, items: Uint32Array): readonly string[] {
  return Array.from(items, (item) => labels[item]!);
}

function edgesOf(hierarchy: Hierarchy, level: Level): readonly string[] {
  const label = (place: number) => (place === BEYOND ? "…" : hierarchy.labels[level.items[place]!]!);
  return Array.from(level.edgeFroms, (from, edge) => `${label(from)} ${label(level.edgeTos[edge]!)}`);
}

describe("the graph of TensorFlow's MNIST tutorial", () => {
  const mnist = hierarchyAt("tf1_mnist/logdir/lr_1E-03,conv=2,fc=2");

  it("shows its layers, and beside them what all of them lead to", () => {
    const level = levelOf(mnist, 0);
    const layers = ["x", "labels", "conv1", "conv2", "fc1", "fc2", "xent", "accuracy"];
    expect(labelsOf(mnist, level.items)).toEqual(expect.arrayContaining(layers));
    expect(labelsOf(mnist, level.auxiliaryItems)).toEqual(["init", "train"]);
    expect(edgesOf(mnist, level)).toEqual(
      expect.arrayContaining([
        "x Reshape",
        "Reshape conv1",
        "conv1 conv2",
        "fc1 fc2",
        "fc2 xent",
        "labels accuracy",
      ]),
    );
    const whole = labelsOf(mnist, levelOf(mnist, 0, { extractsAuxiliary: false }).items);
    expect(whole).toEqual(expect.arrayContaining([...layers, "init", "train"]));
  });

  it("shows W and B in a layer", () => {
    const level = levelOf(mnist, itemAt(mnist, "conv2"));
    expect(labelsOf(mnist, level.items)).toEqual(
      expect.arrayContaining(["W", "B", "Conv2D", "Relu", "MaxPool"]),
    );
    expect(edgesOf(mnist, level)).toEqual(
      expect.arrayContaining([
        "… Conv2D",
        "W Conv2D",
        "Conv2D add",
        "B add",
        "add Relu",
        "Relu MaxPool",
        "MaxPool …",
      ]),
    );
  });

  it("knows which parts of its layers are alike", () => {
    const structureOf = (path: string) => mnist.structureIds[itemAt(mnist, path)]!;
    expect(structureOf("conv1/truncated_normal")).toBeGreaterThan(0);
    expect(structureOf("conv1/truncated_normal")).toBe(structureOf("fc2/truncated_normal"));
    expect(structureOf("conv1/weights")).toBe(structureOf("fc1/biases"));
    // Only one of them has a histogram behind its activation.
    expect([structureOf("fc1"), structureOf("fc2")]).toEqual([0, 0]);
  });

  it("traces accuracy back to images and labels, and to nothing of the optimizer", () => {
    const accuracy = itemAt(mnist, "accuracy");
    const nodes = mnist.nodeOrder.subarray(mnist.nodeStarts[accuracy], mnist.nodeEnds[accuracy]);
    const { mask } = traceFrom(mnist.graph, nodes, "inputs", { control: true });
    const reached = mnist.graph.names.filter((_, node) => mask[node] === 1);
    expect(reached).toEqual(expect.arrayContaining(["x", "labels", "conv1/W", "fc2/B"]));
    expect(reached.filter((name) => /^train|Adam|^save|^init/.test(name))).toEqual([]);
  });

  it("is searched in scopes that are closed", () => {
    const found = searchGraph(mnist, "W", 3);
    expect(found.totalCount).toBeGreaterThan(40);
    expect(labelsOf(mnist, found.items)).toEqual(["W", "W", "W"]);
    const convolutions = searchGraph(mnist, "op:Conv2D attr:padding=SAME conv1", 10);
    expect(Array.from(convolutions.items, (item) => pathOf(mnist, item))).toContain("conv1/Conv2D/(Conv2D)");
  });

  it("says what its convolutions cost for one picture", () => {
    const node = itemAt(mnist, "conv2/Conv2D/(Conv2D)");
    const totals = totalsOf(mnist);
    // 14 × 14 × 16 results of 5 × 5 × 8 products each.
    expect(totals.flops[node]).toBe(2 * 14 * 14 * 16 * 5 * 5 * 8);
    expect(totals.perExampleCounts[node]).toBe(1);
    expect(parameterTable(mnist).map(({ path }) => path)).toContain("conv2");
  });
});

describe("the graph of a PyTorch module", () => {
  const torch = hierarchyAt("torch_all/logdir/main");

  it("shows its modules in a row", () => {
    const level = levelOf(torch, itemAt(torch, "Sequential"));
    expect(edgesOf(torch, level).toSorted()).toEqual(
      [
        "Conv2d[0] ReLU[1]",
        "Flatten[2] Linear[3]",
        "Linear[3] …",
        "ReLU[1] Flatten[2]",
        "… Conv2d[0]",
      ].toSorted(),
    );
  });

  it("has its constants beside what uses them", () => {
    const level = levelOf(torch, itemAt(torch, "Sequential/Conv2d[0]"));
    const marks = labelsOf(torch, level.annotationItems);
    expect(new Set(marks)).toEqual(new Set(["64", "65", "66", "67"]));
  });
});

describe("a graph of 10,328 operations", () => {
  const resnet = hierarchyAt("big_graph/logdir/resnet50");

  it("shows its stages, and blocks that repeat as one", () => {
    expect(labelsOf(resnet, levelOf(resnet, 0).items)).toEqual(
      expect.arrayContaining(["stem", "stage1", "stage2", "stage3", "stage4", "head", "loss", "train"]),
    );
    const stage = levelOf(resnet, itemAt(resnet, "stage3"));
    expect(labelsOf(resnet, stage.items)).toEqual(["block_1", "block_[2-6]"]);
    const blockIds = ["stage1/block_2", "stage2/block_3", "stage3/block_6"].map(
      (path) => resnet.structureIds[itemAt(resnet, path)],
    );
    expect(new Set(blockIds).size).toBe(1);
  });

  it("opens scope by scope to every operation", () => {
    let shown = 0;
    for (let item = 0; item < resnet.itemCount; item++) {
      const level = levelOf(resnet, item);
      const marks = new Set(level.annotationItems);
      for (const other of [...level.items, ...level.auxiliaryItems]) marks.add(other);
      shown += marks.size;
    }
    // Each item but the root in one level, and in no other.
    expect(shown).toBe(resnet.itemCount - 1);
  });

  it("differs from itself in nothing", () => {
    expect(compareGraphs(resnet, hierarchyAt("big_graph/logdir/resnet50")).entries).toEqual([]);
  });

  it("says what a scope holds and what comes in", () => {
    const facts = factsOf(resnet, itemAt(resnet, "stage3/[block_ 2-6]"));
    expect(facts).toMatchObject({ kind: "series", childCount: 5, operationCount: 5 * 265 });
    expect(facts.inputs.connections.map(({ name }) => name)).toContain("stage3/block_1/Relu_2");
    expect(opHistogram(resnet, 0).reduce((sum, { count }) => sum + count, 0)).toBe(10_328);
  });
});
