import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reducePoints } from "./reduce.ts";

const value = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: -100, max: 100, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, 0) },
);
const series = fc.oneof(
  fc.array(fc.tuple(fc.double({ min: -1e3, max: 1e3, noNaN: true }), value), { maxLength: 400, size: "max" }),
  // Any x at all, in any order: NaN, infinities, a span that overflows.
  fc.array(fc.tuple(fc.double(), value), { maxLength: 100, size: "max" }),
);
const ascending = series.map((points) =>
  points.filter(([x]) => Number.isFinite(x)).sort((a, b) => a[0] - b[0]),
);

function reduced(points: readonly (readonly [number, number])[], maxPoints: number): number[] {
  const xs = Float64Array.from(points, ([x]) => x);
  const values = Float64Array.from(points, ([, y]) => y);
  return [...reducePoints(xs, values, maxPoints)];
}

describe("reducePoints", () => {
  it("keeps first, least, greatest, last and NaN of each bucket", () => {
    const values = [5, 1, 9, 4, NaN, 4, 4, 8, 2, 3, 3, 3, 7, 3, 3];
    const points = values.map((y, x) => [x, y] as const);
    // Two buckets, x below 7 and from 7 on.
    expect(reduced(points, 10)).toEqual([0, 1, 2, 4, 6, 7, 8, 14]);
  });

  it("makes buckets of x, not of points", () => {
    const points = [0, 1, 2, 3, 4, 5, 6, 90, 91, 100].map((x) => [x, x % 3] as const);
    expect(reduced(points, 8)).toEqual([0, 2, 6, 7, 8, 9]);
  });

  it("takes points that go back by number", () => {
    const points = [0, 1, 2, 3, 1, 2, 3, 4, 5, 6].map((x, i) => [x, i === 5 ? 9 : 0] as const);
    expect(reduced(points, 8)).toEqual([0, 4, 5, 6, 9]);
  });

  it("gives up the non-finite value, the least, the greatest, in this order, when there is no place", () => {
    const points = [3, 1, NaN, 9, 4, 4].map((y, x) => [x, y] as const);
    expect(reduced(points, 5)).toEqual([0, 1, 2, 3, 5]);
    expect(reduced(points, 4)).toEqual([0, 1, 3, 5]);
    expect(reduced(points, 3)).toEqual([0, 3, 5]);
    expect(reduced(points, 2)).toEqual([0, 5]);
  });

  it("refuses what makes no sense", () => {
    expect(() => reducePoints(new Float64Array(3), new Float64Array(4), 10)).toThrow(RangeError);
    expect(() => reducePoints(new Float64Array(3), new Float64Array(3), 1)).toThrow(RangeError);
    expect(() => reducePoints(new Float64Array(3), new Float64Array(3), NaN)).toThrow(RangeError);
  });

  it("keeps order, number, ends and extremes of the whole", () => {
    fc.assert(
      fc.property(fc.oneof(series, ascending), fc.integer({ min: 2, max: 120 }), (points, maxPoints) => {
        const kept = reduced(points, maxPoints);
        expect(kept.length).toBeLessThanOrEqual(maxPoints);
        kept.forEach((index, i) => expect(index).toBeGreaterThan(kept[i - 1] ?? -1));
        if (points.length <= maxPoints) expect(kept.length).toBe(points.length);
        if (points.length === 0) return;
        expect(kept[0]).toBe(0);
        expect(kept.at(-1)).toBe(points.length - 1);
        if (maxPoints < 5) return;
        const all = points.map(([, y]) => y);
        const left = kept.map((index) => all[index] ?? NaN);
        expect(Math.min(...left.filter(Number.isFinite))).toBe(Math.min(...all.filter(Number.isFinite)));
        expect(Math.max(...left.filter(Number.isFinite))).toBe(Math.max(...all.filter(Number.isFinite)));
        expect(left.some((y) => !Number.isFinite(y))).toBe(all.some((y) => !Number.isFinite(y)));
      }),
      { numRuns: 300 },
    );
  });

  it("keeps, of every bucket, values no greater and no less than any of its values", () => {
    const x = fc.integer({ min: 0, max: 1000 });
    const long = fc
      .array(fc.tuple(x, value), { minLength: 101, maxLength: 400, size: "max" })
      .map((points) => [...points.sort((a, b) => a[0] - b[0]), [1001, 0] as const]);
    fc.assert(
      fc.property(long, fc.integer({ min: 10, max: 100 }), (points, maxPoints) => {
        const first = points[0]?.[0] ?? 0;
        const bucketCount = Math.floor(maxPoints / (points.every(([, y]) => Number.isFinite(y)) ? 4 : 5));
        const bucketOf = (at: number) =>
          Math.min(bucketCount - 1, Math.floor((at - first) * (bucketCount / (1001 - first))));
        const keptIn = new Map<number, number[]>();
        for (const index of reduced(points, maxPoints)) {
          const [at, y] = points[index]!;
          keptIn.set(bucketOf(at), [...(keptIn.get(bucketOf(at)) ?? []), y]);
        }
        for (const [at, y] of points) {
          const kept = keptIn.get(bucketOf(at)) ?? [];
          const isKept = Number.isFinite(y)
            ? kept.some((v) => v <= y) && kept.some((v) => v >= y)
            : kept.some((v) => !Number.isFinite(v));
          if (!isKept) expect.fail(`${y} at ${at} is lost`);
        }
      }),
    );
  });
});
