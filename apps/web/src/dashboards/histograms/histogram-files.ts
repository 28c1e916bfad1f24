// Histograms as files: what a view shows, row by row, and every histogram as it was logged.
import type { HistogramSeries } from "@runboard/contract";
import { loggedHistograms } from "./logged-histograms.ts";

export type TableField = number | string;

/** Rows of equal length under names of columns. */
export interface HistogramTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly TableField[])[];
}

/** RFC 4180, numbers with every digit that they have. */
export function csvOf({ columns, rows }: HistogramTable): string {
  return [columns, ...rows].map((row) => `${row.map(csvField).join(",")}\r\n`).join("");
}

function csvField(field: TableField): string {
  const text = String(field);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A list of objects; numbers that JSON does not have as text. */
export function jsonOf({ columns, rows }: HistogramTable): string {
  const objects = rows.map((row) =>
    Object.fromEntries(columns.map((column, i) => [column, jsonField(row[i] ?? "")])),
  );
  return JSON.stringify(objects);
}

function jsonField(field: TableField): TableField {
  return typeof field === "string" || Number.isFinite(field) ? field : String(field);
}

/** Each row of each histogram as it was logged. */
export function loggedTable(series: HistogramSeries): HistogramTable {
  const rows = loggedHistograms(series).flatMap(({ step, wallTimeSeconds, rows: bins }) =>
    Array.from({ length: bins.length / 3 }, (_, i) => [
      step,
      wallTimeSeconds,
      bins[3 * i] ?? NaN,
      bins[3 * i + 1] ?? NaN,
      bins[3 * i + 2] ?? NaN,
    ]),
  );
  return { columns: ["step", "wall_time", "left", "right", "count"], rows };
}

/** Rows of counts in display bins. */
export function binnedRows(
  before: readonly TableField[],
  edges: Float64Array,
  counts: Float64Array,
): readonly (readonly TableField[])[] {
  return Array.from(counts, (count, i) => [...before, edges[i] ?? NaN, edges[i + 1] ?? NaN, count]);
}
