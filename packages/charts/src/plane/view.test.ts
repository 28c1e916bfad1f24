import { describe, expect, it } from "vitest";
import { dragSelection, isShowable, pannedView, selectedView, zoomedView } from "./view.ts";
import type { Plane } from "./plane.ts";

/** Ten pixels a unit, with the axes at the left and below. */
const plane: Plane = {
  rect: { left: 40, top: 10, width: 500, height: 200 },
  x: [0, 50],
  y: [0, 20],
  xScale: "linear",
  yScale: "linear",
};
const fit = { x: null, y: null };

describe("a drag", () => {
  it("marks a range of x, however shaky", () => {
    expect(dragSelection(plane, { left: 140, top: 100 }, { left: 340, top: 120 })).toEqual({
      kind: "x",
      rect: { left: 140, top: 10, width: 200, height: 200 },
    });
    expect(dragSelection(plane, { left: 340, top: 100 }, { left: 140, top: 160 })?.kind).toBe("x");
  });

  it("marks a box when it is clearly two-dimensional, and a range of y when it goes straight up", () => {
    expect(dragSelection(plane, { left: 140, top: 50 }, { left: 240, top: 150 })).toEqual({
      kind: "box",
      rect: { left: 140, top: 50, width: 100, height: 100 },
    });
    expect(dragSelection(plane, { left: 140, top: 150 }, { left: 144, top: 50 })?.kind).toBe("y");
  });

  it("on an axis marks its range", () => {
    expect(dragSelection(plane, { left: 140, top: 220 }, { left: 240, top: 100 })?.kind).toBe("x");
    expect(dragSelection(plane, { left: 10, top: 50 }, { left: 240, top: 60 })?.kind).toBe("y");
  });

  it("stays within the plot", () => {
    expect(dragSelection(plane, { left: 440, top: 100 }, { left: 900, top: 100 })?.rect).toEqual({
      left: 440,
      top: 10,
      width: 100,
      height: 200,
    });
  });

  it("of a few pixels is none", () => {
    expect(dragSelection(plane, { left: 140, top: 100 }, { left: 143, top: 103 })).toBeNull();
  });

  it("becomes a view of what was marked", () => {
    const box = { kind: "box", rect: { left: 140, top: 60, width: 100, height: 100 } } as const;
    expect(selectedView(plane, fit, box)).toEqual({ x: [10, 20], y: [5, 15] });
    expect(selectedView(plane, { x: null, y: [1, 2] }, { ...box, kind: "x" })).toEqual({
      x: [10, 20],
      y: [1, 2],
    });
    expect(selectedView(plane, { x: [3, 4], y: null }, { ...box, kind: "y" })).toEqual({
      x: [3, 4],
      y: [5, 15],
    });
  });
});

describe("a pan", () => {
  it("sideways leaves a fitting y alone", () => {
    expect(pannedView(plane, fit, { left: 100, top: 12 })).toEqual({ x: [-10, 40], y: null });
  });

  it("up or down takes y along, as does a y that does not fit", () => {
    expect(pannedView(plane, fit, { left: 0, top: 50 })).toEqual({ x: [0, 50], y: [5, 25] });
    const { y } = pannedView(plane, { x: null, y: [0, 20] }, { left: 0, top: 10 });
    expect(y?.[0]).toBeCloseTo(1);
    expect(y?.[1]).toBeCloseTo(21);
  });

  it("on a log scale multiplies", () => {
    const log: Plane = { ...plane, y: [1, 100], yScale: "log" };
    const { y } = pannedView(log, fit, { left: 0, top: 100 });
    expect(y?.[0]).toBeCloseTo(10);
    expect(y?.[1]).toBeCloseTo(1000);
  });
});

describe("a zoom", () => {
  it("leaves the point under the pointer where it is", () => {
    expect(zoomedView(plane, fit, { left: 140, top: 110 }, 0.5)).toEqual({ x: [5, 30], y: [5, 15] });
    expect(zoomedView(plane, fit, { left: 40, top: 210 }, 2)).toEqual({ x: [0, 100], y: [0, 40] });
  });

  it("at an edge leaves that edge where it is", () => {
    const { x, y } = zoomedView(plane, fit, { left: 540, top: 10 }, 0.5);
    expect(x?.[1]).toBe(50);
    expect(y?.[1]).toBe(20);
  });

  it("on an axis goes along that axis only", () => {
    expect(zoomedView(plane, fit, { left: 140, top: 215 }, 0.5)).toEqual({ x: [5, 30], y: null });
    expect(zoomedView(plane, fit, { left: 20, top: 110 }, 0.5)).toEqual({ x: null, y: [5, 15] });
  });
});

it("a view can be shown when doubles and the axis can tell its ends apart", () => {
  const linear = { axis: "step", yScale: "linear" } as const;
  expect(isShowable({ x: null, y: null }, linear)).toBe(true);
  expect(isShowable({ x: [0, 1], y: [-1, 1] }, linear)).toBe(true);
  expect(isShowable({ x: [0, 0.1], y: null }, linear)).toBe(false);
  expect(isShowable({ x: [0, 0.1], y: null }, { ...linear, axis: "relative" })).toBe(true);
  expect(isShowable({ x: [1, 0], y: null }, linear)).toBe(false);
  expect(isShowable({ x: [0, NaN], y: null }, linear)).toBe(false);
  expect(isShowable({ x: [0, 1e16], y: null }, linear)).toBe(false);
  expect(isShowable({ x: null, y: [1, 1 + 1e-13] }, linear)).toBe(false);
  expect(isShowable({ x: null, y: [0, 1] }, { ...linear, yScale: "log" })).toBe(false);
  expect(isShowable({ x: null, y: [0.1, 1] }, { ...linear, yScale: "log" })).toBe(true);
});

describe("a log scale of x", () => {
  const log: Plane = { ...plane, x: [1, 10_000], xScale: "log" };
  const at = { left: 290, top: 110 };

  it("is zoomed, panned and selected as it lies on the screen", () => {
    const closer = zoomedView(log, fit, at, 0.5).x;
    expect(closer?.[0]).toBeCloseTo(10);
    expect(closer?.[1]).toBeCloseTo(1000);
    const panned = pannedView(log, fit, { left: 125, top: 0 }).x;
    expect(panned?.[0]).toBeCloseTo(0.1);
    expect(panned?.[1]).toBeCloseTo(1000);
    const selection = dragSelection(log, { left: 165, top: 100 }, { left: 415, top: 100 });
    expect(selection && selectedView(log, fit, selection).x?.[1]).toBeCloseTo(1000);
  });

  it("shows nothing at or below 0, and numbers closer than steps are", () => {
    const props = { axis: "value", yScale: "linear" } as const;
    expect(isShowable({ x: [0, 10], y: null }, { ...props, xScale: "log" })).toBe(false);
    expect(isShowable({ x: [1e-6, 1e-5], y: null }, { ...props, xScale: "log" })).toBe(true);
    expect(isShowable({ x: [1e-6, 1e-5], y: null }, props)).toBe(true);
    expect(isShowable({ x: [1e-6, 1e-5], y: null }, { ...props, axis: "step" })).toBe(false);
  });
});
