import { describe, expect, test } from "vitest";
import {
  cornerOf,
  decodeView,
  encodeView,
  fitView,
  keptOn,
  pannedBy,
  pointAt,
  scaleAway,
  scaleText,
  visiblePart,
  zoomedAt,
} from "./pane-geometry.ts";

const pane = { width: 300, height: 200 };
const picture = { width: 28, height: 28 };

test("a picture fits in whole pixels, a large one wholly", () => {
  expect(fitView(picture, pane)).toEqual({ scale: 7, x: 14, y: 14 });
  expect(fitView({ width: 600, height: 100 }, pane)).toEqual({ scale: 0.5, x: 300, y: 50 });
});

test("its corner stands at a whole pixel, and what is at a point is found again", () => {
  const view = { scale: 7, x: 14, y: 14.25 };
  expect(cornerOf(view, pane)).toEqual([52, 0]);
  expect(pointAt(view, pane, [52, 0])).toEqual([0, 0]);
  expect(pointAt(view, pane, [59, 14])).toEqual([1, 2]);
});

test("what is at the pointer stays there", () => {
  const view = { scale: 4, x: 14, y: 14 };
  const at = [52, 31] as const;
  const before = pointAt(view, pane, at);
  const after = pointAt(zoomedAt(view, pane, at, 16), pane, at);
  // To half a pixel of the page.
  expect(after[0]).toBeCloseTo(before[0], 0);
  expect(Math.abs(after[0] - before[0])).toBeLessThanOrEqual(0.6 / 4);
  expect(Math.abs(after[1] - before[1])).toBeLessThanOrEqual(0.6 / 4);
});

test("a drag moves the picture with the pointer, and not off the pane", () => {
  expect(pannedBy({ scale: 4, x: 14, y: 14 }, 8, -4)).toEqual({ scale: 4, x: 12, y: 15 });
  expect(keptOn({ scale: 4, x: -3, y: 90 }, picture)).toEqual({ scale: 4, x: 0, y: 28 });
});

describe("sizes", () => {
  test.each([
    [1, 1, 2],
    [1, -1, 2 / 3],
    [7, 1, 8],
    [7, -1, 6],
    [0.4, 1, 0.5],
    [0.4, -1, 1 / 3],
    [4, 2, 8],
    [128, 1, 128],
    [1 / 32, -1, 1 / 32],
  ])("from %f so many as %i: %f", (scale, places, expected) => {
    expect(scaleAway(scale, places)).toBeCloseTo(expected, 12);
  });

  test("are told with few digits", () => {
    expect([8, 1 / 3, 2 / 3].map(scaleText)).toEqual(["8×", "0.33×", "0.67×"]);
  });
});

test("pixels that are seen in part are seen; those beside the pane are not", () => {
  expect(visiblePart({ scale: 32, x: 14, y: 14 }, pane, picture)).toEqual({
    left: 9,
    top: 10,
    width: 10,
    height: 8,
  });
  expect(visiblePart({ scale: 1, x: 14, y: 14 }, pane, picture)).toEqual({
    left: 0,
    top: 0,
    width: 28,
    height: 28,
  });
  expect(visiblePart({ scale: 32, x: 90, y: 14 }, pane, picture)).toBeNull();
});

test("a view comes back from the address; what is none is all of the picture", () => {
  const view = { scale: 0.3333, x: 12.5, y: 7 };
  expect(encodeView(view)).toBe("0.3333,12.5,7");
  expect(decodeView(encodeView(view))).toEqual(view);
  expect(encodeView(null)).toBe("");
  for (const text of ["", "8", "8,1", "8,1,x", "8,1,2,3", "0,1,1", "1e9,1,1", "-4,1,1"])
    expect(decodeView(text), text).toBeNull();
});
