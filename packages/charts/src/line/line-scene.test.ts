import { describe, expect, it } from "vitest";
import { lineScene } from "./line-scene.ts";
import { lineExtents } from "./line-extents.ts";
import { leftFromX, topFromY, xFromLeft, yFromTop } from "../plane/plane.ts";
import { line, lineChartProps } from "../testing.ts";

const size = { width: 400, height: 240 };
const fit = { x: null, y: null };

function sceneOf(more: Parameters<typeof lineChartProps>[0], view: Parameters<typeof lineScene>[1] = fit) {
  const props = lineChartProps(more);
  const extents = lineExtents(props.lines, { ...props, xRange: view.x });
  return lineScene(props, view, size, extents);
}

describe("lineScene", () => {
  it("fits the data, with the labels on round values", () => {
    const scene = sceneOf({ lines: [line([0, 1000], [0, 1])] });
    expect(scene.plane.x).toEqual([-15, 1015]);
    expect(scene.plane.y).toEqual([-0.1, 1.1]);
    expect(scene.xTicks.map(({ label }) => label)).toEqual(["0", "200", "400", "600", "800", "1k"]);
    expect(scene.yTicks.map(({ label }) => label)).toEqual(["0", "0.2", "0.4", "0.6", "0.8", "1"]);
    expect(scene.clippedCount).toBe(0);
  });

  it("shows the view that is asked for", () => {
    const scene = sceneOf({ lines: [line([0, 10, 20], [0, 5, 9])] }, { x: [9, 11], y: [4, 6] });
    expect(scene.plane).toMatchObject({ x: [9, 11], y: [4, 6] });
  });

  it("fits y to what is left in view", () => {
    const scene = sceneOf({ lines: [line([0, 10, 20], [0, 100, 110])] }, { x: [9, 21], y: null });
    expect(scene.plane.y).toEqual([99, 111]);
  });

  it("keeps the plot where it is unless labels need more room", () => {
    const narrow = sceneOf({ lines: [line([0, 1], [0, 1])] }).plane.rect;
    const alike = sceneOf({ lines: [line([0, 1], [0, 5000])] }).plane.rect;
    const wide = sceneOf({ lines: [line([0, 1], [1_000_000, 1_000_010])] }).plane.rect;
    expect(narrow).toEqual({ left: 40, top: 8, width: 346, height: 208 });
    expect(alike).toEqual(narrow);
    expect(wide.left).toBeGreaterThan(narrow.left);
    expect(wide.left + wide.width).toBe(narrow.left + narrow.width);
  });

  it("writes what all labels of an axis would repeat once, in a row of its own", () => {
    const near = sceneOf({ lines: [line([0, 10], [0, 1])] });
    const far = sceneOf({ lines: [line([1.7e15, 1.7e15 + 10], [1.7e9, 1.7e9 + 1])] });
    expect([near.xOffset, near.yOffset]).toEqual(["", ""]);
    expect([far.xOffset, far.yOffset]).toEqual(["+1.7e15", "+1.7e9"]);
    expect(far.xTicks.map(({ label }) => label)).toEqual(["0", "2", "4", "6", "8", "10"]);
    expect(far.yTicks.map(({ label }) => label)).toEqual(["0", "0.2", "0.4", "0.6", "0.8", "1"]);
    const { left, top, width, height } = near.plane.rect;
    expect(far.plane.rect).toEqual({ left, top: top + 16, width, height: height - 32 });
  });

  it("counts what a log scale has no place for, in view", () => {
    const lines = [line([0, 1, 2, 3, 4], [-1, 0, 5, NaN, -Infinity]), line([0, 1], [-3, 2])];
    expect(sceneOf({ lines, yScale: "log" }).clippedCount).toBe(3);
    expect(sceneOf({ lines, yScale: "log" }, { x: [0.5, 4], y: null }).clippedCount).toBe(1);
    expect(sceneOf({ lines, yScale: "linear" }).clippedCount).toBe(0);
  });

  it("has a frame and no labels without lines", () => {
    const scene = sceneOf({});
    expect(scene.xTicks).toEqual([]);
    expect(scene.yTicks).toEqual([]);
    expect(scene.plane.x).toEqual([0, 1]);
  });
});

describe("a log scale on x", () => {
  it("fits the positive points, and counts the others", () => {
    const lines = [line([-5, 0, 1, 1000], [1, 2, 3, 4]), line([0, 10], [1, 9])];
    const scene = sceneOf({ lines, xScale: "log" });
    expect(scene.plane.x[0]).toBeGreaterThan(0.8);
    expect(scene.plane.x[0]).toBeLessThan(1);
    expect(scene.plane.x[1]).toBeGreaterThan(1000);
    // y of points without a place counts no more than they do.
    expect(scene.plane.y[0]).toBeGreaterThan(2);
    expect(scene.clippedCount).toBe(3);
    expect(sceneOf({ lines, xScale: "log" }, { x: [1, 10], y: null }).clippedCount).toBe(0);
  });

  it("has ticks at round values whose labels don't touch", () => {
    const labels = (end: number, axis: "step" | "value" | "relative" = "step") =>
      sceneOf({ lines: [line([1, end], [0, 1])], xScale: "log", axis }).xTicks.map(({ label }) => label);
    expect(labels(1000)).toEqual(["1", "2", "5", "10", "20", "50", "100", "200", "500", "1k"]);
    expect(labels(1e8)).toEqual(["1", "100", "10k", "1M", "100M"]);
    expect(labels(1e5, "relative")).toContain("1 h");
    const { xTicks } = sceneOf({ lines: [line([0.5, 3], [0, 1])], xScale: "log", axis: "step" });
    expect(xTicks.map(({ value }) => value)).toEqual([1, 2, 3]);
  });

  it("is none for wall times", () => {
    const scene = sceneOf({ lines: [line([1e9, 2e9], [0, 1])], xScale: "log", axis: "wall" });
    expect(scene.plane.xScale).toBe("linear");
  });

  it("shows the positive part of a view made on a linear one", () => {
    const lines = [line([1, 1000], [0, 1])];
    const shown = (x: [number, number]) => sceneOf({ lines, xScale: "log" }, { x, y: null }).plane.x;
    const fitted = sceneOf({ lines, xScale: "log" }).plane.x;
    expect(shown([-10, 100])).toEqual([fitted[0], 100]);
    expect(shown([-10, -1])).toEqual(fitted);
    expect(shown([5, 100])).toEqual([5, 100]);
    expect(sceneOf({ lines: [], xScale: "log" }).plane.x).toEqual([0.1, 10]);
  });
});

describe("numbers on x", () => {
  it("have ticks between whole ones, and labels of numbers", () => {
    const scene = sceneOf({ lines: [line([0.001, 0.004], [0, 1])], axis: "value" });
    expect(scene.xTicks.map(({ label }) => label)).toContain("0.002");
    const one = sceneOf({ lines: [line([0.004], [1])], axis: "value" });
    expect(one.plane.x).toEqual([0.002, 0.006]);
  });
});

describe("labels at the end", () => {
  it("take room from the plot, only when they are wanted", () => {
    const lines = [line([0, 1], [0, 0.123])];
    const without = sceneOf({ lines });
    const having = sceneOf({ lines, endLabels: true });
    expect(without.endLabels).toEqual([]);
    expect(having.endLabels.map(({ text }) => text)).toEqual(["0.123"]);
    expect(having.plane.rect.width).toBeLessThan(without.plane.rect.width - 30);
    expect(having.plane.rect.left).toBe(without.plane.rect.left);
  });
});

describe("the plane", () => {
  it.each([
    ["linear", "linear"],
    ["linear", "log"],
    ["log", "linear"],
    ["log", "log"],
  ] as const)("leads to the screen and back (x %s, y %s)", (xScale, yScale) => {
    const { plane } = sceneOf({ lines: [line([3, 70], [0.01, 1000])], xScale, yScale });
    for (const [x, y] of [
      [3, 0.01],
      [20, 5],
      [70, 1000],
    ] as const) {
      expect(xFromLeft(plane, leftFromX(plane, x))).toBeCloseTo(x, 9);
      expect(yFromTop(plane, topFromY(plane, y))).toBeCloseTo(y, 9);
    }
    expect(topFromY(plane, plane.y[0])).toBeCloseTo(plane.rect.top + plane.rect.height, 9);
    expect(topFromY(plane, plane.y[1])).toBeCloseTo(plane.rect.top, 9);
  });

  it("puts values ≤ 0 far below a log scale", () => {
    const { plane } = sceneOf({ lines: [line([0, 1], [1, 10])], yScale: "log" });
    expect(topFromY(plane, 0)).toBeGreaterThan(plane.rect.top + 10 * plane.rect.height);
    expect(topFromY(plane, -5)).toBe(topFromY(plane, 0));
  });
});
