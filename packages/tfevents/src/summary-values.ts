// Values of summaries as the dashboards expect them: tensors with the metadata of their plugin.
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { type Value, ValueSchema } from "@bufbuild/protobuf/wkt";
import { LayoutSchema } from "./gen/custom_scalars_pb.ts";
import { type ExperimentSchema, HParamsPluginDataSchema, type SessionStatus } from "./gen/hparams_pb.ts";
import { AudioPluginDataSchema, ImagePluginDataSchema, TextPluginDataSchema } from "./gen/plugin_data_pb.ts";
import type { Summary_ValueSchema } from "./gen/summary_pb.ts";
import { encodeMessage } from "./messages.ts";
import type { DataClass } from "./points.ts";
import { DT_FLOAT, numberTensor, stringTensor, type TensorInit } from "./tensor-init.ts";

/** One value of a summary, to be written by `EventWriter.writeSummary`. */
export type SummaryValue = MessageInitShape<typeof Summary_ValueSchema>;

/** What every value may say about its series; only the first value of a series counts. */
export interface SeriesText {
  readonly tag: string;
  readonly displayName?: string;
  /** Markdown. */
  readonly description?: string;
}

export type HParamValue = string | number | boolean;

const DATA_CLASS_NUMBERS = { scalar: 1, tensor: 2, blob_sequence: 3 } as const;
const encoder = new TextEncoder();

/** A tensor for any plugin. */
export function tensorValue({
  tensor,
  tag,
  ...series
}: SeriesContent & { readonly tensor: TensorInit }): SummaryValue {
  return { tag, metadata: seriesMetadata(series), value: { case: "tensor", value: tensor } };
}

/** What a series is, besides its text. */
export interface SeriesContent extends SeriesText {
  readonly plugin: string;
  readonly pluginContent?: Uint8Array;
  /** Left out, as TensorFlow does, for plugins that every reader knows. */
  readonly dataClass?: DataClass;
}

export function seriesMetadata(series: Omit<SeriesContent, "tag">): NonNullable<SummaryValue["metadata"]> {
  return {
    pluginData: { pluginName: series.plugin, content: series.pluginContent ?? new Uint8Array(0) },
    displayName: series.displayName ?? "",
    summaryDescription: series.description ?? "",
    dataClass: series.dataClass === undefined ? 0 : DATA_CLASS_NUMBERS[series.dataClass],
  };
}

/** A number in TensorFlow 2's form. */
export function scalarValue({ value, ...text }: SeriesText & { readonly value: number }): SummaryValue {
  const tensorContent = new Uint8Array(Float32Array.of(value).buffer);
  const tensor = { dtype: DT_FLOAT, tensorShape: {}, tensorContent } as const;
  return tensorValue({ ...text, plugin: "scalars", tensor });
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
    tensor: stringTensor([encoder.encode(String(width)), encoder.encode(String(height)), ...pictures]),
  });
}

/** Clips as WAV files, each with a label, of which nothing is shown. */
export function audioValue({
  clips,
  ...text
}: SeriesText & { readonly clips: readonly Uint8Array[] }): SummaryValue {
  return tensorValue({
    ...text,
    plugin: "audio",
    // 11 is WAV.
    pluginContent: encodeMessage(AudioPluginDataSchema, { encoding: 11 }),
    tensor: stringTensor(
      clips.flatMap((clip) => [clip, new Uint8Array(0)]),
      [clips.length, 2],
    ),
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

/** Which charts of several tags the custom scalars' dashboard shows. */
export function layoutValue(layout: MessageInitShape<typeof LayoutSchema>): SummaryValue {
  return tensorValue({
    tag: "custom_scalars__config__",
    plugin: "custom_scalars",
    tensor: stringTensor([encodeMessage(LayoutSchema, layout)], []),
  });
}

/** A model of Keras, whose layers the graph dashboard shows; `json` is what its `to_json` gives. */
export function kerasModelValue({
  tag,
  json,
}: {
  readonly tag: string;
  readonly json: string;
}): SummaryValue {
  return tensorValue({
    tag,
    plugin: "graph_keras_model",
    // The version, in decimal.
    pluginContent: encoder.encode("1"),
    tensor: stringTensor([encoder.encode(json)], []),
  });
}

function hparamsValue(
  tag: string,
  data: NonNullable<MessageInitShape<typeof HParamsPluginDataSchema>["data"]>,
): SummaryValue {
  return tensorValue({
    tag,
    plugin: "hparams",
    pluginContent: encodeMessage(HParamsPluginDataSchema, { data }),
    // Everything is in the metadata: the tensor has no elements.
    tensor: { dtype: DT_FLOAT, tensorShape: { dim: [{ size: 0n }] } },
  });
}

function jsonValue(value: HParamValue): Value {
  if (typeof value === "string") return create(ValueSchema, { kind: { case: "stringValue", value } });
  if (typeof value === "number") return create(ValueSchema, { kind: { case: "numberValue", value } });
  return create(ValueSchema, { kind: { case: "boolValue", value } });
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
