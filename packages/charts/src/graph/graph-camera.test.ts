import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  anchoredCamera,
  cameraWithBox,
  fittedCamera,
  heldCamera,
  mixedCamera,
  pannedCamera,
  scaleLimits,
  toGraph,
  windowOf,
  zoomedCamera,
} from "./graph-camera.ts";

const view = { width: 800, height: 600 };
const camera = { x: 100, y: 50, scale: 2 };
const limits = [0.1, 8] as const;

describe("the camera of a graph", () => {
  it("stands in the middle of its window", () => {
    expect(windowOf(camera, view)).toEqual({ left: -100, top: -100, scale: 2, width: 800, height: 600 });
    expect(toGraph(windowOf(camera, view), { left: 400, top: 300 })).toEqual({ x: 100, y: 50 });
  });

  it("fits a box with a margin, and enlarges a small one no further than 1.6 times", () => {
    expect(fittedCamera({ x: 500, y: 0, width: 1600, height: 100 }, view)).toEqual({
      x: 500,
      y: 0,
      scale: 0.46,
    });
    expect(fittedCamera({ x: 0, y: 0, width: 10, height: 10 }, view).scale).toBe(1.6);
    expect(fittedCamera({ x: 0, y: 0, width: 0, height: 0 }, { width: 0, height: 0 }).scale).toBe(1);
  });

  it("keeps what is at the pointer there while it zooms, within limits", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 800, noNaN: true }),
        fc.double({ min: 0.2, max: 5, noNaN: true }),
        (left, factor) => {
          const at = { left, top: 123 };
          const before = toGraph(windowOf(camera, view), at);
          const after = toGraph(windowOf(zoomedCamera(camera, view, { at, factor, limits }), view), at);
          expect(after.x).toBeCloseTo(before.x, 6);
          expect(after.y).toBeCloseTo(before.y, 6);
        },
      ),
    );
    const at = { left: 0, top: 0 };
    expect(zoomedCamera(camera, view, { at, factor: 100, limits }).scale).toBe(8);
    // A graph that was larger left it beyond the limits.
    expect(zoomedCamera({ ...camera, scale: 0.01 }, view, { at, factor: 0.5, limits }).scale).toBe(0.01);
  });

  it("has limits that hold the fitted scale, whatever the size of the graph", () => {
    for (const width of [1, 1e3, 1e6]) {
      const [least, most] = scaleLimits({ width, height: width }, view);
      const { scale } = fittedCamera({ x: 0, y: 0, width, height: width }, view);
      expect(least).toBeLessThan(scale);
      expect(most).toBeGreaterThanOrEqual(scale);
    }
  });

  it("moves with what is dragged, but never loses the graph", () => {
    expect(pannedCamera(camera, 10, -4)).toEqual({ x: 95, y: 52, scale: 2 });
    const held = heldCamera({ x: 1e6, y: -1e6, scale: 1 }, { width: 300, height: 200 }, view);
    // A strip of 48 pixels stays: the graph's right edge lies so far from the view's left one.
    expect(300 - windowOf(held, view).left).toBe(48);
    expect(windowOf(held, view).top + view.height).toBe(48);
    expect(heldCamera(camera, { width: 300, height: 200 }, view)).toBe(camera);
  });

  it("keeps an anchor where it is on the screen", () => {
    const moved = anchoredCamera(camera, { x: 10, y: 20 }, { x: 310, y: -80 });
    expect((310 - windowOf(moved, view).left) * 2).toBe((10 - windowOf(camera, view).left) * 2);
    expect((-80 - windowOf(moved, view).top) * 2).toBe((20 - windowOf(camera, view).top) * 2);
  });

  it("goes from one place to another evenly, and arrives exactly", () => {
    const to = { x: 900, y: 0, scale: 0.5 };
    expect(mixedCamera(camera, to, 0)).toEqual(camera);
    expect(mixedCamera(camera, to, 1)).toBe(to);
    expect(mixedCamera(camera, to, 0.5).scale).toBe(1);
    expect(mixedCamera(camera, { ...camera, x: 200 }, 0.5)).toEqual({ x: 150, y: 50, scale: 2 });
  });

  it("moves no further than a box needs to be in the view", () => {
    const box = { x: 100, y: 50, width: 20, height: 20 };
    expect(cameraWithBox(camera, box, view)).toBe(camera);
    const far = cameraWithBox(camera, { ...box, x: 1000 }, view);
    expect((1000 + 10 - windowOf(far, view).left) * 2).toBe(view.width - 24);
    expect(far.y).toBe(50);
    expect(cameraWithBox(camera, { ...box, width: 5000 }, view).x).toBe(100);
  });
});
