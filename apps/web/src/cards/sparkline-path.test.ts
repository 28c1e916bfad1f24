import { expect, it } from "vitest";
import { sparklinePath } from "./sparkline-path.ts";

const box = { width: 103, height: 23 };
const path = (steps: readonly number[], values: readonly number[]): string =>
  sparklinePath(Float64Array.from(steps), Float64Array.from(values), box);

it("spans the box, with room for half of the stroke", () => {
  expect(path([0, 5, 10], [0, 2, 1])).toBe("M1.5 21.5L51.5 1.5L101.5 11.5");
});

it("leaves gaps where values are not finite", () => {
  expect(path([0, 1, 2, 3], [0, NaN, 1, 0])).toBe("M1.5 21.5M68.2 1.5L101.5 21.5");
});

it("draws what does not change in the middle, and one point as a stroke", () => {
  expect(path([0, 1], [3, 3])).toBe("M1.5 11.5L101.5 11.5");
  expect(path([7], [3])).toBe("M101.5 11.5h-3");
  expect(path([], [])).toBe("");
  expect(path([1, 2], [NaN, Infinity])).toBe("");
});
