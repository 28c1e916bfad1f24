// Series as one Arrow table, in full or in screen precision (see `readSeries` in the contract).
import type { ScreenSeriesHeader, SeriesAnswer, SeriesHeader } from "@runboard/contract";
import {
  Bool,
  Field,
  Float32,
  Float64,
  Int32,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  type Data,
} from "apache-arrow";

type Series = SeriesAnswer["series"][number];
type Column = readonly [name: string, data: Data];

export function encodeSeriesTable({ revision, series }: SeriesAnswer): Uint8Array {
  const rowCount = countRows(series);
  const ids = new Int32Array(rowCount);
  let start = 0;
  for (const [id, { steps }] of series.entries()) {
    ids.fill(id, start, start + steps.length);
    start += steps.length;
  }
  const gathered = (pick: (one: Series) => ArrayLike<number> | undefined): Data =>
    float64Data(gather(series, new Float64Array(rowCount), pick));
  const columns: Column[] = [
    ["series", makeData({ type: new Int32(), data: ids })],
    ["step", gathered(({ steps }) => steps)],
    ["wall_time", gathered(({ wallTimesSeconds }) => wallTimesSeconds)],
    ["value", gathered(({ values }) => values)],
  ];
  if (series.some(({ smoothed }) => smoothed))
    columns.push(["smoothed", gathered(({ smoothed }) => smoothed)]);
  columns.push(...supersededColumn(series));
  return writeTable(columns, { revision, headers: series.map(headerOf) });
}

/** `smoothing`: the weight that was asked for. */
export function encodeScreenTable({ revision, series }: SeriesAnswer, smoothing: number): Uint8Array {
  const rowCount = countRows(series);
  const wallTimes = new Float32Array(rowCount);
  const headers: ScreenSeriesHeader[] = [];
  let row = 0;
  for (const one of series) {
    const wallTimeBaseSeconds = one.wallTimesSeconds[0] ?? 0;
    headers.push({ ...headerOf(one), length: one.steps.length, wallTimeBaseSeconds });
    for (const wallTimeSeconds of one.wallTimesSeconds)
      wallTimes[row++] = wallTimeSeconds - wallTimeBaseSeconds;
  }
  const columns: Column[] = [
    ["step", wholeData(series, rowCount)],
    ["wall_time", float32Data(wallTimes)],
    ["value", shortData(series, rowCount)],
  ];
  const isSmoothed = series.some(({ smoothed }) => smoothed);
  if (isSmoothed)
    columns.push([
      "smoothed",
      float64Data(gather(series, new Float64Array(rowCount), ({ smoothed }) => smoothed)),
    ]);
  columns.push(...supersededColumn(series));
  return writeTable(columns, {
    revision,
    headers,
    ...(!isSmoothed && smoothing > 0 && { leftSmoothing: smoothing }),
  });
}

function countRows(series: readonly Series[]): number {
  return series.reduce((sum, { steps }) => sum + steps.length, 0);
}

function headerOf(one: Series): SeriesHeader {
  const { run, tag, pointCount, pointCountInRange, firstWallTimeSeconds, firstStep, lastStep } = one;
  return { run, tag, pointCount, pointCountInRange, firstWallTimeSeconds, firstStep, lastStep };
}

/** One column of all series, one after the other; NaN where a series lacks it. */
function gather<Target extends Float64Array | Float32Array | Int32Array>(
  series: readonly Series[],
  target: Target,
  pick: (one: Series) => ArrayLike<number> | undefined,
): Target {
  let offset = 0;
  for (const one of series) {
    const column = pick(one);
    if (column) target.set(column, offset);
    else target.fill(Number.NaN, offset, offset + one.steps.length);
    offset += one.steps.length;
  }
  return target;
}

/** Steps as int32 where all are. */
function wholeData(series: readonly Series[], rowCount: number): Data {
  const areWhole = series.every(({ steps }) => steps.every((step) => (step | 0) === step));
  return areWhole
    ? makeData({ type: new Int32(), data: gather(series, new Int32Array(rowCount), ({ steps }) => steps) })
    : float64Data(gather(series, new Float64Array(rowCount), ({ steps }) => steps));
}

/** Values as float32 where that changes none, as it is with those of TensorFlow. */
function shortData(series: readonly Series[], rowCount: number): Data {
  const areShort = series.every(({ values }) =>
    values.every((value) => Math.fround(value) === value || Number.isNaN(value)),
  );
  return areShort
    ? float32Data(gather(series, new Float32Array(rowCount), ({ values }) => values))
    : float64Data(gather(series, new Float64Array(rowCount), ({ values }) => values));
}

function supersededColumn(series: readonly Series[]): readonly Column[] {
  if (!series.some(({ superseded }) => superseded)) return [];
  return [["superseded", boolData(series.flatMap(({ superseded }) => superseded ?? []))]];
}

interface TableMetadata {
  readonly revision: number;
  readonly headers: readonly SeriesHeader[];
  /** Weight with which the reader is to smooth. */
  readonly leftSmoothing?: number;
}

function writeTable(
  columns: readonly Column[],
  { revision, headers, leftSmoothing }: TableMetadata,
): Uint8Array {
  const schema = new Schema(
    columns.map(([name, { type }]) => new Field(name, type, false)),
    new Map([
      ["revision", String(revision)],
      ["series", JSON.stringify(headers)],
      ...(leftSmoothing === undefined ? [] : [["smoothing", String(leftSmoothing)] as const]),
    ]),
  );
  const data = makeData({
    type: new Struct(schema.fields),
    length: columns[0]?.[1].length ?? 0,
    nullCount: 0,
    children: columns.map(([, child]) => child),
  });
  return RecordBatchStreamWriter.writeAll([new RecordBatch(schema, data)]).toUint8Array(true);
}

function float64Data(values: Float64Array): Data {
  return makeData({ type: new Float64(), data: values });
}

function float32Data(values: Float32Array): Data {
  return makeData({ type: new Float32(), data: values });
}

/** Arrow keeps booleans as bits, least significant first. */
export function boolData(flags: ArrayLike<number>): Data {
  const bits = new Uint8Array(Math.ceil(flags.length / 8));
  for (let index = 0; index < flags.length; index += 1) {
    if (flags[index]) bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7));
  }
  return makeData({ type: new Bool(), length: flags.length, data: bits });
}
