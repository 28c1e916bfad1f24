// Sizes at which recursion overflows and what is quadratic never ends. What is counted is work, not time.
import { describe, expect, it } from "vitest";
import type { OpGraph } from "../op-graph.ts";
import { buildHierarchy } from "./build-hierarchy.ts";
import { compareGraphs, DIFF_RENAMED } from "./diff.ts";
import { findItem, pathOf } from "./item-paths.ts";
import { SCOPE } from "./item-tree.ts";
import { levelOf } from "./level-of.ts";
import { parameterTable } from "./parameter-table.ts";
import { searchGraph } from "./search.ts";
import { tagOwnerOf } from "./tag-owners.ts";
import { buildGraph, type OpInit } from "./testing.ts";
import { nodesOnPaths, traceFrom } from "./trace.ts";

const LAYERS = 100;
const HEADS = 10;
const OPERATIONS = 100;

/** 100 layers of 10 heads of 100 operations, each layer like the others. */
function transformer(layerName: (layer: number) => string = (layer) => `layer_${layer}`): readonly OpInit[] {
  const ops = ["MatMul", "AddV2", "Relu", "Mul", "Softmax", "Reshape", "Const"];
  const inits: OpInit[] = [];
  for (let layer = 0; layer < LAYERS; layer++) {
    for (let head = 0; head < HEADS; head++) {
      const nameOf = (at: number) =>
        `model/${layerName(layer)}/head_${head}/part_${Math.floor(at / 10)}/op${at}x`;
      const before = `model/${layerName(layer - 1)}/head_${head}/part_9/op99x`;
      for (let at = 0; at < OPERATIONS; at++) {
        const op = ops[(at * 5) % ops.length]!;
        const inputs = at === 0 ? [before] : [nameOf(at - 1), nameOf((at * 7) % at)];
        inits.push({ name: nameOf(at), op, inputs, attributes: { T: "float32" } });
      }
    }
  }
  return inits;
}

function countingAttributes(graph: OpGraph): { readonly graph: OpGraph; readonly reads: () => number } {
  let reads = 0;
  return {
    graph: {
      ...graph,
      attributesOf: (node) => {
        reads++;
        return graph.attributesOf(node);
      },
    },
    reads: () => reads,
  };
}

describe("100,000 operations", () => {
  const inits = transformer();
  const counted = countingAttributes(buildGraph(inits));
  const hierarchy = buildHierarchy(counted.graph);

  it("are folded into series of layers, each operation's attributes read once", () => {
    expect(counted.reads()).toBe(inits.length);
    const model = levelOf(hierarchy, findItem(hierarchy, "model")!);
    // The first layer is fed by nothing, and has all the same the same inside.
    expect(Array.from(model.items, (item) => hierarchy.labels[item])).toEqual(["layer_[0-99]"]);
    const layers = levelOf(hierarchy, model.items[0]!);
    expect(layers.items).toHaveLength(LAYERS);
    expect(layers.edgeFroms).toHaveLength(LAYERS - 1);
    expect([...layers.edgeTensorCounts]).toEqual(Array(LAYERS - 1).fill(HEADS));
  });

  it("are searched and traced", () => {
    expect(searchGraph(hierarchy, "op99x", 10).totalCount).toBe(LAYERS * HEADS);
    const last = hierarchy.graph.nodeCount - 1;
    const { count } = traceFrom(hierarchy.graph, [last], "inputs", { control: true });
    expect(count).toBe(LAYERS * OPERATIONS);
    expect(nodesOnPaths(hierarchy.graph, [0], [0]).count).toBe(1);
  });

  it("are compared with the same under one new name", () => {
    const other = buildHierarchy(
      buildGraph(transformer((layer) => (layer === 50 ? "block_50" : `layer_${layer}`))),
    );
    const diff = compareGraphs(hierarchy, other);
    expect(diff.entries).toEqual([]);
    expect(diff.a.matches.every((match, node) => match === node)).toBe(true);
    expect(diff.a.states.filter((state) => state === DIFF_RENAMED)).toHaveLength(HEADS * OPERATIONS);
  });
});

it("takes a chain of 10,000 operations", () => {
  const chain = Array.from({ length: 10_000 }, (_, at) => ({
    name: `x${at}y`,
    op: at % 2 === 0 ? "Relu" : "Tanh",
    inputs: at === 0 ? [] : [`x${at - 1}y`],
  }));
  const hierarchy = buildHierarchy(buildGraph(chain));
  const level = levelOf(hierarchy, 0);
  expect(level.items).toHaveLength(10_000);
  expect(level.edgeFroms).toHaveLength(9_999);
  expect(nodesOnPaths(hierarchy.graph, [0], [9_999]).count).toBe(10_000);
});

it("takes scopes 5,000 deep", () => {
  const inits: OpInit[] = [];
  for (let depth = 1, scope = "s"; depth <= 5_000; depth++, scope += "/s")
    inits.push({
      name: `${scope}/x`,
      op: "Relu",
      inputs: depth === 1 ? [] : [inits[depth - 2]!.name],
      parameters: 1,
    });
  const hierarchy = buildHierarchy(buildGraph(inits));
  expect(hierarchy.kinds.filter((kind) => kind === SCOPE)).toHaveLength(5_001);
  const deepest = hierarchy.itemOfNode[4_999]!;
  expect(findItem(hierarchy, pathOf(hierarchy, deepest))).toBe(deepest);
  expect(levelOf(hierarchy, hierarchy.parents[hierarchy.parents[deepest]!]!).edgeFroms).toHaveLength(2);
  expect(searchGraph(hierarchy, "x", 1).totalCount).toBe(5_000);
  expect(parameterTable(hierarchy)).toHaveLength(10_001);
  expect(compareGraphs(hierarchy, hierarchy).entries).toEqual([]);
});

it("takes a name of 100,000 scopes: as many as are taken, then the rest of the name as it is", () => {
  const name = Array.from({ length: 100_000 }, () => "s").join("/");
  const hierarchy = buildHierarchy(buildGraph([{ name, op: "Relu" }]));
  expect(hierarchy.kinds.filter((kind) => kind === SCOPE)).toHaveLength(8_001);
  const deepest = hierarchy.itemOfNode[0]!;
  expect(hierarchy.labels[deepest]).toBe(name.slice(2 * 8_000));
  expect(findItem(hierarchy, pathOf(hierarchy, deepest))).toBe(deepest);
  // Names are looked through as far as they are kept, labels all.
  const { totalCount, untriedCount } = searchGraph(hierarchy, "s", 1);
  expect(totalCount).toBe(8_001);
  expect(untriedCount).toBeGreaterThan(5_000);
  const ownerOf = tagOwnerOf(hierarchy);
  expect(ownerOf("s/s/loss")).toBe(2);
});

it("takes 100,000 children of one scope", () => {
  const inits = Array.from({ length: 100_000 }, (_, at) => ({
    name: `s/x${(at * 7_919) % 100_000}y`,
    op: "Relu",
  }));
  const hierarchy = buildHierarchy(buildGraph(inits));
  expect(hierarchy.labels.slice(2, 5)).toEqual(["x0y", "x1y", "x2y"]);
  expect(levelOf(hierarchy, 1).items).toHaveLength(100_000);
  expect(findItem(hierarchy, "s/x99999y")).toBe(100_001);
});

it("takes names of 10,000 characters, many of one beginning", () => {
  const scope = `${"long".repeat(2_400)}/`;
  const inits = Array.from({ length: 1_000 }, (_, at) => ({ name: `${scope}${scope}x${at}`, op: "Relu" }));
  const hierarchy = buildHierarchy(buildGraph(inits));
  expect(hierarchy.labels.slice(3, 4)).toEqual(["x[0-999]"]);
});
