import { describe, expect, it } from "vitest";
import { lineScene } from "./line-scene.ts";
import { lineExtents } from "./nice-domain.ts";
import { leftFromX, topFromY, xFromLeft, yFromTop } from "./plane.ts";
import { line, lineChartProps } from "./testing.ts";

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
    const wide = sceneOf({ lines: [line([0, 1], [1_000_000, 1_000_001])] }).plane.rect;
    expect(narrow).toEqual({ left: 40, top: 8, width: 346, height: 208 });
    expect(alike).toEqual(narrow);
    expect(wide.left).toBeGreaterThan(narrow.left);
    expect(wide.left + wide.width).toBe(narrow.left + narrow.width);
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

describe("the plane", () => {
  it.each(["linear", "log"] as const)("leads to the screen and back (%s)", (yScale) => {
    const { plane } = sceneOf({ lines: [line([3, 70], [0.01, 1000])], yScale });
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
