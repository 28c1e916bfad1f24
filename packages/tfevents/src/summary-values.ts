// Values of summaries as the dashboards expect them: tensors with the metadata of their plugin.
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { type Value, ValueSchema } from "@bufbuild/protobuf/wkt";
import { type ExperimentSchema, HParamsPluginDataSchema, type SessionStatus } from "./gen/hparams_pb.ts";
import { AudioPluginDataSchema, ImagePluginDataSchema, TextPluginDataSchema } from "./gen/plugin_data_pb.ts";
import type { Summary_ValueSchema } from "./gen/summary_pb.ts";
import type { TensorProtoSchema } from "./gen/tensor_pb.ts";
import { encodeMessage } from "./messages.ts";
import type { DataClass } from "./points.ts";
import type { NumberColumn } from "./tensor.ts";

/** One value of a summary, to be written by `EventWriter.writeSummary`. */
export type SummaryValue = MessageInitShape<typeof Summary_ValueSchema>;
export type TensorInit = MessageInitShape<typeof TensorProtoSchema>;

/** What every value may say about its series; only the first value of a series counts. */
export interface SeriesText {
  readonly tag: string;
  readonly displayName?: string;
  /** Markdown. */
  readonly description?: string;
}

export type HParamValue = string | number | boolean;

const DATA_CLASS_NUMBERS = { scalar: 1, tensor: 2, blob_sequence: 3 } as const;
const DT_FLOAT = 1;
const DT_STRING = 7;
const encoder = new TextEncoder();

/** A tensor for any plugin. */
export function tensorValue(
  value: SeriesText & {
    readonly plugin: string;
    readonly pluginContent?: Uint8Array;
    readonly dataClass: DataClass;
    readonly tensor: TensorInit;
  },
): SummaryValue {
  return {
    tag: value.tag,
    metadata: {
      pluginData: { pluginName: value.plugin, content: value.pluginContent ?? new Uint8Array(0) },
      displayName: value.displayName ?? "",
      summaryDescription: value.description ?? "",
      dataClass: DATA_CLASS_NUMBERS[value.dataClass],
    },
    value: { case: "tensor", value: value.tensor },
  };
}

/** A number in TensorFlow 2's form. */
export function scalarValue({ value, ...text }: SeriesText & { readonly value: number }): SummaryValue {
  const tensorContent = new Uint8Array(Float32Array.of(value).buffer);
  const tensor = { dtype: DT_FLOAT, tensorShape: {}, tensorContent } as const;
  return tensorValue({ ...text, plugin: "scalars", dataClass: "scalar", tensor });
}

/** A number in the form of TensorFlow 1 and PyTorch, which has no text. */
export function simpleValue({ tag, value }: { readonly tag: string; readonly value: number }): SummaryValue {
  return { tag, value: { case: "simpleValue", value } };
}

/** The distribution of `values`, counted in `bucketCount` (30) buckets; what is not finite is left out. */
export function histogramValue({
  values,
  bucketCount = 30,
  ...text
}: SeriesText & { readonly values: ArrayLike<number>; readonly bucketCount?: number }): SummaryValue {
  const rows = histogramRows(values, bucketCount);
  return tensorValue({
    ...text,
    plugin: "histograms",
    dataClass: "tensor",
    tensor: numberTensor(rows, [bucketCount, 3]),
  });
}

/** Encoded pictures of one size; PNG is what every reader shows. */
export function imageValue({
  width,
  height,
  pictures,
  ...text
}: SeriesText & {
  readonly width: number;
  readonly height: number;
  readonly pictures: readonly Uint8Array[];
}): SummaryValue {
  return tensorValue({
    ...text,
    plugin: "images",
    pluginContent: encodeMessage(ImagePluginDataSchema, {}),
    dataClass: "blob_sequence",
    tensor: stringTensor([encoder.encode(String(width)), encoder.encode(String(height)), ...pictures]),
  });
}

/** Clips as WAV files. */
export function audioValue({
  clips,
  ...text
}: SeriesText & { readonly clips: readonly Uint8Array[] }): SummaryValue {
  return tensorValue({
    ...text,
    plugin: "audio",
    // 11 is WAV.
    pluginContent: encodeMessage(AudioPluginDataSchema, { encoding: 11 }),
    dataClass: "blob_sequence",
    tensor: stringTensor(clips),
  });
}

/** Markdown; an array of arrays is shown as a table, whose rows must be equally long. */
export function textValue({
  text,
  ...series
}: SeriesText & { readonly text: string | readonly (readonly string[])[] }): SummaryValue {
  const cells = typeof text === "string" ? [text] : text.flat();
  const shape = typeof text === "string" ? [] : [text.length, text[0]?.length ?? 0];
  return tensorValue({
    ...series,
    plugin: "text",
    pluginContent: encodeMessage(TextPluginDataSchema, {}),
    dataClass: "tensor",
    tensor: stringTensor(
      cells.map((cell) => encoder.encode(cell)),
      shape,
    ),
  });
}

/** Says at the beginning of a session which hyper-parameters it tries. */
export function sessionStartValue(session: {
  readonly hparams: Readonly<Record<string, HParamValue>>;
  readonly startTimeSeconds: number;
  /** Sessions of one group count as repetitions of each other. */
  readonly groupName?: string;
}): SummaryValue {
  const hparams = Object.fromEntries(
    Object.entries(session.hparams).map(([name, value]) => [name, jsonValue(value)]),
  );
  return hparamsValue("_hparams_/session_start_info", {
    case: "sessionStartInfo",
    value: { hparams, groupName: session.groupName ?? "", startTimeSecs: session.startTimeSeconds },
  });
}

export function sessionEndValue(session: {
  readonly status: SessionStatus;
  readonly endTimeSeconds: number;
}): SummaryValue {
  return hparamsValue("_hparams_/session_end_info", {
    case: "sessionEndInfo",
    value: { status: session.status, endTimeSecs: session.endTimeSeconds },
  });
}

/** Says once, in the log directory's root, which hyper-parameters and metrics there are. */
export function experimentValue(experiment: MessageInitShape<typeof ExperimentSchema>): SummaryValue {
  return hparamsValue("_hparams_/experiment", { case: "experiment", value: experiment });
}

function hparamsValue(
  tag: string,
  data: NonNullable<MessageInitShape<typeof HParamsPluginDataSchema>["data"]>,
): SummaryValue {
  return tensorValue({
    tag,
    plugin: "hparams",
    pluginContent: encodeMessage(HParamsPluginDataSchema, { data }),
    dataClass: "tensor",
    // Everything is in the metadata: the tensor has no elements.
    tensor: { dtype: DT_FLOAT, tensorShape: { dim: [{ size: 0n }] } },
  });
}

function jsonValue(value: HParamValue): Value {
  if (typeof value === "string") return create(ValueSchema, { kind: { case: "stringValue", value } });
  if (typeof value === "number") return create(ValueSchema, { kind: { case: "numberValue", value } });
  return create(ValueSchema, { kind: { case: "boolValue", value } });
}

/** DataType of each typed array. */
const COLUMN_TYPES = [
  [Float32Array, DT_FLOAT],
  [Float64Array, 2],
  [Int32Array, 3],
  [Uint8Array, 4],
  [Int16Array, 5],
  [Int8Array, 6],
  [BigInt64Array, 9],
  [Uint16Array, 17],
  [Uint32Array, 22],
  [BigUint64Array, 23],
] as const;

/** A tensor of numbers in row-major order. */
export function numberTensor(
  values: NumberColumn | BigInt64Array | BigUint64Array,
  shape: readonly number[],
): TensorInit {
  const [, dtype] = COLUMN_TYPES.find(([column]) => values instanceof column) ?? [null, 0 as const];
  const tensorContent = new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
  return { dtype, tensorShape: shapeInit(shape), tensorContent };
}

/** A tensor of byte strings; a list of them unless `shape` says otherwise. */
export function stringTensor(
  strings: readonly Uint8Array[],
  shape: readonly number[] = [strings.length],
): TensorInit {
  return { dtype: DT_STRING, tensorShape: shapeInit(shape), stringVal: [...strings] };
}

function shapeInit(shape: readonly number[]): NonNullable<TensorInit["tensorShape"]> {
  return { dim: shape.map((size) => ({ size: BigInt(size) })) };
}

/**
 * Rows of left, right, count over equal widths from the least to the greatest value. Where all are equal the last bucket, of no
 * width, has them; where there are none all rows are zero.
 */
function histogramRows(values: ArrayLike<number>, bucketCount: number): Float64Array {
  const rows = new Float64Array(bucketCount * 3);
  const finite = Float64Array.from(values).filter(Number.isFinite);
  if (finite.length === 0) return rows;
  let min = Infinity;
  let max = -Infinity;
  for (const value of finite) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const width = (max - min) / bucketCount;
  const counts = new Float64Array(bucketCount);
  const last = bucketCount - 1;
  for (const value of finite) {
    const index = width > 0 ? Math.min(last, Math.floor((value - min) / width)) : last;
    counts[index] = (counts[index] ?? 0) + 1;
  }
  for (let row = 0; row < bucketCount; row++)
    rows.set([min + row * width, row === last ? max : min + (row + 1) * width, counts[row] ?? 0], row * 3);
  return rows;
}
