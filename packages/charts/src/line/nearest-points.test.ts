import { describe, expect, it } from "vitest";
import {
  closestIndex,
  closestOf,
  nearestPoints,
  nearestX,
  nextX,
  pointedLine,
  snappedX,
} from "./nearest-points.ts";
import { leftFromX, type PixelPoint, type Plane } from "../plane/plane.ts";
import type { Line } from "./line-chart-props.ts";
import { line } from "../testing.ts";

/** One pixel a unit; y grows upwards from 100. */
const plane: Plane = {
  rect: { left: 0, top: 0, width: 100, height: 100 },
  x: [0, 100],
  y: [0, 100],
  xScale: "linear",
  yScale: "linear",
};

it("the closest index is that of the nearest x, the first of two as near", () => {
  const closest = (xs: readonly number[], x: number) => closestIndex(Float64Array.from(xs), x);
  expect(closest([0, 10, 100, 1000], 12)).toBe(1);
  expect(closest([0, 10, 100], 200)).toBe(2);
  expect(closest([100, 101, 102], 95)).toBe(0);
  expect(closest([100, 101, 102], 101.49999)).toBe(1);
  expect(closest([100, 101, 102], 100.5)).toBe(0);
  expect(closest([100, 101, 101, 101], 101)).toBe(1);
  expect(closest([10, 20, 20, 30], 21)).toBe(1);
  expect(closest([10, 20, 20], 50)).toBe(1);
  expect(closest([], 5)).toBe(0);
});

it("faint lines are not read", () => {
  const faint = line([0, 10], [50, 50], { id: "old", isFaint: true });
  expect(nearestPoints([faint], plane, { left: 5, top: 50 })).toEqual([]);
});

describe("nearestPoints", () => {
  it("gives each line with points the index nearest in x and how far its stroke is", () => {
    const lines = [line([0, 10, 20], [0, 50, 100]), line([], []), line([12], [40], { id: "b" })];
    const nearest = nearestPoints(lines, plane, { left: 13, top: 60 });
    expect(nearest.map(({ line: { id }, index, distancePixels }) => [id, index, distancePixels])).toEqual([
      ["run", 1, expect.closeTo(25 / Math.hypot(1, 5), 9)],
      ["b", 0, 1],
    ]);
    expect(snappedX(nearest, { left: 13, top: 60 })).toBe(12);
    expect(closestOf(nearest)?.line.id).toBe("b");
  });

  it("decides a tie in x by the distance on the screen", () => {
    const tied = [line([10, 20], [0, 90])];
    expect(nearestPoints(tied, plane, { left: 15, top: 10 })[0]?.index).toBe(1);
    expect(nearestPoints(tied, plane, { left: 15, top: 90 })[0]?.index).toBe(0);
    const repeated = [line([10, 10, 10], [0, 50, 90])];
    expect(nearestPoints(repeated, plane, { left: 12, top: 48 })[0]?.index).toBe(1);
  });

  it("measures to the mark of a value that is not finite", () => {
    const nearest = nearestPoints([line([10, 20], [30, NaN])], plane, { left: 20, top: 70 });
    expect(nearest[0]).toMatchObject({ index: 1, distancePixels: 0 });
  });

  it("has nothing to say without points", () => {
    expect(nearestPoints([], plane, { left: 0, top: 0 })).toEqual([]);
    expect(snappedX([], { left: 0, top: 0 })).toBeNull();
    expect(closestOf([])).toBeNull();
  });
});

describe("the line that is pointed at", () => {
  const rising = line([0, 100], [0, 100], { id: "rising" });
  const flat = line([0, 100], [20, 20], { id: "flat" });
  const at = (lines: readonly Line[], pointer: PixelPoint) =>
    pointedLine(nearestPoints(lines, plane, pointer))?.id ?? null;

  it("is known by its stroke between two far points", () => {
    expect(at([rising, flat], { left: 50, top: 54 })).toBe("rising");
    expect(at([rising, flat], { left: 50, top: 77 })).toBe("flat");
    expect(at([rising, flat], { left: 50, top: 66 })).toBeNull();
  });

  it("is none in a gap, but a lone point", () => {
    const gap = line([0, 50, 100], [50, NaN, 50]);
    expect(at([gap], { left: 25, top: 50 })).toBeNull();
    expect(at([line([50], [50])], { left: 55, top: 50 })).toBe("run");
    expect(at([line([50], [50])], { left: 59, top: 50 })).toBeNull();
  });

  it("is the emphasized one of two that lie on each other", () => {
    const twin = { ...rising, id: "twin", isEmphasized: true };
    expect(at([twin, rising], { left: 50, top: 50 })).toBe("twin");
    expect(at([rising, twin], { left: 50, top: 50 })).toBe("twin");
  });
});

it("the next x is the closest one of any line in that direction", () => {
  const lines = [line([0, 10, 20], [1, 1, 1]), line([5, 10, 10, 30], [1, 1, 1, 1])];
  expect(nextX(lines, 0, 1)).toBe(5);
  expect(nextX(lines, 10, 1)).toBe(20);
  expect(nextX(lines, 10, -1)).toBe(5);
  expect(nextX(lines, 7, -1)).toBe(5);
  expect(nextX(lines, 30, 1)).toBeNull();
  expect(nextX(lines, 0, -1)).toBeNull();
  expect(nextX([], 0, 1)).toBeNull();
});

describe("on a log scale of x", () => {
  const log: Plane = { ...plane, x: [1, 1000], xScale: "log" };
  const lines = [line([-5, 0, 1, 10, 1000], [1, 2, 3, 4, 5])];

  it("the nearest point is the nearest on the screen, and never one without a place", () => {
    const indexAt = (x: number) =>
      nearestPoints(lines, log, { left: leftFromX(log, x), top: 0 }).map(({ index }) => index);
    expect(indexAt(90)).toEqual([3]);
    expect(indexAt(110)).toEqual([4]);
    expect(indexAt(0.001)).toEqual([2]);
    expect(nearestPoints([line([-1, 0], [1, 1])], log, { left: 0, top: 0 })).toEqual([]);
    expect(nearestX(lines, 90, "log")).toBe(10);
    expect(nearestX([line([-1, 0], [1, 1])], 90, "log")).toBeNull();
  });
});
