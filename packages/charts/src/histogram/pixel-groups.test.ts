import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pixelGroups } from "./pixel-groups.ts";

function groups(edges: readonly number[], pixelCount: number): readonly string[] {
  const { first, last } = pixelGroups(Float64Array.from(edges), (edge) => edge, pixelCount);
  return [...first].map((from, pixel) => (last[pixel]! < from ? "" : `${from}-${last[pixel]}`));
}

describe("pixelGroups", () => {
  it("gives a wide cell the pixels whose centres it has", () => {
    expect(groups([0, 2, 4], 4)).toEqual(["0-0", "0-0", "1-1", "1-1"]);
    expect(groups([0, 1.4, 4], 4)).toEqual(["0-0", "1-1", "1-1", "1-1"]);
  });

  it("lets narrow cells share a pixel, beside a wide one too", () => {
    expect(groups([0, 0.25, 0.5, 0.75, 1, 2], 2)).toEqual(["0-3", "4-4"]);
    expect(groups([0, 1.6, 1.8, 3], 3)).toEqual(["0-0", "0-1", "2-2"]);
  });

  it("has nothing of cells beside the pixels, nor where there is no cell", () => {
    expect(groups([-5, -4, -3], 2)).toEqual(["", ""]);
    expect(groups([1, 2, 7], 4)).toEqual(["", "0-0", "1-1", "1-1"]);
    expect(groups([], 2)).toEqual(["", ""]);
  });

  it("goes down as well as up", () => {
    expect(groups([4, 2, 0], 4)).toEqual(["1-1", "1-1", "0-0", "0-0"]);
  });

  it("never loses a cell", () => {
    const widths = fc.array(fc.double({ min: 0.001, max: 5, noNaN: true }), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(widths, fc.integer({ min: 1, max: 40 }), (all, pixelCount) => {
        const sum = all.reduce((total, width) => total + width, 0);
        const edges = [0];
        for (const width of all) edges.push((edges.at(-1) ?? 0) + (width / sum) * pixelCount);
        edges[all.length] = pixelCount;
        const { first, last } = pixelGroups(Float64Array.from(edges), (edge) => edge, pixelCount);
        const seen = new Set<number>();
        for (let pixel = 0; pixel < pixelCount; pixel++)
          for (let cell = first[pixel]!; cell <= last[pixel]!; cell++) seen.add(cell);
        expect(seen.size).toBe(all.length);
      }),
    );
  });
});
