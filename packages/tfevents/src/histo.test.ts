import fc from "fast-check";
import { expect, test } from "vitest";
import { histoValue } from "./histo.ts";

/** Limits as histogram.cc makes them. */
const limits = (() => {
  const positive: number[] = [];
  for (let limit = 1e-12; limit < 1e20; limit *= 1.1) positive.push(limit);
  positive.push(Number.MAX_VALUE);
  return [...positive.map((limit) => -limit).reverse(), 0, ...positive];
})();

function histogramOf(values: ArrayLike<number>) {
  const { value } = histoValue({ tag: "h", values });
  if (value?.case !== "histo") throw new Error("no histogram");
  const { bucket = [], bucketLimit = [], min = 0, max = 0, ...numbers } = value.value;
  return { bucket, bucketLimit, min, max, ...numbers };
}

/** Count of each limit, found by comparing with each of them. */
function countsBySearch(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) {
    const limit = limits.find((other) => other > value) ?? NaN;
    counts.set(limit, (counts.get(limit) ?? 0) + 1);
  }
  return counts;
}

const float32 = fc.oneof(
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1e-45, -1e-45),
);
/** Where a table by top halves may go wrong: at limits, and beside them. */
const nearLimit = fc
  .tuple(fc.constantFrom(...limits.slice(1, -1)), fc.constantFrom(0, 1, -1))
  .map(([limit, side]) => limit * (1 + side * Number.EPSILON));

test.each([
  ["float32", (values: number[]) => Float32Array.from(values)],
  ["float64", (values: number[]) => Float64Array.from(values)],
  ["plain arrays", (values: number[]) => values],
])("%s fall into the buckets that a search finds", (_, arrayOf) => {
  fc.assert(
    fc.property(fc.array(fc.oneof(float32, nearLimit), { minLength: 1, maxLength: 50 }), (given) => {
      const values = Array.from(arrayOf(given));
      const { bucket, bucketLimit, num, min, max } = histogramOf(arrayOf(given));
      const counted = bucketLimit.flatMap((limit, index) =>
        bucket[index] === 0 ? [] : [[limit, bucket[index]] as const],
      );
      expect(new Map(counted)).toEqual(countsBySearch(values));
      // −0 is as good as 0.
      expect([num, min + 0, max + 0]).toEqual([
        values.length,
        Math.min(...values) + 0,
        Math.max(...values) + 0,
      ]);
      expect(bucketLimit).toEqual(bucketLimit.toSorted((a, b) => a - b));
    }),
    { numRuns: 300 },
  );
});

test("empty buckets beside each other are one, as in TensorFlow", () => {
  expect(histogramOf([1, 1, 3])).toMatchObject({
    num: 3,
    min: 1,
    max: 3,
    sum: 5,
    sumSquares: 11,
    bucket: [0, 2, 0, 1, 0],
  });
  expect(histogramOf([1]).bucketLimit.at(-1)).toBe(Number.MAX_VALUE);
  expect(histogramOf([]).bucket).toEqual([0]);
  expect(histogramOf([])).toMatchObject({ num: 0, min: Number.MAX_VALUE, max: -Number.MAX_VALUE });
});

test("what is not finite is left out", () => {
  const { bucket, ...numbers } = histogramOf(Float32Array.of(NaN, 1, Infinity, -Infinity, 2));
  expect(bucket.reduce((sum, count) => sum + count)).toBe(2);
  expect(numbers).toMatchObject({ num: 2, min: 1, max: 2, sum: 3, sumSquares: 5 });
});

test("views into larger buffers, and texts", () => {
  const whole = Float32Array.of(9, 1, 2, 9);
  expect(histogramOf(whole.subarray(1, 3))).toEqual(histogramOf([1, 2]));
  const value = histoValue({ tag: "h", values: [1], displayName: "H", description: "*h*" });
  expect(value.metadata).toMatchObject({ displayName: "H", summaryDescription: "*h*", dataClass: 2 });
  expect(histoValue({ tag: "h", values: [1] }).metadata).toBeUndefined();
});
