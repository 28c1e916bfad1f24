import { describe, expect, it } from "vitest";
import type { ScalarSeries } from "@runboard/contract";
import { RunName, Tag } from "@runboard/contract";
import { chartColumns } from "./chart-columns.ts";
import { replacedLines, restartNotes } from "./restarts.ts";
import { fetchedSeries } from "./testing.ts";

/** Points `[step, wall time, is replaced]`; the value is the step. */
function history(points: readonly (readonly [number, number, 0 | 1])[]): ScalarSeries {
  const { series } = fetchedSeries({
    values: points.map(([step]) => step),
    steps: points.map(([step]) => step),
    wallTimesSeconds: points.map(([, wallTimeSeconds]) => wallTimeSeconds),
  });
  if (!series) throw new Error("no series");
  return { ...series, superseded: points.map(([, , isReplaced]) => isReplaced) };
}

/** Crashed after 30, came back at 15, crashed again, came back at 15 once more. */
const twice = history([
  [0, 100, 0],
  [10, 101, 0],
  [15, 110, 1],
  [15, 120, 0],
  [20, 102, 1],
  [25, 111, 1],
  [25, 121, 0],
  [30, 103, 1],
]);

const restart = { run: RunName.parse("a"), tag: Tag.parse("loss"), step: 15, wallTimeSeconds: 120 };

describe("restarts", () => {
  it("are marked on every axis", () => {
    const xs = (["step", "relative", "wall"] as const).map(
      (axis) => restartNotes([restart], axis, { firstWallTimeSeconds: 100, lastStep: null })[0]?.x,
    );
    expect(xs).toEqual([15, 20, 120]);
  });

  it("are not marked where a series was not logged again", () => {
    const marked = (lastStep: number) =>
      restartNotes([restart], "step", { firstWallTimeSeconds: 100, lastStep }).length;
    expect([marked(14), marked(15)]).toEqual([0, 1]);
  });

  const columns = chartColumns(fetchedSeries({ values: [1] }), "step", 0);
  if (!columns) throw new Error("no columns");
  const line = {
    id: "a",
    name: "a",
    source: null,
    run: RunName.parse("a"),
    style: { color: "red" },
    columns,
    firstWallTimeSeconds: 100,
  };
  const drawn = (series: ScalarSeries) => replacedLines(line, series, "step").map(({ xs }) => [...xs]);

  it("draw what was replaced as one faint line for each session", () => {
    const lines = replacedLines(line, twice, "step");
    expect(lines.map(({ xs }) => [...xs])).toEqual([
      [10, 20, 30],
      [10, 15, 25],
    ]);
    expect(lines.every(({ isFaint, color }) => isFaint && color === "red")).toBe(true);
    expect(new Set(lines.map(({ id }) => id)).size).toBe(2);
  });

  it("are told apart when points in between hold", () => {
    const series = history([
      [0, 100, 0],
      [5, 101, 1],
      [5, 110, 0],
      [6, 111, 0],
      [7, 112, 1],
      [7, 120, 0],
    ]);
    expect(drawn(series)).toEqual([
      [0, 5],
      [6, 7],
    ]);
  });

  it("may begin anew, may have nothing behind them, and need not be", () => {
    expect(
      drawn(
        history([
          [0, 100, 1],
          [0, 200, 0],
        ]),
      ),
    ).toEqual([[0]]);
    // A tag that was not logged again after a START mark.
    expect(
      drawn(
        history([
          [80, 100, 0],
          [100, 110, 1],
          [120, 120, 1],
        ]),
      ),
    ).toEqual([[80, 100, 120]]);
    expect(drawn(history([[0, 100, 0]]))).toEqual([]);
  });
});
