// What the tables below the charts tell of, on the x axis in its unit, as the URL keeps it: `100` or `100~200`.
import type { Interval } from "@runboard/charts";

/** One place, or a closed range. */
export type TableRange = number | Interval;

/** null for none, and for a text that says none. */
export function decodeAt(text: string): TableRange | null {
  const ends = text.split("~");
  const [from = NaN, to = NaN] = ends.map((end) => (end.trim() === "" ? NaN : Number(end)));
  if (!Number.isFinite(from)) return null;
  if (ends.length === 1) return from;
  if (ends.length > 2 || !Number.isFinite(to)) return null;
  return from === to ? from : [Math.min(from, to), Math.max(from, to)];
}

export function encodeAt(at: TableRange | null): string {
  if (at === null) return "";
  return typeof at === "number" ? String(at) : `${Math.min(...at)}~${Math.max(...at)}`;
}
