import { describe, expect, it } from "vitest";
import type { TensorType } from "../op-graph.ts";
import { buildHierarchy } from "./build-hierarchy.ts";
import { type Flops, flopsOf } from "./flops.ts";
import { findItem } from "./item-paths.ts";
import { parameterTable } from "./parameter-table.ts";
import { buildGraph, type OpInit } from "./testing.ts";
import { deviceHistogram, opHistogram, totalsOf } from "./totals.ts";

type Shape = TensorType["shape"];

function costOf(
  op: string,
  inputs: readonly Shape[],
  output: Shape,
  attributes: OpInit["attributes"] = {},
): Flops {
  const sources = inputs.map((shape, at) => ({ name: `in${at}`, op: "Placeholder", shape }));
  const names = sources.map(({ name }) => name);
  return flopsOf(
    buildGraph([...sources, { name: "x", op, inputs: names, shape: output, attributes }]),
    names.length,
  );
}

describe("flopsOf", () => {
  it.each<[string, readonly Shape[], Shape, number]>([
    [
      "Conv2D",
      [
        [8, 28, 28, 3],
        [5, 5, 3, 16],
      ],
      [8, 28, 28, 16],
      2 * 8 * 28 * 28 * 16 * 5 * 5 * 3,
    ],
    [
      "DepthwiseConv2dNative",
      [
        [1, 8, 8, 4],
        [3, 3, 4, 2],
      ],
      [1, 8, 8, 8],
      2 * 8 * 8 * 8 * 9,
    ],
    ["Conv2DBackpropInput", [[4], [5, 5, 3, 16], [8, 28, 28, 16]], [8, 28, 28, 3], 2 * 8 * 28 * 28 * 16 * 75],
    [
      "Conv2DBackpropFilter",
      [[8, 28, 28, 3], [4], [8, 28, 28, 16]],
      [5, 5, 3, 16],
      2 * 8 * 28 * 28 * 16 * 75,
    ],
    [
      "MatMul",
      [
        [2, 3],
        [3, 4],
      ],
      [2, 4],
      2 * 2 * 4 * 3,
    ],
    ["BatchMatMulV2", [[7, 2, 3], null], [7, 2, 4], 2 * 7 * 2 * 4 * 3],
    ["MatMul", [null, [3, 4]], [2, 4], 2 * 2 * 4 * 3],
    ["MatMul", [null, [3]], [2], 2 * 2 * 3],
    [
      "Conv",
      [
        [1, 8, 9, 9],
        [16, 4, 3, 3],
      ],
      [1, 16, 7, 7],
      2 * 16 * 49 * 4 * 9,
    ],
    [
      "ConvTranspose",
      [
        [1, 8, 9, 9],
        [8, 4, 3, 3],
      ],
      [1, 4, 11, 11],
      2 * 8 * 81 * 4 * 9,
    ],
    [
      "aten::_convolution",
      [
        [1, 3, 9, 9],
        [16, 3, 3, 3],
      ],
      [1, 16, 7, 7],
      2 * 16 * 49 * 27,
    ],
    ["aten::linear", [[5, 10], null], [5, 20], 2 * 100 * 10],
    ["aten::addmm", [[20], [5, 10], [10, 20]], [5, 20], 2 * 100 * 10],
  ])("%s of %j is counted", (op, inputs, output, count) => {
    expect(costOf(op, inputs, output)).toEqual({ kind: "count", count, isPerExample: false });
  });

  it("heeds transposed matrices", () => {
    const count = 2 * 2 * 4 * 3;
    expect(costOf("MatMul", [[3, 2], null], [2, 4], { transpose_a: true })).toMatchObject({ count });
    expect(costOf("MatMul", [null, [4, 3]], [2, 4], { transpose_b: true })).toMatchObject({ count });
    expect(costOf("Gemm", [null, [4, 3]], [2, 4], { transB: 1 })).toMatchObject({ count });
  });

  it("counts one example where the batch is unknown, and says what it cannot tell", () => {
    expect(
      costOf(
        "MatMul",
        [
          [null, 3],
          [3, 4],
        ],
        [null, 4],
      ),
    ).toEqual({ kind: "count", count: 24, isPerExample: true });
    expect(costOf("MatMul", [null, null], [2, 4])).toEqual({ kind: "unknown" });
    expect(
      costOf(
        "MatMul",
        [
          [2, 3],
          [3, 4],
        ],
        null,
      ),
    ).toEqual({ kind: "unknown" });
    expect(costOf("Conv2D", [[1, 4, 4, 1]], [1, 4, 4, 8])).toEqual({ kind: "unknown" });
    expect(costOf("Relu", [[2]], [2])).toEqual({ kind: "none" });
  });
});

const inits: readonly OpInit[] = [
  { name: "x", op: "Placeholder", shape: [2, 3] },
  { name: "a/w", op: "Var", shape: [3, 4], parameters: 12, device: "gpu" },
  { name: "a/mul", op: "MatMul", inputs: ["x", "a/w"], shape: [2, 4], device: "gpu" },
  { name: "b/c/w", op: "Var", shape: [4, 1], parameters: 4 },
  { name: "b/mul", op: "MatMul", inputs: ["a/mul", "b/c/w"], shape: [2, 1] },
  { name: "b/lost", op: "MatMul", inputs: ["a/mul"] },
];

describe("totals", () => {
  const hierarchy = buildHierarchy(buildGraph(inits));
  const item = (path: string) => findItem(hierarchy, path)!;

  it("add up what lies below", () => {
    const totals = totalsOf(hierarchy);
    expect(["", "a", "b", "b/c"].map((path) => totals.parameterCounts[item(path)])).toEqual([16, 12, 4, 4]);
    expect(["", "a", "b", "b/c"].map((path) => totals.flops[item(path)])).toEqual([64, 48, 16, 0]);
    expect(["", "a", "b"].map((path) => totals.unknownFlopsCounts[item(path)])).toEqual([1, 0, 1]);
    expect(["", "a", "b", "x"].map((path) => totals.operationCounts[item(path)])).toEqual([6, 2, 3, 1]);
    expect(opHistogram(hierarchy, item("b"))).toEqual([
      { value: "MatMul", count: 2 },
      { value: "Var", count: 1 },
    ]);
    expect(deviceHistogram(hierarchy, 0)).toEqual([
      { value: "", count: 4 },
      { value: "gpu", count: 2 },
    ]);
  });

  it("make a table like a model's summary", () => {
    const rows = parameterTable(hierarchy).map(
      ({ path, depth, kind, output, parameterCount, share, flops }) => [
        "  ".repeat(depth) + path,
        kind,
        output?.shape ?? null,
        parameterCount,
        share,
        flops,
      ],
    );
    expect(rows).toEqual([
      ["", "scope", [2, 1], 16, 1, 64],
      ["  a", "scope", [2, 4], 12, 0.75, 48],
      ["    a/mul", "MatMul", [2, 4], 0, 0, 48],
      ["    a/w", "Var", [3, 4], 12, 0.75, 0],
      ["  b", "scope", [2, 1], 4, 0.25, 16],
      ["    b/c", "scope", [4, 1], 4, 0.25, 0],
      ["      b/c/w", "Var", [4, 1], 4, 0.25, 0],
      ["    b/lost", "MatMul", null, 0, 0, 0],
      ["    b/mul", "MatMul", [2, 1], 0, 0, 16],
    ]);
  });
});
