import { describe, expect, it } from "vitest";
import { line } from "../testing.ts";
import { lineExtents } from "./line-extents.ts";
import type { Line } from "./line-chart-props.ts";

const all = { yScale: "linear", ignoreOutliers: false, xRange: null } as const;

describe("lineExtents", () => {
  it("spans all lines", () => {
    const lines = [line([1, 2, 3], [100, -10, -100]), line([-1000, -100, 0], [1, 0, -1])];
    expect(lineExtents(lines, all)).toEqual({ x: [-1000, 3], y: [-100, 100] });
    expect(lineExtents([line([1], [-1])], all)).toEqual({ x: [1, 1], y: [-1, -1] });
    expect(lineExtents([line([1], [-1]), line([-10], [10])], all)).toEqual({ x: [-10, 1], y: [-1, 10] });
  });

  it("leaves non-finite values out, but keeps their place on x", () => {
    const lines = [line([1, 2, 3, 4], [-1, Infinity, NaN, -1])];
    expect(lineExtents(lines, all)).toEqual({ x: [1, 4], y: [-1, -1] });
  });

  it("counts what was logged behind what smoothing makes of it", () => {
    const smoothed: Line = { ...line([1, 2], [3, 4]), rawYs: Float64Array.of(-100, 100) };
    expect(lineExtents([smoothed], all).y).toEqual([-100, 100]);
  });

  it("is null where nothing is", () => {
    expect(lineExtents([], all)).toEqual({ x: null, y: null });
    expect(lineExtents([line([NaN, NaN], [NaN, NaN])], all)).toEqual({ x: null, y: null });
  });

  const without = { ...all, ignoreOutliers: true };
  /** Values from 0 to 1, and some at the end that are others. */
  const ordinary = (count: number, ...ends: readonly number[]) => {
    const ys = [...Array.from({ length: count }, (_, i) => i / (count - 1)), ...ends];
    return line([...ys.keys()], ys);
  };

  it("leaves outliers out of y only, where they are far away", () => {
    expect(lineExtents([ordinary(101, 1000)], without)).toEqual({ x: [0, 101], y: [0.06, 0.95] });
    expect(lineExtents([ordinary(101, 2)], without).y).toEqual([0, 2]);
    expect(lineExtents([ordinary(101)], without).y).toEqual([0, 1]);
    expect(lineExtents([line([0, 1, 2], [NaN, -100, 100])], without).y).toEqual([-100, 100]);
  });

  it("leaves none of a few points out: five epochs, a lone one, a run that is elsewhere", () => {
    const epochs = line([0, 1, 2, 3, 4], [0.1, 0.5, 0.7, 0.9, 0.95]);
    expect(lineExtents([epochs], without).y).toEqual([0.1, 0.95]);
    expect(lineExtents([ordinary(101, 1000), line([5], [300])], without).y).toEqual([0.06, 300]);
    const elsewhere = line(
      [...Array(100).keys()],
      Array.from({ length: 100 }, (_, i) => 50 + i / 100),
    );
    const [low, high] = lineExtents([ordinary(101, 1000), elsewhere], without).y ?? [];
    expect(low).toBe(0.06);
    expect(high).toBeGreaterThan(50.9);
  });

  it("measures how far away they are as the axis does", () => {
    const lines = [ordinary(101, 1000)].map(({ ys, ...rest }) => ({ ...rest, ys: ys.map((y) => y + 1) }));
    expect(lineExtents(lines, { ...without, yScale: "log" }).y?.[1]).toBeLessThan(2);
    const decades = line(
      [...Array(100).keys()],
      Array.from({ length: 100 }, (_, i) => 10 ** (i / 20)),
    );
    expect(lineExtents([decades], { ...without, yScale: "log" }).y?.[0]).toBe(1);
  });

  it("finds the percentiles that sorting finds", () => {
    let seed = 7;
    const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
    for (const count of [40, 41, 999]) {
      const ys = [...Array.from({ length: count }, () => Math.round(random() * 50) - 25), 1e6, -1e6];
      const sorted = [...ys].sort((a, b) => a - b);
      expect(lineExtents([line([...ys.keys()], ys)], without).y, `${count} values`).toEqual([
        sorted[Math.ceil((count + 1) * 0.05)],
        sorted[Math.floor((count + 1) * 0.95)],
      ]);
    }
  });

  it("looks only at positive values on a log scale", () => {
    const lines = [line([0, 1, 2, 3], [-5, 0, 2, 30])];
    expect(lineExtents(lines, { ...all, yScale: "log" })).toEqual({ x: [0, 3], y: [2, 30] });
  });

  it("looks only at the part of x that is shown, or at the neighbours when it is between two points", () => {
    const lines = [line([0, 10, 20, 30], [1, 2, 3, 4])];
    expect(lineExtents(lines, { ...all, xRange: [10, 20] }).y).toEqual([2, 3]);
    expect(lineExtents(lines, { ...all, xRange: [12, 18] }).y).toEqual([2, 3]);
    expect(lineExtents(lines, { ...all, xRange: [31, 40] }).y).toBeNull();
  });
});

describe("extents", () => {
  const options = { yScale: "linear", ignoreOutliers: false, xRange: null } as const;
  const band = { lower: Float64Array.of(-3, NaN, 1), upper: Float64Array.of(4, 5, 60) };
  const banded = line([0, 1, 2], [1, 2, 3], { band });

  it("hold bands", () => {
    expect(lineExtents([banded], options).y).toEqual([-3, 60]);
    expect(lineExtents([banded], { ...options, xRange: [0, 0.5] }).y).toEqual([-3, 4]);
    expect(lineExtents([banded], { ...options, yScale: "log" }).y).toEqual([1, 60]);
  });

  it("leave out what a log scale on x has no place for", () => {
    const extents = lineExtents([banded], { ...options, xScale: "log" });
    expect(extents).toEqual({ x: [1, 2], y: [1, 60] });
    expect(lineExtents([line([-1, 0], [5, 6])], { ...options, xScale: "log" })).toEqual({ x: null, y: null });
  });
});
