import { expect, test } from "vitest";
import { countText } from "./count-text.ts";

test.each([
  [0, "0"],
  [999, "999"],
  [999.7, "1 k"],
  [1000, "1 k"],
  [9696, "9.7 k"],
  [1_254_400, "1.25 M"],
  [999_600, "1 M"],
  [8.2e9, "8.2 G"],
  [3e18, "3000 P"],
])("%d is written %s", (count, text) => {
  expect(countText(count)).toBe(text);
});
