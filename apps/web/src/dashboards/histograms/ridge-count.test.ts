import { expect, test } from "vitest";
import { ridgeCount } from "./ridge-count.ts";

test("a ridge has five or six pixels, between ten and a hundred and twenty of them", () => {
  expect([0, 100, 250, 600, 900, 1200, 5000].map((height) => ridgeCount(height, null))).toEqual([
    10, 10, 20, 60, 90, 120, 120,
  ]);
});

test("some pixels more or less ask for nothing new, wherever the height is", () => {
  for (let height = 40; height < 1500; height += 7) {
    const count = ridgeCount(height, null);
    for (const changed of [height - 25, height - 5, height + 5, height + 25])
      expect(ridgeCount(changed, count), `${height} to ${changed} px`).toBe(count);
  }
  expect(ridgeCount(900, 20)).toBe(90);
  expect(ridgeCount(250, 90)).toBe(20);
});
