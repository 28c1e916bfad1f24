import { expect, it } from "vitest";
import { barsPath } from "./bars-path.ts";

const size = { width: 20, height: 10, barCount: 4 };

it("draws bars between the least and the greatest value, the highest as high as there is room", () => {
  const path = barsPath(Float64Array.of(-5, 0, 0, 0, 1, 2, 1, 2, 4, 2, 4, 1), size);
  expect(path).toBe("M0.0 10v-5.0h4.5V10zM5.0 10v-10.0h4.5V10zM10.0 10v-1.3h4.5V10zM15.0 10v-1.3h4.5V10z");
});

it("draws one bar for one value, and none for none", () => {
  expect(barsPath(Float64Array.of(3, 3, 7), size)).toMatch(/^M\d+\.0 10v-10\.0h4\.5V10z$/);
  expect(barsPath(new Float64Array(0), size)).toBe("");
  expect(barsPath(Float64Array.of(NaN, NaN, 3, 0, 1, 0), size)).toBe("");
});
