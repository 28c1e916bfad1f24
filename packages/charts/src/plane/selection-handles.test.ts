import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { scaled, type Plane } from "./plane.ts";
import type { AxisScale } from "./axis.ts";
import {
  draggedSelection,
  gripAt,
  movedSelection,
  SelectionHandles,
  type Stops,
} from "./selection-handles.ts";

/** Five pixels a unit, from 40; the axis' strip is below 210. */
const plane: Plane = {
  rect: { left: 40, top: 10, width: 500, height: 200 },
  x: [0, 100],
  xScale: "linear",
  y: [0, 1],
  yScale: "linear",
};
const stops = stopsAt(0, 10, 15, 20, 30, 100);
const at = (x: number) => ({ left: 40 + 5 * x, top: 220 });

function stopsAt(...places: readonly number[]): Stops {
  const near = (x: number, scale: AxisScale) => (place: number) =>
    Math.abs(scaled(place, scale) - scaled(x, scale));
  return {
    nearest: (x, scale) => places.toSorted((a, b) => near(x, scale)(a) - near(x, scale)(b))[0] ?? null,
    next: (x, direction) =>
      (direction > 0 ? places.find((place) => place > x) : places.findLast((place) => place < x)) ?? null,
  };
}

describe("a press on the strip", () => {
  it("takes hold of the handle under it", () => {
    expect(gripAt(at(21), 20, plane)).toEqual({ kind: "step" });
    expect(gripAt(at(25), 20, plane)).toBeNull();
    expect(gripAt(at(11), [10, 30], plane)).toEqual({ kind: "end", other: 30 });
    expect(gripAt(at(29), [10, 30], plane)).toEqual({ kind: "end", other: 10 });
    expect(gripAt(at(20), [10, 30], plane)).toBeNull();
    expect(gripAt(at(20), null, plane)).toBeNull();
  });

  it("takes hold of the end of an empty range that the pointer is beyond", () => {
    expect(gripAt(at(21), [20, 20], plane)).toEqual({ kind: "end", other: 20 });
    expect(gripAt(at(20.9), [20, 21], plane)).toEqual({ kind: "end", other: 20 });
  });
});

describe("a drag", () => {
  it("moves a step from stop to stop", () => {
    expect(draggedSelection({ kind: "step" }, at(13.5), stops, plane)).toBe(15);
    expect(draggedSelection({ kind: "step" }, at(-50), stops, plane)).toBe(0);
    expect(draggedSelection({ kind: "step" }, at(500), stops, plane)).toBe(100);
  });

  it("moves an end, past the other one too, and closes the range on it", () => {
    const grip = { kind: "end", other: 20 } as const;
    expect(draggedSelection(grip, at(31), stops, plane)).toEqual([20, 30]);
    expect(draggedSelection(grip, at(1), stops, plane)).toEqual([0, 20]);
    expect(draggedSelection(grip, at(21), stops, plane)).toBe(20);
  });

  it("along the strip selects a range, once it is more than a click", () => {
    const grip = { kind: "new", from: at(9) } as const;
    expect(draggedSelection(grip, at(28), stops, plane)).toEqual([10, 30]);
    expect(draggedSelection(grip, at(9.5), stops, plane)).toBeNull();
  });

  it("selects where the pointer is when there are no stops", () => {
    expect(draggedSelection({ kind: "step" }, at(33), stopsAt(), plane)).toBeCloseTo(33);
  });

  it("finds the nearest stop as a log axis has it", () => {
    const log: Plane = { ...plane, x: [1, 1000], xScale: "log" };
    const powers = stopsAt(1, 10, 1000);
    // 90 is nearer to 10 on the scale, 110 to 1,000.
    const left = (x: number) => ({ left: 40 + (500 * Math.log10(x)) / 3, top: 220 });
    expect(draggedSelection({ kind: "step" }, left(90), powers, log)).toBe(10);
    expect(draggedSelection({ kind: "step" }, left(110), powers, log)).toBe(1000);
    expect(draggedSelection({ kind: "step" }, left(0.001), powers, log)).toBe(1);
  });
});

it("a key moves a step, or both ends of a range, by a stop, and not beyond the last", () => {
  expect(movedSelection(10, stops, 1)).toBe(15);
  expect(movedSelection(10, stops, -1)).toBe(0);
  expect(movedSelection(100, stops, 1)).toBeNull();
  expect(movedSelection([10, 20], stops, 1)).toEqual([15, 30]);
  expect(movedSelection([10, 100], stops, 1)).toBeNull();
});

describe("what is shown", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is what was asked for, until the props have had time to follow", () => {
    const settled = vi.fn();
    const handles = new SelectionHandles(10, settled);
    expect(handles.ask(20)).toBe(20);
    expect(handles.ask(20)).toBeNull();
    expect(handles.shown).toBe(20);
    vi.runAllTimers();
    expect(handles.shown).toBe(10);
    expect(settled).toHaveBeenCalledOnce();
  });

  it("is what the props give, also when it is something else", () => {
    const handles = new SelectionHandles(null, () => undefined);
    handles.ask(20);
    expect(handles.give(30)).toBe(true);
    expect(handles.shown).toBe(30);
    expect(handles.give([1, 2])).toBe(true);
    expect(handles.give([1, 2])).toBe(false);
    handles.ask([3, 4]);
    // As asked for: nothing to draw.
    expect(handles.give([3, 4])).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("stays with the pointer while props lag behind a drag", () => {
    const handles = new SelectionHandles(10, () => undefined);
    handles.grab(at(10), plane);
    expect(handles.drag(at(21), stops, plane)).toBe(20);
    expect(handles.drag(at(31), stops, plane)).toBe(30);
    expect(handles.give(20)).toBe(false);
    expect(handles.shown).toBe(30);
    handles.drop();
    expect(handles.give(30)).toBe(false);
    expect(handles.shown).toBe(30);
  });
});
