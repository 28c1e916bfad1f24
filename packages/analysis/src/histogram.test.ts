import { describe, expect, it } from "vitest";
import { histogramQuantiles, QUANTILE_BASIS_POINTS } from "./histogram.ts";

describe("quantiles", () => {
  it("lie on the line between the edges of the row that has them", () => {
    expect(histogramQuantiles([0, 10, 10], [0, 2500, 5000, 10_000])).toEqual([0, 2.5, 5, 10]);
    expect(histogramQuantiles([0, 1, 5, 1, 3, 5], [2500, 5000, 7500])).toEqual([0.5, 1, 2]);
  });

  it("pass over empty rows, and begin at the least edge", () => {
    expect(histogramQuantiles([0, 1, 0, 1, 2, 4, 2, 9, 0], [0, 5000, 10_000])).toEqual([0, 1, 9]);
  });

  it("of one value, of nothing and of empty rows are there", () => {
    expect(histogramQuantiles([1, 1, 0, 1, 1, 5])).toEqual(QUANTILE_BASIS_POINTS.map(() => 1));
    expect(histogramQuantiles([])).toEqual(QUANTILE_BASIS_POINTS.map(() => 0));
    expect(histogramQuantiles([0, 4, 0])).toEqual([0, 4, 4, 4, 4, 4, 4, 4, 4].map(() => 4));
  });

  it("stay within the outermost edges where a writer cut the first and last row", () => {
    // TensorFlow 1: the least value stands as a left edge above the row's own limit.
    expect(histogramQuantiles([0.05, 0.0478, 0, 0.0478, 0.0526, 8, 0.0526, 0.05, 0])).toEqual(
      QUANTILE_BASIS_POINTS.map(() => 0.05),
    );
  });
});
