import { expect, it } from "vitest";
import { microsText, rampShare, rampStart, shareText } from "./ramp-share.ts";

it("tells norms of many sizes apart by their logarithms, and near ones from zero on", () => {
  const far = { rule: "gradients", most: 1, leastPositive: 1e-4 } as const;
  expect(rampStart(far)).toBe(1e-4);
  expect(rampShare(1e-2, far)).toBeCloseTo(0.5);
  expect([rampShare(0, far), rampShare(1e-4, far), rampShare(1, far)]).toEqual([0, 0, 1]);
  const near = { rule: "weights", most: 4, leastPositive: 2 } as const;
  expect(rampStart(near)).toBe(0);
  expect(rampShare(3, near)).toBe(0.75);
});

it("takes times and bytes by decades, and shares as they are", () => {
  const sizes = { rule: "compute", most: 9999, leastPositive: 1 } as const;
  expect(rampShare(99, sizes)).toBeCloseTo(0.5);
  expect(rampShare(0.5, { rule: "zeros", most: 1, leastPositive: 0.1 })).toBe(0.5);
  // Nothing but zeros.
  expect(rampShare(0, { rule: "nonfinite", most: 0, leastPositive: NaN })).toBe(0);
});

it("writes microseconds and shares", () => {
  expect([microsText(0), microsText(12), microsText(1500)]).toEqual(["0 µs", "12 µs", "1.5 ms"]);
  expect([shareText(0), shareText(0.0001), shareText(0.0316), shareText(1)]).toEqual([
    "0 %",
    "< 0.1 %",
    "3.16 %",
    "100 %",
  ]);
});
