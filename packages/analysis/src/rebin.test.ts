import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rebin } from "./rebin.ts";
import { evenEdges } from "./value-scale.ts";

const MAX = Number.MAX_VALUE;

/** TensorBoard's way: thirty linear bins from the least to the greatest edge. */
function displayBins(rows: readonly number[], range: readonly [number, number], count = 30): number[] {
  return [...rebin(rows, evenEdges(range, count, { kind: "linear" }))];
}

/** `intermediateToD3` of TensorBoard's histogramCore.ts, for every row and bin. */
function tensorBoardBins(rows: readonly number[], edges: Float64Array): number[] {
  const max = edges[edges.length - 1] ?? NaN;
  return Array.from({ length: edges.length - 1 }, (_, bin) => {
    const [binLeft = NaN, binRight = NaN] = [edges[bin], edges[bin + 1]];
    let y = 0;
    for (let at = 0; at < rows.length; at += 3) {
      const [left = NaN, right = NaN, count = NaN] = rows.slice(at, at + 3);
      if (right > left) {
        const intersection = Math.min(right, binRight) - Math.max(left, binLeft);
        if (intersection > 0) y += (intersection / (right - left)) * count;
      } else if (binLeft <= left && (binRight >= max ? right <= binRight : right < binRight)) y += count;
    }
    return y;
  });
}

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, number) => total + number, 0);

/** Rows that ascend, with gaps and without width, over many decades. */
const ascendingRows = fc
  .array(
    fc.tuple(
      fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 1e6, noNaN: true })),
      fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 1e6, noNaN: true })),
      fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1e6 })),
    ),
    { minLength: 1, maxLength: 40 },
  )
  .chain((steps) =>
    fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((start) => {
      const rows: number[] = [];
      let at = start;
      for (const [gap, width, count] of steps) {
        const left = at + gap;
        at = left + width;
        rows.push(left, at, count);
      }
      return rows;
    }),
  );

function spanOf(rows: readonly number[]): readonly [number, number] {
  return [rows[0] ?? NaN, rows[rows.length - 2] ?? NaN];
}

describe("rebin equals TensorBoard's", () => {
  it("vectors of its tests", () => {
    const [first = NaN, second = NaN] = displayBins([1, 5, 2, 5, 10, 4], [1, 10], 2);
    expect(first).toBeCloseTo(2.4, 12);
    expect(second).toBeCloseTo(3.6, 12);
    expect(displayBins([1, 1, 10], [1, 1], 2)).toEqual([10, 0]);
    const single = displayBins([11, 11, 100], [11, 11]);
    expect(single.map((count, bin) => [bin, count]).filter(([, count]) => count !== 0)).toEqual([[14, 100]]);
    const thirds = displayBins([10, 20, 100, 20, 30, 300, 30, 40, 600], [10, 40]);
    for (const [bin, count] of thirds.entries())
      expect(count).toBeCloseTo([10, 30, 60][Math.floor(bin / 10)] ?? NaN, 9);
  });

  it("formula, whatever the rows", () => {
    fc.assert(
      fc.property(ascendingRows, fc.integer({ min: 1, max: 50 }), (rows, count) => {
        const edges = evenEdges(spanOf(rows), count, { kind: "linear" });
        const ours = rebin(rows, edges);
        const total = sum(ours);
        for (const [bin, theirs] of tensorBoardBins(rows, edges).entries())
          expect(Math.abs((ours[bin] ?? NaN) - theirs)).toBeLessThanOrEqual(1e-12 * total);
      }),
    );
  });
});

describe("rebin", () => {
  it("keeps the total where the edges span the rows", () => {
    fc.assert(
      fc.property(ascendingRows, fc.integer({ min: 1, max: 200 }), (rows, count) => {
        const total = sum(rows.filter((_, at) => at % 3 === 2));
        const kept = sum(displayBins(rows, spanOf(rows), count));
        expect(Math.abs(kept - total)).toBeLessThanOrEqual(1e-9 * total);
      }),
    );
  });

  it("gives what lies between the edges, where they do not span the rows", () => {
    expect([...rebin([0, 10, 10, 10, 20, 30], Float64Array.of(5, 15))]).toEqual([20]);
    expect([...rebin([0, 1, 5, 3, 4, 7, 2, 2, 9], Float64Array.of(1.5, 2.5))]).toEqual([9]);
    expect([...rebin([5, 6, 1], Float64Array.of(0, 1, 2))]).toEqual([0, 0]);
  });

  it("puts rows of no width into the bin that contains them, at the end into the last", () => {
    expect([...rebin([0, 0, 1, 1, 1, 2, 2, 2, 4], Float64Array.of(0, 1, 2))]).toEqual([1, 6]);
  });

  it("takes rows that overlap and rows out of order", () => {
    const rows = [0, 4, 4, 1, 3, 2, 2, 2, 1];
    const edges = Float64Array.of(0, 1, 2, 3, 4);
    expect([...rebin(rows, edges)]).toEqual([1, 2, 3, 1]);
    expect([...rebin([2, 2, 1, 1, 3, 2, 0, 4, 4], edges)]).toEqual([1, 2, 3, 1]);
  });

  it("writes into a column that it is given", () => {
    const into = Float64Array.of(7, 7);
    expect(rebin([1, 2, 3], Float64Array.of(0, 1, 2), into)).toBe(into);
    expect([...into]).toEqual([0, 3]);
  });

  it("leaves out what stands beside the axis", () => {
    const rows = [-Infinity, 0, 1, NaN, 1, 2, 0, 1, 4, 1, NaN, 8, 1, Infinity, 16];
    expect([...rebin(rows, Float64Array.of(0, 1))]).toEqual([4]);
  });

  it("takes the greatest doubles", () => {
    const edges = evenEdges([-MAX, MAX], 4, { kind: "linear" });
    for (const count of rebin([-MAX, MAX, 8], edges)) expect(count).toBeCloseTo(2, 12);
    for (const [bin, count] of rebin([-MAX, 0, 4, 0, MAX, 2], edges).entries())
      expect(count).toBeCloseTo(bin < 2 ? 2 : 1, 12);
    expect([...rebin([-MAX, -MAX, 1, MAX, MAX, 2], edges)]).toEqual([1, 0, 0, 2]);
    const least = Number.MIN_VALUE;
    expect([...rebin([0, least, 3], Float64Array.of(0, least, 1))]).toEqual([3, 0]);
  });

  it("of a million rows takes no longer than they are many", () => {
    const rows = Float64Array.from({ length: 3e6 }, (_, i) =>
      i % 3 === 2 ? 1 : Math.floor(i / 3) + (i % 3),
    );
    const edges = evenEdges([0, 1e6], 100_000, { kind: "linear" });
    // Bins times rows would be 10^11 steps.
    const counts = rebin(rows, edges);
    expect(Math.abs(sum(counts) - 1e6)).toBeLessThan(1e-3);
  });
});
