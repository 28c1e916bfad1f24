import { describe, expect, it } from "vitest";
import { chartColumns } from "./chart-columns.ts";
import { fetchedSeries } from "./testing.ts";

describe("columns of a chart", () => {
  it("stand on the chosen axis", () => {
    const fetched = fetchedSeries({
      values: [1, 2, 3],
      steps: [0, 10, 20],
      wallTimesSeconds: [100, 105, 111],
    });
    expect(chartColumns(fetched, "step", 0)?.xs).toEqual(Float64Array.of(0, 10, 20));
    expect(chartColumns(fetched, "wall", 0)?.xs).toEqual(Float64Array.of(100, 105, 111));
    expect(chartColumns(fetched, "relative", 0)?.xs).toEqual(Float64Array.of(0, 5, 11));
  });

  it("smooth a complete series here, at any weight", () => {
    const fetched = fetchedSeries({ values: [1, 0.5, 0], smoothed: [9, 9, 9] });
    const smoothed = chartColumns(fetched, "step", 0.6)?.smoothed ?? [];
    expect(smoothed[1]).toBeCloseTo(0.6875);
    expect(smoothed[2]).toBeCloseTo((0.44 * 0.6) / (1 - 0.216));
    expect(chartColumns(fetched, "step", 0)?.smoothed).toEqual(Float64Array.of(1, 0.5, 0));
  });

  it("take a complete series as it came smoothed with that very weight", () => {
    const smoothed = [9, 9, 9];
    const { series, window } = fetchedSeries({ values: [1, 0.5, 0], smoothed });
    const fetched = { series, window: { ...window, smoothing: 0.6 }, revision: 1 };
    expect(chartColumns(fetched, "step", 0.6)?.smoothed).toEqual(Float64Array.from(smoothed));
    expect(chartColumns(fetched, "step", 0.7)?.smoothed).not.toEqual(Float64Array.from(smoothed));
  });

  it("leave the server's smoothing on a reduced series", () => {
    const fetched = fetchedSeries({ values: [1, 0], smoothed: [0.7, 0.6], pointCount: 900 });
    expect(chartColumns(fetched, "step", 0.8)?.smoothed).toEqual(Float64Array.of(0.7, 0.6));
  });

  it("ascend although a clock was set back, each point in one piece", () => {
    const fetched = fetchedSeries({ values: [1, 2, 3], wallTimesSeconds: [100, 90, 110] });
    expect(chartColumns(fetched, "wall", 0)).toMatchObject({
      xs: Float64Array.of(90, 100, 110),
      values: Float64Array.of(2, 1, 3),
      steps: Float64Array.of(1, 0, 2),
    });
  });

  it("are the same object as long as nothing changes", () => {
    const fetched = fetchedSeries({ values: [1, 2, 3] });
    expect(chartColumns(fetched, "relative", 0.5)).toBe(chartColumns(fetched, "relative", 0.5));
  });

  it("do not exist for a run without the series", () => {
    expect(chartColumns(fetchedSeries({ values: [] }, { series: null }), "step", 0)).toBeNull();
  });
});
