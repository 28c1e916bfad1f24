import { expect, test } from "vitest";
import { lowerBound, upperBound } from "./ascending.ts";

const values = Float64Array.of(-1, 0, 0, 0, 2.5, 7);

test("the first value that is not below x, and the first above it", () => {
  expect([-2, -1, 0, 1, 7, 8].map((x) => lowerBound(values, x))).toEqual([0, 0, 1, 4, 5, 6]);
  expect([-2, -1, 0, 1, 7, 8].map((x) => upperBound(values, x))).toEqual([0, 1, 4, 4, 6, 6]);
  expect([lowerBound([], 1), upperBound([], 1)]).toEqual([0, 0]);
});

test("are looked for within a part alone", () => {
  expect([lowerBound(values, 0, 2, 5), upperBound(values, 0, 2, 3)]).toEqual([2, 3]);
  expect([lowerBound(values, 9, 2, 5), upperBound(values, -9, 2, 5)]).toEqual([5, 2]);
});
