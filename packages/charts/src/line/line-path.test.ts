import { describe, expect, it } from "vitest";
import { lineMarks, pixelOfPoint, tracePath } from "./line-path.ts";
import type { Plane } from "../plane/plane.ts";
import { line } from "../testing.ts";

/** One pixel a unit; y grows upwards from 100. */
const plane: Plane = {
  rect: { left: 0, top: 0, width: 100, height: 100 },
  x: [0, 100],
  y: [0, 100],
  xScale: "linear",
  yScale: "linear",
};

function pathOf(xs: readonly number[], ys: readonly number[], shown: Plane = plane, columnPixels = 1) {
  const path = tracePath(line(xs, ys), shown, columnPixels);
  return Array.from({ length: path.length / 3 }, (_, i) => {
    const [command, left = NaN, top = NaN] = path.subarray(3 * i, 3 * i + 3);
    return `${command === 1 ? "M" : "L"}${left},${top}`;
  });
}

describe("tracePath", () => {
  it("joins neighbours and leaves gaps at what is not finite", () => {
    expect(pathOf([0, 10, 20, 30, 40], [0, 50, NaN, 70, 100])).toEqual([
      "M0,100",
      "L10,50",
      "M30,30",
      "L40,0",
    ]);
    expect(pathOf([0, 10, 20], [Infinity, 50, -Infinity])).toEqual(["M10,50"]);
    expect(pathOf([], [])).toEqual([]);
  });

  it("leaves out what is not in view, but for the neighbours", () => {
    const xs = [-30, -20, -10, 50, 110, 120];
    expect(pathOf(xs, [1, 2, 3, 4, 5, 6])).toEqual(["M-10,97", "L50,96", "L110,95"]);
  });

  it("follows a log scale and dives where values are ≤ 0", () => {
    const log: Plane = { ...plane, y: [1, 100], yScale: "log" };
    const [first, second, third] = pathOf([0, 10, 20], [1, 10, 0], log);
    expect([first, second]).toEqual(["M0,100", "L10,50"]);
    expect(Number(third?.split(",")[1])).toBeGreaterThan(10_000);
  });

  it("stays within what a canvas can draw", () => {
    const path = pathOf([0, 1e300], [1e300, -1e300], { ...plane, x: [0, 1e-9] });
    expect(path).toEqual(["M0,-1000000", "L1000000,1000000"]);
  });

  it("keeps first, lowest, highest and last of a crowded column", () => {
    const count = 100_000;
    const xs = Array.from({ length: count }, (_, i) => (i * 100) / count);
    const ys = xs.map((x) => 50 + 20 * Math.sin(x));
    ys[12_345] = 99;
    ys[54_321] = 1;
    ys[77_777] = NaN;
    const path = pathOf(xs, ys);
    expect(path.length).toBeLessThanOrEqual(408);
    expect(path.some((command) => command.endsWith(",1"))).toBe(true);
    expect(path.some((command) => command.endsWith(",99"))).toBe(true);
    expect(path.filter((command) => command.startsWith("M"))).toHaveLength(2);
    expect(pathOf(xs, ys, plane, 4).length).toBeLessThan(path.length / 2);
  });
});

describe("lineMarks", () => {
  it("are none for an ordinary line", () => {
    expect(lineMarks(line([0, 1, 2], [1, 2, 3]), plane)).toBeNull();
    expect(lineMarks(line([], []), plane)).toBeNull();
  });

  it("show points without neighbours", () => {
    expect(lineMarks(line([50], [20]), plane)?.lonePoints).toEqual([{ left: 50, top: 80 }]);
    expect(lineMarks(line([10, 20, 30], [NaN, 20, NaN]), plane)?.lonePoints).toEqual([{ left: 20, top: 80 }]);
  });

  it("show infinities at the edges and NaN at the last finite value", () => {
    const marks = lineMarks(line([0, 10, 20, 30, 40], [20, Infinity, 30, -Infinity, NaN]), plane);
    expect(marks?.positiveInfinities).toEqual([{ left: 10, top: 6 }]);
    expect(marks?.negativeInfinities).toEqual([{ left: 30, top: 94 }]);
    expect(marks?.nans).toEqual([{ left: 40, top: 70 }]);
  });

  it("find a place for NaN without a finite value before it, or in view", () => {
    expect(lineMarks(line([0, 10, 20], [NaN, 30, 40]), plane)?.nans).toEqual([{ left: 0, top: 70 }]);
    expect(lineMarks(line([0, 10], [NaN, NaN]), plane)?.nans).toEqual([
      { left: 0, top: 94 },
      { left: 10, top: 94 },
    ]);
    expect(lineMarks(line([0, 10], [1e9, NaN]), plane)?.nans).toEqual([{ left: 10, top: 6 }]);
    const before = line([-20, -10, 10], [30, NaN, NaN]);
    expect(lineMarks(before, plane)?.nans).toEqual([{ left: 10, top: 70 }]);
  });

  it("are thinned to what can be told apart", () => {
    const xs = Array.from({ length: 1000 }, (_, i) => i / 10);
    const marks = lineMarks(
      line(
        xs,
        xs.map(() => NaN),
      ),
      plane,
    );
    expect(marks?.nans.length).toBe(15);
  });
});

it("a point lies at its value or at its mark", () => {
  const points = line([10, 20, 30, 40], [25, NaN, Infinity, -Infinity]);
  expect([0, 1, 2, 3].map((index) => pixelOfPoint(points, index, plane))).toEqual([
    { left: 10, top: 75 },
    { left: 20, top: 75 },
    { left: 30, top: 6 },
    { left: 40, top: 94 },
  ]);
});

it("on a log scale of x a line begins at its first positive point", () => {
  const log: Plane = { ...plane, x: [1, 100], xScale: "log" };
  expect(pathOf([-1, 0, 1, 10, 100], [9, 9, 0, 50, 100], log)).toEqual(["M0,100", "L50,50", "L100,0"]);
  expect(pathOf([-1, 0], [9, 9], log)).toEqual([]);
  expect(lineMarks(line([0, 10], [NaN, NaN]), log)?.nans).toEqual([{ left: 50, top: 94 }]);
});
