// What a card shows as comma-separated values: the drawn points of the range that is in view, smoothed values too.
import type { Interval, LineChartAxis } from "@runboard/charts";
import type { CardLine, CardLines } from "./card-lines.ts";

interface CsvOptions {
  /** What is in view; null for all of x. */
  readonly range: Interval | null;
  /** The heading of x where it is neither step nor wall time. */
  readonly xTitle: string;
  readonly axis: LineChartAxis;
  readonly isSmoothed: boolean;
}

/** A line for each point, headed by the names of its columns. Numbers that are not finite are `NaN`, `Infinity` and `-Infinity`, as in downloads. */
export function shownCsv(lines: CardLines, { range, xTitle, axis, isSmoothed }: CsvOptions): string {
  const all = [...lines.values()];
  const has = (isThere: (line: CardLine) => boolean): boolean => all.some(isThere);
  const columns: readonly (readonly [
    title: string,
    of: (line: CardLine, index: number) => string | number,
  ])[] = [
    [has(({ run }) => run === null) ? "group" : "run", ({ name }) => name],
    ...(has(({ source }) => source !== null)
      ? [["shows", (line: CardLine) => line.source ?? ""] as const]
      : []),
    ...(has(({ columns: { steps } }) => steps !== null) ? [["step", numbersOf("steps")] as const] : []),
    ...(has(({ columns: { wallTimesSeconds } }) => wallTimesSeconds !== null)
      ? [["wall_time", numbersOf("wallTimesSeconds")] as const]
      : []),
    ...(isTold(axis, has) ? [] : [[xTitle, numbersOf("xs")] as const]),
    ["value", numbersOf("values")],
    ...(isSmoothed ? [["smoothed", numbersOf("smoothed")] as const] : []),
    ...(has(({ columns: { band } }) => band !== undefined)
      ? [
          ["lower", (line: CardLine, index: number) => line.columns.band?.lower[index] ?? ""] as const,
          ["upper", (line: CardLine, index: number) => line.columns.band?.upper[index] ?? ""] as const,
        ]
      : []),
    ...(has(({ columns: { runCounts } }) => runCounts !== undefined)
      ? [["runs", (line: CardLine, index: number) => line.columns.runCounts?.[index] ?? ""] as const]
      : []),
  ];
  const records = [columns.map(([title]) => title)];
  for (const line of all) {
    line.columns.xs.forEach((x, index) => {
      if (range && (x < range[0] || x > range[1])) return;
      records.push(columns.map(([, of]) => String(of(line, index))));
    });
  }
  return records.map((record) => `${record.map(field).join(",")}\n`).join("");
}

/** Whether a column of its own already says x. */
function isTold(axis: LineChartAxis, has: (isThere: (line: CardLine) => boolean) => boolean): boolean {
  if (axis === "step") return has(({ columns }) => columns.steps !== null);
  return axis === "wall" && has(({ columns }) => columns.wallTimesSeconds !== null);
}

function numbersOf(
  column: "xs" | "values" | "smoothed" | "steps" | "wallTimesSeconds",
): (line: CardLine, index: number) => number | string {
  return ({ columns }, index) => columns[column]?.[index] ?? "";
}

function field(text: string): string {
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
