import { describe, expect, test } from "vitest";
import { axisOf, binAt, displayEdges, extentOfRows, unionOf } from "./value-domain.ts";

describe("what rows cover", () => {
  test("is from the least to the greatest edge that a count lies between", () => {
    const rows = Float64Array.of(-5, -1, 0, -1, 0.5, 3, 0.5, 2, 1, 2, 9, 0);
    expect(extentOfRows(rows)).toEqual({ range: [-1, 2], leastPositive: 0.5 });
  });

  test("is nothing where there is no count, or no finite edge", () => {
    expect(extentOfRows(Float64Array.of(0, 1, 0))).toBeNull();
    expect(extentOfRows(Float64Array.of(NaN, 1, 3, 1, Infinity, 4))).toBeNull();
    expect(extentOfRows(new Float64Array(0))).toBeNull();
  });

  test("together is all of both", () => {
    const a = { range: [-1, 2] as const, leastPositive: 1 };
    const b = { range: [0, 5] as const, leastPositive: 0.1 };
    expect(unionOf([a, b])).toEqual({ range: [-1, 5], leastPositive: 0.1 });
    expect(unionOf([])).toBeNull();
  });
});

describe("the axis of values", () => {
  const extent = { range: [-1, 100] as const, leastPositive: 0.01 };

  test("is logarithmic over what is positive, and no axis where nothing is", () => {
    expect(axisOf(extent, "log")?.domain).toEqual([0.01, 100]);
    expect(axisOf({ range: [-3, 0], leastPositive: Infinity }, "log")).toBeNull();
    expect(axisOf({ range: [-3, 0], leastPositive: Infinity }, "symlog")).not.toBeNull();
  });

  test("has room around a single value", () => {
    const [low, high] = axisOf({ range: [3, 3], leastPositive: 3 }, "linear")?.domain ?? [3, 3];
    expect([low < 3, high > 3]).toEqual([true, true]);
  });

  test.each(["linear", "log", "symlog"] as const)("finds the bin of a value: %s", (kind) => {
    const axis = axisOf(extent, kind);
    if (!axis) throw new Error("no axis");
    const edges = displayEdges(axis);
    expect(edges).toHaveLength(31);
    for (let bin = 0; bin < 30; bin++) {
      const middle = (edges[bin] ?? NaN) / 2 + (edges[bin + 1] ?? NaN) / 2;
      expect(binAt(edges, middle, axis.scale)).toBe(bin);
    }
    expect(binAt(edges, edges[30] ?? NaN, axis.scale)).toBe(29);
    expect(binAt(edges, 101, axis.scale)).toBe(-1);
    expect(binAt(edges, -2, axis.scale)).toBe(-1);
  });
});
