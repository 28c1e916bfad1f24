import { describe, expect, it } from "vitest";
import { fitXDomain, fitYDomain, niceLinearDomain, niceLogDomain } from "./nice-domain.ts";

describe("niceLinearDomain", () => {
  it("pads by about 5 % and rounds", () => {
    expect(niceLinearDomain([0, 100])).toEqual([-10, 110]);
    expect(niceLinearDomain([-0.011, 99.5])).toEqual([-10, 110]);
    expect(niceLinearDomain([5.44, 95.12])).toEqual([0, 100]);
    expect(niceLinearDomain([0.1, 0.3])).toEqual([0.08, 0.32]);
  });

  it("puts a single value in the middle", () => {
    expect(niceLinearDomain([100, 100])).toEqual([0, 200]);
    expect(niceLinearDomain([1, 1])).toEqual([0, 2]);
    expect(niceLinearDomain([0, 0])).toEqual([-1, 1]);
    expect(niceLinearDomain([0.001, 0.001])).toEqual([0, 0.002]);
    expect(niceLinearDomain([-10000, -10000])).toEqual([-20000, 0]);
  });

  it("refuses an extent that is upside down", () => {
    expect(() => niceLinearDomain([100, 0])).toThrow(RangeError);
    expect(() => niceLogDomain([100, 0])).toThrow(RangeError);
  });

  it("stays finite and around the values at the edges of what doubles hold", () => {
    for (const [min, max] of [
      [-1.7e308, 1.7e308],
      [0, 5e-324],
      [1e9, 1e9 + 1e-6],
      [1e-320, 3e-320],
      [-1e-300, 1e300],
    ] as const) {
      const [low, high] = niceLinearDomain([min, max]);
      expect(low).toBeLessThanOrEqual(min);
      expect(high).toBeGreaterThanOrEqual(max);
      expect(Number.isFinite(low) && Number.isFinite(high) && low < high).toBe(true);
    }
  });
});

describe("niceLogDomain", () => {
  it("halves and doubles, also a single value", () => {
    expect(niceLogDomain([1, 100])).toEqual([0.5, 200]);
    expect(niceLogDomain([0.001, 75])).toEqual([0.0005, 150]);
    expect(niceLogDomain([100, 1e6])).toEqual([50, 2e6]);
    expect(niceLogDomain([100, 100])).toEqual([50, 200]);
    expect(niceLogDomain([0.001, 0.001])).toEqual([0.0005, 0.002]);
  });

  it("clips what is not positive to the smallest double", () => {
    expect(niceLogDomain([-100, -1])).toEqual([Number.MIN_VALUE, 1]);
    expect(niceLogDomain([0, 0])).toEqual([Number.MIN_VALUE, 1]);
    expect(niceLogDomain([-1, 1])).toEqual([Number.MIN_VALUE, 2]);
  });
});

describe("domains that fit", () => {
  it("are tight in x and never empty", () => {
    expect(fitXDomain([0, 1000], "step")).toEqual([-15, 1015]);
    expect(fitXDomain([7, 7], "step")).toEqual([6.5, 7.5]);
    expect(fitXDomain([7, 7], "wall")).toEqual([-23, 37]);
    expect(fitXDomain(null, "relative")).toEqual([0, 1]);
    expect(fitXDomain([1, 100], "step", "log")[0]).toBeCloseTo(0.933, 3);
    expect(fitXDomain([5, 5], "step", "log")).toEqual([2.5, 10]);
  });

  it("are nice in y and never empty", () => {
    expect(fitYDomain([0, 100], "linear")).toEqual([-10, 110]);
    expect(fitYDomain([1, 100], "log")).toEqual([0.5, 200]);
    expect(fitYDomain(null, "linear")).toEqual([0, 1]);
    expect(fitYDomain(null, "log")).toEqual([0.1, 10]);
  });
});
