// Series as one Arrow table (see `readSeries` in the contract).
import type { SeriesAnswer, SeriesHeader } from "@runboard/contract";
import {
  Bool,
  Field,
  Float64,
  Int32,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  type Data,
} from "apache-arrow";

export function encodeSeriesTable({ revision, series }: SeriesAnswer): Uint8Array {
  const rowCount = series.reduce((sum, { steps }) => sum + steps.length, 0);
  const column = (
    pick: (one: SeriesAnswer["series"][number]) => ArrayLike<number> | undefined,
  ): Float64Array => {
    const values = new Float64Array(rowCount);
    let offset = 0;
    for (const one of series) {
      values.set(pick(one) ?? new Float64Array(one.steps.length).fill(Number.NaN), offset);
      offset += one.steps.length;
    }
    return values;
  };
  const ids = new Int32Array(rowCount);
  let start = 0;
  for (const [id, { steps }] of series.entries()) {
    ids.fill(id, start, start + steps.length);
    start += steps.length;
  }
  const columns: [string, Data][] = [
    ["series", makeData({ type: new Int32(), data: ids })],
    ["step", float64Data(column(({ steps }) => steps))],
    ["wall_time", float64Data(column(({ wallTimesSeconds }) => wallTimesSeconds))],
    ["value", float64Data(column(({ values }) => values))],
  ];
  if (series.some(({ smoothed }) => smoothed))
    columns.push(["smoothed", float64Data(column(({ smoothed }) => smoothed))]);
  if (series.some(({ superseded }) => superseded))
    columns.push(["superseded", boolData(series.flatMap(({ superseded }) => superseded ?? []))]);
  const headers = series.map(
    ({ run, tag, pointCount, pointCountInRange, firstWallTimeSeconds }): SeriesHeader => ({
      run,
      tag,
      pointCount,
      pointCountInRange,
      firstWallTimeSeconds,
    }),
  );
  const schema = new Schema(
    columns.map(([name, { type }]) => new Field(name, type, false)),
    new Map([
      ["revision", String(revision)],
      ["series", JSON.stringify(headers)],
    ]),
  );
  const data = makeData({
    type: new Struct(schema.fields),
    length: rowCount,
    nullCount: 0,
    children: columns.map(([, child]) => child),
  });
  return RecordBatchStreamWriter.writeAll([new RecordBatch(schema, data)]).toUint8Array(true);
}

function float64Data(values: Float64Array): Data {
  return makeData({ type: new Float64(), data: values });
}

/** Arrow keeps booleans as bits, least significant first. */
export function boolData(flags: ArrayLike<number>): Data {
  const bits = new Uint8Array(Math.ceil(flags.length / 8));
  for (let index = 0; index < flags.length; index += 1) {
    if (flags[index]) bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7));
  }
  return makeData({ type: new Bool(), length: flags.length, data: bits });
}
