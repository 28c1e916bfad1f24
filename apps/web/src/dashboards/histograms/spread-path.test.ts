import { expect, test } from "vitest";
import { spreadPath } from "./spread-path.ts";

const size = { width: 100, height: 23 };

test("goes from edge to edge, with the extremes at top and bottom", () => {
  const { band, median } = spreadPath(Float64Array.of(0, 1, 2, 2, 3, 4), size);
  expect(median).toBe("M0.0 16.5L100.0 6.5");
  expect(band).toBe("M0.0 11.5L100.0 1.5L100.0 11.5L0.0 21.5Z");
});

test("draws a single histogram, equal ones and the greatest doubles; leaves out what is none", () => {
  expect(spreadPath(Float64Array.of(5, 5, 5), size).median).toBe("M0.0 11.5L100.0 11.5");
  expect(spreadPath(Float64Array.of(NaN, NaN, NaN), size)).toEqual({ band: "", median: "" });
  const { median } = spreadPath(Float64Array.of(-Number.MAX_VALUE, 0, 0, 0, 0, Number.MAX_VALUE), size);
  expect(median).toBe("M0.0 11.5L100.0 11.5");
});
