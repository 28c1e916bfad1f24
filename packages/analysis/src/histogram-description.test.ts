import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeHistogram, histogramFault } from "./histogram-description.ts";

const MAX = Number.MAX_VALUE;

describe("what is known of a histogram", () => {
  it("is worked out over rows in which counts are evenly spread", () => {
    expect(describeHistogram([0, 6, 5])).toEqual({
      counts: 5,
      least: 0,
      greatest: 6,
      leastPositive: 0.6,
      mean: 3,
      deviation: Math.sqrt(36 / 12),
      zeroShare: 1,
      nanCount: 0,
      negativeInfinityCount: 0,
      positiveInfinityCount: 0,
    });
    const { mean, deviation } = describeHistogram([0, 2, 1, 2, 4, 3]);
    expect(mean).toBe(2.5);
    expect(deviation).toBeCloseTo(Math.sqrt(0.75 * 0.25 * 4 + 4 / 12), 12);
  });

  it("passes over empty rows", () => {
    expect(describeHistogram([-MAX, 1, 0, 1, 2, 4, 2, MAX, 0])).toMatchObject({
      least: 1,
      greatest: 2,
      mean: 1.5,
    });
  });

  it("is next to nothing for no counts", () => {
    const nothing = {
      counts: 0,
      least: NaN,
      greatest: NaN,
      leastPositive: NaN,
      mean: NaN,
      deviation: NaN,
      zeroShare: NaN,
      nanCount: 0,
      negativeInfinityCount: 0,
      positiveInfinityCount: 0,
    };
    expect(describeHistogram([])).toEqual(nothing);
    expect(describeHistogram([0, 1, 0])).toEqual(nothing);
  });

  it("counts beside the axis what has no place on it", () => {
    const rows = [
      NaN,
      1,
      1,
      0,
      NaN,
      2,
      -Infinity,
      0,
      4,
      -Infinity,
      -Infinity,
      8,
      5,
      Infinity,
      16,
      Infinity,
      Infinity,
      32,
    ];
    expect(describeHistogram([...rows, -Infinity, Infinity, 64])).toMatchObject({
      counts: 127,
      least: NaN,
      mean: NaN,
      zeroShare: 0,
      nanCount: 67,
      negativeInfinityCount: 12,
      positiveInfinityCount: 48,
    });
    expect(describeHistogram([NaN, NaN, 3, 1, 2, 1])).toMatchObject({
      counts: 4,
      least: 1,
      greatest: 2,
      nanCount: 3,
    });
  });

  it("says which share may be zero", () => {
    const share = (...rows: number[]) => describeHistogram(rows).zeroShare;
    expect(share(0, 1, 3, 1, 2, 1)).toBe(0.75);
    expect(share(-1, 0, 3, 0, 1, 1)).toBe(0.25);
    expect(share(-2, -1, 3, -1, 0, 1)).toBe(0.25);
    expect(share(-1, 0, 1, 0, 0, 2, 0, 1, 1)).toBe(0.75);
    expect(share(1, 2, 3)).toBe(0);
    expect(share(-1, 1, 1, NaN, NaN, 1)).toBe(0.5);
  });

  it("says where a logarithmic axis may begin", () => {
    const begin = (...rows: number[]) => describeHistogram(rows).leastPositive;
    expect(begin(-1, 0, 1, 0.5, 1, 1, 1, 2, 1)).toBe(0.5);
    expect(begin(-1, 0.2, 1, 0.2, 1, 1)).toBe(0.2 / 10);
    expect(begin(-2, -1, 1, 0, 0, 5)).toBe(NaN);
    expect(begin(0, Number.MIN_VALUE, 1)).toBe(Number.MIN_VALUE);
  });

  it("holds at the ends of what a double holds", () => {
    expect(describeHistogram([-MAX, MAX, 1]).deviation / MAX).toBeCloseTo(1 / Math.sqrt(3), 12);
    expect(describeHistogram([-MAX, -MAX, 1, MAX, MAX, 1])).toMatchObject({ mean: 0, deviation: MAX });
    expect(describeHistogram([MAX, MAX, 7])).toMatchObject({
      least: MAX,
      greatest: MAX,
      mean: MAX,
      deviation: 0,
    });
    expect(describeHistogram([-MAX, -MAX, 1e300, 1, 1, 1])).toMatchObject({ mean: -MAX });
  });

  it("lies within the edges, whatever the rows", () => {
    const edge = fc.double({ noNaN: true, noDefaultInfinity: true });
    const row = fc.tuple(edge, edge, fc.double({ min: 0, max: 1e12, noNaN: true }));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), (rows) => {
        const bins = rows.flatMap(([a, b, count]) => [Math.min(a, b), Math.max(a, b), count]);
        const { counts, least, greatest, mean, deviation } = describeHistogram(bins);
        if (counts === 0) return;
        expect(mean).toBeGreaterThanOrEqual(least);
        expect(mean).toBeLessThanOrEqual(greatest);
        expect(deviation).toBeGreaterThanOrEqual(0);
        expect(deviation).toBeLessThanOrEqual(greatest / 2 - least / 2);
      }),
    );
  });
});

describe("a histogram's fault", () => {
  it.each([
    [[1, 2], "2 numbers are no rows of left edge, right edge and count"],
    [[0, 1, -1], "row 1 of 1: the count is -1"],
    [[0, 1, 1, 1, 2, NaN], "row 2 of 2: the count is NaN"],
    [[0, 1, Infinity], "row 1 of 1: the counts add up to more than a double holds"],
    [[0, 1, 1, 3, 2, 4, 4, 5, 1], "row 2 of 3: the left edge 3 is beyond the right edge 2"],
    [[0, 1, 1, 3, 2, 0, 4, 5, 1], "row 2 of 3: the left edge 3 is beyond the right edge 2"],
    [[2, 1, 4], "row 1 of 1: the left edge 2 is beyond the right edge 1"],
    [[2, 3, 1, 1, 3, 1], "row 2 of 2: begins at 1, before the row before it, at 2"],
    [[2, 5, 1, NaN, 1, 1, 2, 4, 1], "row 2 of 3: ends at 1, before the row before it, at 5"],
    [[Infinity, 1, 1], "row 1 of 1: the left edge Infinity is beyond the right edge 1"],
  ])("%j: %s", (rows, words) => {
    expect(histogramFault(rows)).toBe(words);
  });

  it.each([
    [[]],
    [[1, 1, 5]],
    [[0, 1, 1, 0.5, 2, 1]],
    [[NaN, NaN, 1, 0, 1, 1, NaN, 2, 1, 2, NaN, 1]],
    [[-Infinity, -MAX, 1, -MAX, MAX, 1, MAX, Infinity, 1]],
    // TensorFlow 1 and its reader: the outermost rows are empty and end at the least and greatest value.
    [[0.05, 0.0478, 0, 0.0478, 0.0526, 8, 0.0526, 0.05, 0]],
    [[2, 1.999, 0]],
  ])("%j has none", (rows) => {
    expect(histogramFault(rows)).toBeUndefined();
  });
});
