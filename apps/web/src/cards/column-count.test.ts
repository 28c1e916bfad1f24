import { describe, expect, it } from "vitest";
import { columnCount, sectionColumns } from "./column-count.ts";

describe("columns of cards", () => {
  it("are as many as have room, and one where none has", () => {
    // Three of 340 with two gaps, and a margin at each side.
    expect(columnCount(3 * 340 + 2 * 12 + 24, 340)).toBe(3);
    expect(columnCount(3 * 340 + 2 * 12 + 23, 340)).toBe(2);
    expect(columnCount(300, 340)).toBe(1);
  });

  it("are for a section as many as it has cards, and all when a card takes the row", () => {
    expect([1, 2, 3, 4].map((count) => sectionColumns(count, false, 3))).toEqual([1, 2, 3, 3]);
    expect(sectionColumns(1, true, 3)).toBe(3);
    expect(sectionColumns(0, false, 3)).toBe(1);
  });
});
