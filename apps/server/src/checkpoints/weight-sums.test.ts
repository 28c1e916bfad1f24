import { expect, test } from "vitest";
import { WeightSums } from "./weight-sums.ts";

test("adds pieces up: norms, zeros, and how far it is from before", () => {
  const sums = new WeightSums();
  sums.add(Float32Array.of(3, 0), Float32Array.of(3, 1));
  sums.add(Float64Array.of(4, -0), Float64Array.of(0, 0));
  expect(sums).toMatchObject({ count: 4, zeroCount: 2, nonFiniteCount: 0, norm: 5 });
  expect(sums.normBefore).toBe(Math.sqrt(10));
  expect(sums.changeNorm).toBe(Math.sqrt(17));
});

test("what is not finite is counted, and how far it moved is not known", () => {
  const now = new WeightSums();
  now.add(Float32Array.of(NaN, 3, -Infinity, 4), Float32Array.of(1, 1, 1, 1));
  expect(now).toMatchObject({ nonFiniteCount: 2, nonFiniteCountBefore: 0, norm: 5, normBefore: 2 });
  expect(now.changeNorm).toBeNull();
  const before = new WeightSums();
  before.add(Float32Array.of(1), Float32Array.of(Infinity));
  expect(before).toMatchObject({ nonFiniteCountBefore: 1, normBefore: 0, changeNorm: null });
});

test("what a double does not hold is not known; of nothing there is nothing", () => {
  const sums = new WeightSums();
  sums.add(Float64Array.of(1e200), null);
  expect(sums.norm).toBeNull();
  expect(new WeightSums()).toMatchObject({ count: 0, norm: 0, changeNorm: 0 });
  expect(() => sums.add(new Float32Array(2), new Float32Array(1))).toThrow(RangeError);
});
