// One chunk: up to 1,024 successive points that one file gave one series, as bytes.
//
// A chunk of scalars: version byte 1, 3 zero bytes, u32 number of points, then the columns steps, wall times, values.
// A chunk of records: version byte 2, 3 zero bytes, u32 number of points, then the columns steps, wall times, offsets, lengths, detail indexes,
//   then a UTF-8 JSON array of the distinct details, padded with spaces to a multiple of 8.
// A level (see chunk-level.ts): version byte 3. Columns are those of chunk-column.ts; the first byte of each says its form.
import type { RecordPoints, ScalarPoints, ValueDetails } from "@runboard/tfevents";
import type { FactColumns } from "./chunk-facts.ts";
import { CHUNK_POINTS, ChunkError, ChunkReader, ChunkWriter, versionByte } from "./chunk-column.ts";

const SCALARS_VERSION = versionByte(1);
const RECORDS_VERSION = versionByte(2);

export type ScalarBatch = Omit<ScalarPoints, "tag" | "metadata">;
export type RecordBatch = Omit<RecordPoints, "tag" | "metadata">;

/** What the store has to do with a batch of points, of whichever kind. */
export interface BatchCodec<Batch extends ScalarBatch | RecordBatch> {
  /** The columns that facts are told from. */
  readonly factColumns: (batch: Batch) => FactColumns;
  /** `head` followed by the first `count` points of `points`. */
  readonly join: (head: Batch, points: Batch, count: number) => Batch;
  /** Bytes of the points [from, to), at most 1,024; valid until the next call. */
  readonly encode: (batch: Batch, from: number, to: number) => Uint8Array;
  /** @throws ChunkError */
  readonly decode: (bytes: Uint8Array) => Batch;
}

const HEADER_BYTES = 8;
const COLUMN_BYTES = 24 + 8 * CHUNK_POINTS;
const scalarWriter = new ChunkWriter(HEADER_BYTES + 3 * COLUMN_BYTES);

export const scalarCodec: BatchCodec<ScalarBatch> = {
  factColumns: ({ steps, wallTimesSeconds, values }) => ({
    steps,
    wallTimesSeconds,
    values,
    sampleCounts: undefined,
  }),
  join: (head, points, count) => ({
    steps: joined(head.steps, points.steps, count),
    wallTimesSeconds: joined(head.wallTimesSeconds, points.wallTimesSeconds, count),
    values: joined(head.values, points.values, count),
  }),
  encode(batch, from, to) {
    scalarWriter.begin(SCALARS_VERSION, to - from);
    scalarWriter.integers(batch.steps, from, to);
    scalarWriter.wallTimes(batch.wallTimesSeconds, from, to);
    scalarWriter.values(batch.values, from, to);
    return scalarWriter.finish();
  },
  decode(bytes) {
    const reader = new ChunkReader(bytes, SCALARS_VERSION, CHUNK_POINTS);
    const batch = emptyScalarBatch(reader.count);
    readScalarColumns(reader, batch, 0);
    return batch;
  },
};

/** Decodes a scalar chunk into columns that have room for it from index `at` on. Returns where it ends. */
export function decodeScalarsInto(bytes: Uint8Array, into: ScalarBatch, at: number): number {
  const reader = new ChunkReader(bytes, SCALARS_VERSION, CHUNK_POINTS);
  readScalarColumns(reader, into, at);
  return at + reader.count;
}

export function emptyScalarBatch(count: number): ScalarBatch {
  return {
    steps: new Float64Array(count),
    wallTimesSeconds: new Float64Array(count),
    values: new Float64Array(count),
  };
}

function readScalarColumns(reader: ChunkReader, into: ScalarBatch, at: number): void {
  reader.column(into.steps, at);
  reader.column(into.wallTimesSeconds, at);
  reader.column(into.values, at);
  reader.end();
}

export const recordCodec: BatchCodec<RecordBatch> = {
  factColumns: ({ steps, wallTimesSeconds, details }) => ({
    steps,
    wallTimesSeconds,
    values: undefined,
    sampleCounts: Int32Array.from(details, sampleCountOf),
  }),
  join: (head, points, count) => ({
    steps: joined(head.steps, points.steps, count),
    wallTimesSeconds: joined(head.wallTimesSeconds, points.wallTimesSeconds, count),
    offsetsBytes: joined(head.offsetsBytes, points.offsetsBytes, count),
    lengthsBytes: joined(head.lengthsBytes, points.lengthsBytes, count),
    details: [...head.details, ...points.details.slice(0, count)],
  }),
  encode(batch, from, to) {
    const { distinct, indexes } = distinctDetails(batch.details.slice(from, to));
    const json = paddedJson(distinct);
    const writer = new ChunkWriter(HEADER_BYTES + 5 * COLUMN_BYTES + json.length);
    writer.begin(RECORDS_VERSION, to - from);
    writer.integers(batch.steps, from, to);
    writer.wallTimes(batch.wallTimesSeconds, from, to);
    writer.integers(batch.offsetsBytes, from, to);
    writer.integers(batch.lengthsBytes, from, to);
    writer.integers(indexes, 0, indexes.length);
    writer.raw(json);
    return writer.finish();
  },
  decode(bytes) {
    const reader = new ChunkReader(bytes, RECORDS_VERSION, CHUNK_POINTS);
    const { count } = reader;
    const batch = {
      steps: new Float64Array(count),
      wallTimesSeconds: new Float64Array(count),
      offsetsBytes: new Float64Array(count),
      lengthsBytes: new Float64Array(count),
    };
    reader.column(batch.steps, 0);
    reader.column(batch.wallTimesSeconds, 0);
    reader.column(batch.offsetsBytes, 0);
    reader.column(batch.lengthsBytes, 0);
    const indexes = new Int32Array(count);
    reader.column(indexes, 0);
    const distinct = parseDetails(reader.rest());
    const details = Array.from(indexes, (index) => {
      const detail = distinct[index];
      if (!detail) throw new ChunkError("A chunk of records whose details are missing.");
      return detail;
    });
    return { ...batch, details };
  },
};

/** Blobs of a point; 0 for a tensor. */
function sampleCountOf(details: ValueDetails): number {
  switch (details.kind) {
    case "tensor":
      return 0;
    case "message":
      return 1;
    case "images":
    case "audio":
    case "blobs":
      return details.sampleCount;
  }
}

function joined(head: Float64Array, points: Float64Array, count: number): Float64Array {
  const column = new Float64Array(head.length + count);
  column.set(head);
  column.set(points.subarray(0, count), head.length);
  return column;
}

/** Details as JSON, each once, and for each point which it has. */
function distinctDetails(details: readonly ValueDetails[]): { distinct: string[]; indexes: Int32Array } {
  const indexOf = new Map<string, number>();
  let before: ValueDetails | undefined;
  let index = 0;
  const indexes = Int32Array.from(details, (detail) => {
    if (detail === before) return index;
    before = detail;
    const text = JSON.stringify(detail);
    index = indexOf.get(text) ?? indexOf.size;
    indexOf.set(text, index);
    return index;
  });
  return { distinct: [...indexOf.keys()], indexes };
}

function paddedJson(distinct: readonly string[]): Uint8Array {
  const json = Buffer.from(`[${distinct.join()}]`);
  const bytes = new Uint8Array((json.length + 7) & ~7).fill(0x20);
  bytes.set(json);
  return bytes;
}

/** The bytes have their checksum: they are what was written. */
function parseDetails(bytes: Uint8Array): readonly ValueDetails[] {
  try {
    return JSON.parse(Buffer.from(bytes).toString()) as readonly ValueDetails[];
  } catch (error) {
    throw new ChunkError("A chunk of records whose details are unreadable.", { cause: error });
  }
}
