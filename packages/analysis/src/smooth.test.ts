import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { smooth } from "./smooth.ts";

function smoothed(values: readonly number[], weight: number): number[] {
  return [...smooth(Float64Array.from(values), weight)];
}

describe("smooth", () => {
  it("is a debiased moving average", () => {
    expect(smoothed([1, 0.5, 0], 0.6)).toEqual([
      1,
      0.6875,
      ((0.5 * 0.4 + 0.4 * 1 * 0.6) * 0.6 + 0) / (1 - Math.pow(0.6, 3)),
    ]);
    expect(smoothed([0, 0.5, 1], 0.6)).toEqual([
      0,
      0.3125,
      (1 * 0.4 + 0.5 * 0.4 * 0.6) / (1 - Math.pow(0.6, 3)),
    ]);
    expect(smoothed([], 0.6)).toEqual([]);
  });

  it("changes nothing at weight 0 and gives 0 at weight 1", () => {
    expect(smoothed([1, 0.5, 0], 0)).toEqual([1, 0.5, 0]);
    expect(smoothed([1, 0.5, 0], 1)).toEqual([0, 0, 0]);
  });

  it.each([0, 0.6])("writes into a column that it is given, weight %d", (weight) => {
    for (const values of [Float32Array.of(1, 0.5, 0), Int32Array.of(4, 2, -3), Int32Array.of(2, 2)]) {
      const into = new Float64Array(values.length);
      expect(smooth(values, weight, into)).toBe(into);
      expect(into).toEqual(smooth(Float64Array.from(values), weight));
    }
  });

  it("passes by values that are not finite", () => {
    expect(smoothed([-Infinity, 1, NaN, Infinity, 0.5], 0.6)).toEqual([-Infinity, 1, NaN, Infinity, 0.6875]);
    expect(smoothed([NaN, NaN], 0.6)).toEqual([NaN, NaN]);
  });

  it("adds no rounding noise to a constant", () => {
    expect(smoothed([0.3, 0.3, 0.3], 0.1)).toEqual([0.3, 0.3, 0.3]);
  });

  it.each([NaN, -1, -Infinity, Infinity])("takes the weight %d for 0", (weight) => {
    expect(smoothed([1, 0.5], weight)).toEqual([1, 0.5]);
  });

  it("takes a weight above 1 for 1", () => {
    expect(smoothed([1, 0.5], 2)).toEqual([0, 0]);
  });

  it("equals the formula to the last bit, however long the series", () => {
    const values = Float64Array.from({ length: 60_000 }, (_, i) => Math.sin(i * 0.7) + i / 1000);
    for (const weight of [0.6, 0.999]) {
      const actual = smooth(values, weight);
      let average = 0;
      for (let i = 0; i < values.length; i++) {
        average = average * weight + (1 - weight) * (values[i] ?? NaN);
        if (actual[i] !== average / (1 - Math.pow(weight, i + 1))) expect.fail(`differs at ${i}`);
      }
    }
  });

  it("stays between the least and the greatest value and does not write to its input", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (list, weight) => {
          const values = Float64Array.from(list);
          const least = Math.min(...list);
          const greatest = Math.max(...list);
          const slack = 1e-9 * (1 + Math.abs(least) + Math.abs(greatest));
          for (const value of smooth(values, weight)) {
            expect(value).toBeGreaterThanOrEqual(least - slack);
            expect(value).toBeLessThanOrEqual(greatest + slack);
          }
          expect([...values]).toEqual(list);
        },
      ),
    );
  });
});
