import { expect, it } from "vitest";
import { pointsOutside } from "./points-outside.ts";
import { line } from "../testing.ts";

const fit = { x: null, y: null };
const look = { xScale: "linear", yScale: "linear", ignoreOutliers: true, view: fit } as const;
const many = (...ends: readonly number[]) => {
  const ys = [...Array.from({ length: 200 }, (_, i) => i / 199), ...ends];
  return line([...ys.keys()], ys);
};

it("counts what a picture without outliers leaves out, by its side", () => {
  const lines = [many(900, 1000, -700, NaN, Infinity)];
  expect(pointsOutside({ ...look, lines })).toEqual({ above: 2, below: 1, unplaced: 0 });
  expect(pointsOutside({ ...look, lines, ignoreOutliers: false })).toEqual({
    above: 0,
    below: 0,
    unplaced: 0,
  });
  expect(pointsOutside({ ...look, lines: [many()] })).toEqual({ above: 0, below: 0, unplaced: 0 });
});

it("counts what was logged, within what is shown of x, and no faint line", () => {
  const smoothed = {
    ...many(),
    rawYs: Float64Array.from({ length: 200 }, (_, i) => (i === 100 ? 5000 : i / 199)),
  };
  expect(pointsOutside({ ...look, lines: [smoothed] }).above).toBe(1);
  expect(pointsOutside({ ...look, lines: [smoothed], view: { x: [0, 50], y: null } }).above).toBe(0);
  expect(pointsOutside({ ...look, lines: [{ ...smoothed, isFaint: true }] }).above).toBe(0);
});

it("counts what a zoom and a log scale leave out", () => {
  const lines = [line([0, 1, 2, 3], [-1, 0, 5, 9])];
  expect(pointsOutside({ ...look, lines, view: { x: null, y: [0, 6] } })).toEqual({
    above: 1,
    below: 1,
    unplaced: 0,
  });
  expect(pointsOutside({ ...look, lines, yScale: "log" })).toEqual({ above: 0, below: 0, unplaced: 2 });
  expect(pointsOutside({ ...look, lines, xScale: "log" })).toEqual({ above: 0, below: 0, unplaced: 1 });
});
