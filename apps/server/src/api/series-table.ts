// Series as one Arrow table, in full or in screen precision (see `readSeries` in the contract).
import type { ScreenSeriesHeader, SeriesAnswer, SeriesHeader } from "@runboard/contract";
import type { Data } from "apache-arrow";
import type { AnswerMemory } from "../answer-memory.ts";
import { boolData, encodeTable, float32Data, float64Data, int32Data, type Column } from "./arrow-table.ts";

type Series = SeriesAnswer["series"][number];

export function encodeSeriesTable(
  { revision, series }: SeriesAnswer,
  memory: AnswerMemory,
): Promise<Uint8Array> {
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
    ["series", int32Data(ids)],
    ["step", gathered(({ steps }) => steps)],
    ["wall_time", gathered(({ wallTimesSeconds }) => wallTimesSeconds)],
    ["value", gathered(({ values }) => values)],
  ];
  if (series.some(({ smoothed }) => smoothed))
    columns.push(["smoothed", gathered(({ smoothed }) => smoothed)]);
  columns.push(...supersededColumn(series));
  return writeTable(columns, { revision, headers: series.map(headerOf) }, memory);
}

/** `smoothing`: the weight that was asked for. */
export function encodeScreenTable(
  { revision, series }: SeriesAnswer,
  smoothing: number,
  memory: AnswerMemory,
): Promise<Uint8Array> {
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
  const leftSmoothing = !isSmoothed && smoothing > 0 && { leftSmoothing: smoothing };
  return writeTable(columns, { revision, headers, ...leftSmoothing }, memory);
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
    ? int32Data(gather(series, new Int32Array(rowCount), ({ steps }) => steps))
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
  memory: AnswerMemory,
): Promise<Uint8Array> {
  const metadata = {
    revision: String(revision),
    series: JSON.stringify(headers),
    ...(leftSmoothing !== undefined && { smoothing: String(leftSmoothing) }),
  };
  return encodeTable(columns, metadata, memory);
}
