// What the server leaves for its reader to work out, so that fewer bytes travel.
import { smooth } from "@runboard/analysis";
import type { ArrowTable } from "@runboard/contract";

/** The table with smoothed values, where series were asked for with them and came without: whoever has every point can smooth them. */
export function completeTable(table: ArrowTable): ArrowTable {
  const weight = Number(table.metadata["smoothing"] ?? 0);
  const values = table.columns["value"];
  if (!(weight > 0) || values === undefined || values instanceof Uint8Array) return table;
  const smoothed = new Float64Array(values.length);
  let start = 0;
  for (const length of lengthsOf(table)) {
    smooth(values.subarray(start, start + length), weight, smoothed.subarray(start, start + length));
    start += length;
  }
  return { ...table, columns: { ...table.columns, smoothed } };
}

/** Of the series, in rows. What they claim is checked by who reads the table. */
function lengthsOf({ metadata }: ArrowTable): readonly number[] {
  const headers = JSON.parse(metadata["series"] ?? "[]") as readonly { readonly length: number }[];
  return headers.map(({ length }) => length);
}
