import { evenEdges, positionOf, type ValueScale } from "@runboard/analysis";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Interval } from "../plane/axis.ts";
import { touchingBelow, touchingBeside } from "./axis-marks.ts";
import { valueAxis, valueTicks } from "./value-axis.ts";

const linear: ValueScale = { kind: "linear" };
const log: ValueScale = { kind: "log" };
const symlog = (linearWithin: number): ValueScale => ({ kind: "symlog", linearWithin });

function labelsBelow(scale: ValueScale, domain: Interval, width = 300): readonly string[] {
  const axis = valueAxis(scale, domain, { low: 0, high: width });
  const count = Math.round(width / 64);
  return valueTicks(scale, domain, axis, { count, touching: touchingBelow }).ticks.map(({ label }) => label);
}

describe("valueAxis", () => {
  it("has the ends of the domain at its ends, on each scale and in both directions", () => {
    for (const scale of [linear, log, symlog(1e-3)]) {
      const axis = valueAxis(scale, [0.01, 100], { low: 200, high: 20 });
      expect(axis.pixelOf(0.01)).toBeCloseTo(200);
      expect(axis.pixelOf(100)).toBeCloseTo(20);
      expect(axis.valueAt(200)).toBeCloseTo(0.01);
      expect(axis.valueAt(20)).toBeCloseTo(100);
    }
  });

  it("has values where the scale says, and gives them back", () => {
    const scale = symlog(1e-3);
    const axis = valueAxis(scale, [-1, 1], { low: 0, high: 100 });
    expect(axis.pixelOf(0)).toBeCloseTo(50);
    expect(axis.pixelOf(0.1)).toBeCloseTo(50 + 50 * (positionOf(0.1, scale) / positionOf(1, scale)));
    expect(axis.valueAt(axis.pixelOf(0.1))).toBeCloseTo(0.1);
    expect(valueAxis(log, [1, 100], { low: 0, high: 100 }).pixelOf(10)).toBeCloseTo(50);
  });

  it("holds the greatest doubles", () => {
    const axis = valueAxis(linear, [-Number.MAX_VALUE, Number.MAX_VALUE], { low: 0, high: 100 });
    expect(axis.pixelOf(0)).toBe(50);
    expect(axis.pixelOf(Number.MAX_VALUE)).toBe(100);
    expect(axis.valueAt(100)).toBe(Number.MAX_VALUE);
  });

  it("is finite for every value of every domain", () => {
    const value = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(0, 1, -1, Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE),
    );
    const scale = fc.oneof(
      fc.constantFrom(linear, log),
      fc.double({ min: Number.MIN_VALUE, max: 1e300, noNaN: true }).map(symlog),
    );
    fc.assert(
      fc.property(scale, value, value, value, (one, a, b, x) => {
        const domain: Interval = [Math.min(a, b), Math.max(a, b)];
        const axis = valueAxis(one, domain, { low: 10, high: 300 });
        for (const each of [x, Infinity, -Infinity]) expect(Number.isFinite(axis.pixelOf(each))).toBe(true);
      }),
    );
    expect(valueAxis(linear, [0, 1], { low: 0, high: 1 }).pixelOf(NaN)).toBeNaN();
  });
});

describe("valueTicks", () => {
  it("has round values on a linear axis", () => {
    expect(labelsBelow(linear, [-0.13, 0.21])).toEqual(["-0.1", "-0.05", "0", "0.05", "0.1", "0.15", "0.2"]);
  });

  it("has powers of ten on a log axis, fewer where they would touch, and 1, 2, 5 within few decades", () => {
    expect(labelsBelow(log, [1e-4, 10])).toEqual(["1e-4", "0.001", "0.01", "0.1", "1", "10"]);
    expect(labelsBelow(log, [1e-12, 1e3], 200)).toEqual(["1e-12", "1e-8", "1e-4", "1"]);
    expect(labelsBelow(log, [1, 30])).toEqual(["1", "2", "5", "10", "20"]);
  });

  it("has zero and powers of ten on both sides of it on symlog", () => {
    expect(labelsBelow(symlog(1e-2), [-1, 1], 420)).toEqual(["-1", "-0.1", "-0.01", "0", "0.01", "0.1", "1"]);
    expect(labelsBelow(symlog(1e-2), [-1, 1], 200)).toEqual(["-1", "-0.1", "0", "0.1", "1"]);
    const wide = labelsBelow(symlog(1e-6), [-1, 1]);
    expect(wide).toContain("0");
    expect(wide.map((label) => (label.startsWith("-") ? label.slice(1) : `-${label}`)).reverse()).toEqual(
      wide.map((label) => (label === "0" ? "-0" : label)),
    );
  });

  it("has those of a linear axis where symlog is all but linear, and where log has less than a decade", () => {
    expect(labelsBelow(symlog(10), [-1, 1])).toEqual(labelsBelow(linear, [-1, 1]));
    expect(labelsBelow(log, [3.1, 3.9])).toEqual(labelsBelow(linear, [3.1, 3.9]));
  });

  it("tells values of a narrow range apart by an offset", () => {
    const domain: Interval = [1_000_000.0001, 1_000_000.0009];
    const axis = valueAxis(linear, domain, { low: 0, high: 300 });
    const { ticks, offset } = valueTicks(linear, domain, axis, { count: 4, touching: touchingBelow });
    expect(offset).not.toBe("");
    expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
  });

  it("does not take an end that is all but zero for zero, which lies elsewhere on symlog", () => {
    expect(labelsBelow(symlog(Number.MIN_VALUE), [4e-203, Number.MAX_VALUE])).not.toContain("0");
  });

  it("writes the ends where there is no round value between them", () => {
    expect(labelsBelow(linear, [-Number.MAX_VALUE, Number.MAX_VALUE])).toEqual(["-1.8e308", "1.8e308"]);
    expect(labelsBelow(linear, [5.25, 5.25])).toEqual(["5.25"]);
  });

  it("never lets labels touch, whatever the scale, the domain and the room", () => {
    const size = fc.integer({ min: -12, max: 12 }).map((exponent) => 10 ** exponent);
    const end = fc.tuple(fc.integer({ min: -999, max: 999 }), size).map(([x, y]) => x * y);
    const room = fc.record({
      pixels: fc.integer({ min: 20, max: 900 }),
      touching: fc.constantFrom(touchingBelow, touchingBeside),
    });
    const scales = fc.oneof(fc.constantFrom(linear, log), size.map(symlog));
    fc.assert(
      fc.property(scales, fc.tuple(end, end), room, (scale, [a, b], { pixels, touching }) => {
        const domain: Interval = [Math.min(a, b), Math.max(a, b)];
        const axis = valueAxis(scale, domain, { low: 0, high: pixels });
        const { ticks } = valueTicks(scale, domain, axis, { count: Math.ceil(pixels / 50), touching });
        expect(ticks.length).toBeLessThanOrEqual(Math.max(2, Math.ceil(pixels / 50)) + 2);
        ticks.forEach(({ value, label }, i) => {
          expect(label).not.toBe("");
          // A power of ten and the end of a domain may differ in their last digit.
          const slack = 1e-12 * Math.max(Math.abs(domain[0]), Math.abs(domain[1]));
          expect(value).toBeGreaterThanOrEqual(domain[0] - slack);
          expect(value).toBeLessThanOrEqual(domain[1] + slack);
          const next = ticks[i + 1];
          if (!next) return;
          const places = [
            { pixel: axis.pixelOf(value), label },
            { pixel: axis.pixelOf(next.value), label: next.label },
          ] as const;
          expect(touching(...places)).toBe(false);
        });
      }),
    );
  });

  it("places the edges of bins that are even on the scale evenly", () => {
    const scale = symlog(1e-4);
    const edges = evenEdges([-10, 5], 20, scale);
    const axis = valueAxis(scale, [-10, 5], { low: 0, high: 200 });
    edges.forEach((edge, i) => expect(axis.pixelOf(edge)).toBeCloseTo(10 * i, 6));
  });
});
