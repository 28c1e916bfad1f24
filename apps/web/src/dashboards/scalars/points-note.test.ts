import { RunName, Tag } from "@runboard/contract";
import { describe, expect, it } from "vitest";
import { pageCounts, pointsNote } from "./points-note.ts";
import type { FetchedSeries } from "./series-page.ts";
import { fetchedSeries, wholeSeries } from "./testing.ts";

const pages = (...fetched: readonly FetchedSeries[]) =>
  new Map([[Tag.parse("loss"), new Map(fetched.map((one, index) => [RunName.parse(`run${index}`), one]))]]);

describe("how much is drawn", () => {
  it("is all of a short series", () => {
    expect(pointsNote(pageCounts(pages(fetchedSeries({ values: [1, 2] })), null, "step"))?.text).toBe(
      "100 % of 2 points",
    );
  });

  it("is not a whole where some lie beyond the axes", () => {
    const counts = pageCounts(pages(fetchedSeries({ values: [1, 2] })), null, "step");
    expect(pointsNote(counts, true)?.text).toBe("2 points");
  });

  it("is a share of a long one", () => {
    const counts = pageCounts(
      pages(fetchedSeries({ values: [1, 2], pointCount: 999 }), fetchedSeries({ values: [1] })),
      null,
      "step",
    );
    expect(pointsNote(counts)?.text).toBe("reduced: 0.3 % of 1,000 points");
  });

  it("counts a range without the points beyond its ends", () => {
    const fetched = fetchedSeries({ values: [1, 2, 3, 4] }, { window: { ...wholeSeries, range: [1, 2] } });
    const series = fetched.series && { ...fetched.series, pointCountInRange: 2 };
    expect(pointsNote(pageCounts(pages({ ...fetched, series }), [1, 2], "step"))?.text).toBe(
      "100 % of 2 points in this range",
    );
  });

  it("counts the same range of a series that is here as a whole", () => {
    const whole = fetchedSeries({ values: [1, 2, 3, 4], wallTimesSeconds: [1000, 1001, 1002, 1003] });
    for (const axis of ["step", "relative"] as const)
      expect(pointsNote(pageCounts(pages(whole), [1, 2], axis))?.text).toBe(
        "100 % of 2 points in this range",
      );
  });

  it("is nothing to speak of without points", () => {
    expect(pointsNote(pageCounts(pages(), null, "step"))).toBeNull();
  });
});
