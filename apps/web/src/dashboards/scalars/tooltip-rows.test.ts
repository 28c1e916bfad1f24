import { RunName } from "@runboard/contract";
import { describe, expect, it } from "vitest";
import { chartColumns } from "./chart-columns.ts";
import { fetchedSeries } from "./testing.ts";
import { tooltipRows, type CardLine } from "./tooltip-rows.ts";

function line(run: string, values: readonly number[]): [string, CardLine] {
  const columns = chartColumns(fetchedSeries({ run, values }), "step", 0);
  if (!columns) throw new Error("no columns");
  return [run, { run: RunName.parse(run), columns, firstWallTimeSeconds: 1000 }];
}
const lines = new Map([line("far", [1, 2]), line("near", [3, NaN]), line("hidden", [5, 6])]);
const nearest = [
  { id: "far", index: 1, distancePixels: 40 },
  { id: "near", index: 1, distancePixels: NaN },
  { id: "hidden", index: 0, distancePixels: 3 },
];

describe("tooltip rows", () => {
  it("come by distance, what cannot be drawn last", () => {
    const { rows, moreCount } = tooltipRows(nearest, lines, { limit: 12, pinned: null });
    expect(rows.map(({ run }) => run)).toEqual(["hidden", "far", "near"]);
    expect(rows[1]).toEqual({
      run: "far",
      smoothed: 2,
      value: 2,
      step: 1,
      wallTimeSeconds: 1001,
      relativeSeconds: 1,
    });
    expect(moreCount).toBe(0);
  });

  it("are few however many lines there are, with the marked run among them", () => {
    const { rows, moreCount } = tooltipRows(nearest, lines, { limit: 1, pinned: RunName.parse("near") });
    expect(rows.map(({ run }) => run)).toEqual(["near"]);
    expect(moreCount).toBe(2);
  });

  it("leave out what the card no longer has", () => {
    const gone = [
      { id: "gone", index: 0, distancePixels: 0 },
      { id: "far", index: 9, distancePixels: 1 },
    ];
    expect(tooltipRows(gone, lines, { limit: 12, pinned: null }).rows).toEqual([]);
  });
});
