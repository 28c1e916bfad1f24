import { RunName } from "@runboard/contract";
import { describe, expect, it } from "vitest";
import { pointsNote } from "./points-note.ts";
import { fetchedSeries, wholeSeries } from "./testing.ts";

const [a, b] = [RunName.parse("a"), RunName.parse("b")];

describe("how much is drawn", () => {
  it("is all of a short series", () => {
    expect(pointsNote(new Map([[a, fetchedSeries({ values: [1, 2] })]]))?.text).toBe("100 % of 2 points");
  });

  it("is a share of a long one", () => {
    const page = new Map([
      [a, fetchedSeries({ values: [1, 2], pointCount: 999 })],
      [b, fetchedSeries({ values: [1] })],
    ]);
    expect(pointsNote(page)?.text).toBe("reduced: 0.3 % of 1,000 points");
  });

  it("counts a range without the points beyond its ends", () => {
    const fetched = fetchedSeries({ values: [1, 2, 3, 4] }, { window: { ...wholeSeries, range: [1, 2] } });
    const series = fetched.series && { ...fetched.series, pointCountInRange: 2 };
    expect(pointsNote(new Map([[a, { ...fetched, series }]]))?.text).toBe("100 % of 2 points in this range");
  });

  it("is nothing to speak of without points", () => {
    expect(pointsNote(new Map())).toBeNull();
  });
});
