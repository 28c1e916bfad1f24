// Points of a scalar series as text, from columns straight to bytes: rows of JSON arrays, of JSON objects, or of CSV.
import type { ScalarColumns } from "@runboard/store";
import type { BlockWriter } from "./block-writer.ts";
import { NUMBER_MAX_BYTES, writeFloat, writeInteger } from "./number-text.ts";

/** ASCII texts around the numbers of a row. */
export interface RowLayout {
  readonly beforeWallTime: Uint8Array;
  readonly beforeStep: Uint8Array;
  readonly beforeValue: Uint8Array;
  readonly afterValue: Uint8Array;
  /** From the value of a row to the wall time of the next. */
  readonly betweenRows: Uint8Array;
  readonly nonFinite: {
    readonly nan: Uint8Array;
    readonly infinity: Uint8Array;
    readonly minusInfinity: Uint8Array;
  };
}

const jsonNonFinite = { nan: '"NaN"', infinity: '"Infinity"', minusInfinity: '"-Infinity"' };

/** How `scalars/*` and `timeseries/*` lay points out, to the byte. */
export const rowLayouts = {
  jsonArray: rowLayout(["[", ", ", ", ", "]"], ", ", jsonNonFinite),
  jsonObject: rowLayout(['{"wallTime": ', ', "step": ', ', "value": ', "}"], ", ", jsonNonFinite),
  csv: rowLayout(["", ",", ",", "\r\n"], "", { nan: "nan", infinity: "inf", minusInfinity: "-inf" }),
} as const;

function rowLayout(
  [beforeWallTime, beforeStep, beforeValue, afterValue]: readonly [string, string, string, string],
  separator: string,
  { nan, infinity, minusInfinity }: typeof jsonNonFinite,
): RowLayout {
  return {
    beforeWallTime: Buffer.from(beforeWallTime),
    beforeStep: Buffer.from(beforeStep),
    beforeValue: Buffer.from(beforeValue),
    afterValue: Buffer.from(afterValue),
    betweenRows: Buffer.from(afterValue + separator + beforeWallTime),
    nonFinite: {
      nan: Buffer.from(nan),
      infinity: Buffer.from(infinity),
      minusInfinity: Buffer.from(minusInfinity),
    },
  };
}

/** Rows written between two looks at whether blocks are full. */
const SLICE_ROWS = 4096;

/** Writes all points; gives blocks as they fill up. */
export function* seriesBlocks(
  writer: BlockWriter,
  columns: ScalarColumns,
  layout: RowLayout,
): Generator<Buffer, void, undefined> {
  const { beforeWallTime, beforeStep, beforeValue, betweenRows } = layout;
  const rowMaxBytes =
    3 * NUMBER_MAX_BYTES +
    beforeWallTime.length +
    beforeStep.length +
    beforeValue.length +
    betweenRows.length;
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
  const { beforeStep, beforeValue, betweenRows, nonFinite } = layout;
  const bytes = writer.view;
  let at = writer.offset;
  for (let row = from; row < to; row++) {
    at = writeBytes(bytes, at, row === 0 ? layout.beforeWallTime : betweenRows);
    at = writeNumber(bytes, at, wallTimesSeconds[row]!, nonFinite);
    at = writeBytes(bytes, at, beforeStep);
    at = writeInteger(bytes, at, steps[row]!);
    at = writeBytes(bytes, at, beforeValue);
    at = writeNumber(bytes, at, values[row]!, nonFinite);
  }
  writer.offset = to === steps.length ? writeBytes(bytes, at, layout.afterValue) : at;
}

function writeNumber(
  bytes: DataView,
  offset: number,
  value: number,
  { nan, infinity, minusInfinity }: RowLayout["nonFinite"],
): number {
  if (value - value === 0) return writeFloat(bytes, offset, value);
  return writeBytes(bytes, offset, Number.isNaN(value) ? nan : value > 0 ? infinity : minusInfinity);
}

function writeBytes(bytes: DataView, offset: number, text: Uint8Array): number {
  for (let index = 0; index < text.length; index++) bytes.setUint8(offset + index, text[index]!);
  return offset + text.length;
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
