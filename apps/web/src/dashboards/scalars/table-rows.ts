// The table below a chart: each line's values at one place on the x axis, or over a range of it.
import { lowerBound } from "@runboard/analysis";
import { closestIndex, formatX, type LineChartAxis, type ShownRanges } from "@runboard/charts";
import { formatCount, formatDuration, formatValue, formatValueWithin } from "../../ui/format.ts";
import type { CardLine, CardLines } from "./card-lines.ts";
import type { ChartColumns } from "./chart-columns.ts";
import type { TableRange } from "./table-range.ts";

export type TableColumn =
  | "name"
  | "source"
  | "smoothed"
  | "value"
  | "x"
  | "step"
  | "relative"
  | "min"
  | "max"
  | "start"
  | "end"
  | "change"
  | "changeShare"
  | "startX"
  | "endX"
  | "startStep"
  | "endStep"
  | "mean"
  | "lower"
  | "upper"
  | "runCount";

type NumberColumn = Exclude<TableColumn, "name" | "source">;

export interface TableRow {
  readonly line: CardLine;
  /** NaN where there is nothing to say, and where the value is NaN. */
  readonly cells: Readonly<Partial<Record<NumberColumn, number>>>;
  /** False where the place is beyond the line's ends: its nearest point is far away. */
  readonly isThere: boolean;
}

export interface TableSort {
  readonly column: TableColumn;
  readonly isDescending: boolean;
}

interface TableShape {
  readonly isRange: boolean;
  readonly isSmoothed: boolean;
  /** Lines of groups have no steps. */
  readonly isGrouped: boolean;
  readonly hasSources: boolean;
}

/** In their order from left to right. */
export function tableColumns({
  isRange,
  isSmoothed,
  isGrouped,
  hasSources,
}: TableShape): readonly TableColumn[] {
  const names: readonly TableColumn[] = hasSources ? ["name", "source"] : ["name"];
  if (!isRange) {
    const values: readonly TableColumn[] = isSmoothed ? ["smoothed", "value"] : ["value"];
    return [
      ...names,
      ...values,
      ...(isGrouped ? (["lower", "upper", "runCount", "x"] as const) : (["step", "relative"] as const)),
    ];
  }
  const ends = isGrouped ? (["startX", "endX"] as const) : (["startStep", "endStep"] as const);
  return [...names, "min", "max", "start", "end", "change", "changeShare", ...ends, "mean"];
}

export const columnTitles = {
  name: "Run",
  source: "Shows",
  smoothed: "Smoothed",
  value: "Value",
  x: "At",
  step: "Step",
  relative: "Relative",
  min: "MIN",
  max: "MAX",
  start: "Start",
  end: "End",
  change: "Change",
  changeShare: "% change",
  startX: "From",
  endX: "To",
  startStep: "Start step",
  endStep: "End step",
  mean: "Mean",
  lower: "Lower",
  upper: "Upper",
  runCount: "Runs",
} as const satisfies Record<TableColumn, string>;

/**
 * With a place: the point nearest in x, of two equally near ones the first. With a range: over the points in it; TensorBoard's columns, where least, greatest, start, end
 * and change are of the smoothed values when smoothing is on, and the mean is of the plain ones.
 */
export function tableRows(lines: CardLines, at: TableRange): readonly TableRow[] {
  return [...lines.values()].map((line) => (typeof at === "number" ? rowAt(line, at) : rowOver(line, at)));
}

/** Numbers that there are not come last either way; equal ones stay in their order. */
export function sortedRows(rows: readonly TableRow[], sort: TableSort | null): readonly TableRow[] {
  if (sort === null) return rows;
  const { column, isDescending } = sort;
  const sign = isDescending ? -1 : 1;
  if (column === "name" || column === "source")
    return rows.toSorted((a, b) => sign * naturalOrder.compare(a.line[column] ?? "", b.line[column] ?? ""));
  return rows.toSorted((a, b) => {
    const [left, right] = [a.cells[column] ?? NaN, b.cells[column] ?? NaN];
    if (Number.isNaN(left) || Number.isNaN(right))
      return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
    return left === right ? 0 : sign * (left < right ? -1 : 1);
  });
}

/** As a reader sees it; places are on the axis, and digits tell apart what the axes show apart. */
export function cellText(
  { line, cells }: TableRow,
  column: TableColumn,
  axis: LineChartAxis,
  shown: ShownRanges,
): string {
  if (column === "name") return line.name;
  if (column === "source") return line.source ?? "";
  const value = cells[column];
  if (value === undefined) return "–";
  switch (column) {
    case "x":
    case "startX":
    case "endX":
      return Number.isNaN(value) ? "–" : formatX(axis, value, shown.x);
    case "step":
    case "startStep":
    case "endStep":
    case "runCount":
      return Number.isNaN(value) ? "–" : formatCount(value);
    case "relative":
      return Number.isNaN(value) ? "–" : formatDuration(value);
    case "changeShare":
      return Number.isFinite(value) ? `${formatValue(100 * value)} %` : "–";
    default:
      return formatValueWithin(value, shown.y);
  }
}

/** For spreadsheets: every digit, a share as such. */
export function tableTsv(rows: readonly TableRow[], columns: readonly TableColumn[]): string {
  const plain = (text: string): string => text.replaceAll(/[\t\r\n]+/gu, " ");
  const cell = (row: TableRow, column: TableColumn): string =>
    column === "name" || column === "source"
      ? plain(row.line[column] ?? "")
      : String(row.cells[column] ?? "");
  return [
    columns.map((column) => (column === "changeShare" ? "Change / start" : columnTitles[column])).join("\t"),
    ...rows.map((row) => columns.map((column) => cell(row, column)).join("\t")),
  ].join("\n");
}

const naturalOrder = new Intl.Collator("en", { numeric: true });

function rowAt(line: CardLine, x: number): TableRow {
  const { xs, smoothed, values, steps, wallTimesSeconds, band, runCounts } = line.columns;
  const index = closestIndex(xs, x);
  const of = (column: ChartColumns["xs"] | null | undefined): number => column?.[index] ?? NaN;
  return {
    line,
    isThere: x >= (xs[0] ?? NaN) && x <= (xs.at(-1) ?? NaN),
    cells: {
      smoothed: of(smoothed),
      value: of(values),
      x: of(xs),
      ...(steps && { step: of(steps) }),
      ...(wallTimesSeconds && { relative: of(wallTimesSeconds) - line.firstWallTimeSeconds }),
      ...(band && { lower: of(band.lower), upper: of(band.upper) }),
      ...(runCounts && { runCount: of(runCounts) }),
    },
  };
}

function rowOver(line: CardLine, [from, to]: readonly [number, number]): TableRow {
  const { xs, smoothed, values, steps } = line.columns;
  const first = lowerBound(xs, from);
  let last = first;
  while (last < xs.length && (xs[last] ?? NaN) <= to) last += 1;
  last -= 1;
  if (last < first) return { line, isThere: false, cells: {} };
  let min = NaN;
  let max = NaN;
  let sum = 0;
  let count = 0;
  for (let index = first; index <= last; index++) {
    const drawn = smoothed[index] ?? NaN;
    // Comparisons with NaN are false: the first finite value begins both.
    if (Number.isFinite(drawn)) {
      if (!(drawn >= min)) min = drawn;
      if (!(drawn <= max)) max = drawn;
    }
    const value = values[index] ?? NaN;
    if (!Number.isFinite(value)) continue;
    sum += value;
    count += 1;
  }
  const [start, end] = [smoothed[first] ?? NaN, smoothed[last] ?? NaN];
  return {
    line,
    isThere: true,
    cells: {
      min,
      max,
      start,
      end,
      change: end - start,
      changeShare: (end - start) / start,
      startX: xs[first] ?? NaN,
      endX: xs[last] ?? NaN,
      ...(steps && { startStep: steps[first] ?? NaN, endStep: steps[last] ?? NaN }),
      mean: sum / count,
    },
  };
}
