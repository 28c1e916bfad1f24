// Points of a scalar series as text, from columns straight to bytes: rows of JSON arrays, of JSON objects, or of CSV.
import type { ScalarColumns } from "@runboard/store";
import type { BlockWriter } from "./block-writer.ts";
import { NUMBER_MAX_BYTES, writeFloat, writeInteger, writeText } from "./number-text.ts";

interface RowLayout {
  readonly beforeWallTime: string;
  readonly beforeStep: string;
  readonly beforeValue: string;
  readonly afterValue: string;
  /** Between two rows. */
  readonly separator: string;
  readonly nonFinite: { readonly nan: string; readonly infinity: string; readonly minusInfinity: string };
}

const jsonNonFinite = { nan: '"NaN"', infinity: '"Infinity"', minusInfinity: '"-Infinity"' };

/** How `scalars/*` and `timeseries/*` lay points out, to the byte. */
export const rowLayouts = {
  jsonArray: {
    beforeWallTime: "[",
    beforeStep: ", ",
    beforeValue: ", ",
    afterValue: "]",
    separator: ", ",
    nonFinite: jsonNonFinite,
  },
  jsonObject: {
    beforeWallTime: '{"wallTime": ',
    beforeStep: ', "step": ',
    beforeValue: ', "value": ',
    afterValue: "}",
    separator: ", ",
    nonFinite: jsonNonFinite,
  },
  csv: {
    beforeWallTime: "",
    beforeStep: ",",
    beforeValue: ",",
    afterValue: "\r\n",
    separator: "",
    nonFinite: { nan: "nan", infinity: "inf", minusInfinity: "-inf" },
  },
} as const satisfies Record<string, RowLayout>;

/** Rows written between two looks at whether blocks are full. */
const SLICE_ROWS = 4096;

/** Writes all points; gives blocks as they fill up. */
export function* seriesBlocks(
  writer: BlockWriter,
  columns: ScalarColumns,
  layout: RowLayout,
): Generator<Buffer, void, undefined> {
  const { beforeWallTime, beforeStep, beforeValue, afterValue, separator } = layout;
  const rowMaxBytes =
    3 * NUMBER_MAX_BYTES + (beforeWallTime + beforeStep + beforeValue + afterValue + separator).length;
  const pointCount = columns.steps.length;
  for (let from = 0; from < pointCount; from += SLICE_ROWS) {
    const to = Math.min(pointCount, from + SLICE_ROWS);
    writer.reserve((to - from) * rowMaxBytes);
    writeRows(writer, columns, layout, [from, to]);
    yield* writer.takeFull();
  }
}

function writeRows(
  writer: BlockWriter,
  columns: ScalarColumns,
  layout: RowLayout,
  [from, to]: readonly [number, number],
): void {
  const { steps, wallTimesSeconds, values } = columns;
  const { beforeWallTime, beforeStep, beforeValue, afterValue, separator } = layout;
  const bytes: Uint8Array = writer.block;
  let at = writer.offset;
  for (let row = from; row < to; row++) {
    if (row > 0) at = writeText(bytes, at, separator);
    at = writeText(bytes, at, beforeWallTime);
    at = writeNumber(bytes, at, wallTimesSeconds[row]!, layout);
    at = writeText(bytes, at, beforeStep);
    at = writeInteger(bytes, at, steps[row]!);
    at = writeText(bytes, at, beforeValue);
    at = writeNumber(bytes, at, values[row]!, layout);
    at = writeText(bytes, at, afterValue);
  }
  writer.offset = at;
}

function writeNumber(bytes: Uint8Array, offset: number, value: number, { nonFinite }: RowLayout): number {
  if (Number.isFinite(value)) return writeFloat(bytes, offset, value);
  if (Number.isNaN(value)) return writeText(bytes, offset, nonFinite.nan);
  return writeText(bytes, offset, value > 0 ? nonFinite.infinity : nonFinite.minusInfinity);
}

/** At most `limit` of the points, evenly spread, the last always among them; 0 keeps all. */
export function thinOut(columns: ScalarColumns, limit: number): ScalarColumns {
  const pointCount = columns.steps.length;
  if (limit === 0 || pointCount <= limit) return columns;
  const stride = (pointCount - 1) / Math.max(1, limit - 1);
  const rows = Array.from(
    { length: limit },
    (_, index) => pointCount - 1 - Math.round(index * stride),
  ).reverse();
  const pick = (column: Float64Array) => Float64Array.from(rows, (row) => column[row]!);
  return {
    ...columns,
    steps: pick(columns.steps),
    wallTimesSeconds: pick(columns.wallTimesSeconds),
    values: pick(columns.values),
  };
}
