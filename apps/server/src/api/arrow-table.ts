// Tables in Arrow's stream format: named columns without nulls, and text that the schema carries.
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
import type { AnswerMemory } from "../answer-memory.ts";

export type Column = readonly [name: string, data: Data];

/** One batch of columns of equal length as a whole stream, in the answer's memory. */
export async function encodeTable(
  columns: readonly Column[],
  metadata: Readonly<Record<string, string>>,
  memory: AnswerMemory,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  const stream: AsyncIterable<Uint8Array> = RecordBatchStreamWriter.writeAll([
    recordBatch(columns, metadata),
  ]);
  for await (const part of stream) {
    parts.push(part);
    sizeBytes += part.length;
  }
  const bytes = memory.bytes(sizeBytes);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Columns of equal length. */
export function recordBatch(
  columns: readonly Column[],
  metadata: Readonly<Record<string, string>> = {},
): RecordBatch {
  const schema = new Schema(
    columns.map(([name, { type }]) => new Field(name, type, false)),
    new Map(Object.entries(metadata)),
  );
  const data = makeData({
    type: new Struct(schema.fields),
    length: columns[0]?.[1].length ?? 0,
    nullCount: 0,
    children: columns.map(([, child]) => child),
  });
  return new RecordBatch(schema, data);
}

export function float64Data(values: Float64Array): Data {
  return makeData({ type: new Float64(), data: values });
}

export function float32Data(values: Float32Array): Data {
  return makeData({ type: new Float32(), data: values });
}

export function int32Data(values: Int32Array): Data {
  return makeData({ type: new Int32(), data: values });
}

/** Arrow keeps booleans as bits, least significant first. */
export function boolData(flags: ArrayLike<number>): Data {
  const bits = new Uint8Array(Math.ceil(flags.length / 8));
  for (let index = 0; index < flags.length; index += 1) {
    if (flags[index]) bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7));
  }
  return makeData({ type: new Bool(), length: flags.length, data: bits });
}
