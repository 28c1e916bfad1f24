import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wassersteinDistance } from "./histogram-distance.ts";

const MAX = Number.MAX_VALUE;

const row = fc
  .tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 9 }))
  .map(([left, width, count]) => [left, left + width, count] as const);
/** Ascending, some of no width, some overlapping. */
const histogram = fc
  .array(row, { minLength: 1, maxLength: 8 })
  .map((rows) => [...rows].sort((a, b) => a[0] - b[0]).flat())
  .filter((rows) => rows.some((count, at) => at % 3 === 2 && count > 0));

/** Share of the counts below x. */
function below(rows: readonly number[], x: number): number {
  let [counts, total] = [0, 0];
  for (let at = 0; at < rows.length; at += 3) {
    const [left = NaN, right = NaN, count = NaN] = rows.slice(at, at + 3);
    total += count;
    counts +=
      count * (right > left ? Math.min(1, Math.max(0, (x - left) / (right - left))) : x > left ? 1 : 0);
  }
  return counts / total;
}

describe("the Wasserstein-1 distance", () => {
  it("is how far counts are moved", () => {
    expect(wassersteinDistance([0, 1, 5], [3, 4, 1])).toBeCloseTo(3, 12);
    expect(wassersteinDistance([0, 0, 1], [7, 7, 1])).toBe(7);
    expect(wassersteinDistance([0, 0, 1, 1, 1, 1], [0, 0, 1, 5, 5, 1])).toBe(2);
    // From one place into a row around it: a quarter of the width on average.
    expect(wassersteinDistance([2, 2, 1], [0, 4, 1])).toBe(1);
    expect(wassersteinDistance([0, 2, 1], [0, 4, 1])).toBe(1);
  });

  it("is the area between the two, also where they cross within rows", () => {
    fc.assert(
      fc.property(histogram, histogram, (a, b) => {
        // Midpoints of thousandths: exact to the square of a step within straight pieces.
        let area = 0;
        const width = 1 / 64;
        for (let x = -50 + width / 2; x < 70; x += width) area += Math.abs(below(a, x) - below(b, x)) * width;
        expect(wassersteinDistance(a, b)).toBeCloseTo(area, 2);
      }),
      { numRuns: 30 },
    );
  });

  it("is a distance: nought from itself, the same both ways, no longer than a detour", () => {
    fc.assert(
      fc.property(histogram, histogram, histogram, (a, b, c) => {
        expect(wassersteinDistance(a, a)).toBe(0);
        expect(wassersteinDistance(a, b)).toBeCloseTo(wassersteinDistance(b, a), 9);
        expect(wassersteinDistance(a, c)).toBeLessThanOrEqual(
          wassersteinDistance(a, b) + wassersteinDistance(b, c) + 1e-9,
        );
      }),
    );
  });

  it("does not depend on how many counts there are, nor on how rows are cut", () => {
    expect(wassersteinDistance([0, 1, 1, 1, 3, 3], [0, 1, 300, 1, 3, 900])).toBeCloseTo(0, 15);
    expect(wassersteinDistance([0, 4, 4], [0, 1, 1, 1, 2, 1, 2, 4, 2])).toBeCloseTo(0, 15);
  });

  it("is of rows on the axis, NaN where there is none", () => {
    expect(wassersteinDistance([0, 0, 1, NaN, 1, 5], [1, 1, 1, 1, Infinity, 9])).toBe(1);
    expect(wassersteinDistance([], [0, 1, 1])).toBeNaN();
    expect(wassersteinDistance([0, 1, 1], [0, 1, 0, NaN, 2, 3])).toBeNaN();
  });

  it("is finite at the ends of what a double holds", () => {
    expect(wassersteinDistance([-MAX, -MAX, 1], [MAX, MAX, 1])).toBe(MAX);
    expect(wassersteinDistance([-MAX, MAX, 1], [0, 0, 1]) / MAX).toBeCloseTo(0.5, 12);
  });
});
