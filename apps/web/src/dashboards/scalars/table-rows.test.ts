import type { ShownRanges } from "@runboard/charts";
import { RunName } from "@runboard/contract";
import { describe, expect, it } from "vitest";
import type { CardLine } from "./card-lines.ts";
import { chartColumns } from "./chart-columns.ts";
import { cellText, sortedRows, tableColumns, tableRows, tableTsv } from "./table-rows.ts";
import { fetchedSeries, type SeriesSpec } from "./testing.ts";

function line(run: string, spec: Omit<SeriesSpec, "run">, smoothing = 0): [string, CardLine] {
  const columns = chartColumns(fetchedSeries({ run, ...spec }), "step", smoothing);
  if (!columns) throw new Error("no columns");
  const id = { id: run, name: run, source: null, run: RunName.parse(run) };
  return [run, { ...id, style: { color: "red" }, columns, firstWallTimeSeconds: 1000, lastStep: null }];
}

const unit = { range: [0, 1], scale: "linear" } as const;
const shown: ShownRanges = { x: { ...unit, range: [0, 10_000] }, y: unit };

describe("table at a step", () => {
  const lines = new Map([
    line("b10", { values: [1, 2, 3], steps: [0, 10, 20] }),
    line("b2", { values: [5, NaN, 7], steps: [0, 5, 15] }),
    line("c", { values: [9], steps: [100] }),
  ]);
  const rows = tableRows(lines, 5);

  it("takes each line's nearest point", () => {
    expect(rows.map(({ cells }) => cells.step)).toEqual([0, 5, 100]);
    expect(rows.map(({ isThere }) => isThere)).toEqual([true, true, false]);
    expect(rows[0]?.cells).toMatchObject({ value: 1, smoothed: 1, relative: 0, x: 0 });
    expect(rows[1] && cellText(rows[1], "value", "step", shown)).toBe("NaN");
    expect(rows[2] && cellText(rows[2], "relative", "step", shown)).toBe("0 s");
  });

  it("is sorted by any column, what is no number last", () => {
    const names = (sort: Parameters<typeof sortedRows>[1]) =>
      sortedRows(rows, sort).map((row) => row.line.name);
    expect(names(null)).toEqual(["b10", "b2", "c"]);
    expect(names({ column: "name", isDescending: false })).toEqual(["b2", "b10", "c"]);
    expect(names({ column: "value", isDescending: false })).toEqual(["b10", "c", "b2"]);
    expect(names({ column: "value", isDescending: true })).toEqual(["c", "b10", "b2"]);
    expect(names({ column: "runCount", isDescending: true })).toEqual(["b10", "b2", "c"]);
  });

  it("says places as the axis does", () => {
    const row = { ...rows[0]!, cells: { x: 5400, startX: 90, endX: NaN } };
    expect(cellText(row, "x", "relative", shown)).toBe("1.5 h");
    expect(cellText(row, "x", "step", shown)).toBe("5,400");
    expect(cellText(row, "startX", "value", shown)).toBe("90");
    expect(cellText(row, "endX", "wall", shown)).toBe("–");
  });

  it("goes to a spreadsheet with every digit", () => {
    const columns = tableColumns({ isRange: false, isSmoothed: false, isGrouped: false, hasSources: false });
    expect(columns).toEqual(["name", "value", "step", "relative"]);
    const [tabbed] = tableRows(new Map([line("a\tb", { values: [1 / 3] })]), 0);
    expect(tabbed && tableTsv([tabbed], columns)).toBe(
      `Run\tValue\tStep\tRelative\na b\t${String(1 / 3)}\t0\t0`,
    );
  });
});

describe("table over a range", () => {
  it("has the least, the greatest, the ends and the mean of the points in it", () => {
    const [row] = tableRows(
      new Map([line("a", { values: [99, 4, NaN, 1, 6, 99], steps: [0, 1, 2, 3, 4, 9] })]),
      [1, 5],
    );
    expect(row?.cells).toMatchObject({
      min: 1,
      max: 6,
      start: 4,
      end: 6,
      change: 2,
      changeShare: 0.5,
      startStep: 1,
      endStep: 4,
    });
    expect(row?.cells.mean).toBeCloseTo(11 / 3, 12);
    expect(row && cellText(row, "changeShare", "step", shown)).toBe("50 %");
  });

  it("tells of smoothed values when smoothing is on, but of the plain mean", () => {
    const [row] = tableRows(new Map([line("a", { values: [1, 0, 0] }, 0.5)]), [0, 2]);
    expect(row?.cells.min).toBeCloseTo(0.25 / 1.75, 12);
    expect(row?.cells.max).toBe(1);
    expect(row?.cells.mean).toBeCloseTo(1 / 3, 12);
  });

  it("has nothing of a line that is not there, nor a share of nothing", () => {
    const [away, zero] = tableRows(
      new Map([line("a", { values: [1], steps: [7] }), line("b", { values: [0, 3] })]),
      [0, 2],
    );
    expect(away?.isThere).toBe(false);
    expect(away && cellText(away, "min", "step", shown)).toBe("–");
    expect(zero && cellText(zero, "changeShare", "step", shown)).toBe("–");
  });
});

it("has the columns of what it shows", () => {
  const shape = { isRange: true, isSmoothed: true, isGrouped: true, hasSources: true };
  expect(tableColumns(shape)).toEqual([
    "name",
    "source",
    "min",
    "max",
    "start",
    "end",
    "change",
    "changeShare",
    "startX",
    "endX",
    "mean",
  ]);
  expect(tableColumns({ ...shape, isRange: false, isGrouped: false, hasSources: false })).toEqual([
    "name",
    "smoothed",
    "value",
    "step",
    "relative",
  ]);
});

it("digits tell values apart that the card's axis shows apart", () => {
  const values = [1.7e9 + 0.25, 1.7e9 + 0.5];
  const [row] = tableRows(new Map([line("far", { values, steps: [0, 1] })]), [0, 1]);
  const far: ShownRanges = { ...shown, y: { ...unit, range: [1.7e9, 1.7e9 + 1] } };
  const texts = (ranges: ShownRanges) =>
    (["start", "end", "change"] as const).map((column) => row && cellText(row, column, "step", ranges));
  expect(texts(far)).toEqual(["1,700,000,000.25", "1,700,000,000.5", "0.25"]);
  expect(texts({ ...shown, y: { ...unit, range: [0, 2e9] } })).toEqual(["1.7000e+9", "1.7000e+9", "0.25"]);
});
