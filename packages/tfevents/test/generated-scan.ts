// What a scan must give, by the generated decoder and in as few words as can be: an event at a time, an object a point.
import { type Event, EventSchema } from "../src/gen/event_pb.ts";
import { HParamsPluginDataSchema } from "../src/gen/hparams_pb.ts";
import type { Summary_Value, SummaryMetadata } from "../src/gen/summary_pb.ts";
import type { TensorProto } from "../src/gen/tensor_pb.ts";
import { decodeMessage } from "../src/messages.ts";
import { type DataClass, seriesKind, type SeriesMetadata, type ValueDetails } from "../src/points.ts";
import { RecordReader } from "../src/record.ts";
import { bfloat16sToFloat32, float8sToFloat32, halvesToFloat32 } from "../src/small-floats.ts";
import type { Dtype } from "../src/tensor.ts";
import {
  byTagAndKind,
  digest,
  type PlainMark,
  type PlainPoint,
  type PlainScan,
  type PlainSeries,
} from "./testing.ts";

/** What `plainScan` gives, by the generated decoder. */
export function generatedScan(file: Uint8Array): PlainScan {
  const reader = new RecordReader();
  reader.push(file);
  const series: PlainSeries[] = [];
  const marks: PlainMark[] = [];
  const wallTimes: number[] = [];
  const skipped: number[] = [];
  let sessionEnded: boolean | null = null;
  for (
    let result = reader.next();
    result.kind === "record" || result.kind === "skipped";
    result = reader.next()
  ) {
    const event = result.kind === "record" ? decodeMessage(EventSchema, result.data.slice()) : undefined;
    if (event === undefined || !Number.isFinite(event.wallTime)) {
      skipped.push(result.offsetBytes);
      continue;
    }
    wallTimes.push(event.wallTime);
    const place = { step: Number(event.step), wallTimeSeconds: event.wallTime };
    if (!addPoints(series, event, place)) skipped.push(result.offsetBytes);
    if (event.what.case === "sessionLog" && event.what.value.status === 1)
      marks.push({ ...place, pointCount: series.reduce((sum, { points }) => sum + points.length, 0) });
    sessionEnded = sessionMark(event) ?? sessionEnded;
  }
  return {
    series: series.sort(byTagAndKind),
    marks,
    eventCount: wallTimes.length,
    firstWallTimeSeconds: wallTimes[0] ?? null,
    lastWallTimeSeconds: wallTimes.length === 0 ? null : Math.max(...wallTimes),
    sessionEnded,
    skippedCount: skipped.length,
    firstSkippedOffsetBytes: skipped[0] ?? null,
  };
}

type Place = Pick<PlainPoint, "step" | "wallTimeSeconds">;

/** False when something was left out. */
function addPoints(series: PlainSeries[], event: Event, place: Place): boolean {
  const add = (tag: string, metadata: SeriesMetadata, point: Partial<PlainPoint> | undefined): boolean => {
    if (point === undefined) return false;
    const isOfKind = (other: PlainSeries) =>
      other.tag === tag && seriesKind(other.metadata) === seriesKind(metadata);
    let found = series.find(isOfKind);
    if (found === undefined) series.push((found = { tag, metadata, points: [] }));
    found.points.push({ ...place, ...point });
    return true;
  };
  switch (event.what.case) {
    case "graphDef":
      return add("__run_graph__", blank("graphs", "blob_sequence"), messagePoint(event.what.value));
    case "taggedRunMetadata": {
      const { tag, runMetadata } = event.what.value;
      return add(tag, blank("graph_tagged_run_metadata", "blob_sequence"), messagePoint(runMetadata));
    }
    case "summary":
      return event.what.value.value
        .map((value) => {
          const ofTag = series.filter(({ tag }) => tag === value.tag).map(({ metadata }) => metadata);
          const metadata = seriesOf(value, ofTag);
          return metadata === null
            ? value.value.case === undefined
            : add(value.tag, metadata, pointOf(value, metadata));
        })
        .every(Boolean);
    default:
      return true;
  }
}

function messagePoint(content: Uint8Array): Partial<PlainPoint> {
  return { content: digest(content), details: { kind: "message" } };
}

function pointOf(value: Summary_Value, metadata: SeriesMetadata): Partial<PlainPoint> | undefined {
  if (metadata.dataClass === "scalar") {
    const scalar = scalarOf(value);
    return scalar === undefined ? undefined : { value: scalar };
  }
  const details =
    metadata.dataClass === "tensor" ? tensorDetails(value) : blobDetails(value, metadata.plugin);
  return details && { content: value, details };
}

/** The series that a value belongs to: as its metadata says, otherwise the one of its tag that it fits best, otherwise a new one. */
function seriesOf(value: Summary_Value, ofTag: readonly SeriesMetadata[]): SeriesMetadata | null {
  if (value.value.case === "obsoleteOldStyleHistogram") return null;
  const { metadata } = value;
  const first = metadataOf(value);
  if (metadata && (DATA_CLASSES[metadata.dataClass] || metadata.pluginData?.pluginName)) return first;
  const fits = ofTag
    .map((of) => ({ of, kind: seriesKind(of), fit: fitOf(value, of) }))
    .filter(({ fit }) => fit !== "none")
    .sort((a, b) => FITS.indexOf(a.fit) - FITS.indexOf(b.fit) || (a.kind < b.kind ? -1 : 1));
  return fits[0]?.of ?? first;
}

/** Best first. */
const FITS = ["of its plugin", "of an unknown plugin", "possible", "none"] as const;

function fitOf(value: Summary_Value, metadata: SeriesMetadata): (typeof FITS)[number] {
  const { plugin, dataClass } = metadata;
  const isKnown =
    /^(graphs|graph_tagged_run_metadata)$/.test(plugin) || Object.hasOwn(PLUGIN_CLASSES, plugin);
  const known = isKnown ? "possible" : "of an unknown plugin";
  const natural = { histo: "tensor histograms", image: "blob_sequence images", audio: "blob_sequence audio" };
  switch (value.value.case) {
    case "simpleValue":
      return dataClass === "scalar" ? "of its plugin" : "none";
    case "histo":
    case "image":
    case "audio": {
      const wanted = natural[value.value.case];
      if (seriesKind(metadata) === wanted) return "of its plugin";
      return !isKnown && wanted.startsWith(dataClass) ? "of an unknown plugin" : "none";
    }
    case "tensor": {
      const details = pointOf(value, metadata)?.details;
      if (dataClass === "scalar") return scalarOf(value) === undefined ? "none" : "of its plugin";
      if (details === undefined) return "none";
      return isOfPlugin(details, plugin) ? "of its plugin" : known;
    }
    default:
      return dataClass === "tensor" ? known : "none";
  }
}

function isOfPlugin(details: ValueDetails, plugin: string): boolean {
  if (details.kind === "images") return details.width > 0 && details.height > 0;
  if (details.kind === "audio") return details.rateHertz > 0;
  if (details.kind !== "tensor") return false;
  const { dtype, shape } = details;
  if (dtype === "string") return plugin === "text";
  if (plugin === "histograms") return shape.length === 2 && shape[1] === 3;
  if (plugin === "pr_curves") return shape.length === 2 && shape[0] === 6;
  return plugin === "mesh" && shape.length === 3 && shape[2] === 3;
}

const PLUGIN_CLASSES: Readonly<Record<string, DataClass>> = {
  scalars: "scalar",
  histograms: "tensor",
  text: "tensor",
  hparams: "tensor",
  pr_curves: "tensor",
  mesh: "tensor",
  custom_scalars: "tensor",
  images: "blob_sequence",
  audio: "blob_sequence",
  graph_run_metadata: "blob_sequence",
  graph_run_metadata_graph: "blob_sequence",
  graph_keras_model: "blob_sequence",
};

const DATA_CLASSES: readonly (DataClass | undefined)[] = [undefined, "scalar", "tensor", "blob_sequence"];

function metadataOf({ metadata, value }: Summary_Value): SeriesMetadata | null {
  const given = metadata && plainMetadata(metadata);
  const dataClass = DATA_CLASSES[metadata?.dataClass ?? 0];
  if (given && dataClass) return { ...given, dataClass };
  switch (value.case) {
    case "simpleValue":
      return blank("scalars", "scalar");
    case "image":
      return { ...blank("images", "blob_sequence"), pluginContent: Uint8Array.of(16, 1) };
    case "audio":
      return { ...blank("audio", "blob_sequence"), pluginContent: Uint8Array.of(24, 1) };
    case "histo":
      return blank("histograms", "tensor");
    case "obsoleteOldStyleHistogram":
      return null;
    case "tensor":
      return given ?? blank("", "tensor");
    case undefined:
      return given ?? null;
  }
}

function plainMetadata({ pluginData, displayName, summaryDescription }: SummaryMetadata): SeriesMetadata {
  const plugin = pluginData?.pluginName ?? "";
  const pluginContent = Uint8Array.from(pluginData?.content ?? []);
  const known = Object.hasOwn(PLUGIN_CLASSES, plugin) ? PLUGIN_CLASSES[plugin] : undefined;
  const dataClass = known ?? "tensor";
  return { dataClass, plugin, pluginContent, displayName, description: summaryDescription };
}

function blank(plugin: string, dataClass: DataClass): SeriesMetadata {
  return { dataClass, plugin, pluginContent: new Uint8Array(0), displayName: "", description: "" };
}

function scalarOf({ value }: Summary_Value): number | undefined {
  if (value.case === "simpleValue") return value.value;
  if (value.case !== "tensor" || shapeOf(value.value)?.some((size) => size !== 1n) !== false)
    return undefined;
  const values = numbersOf(value.value);
  return values?.length === 1 ? Number(values[0]) : undefined;
}

function shapeOf({ tensorShape }: TensorProto): bigint[] | undefined {
  if (tensorShape?.unknownRank) return undefined;
  const sizes = tensorShape?.dim.map(({ size }) => size) ?? [];
  return sizes.some((size) => size < 0n) ? undefined : sizes;
}

const column = <T>(content: Uint8Array, make: (buffer: ArrayBuffer) => T) =>
  make(Uint8Array.from(content).buffer);

/** The numbers that stand in a tensor, raw or not; undefined for other types and for raw bytes of another length than one element. */
function numbersOf(tensor: TensorProto): ArrayLike<number | bigint> | undefined {
  const { tensorContent: raw, intVal, halfVal, float8Val } = tensor;
  const oneOf = (
    sizeBytes: number,
    own: ArrayLike<number | bigint>,
    make: (buffer: ArrayBuffer) => ArrayLike<number | bigint>,
  ) => (raw.length === 0 ? own : raw.length === sizeBytes ? column(raw, make) : undefined);
  switch (NAMES[tensor.dtype]) {
    case "float32":
      return oneOf(4, tensor.floatVal, (buffer) => new Float32Array(buffer));
    case "float64":
      return oneOf(8, tensor.doubleVal, (buffer) => new Float64Array(buffer));
    case "int32":
      return oneOf(4, intVal, (buffer) => new Int32Array(buffer));
    case "uint8":
      return oneOf(1, Uint8Array.from(intVal), (buffer) => new Uint8Array(buffer));
    case "int16":
      return oneOf(2, Int16Array.from(intVal), (buffer) => new Int16Array(buffer));
    case "int8":
      return oneOf(1, Int8Array.from(intVal), (buffer) => new Int8Array(buffer));
    case "uint16":
      return oneOf(2, Uint16Array.from(intVal), (buffer) => new Uint16Array(buffer));
    case "int64":
      return oneOf(8, tensor.int64Val, (buffer) => new BigInt64Array(buffer));
    case "uint32":
      return oneOf(4, tensor.uint32Val, (buffer) => new Uint32Array(buffer));
    case "uint64":
      return oneOf(8, tensor.uint64Val, (buffer) => new BigUint64Array(buffer));
    case "bool":
      return oneOf(1, tensor.boolVal.map(Number), (buffer) => [new Uint8Array(buffer)[0] === 0 ? 0 : 1]);
    case "float16":
      return oneOf(2, halvesToFloat32(Uint16Array.from(halfVal)), (buffer) =>
        halvesToFloat32(new Uint16Array(buffer)),
      );
    case "bfloat16":
      return oneOf(2, bfloat16sToFloat32(Uint16Array.from(halfVal)), (buffer) =>
        bfloat16sToFloat32(new Uint16Array(buffer)),
      );
    case "float8_e5m2":
    case "float8_e4m3fn": {
      const name = tensor.dtype === 24 ? "float8_e5m2" : "float8_e4m3fn";
      return oneOf(1, float8sToFloat32(name, float8Val), (buffer) =>
        float8sToFloat32(name, new Uint8Array(buffer)),
      );
    }
    default:
      return undefined;
  }
}

/** What the types are called, by their numbers. */
const NAMES: Readonly<Record<number, Dtype>> = {
  1: "float32",
  2: "float64",
  3: "int32",
  4: "uint8",
  5: "int16",
  6: "int8",
  7: "string",
  8: "complex64",
  9: "int64",
  10: "bool",
  11: "int8",
  12: "uint8",
  13: "int32",
  14: "bfloat16",
  15: "int16",
  16: "uint16",
  17: "uint16",
  18: "complex128",
  19: "float16",
  22: "uint32",
  23: "uint64",
  24: "float8_e5m2",
  25: "float8_e4m3fn",
};

function tensorDetails({ value }: Summary_Value): ValueDetails | undefined {
  switch (value.case) {
    case "tensor": {
      const shape = shapeOf(value.value);
      const dtype = NAMES[value.value.dtype];
      return shape && dtype ? { kind: "tensor", shape: shape.map(Number), dtype } : undefined;
    }
    case "histo": {
      const { bucket, bucketLimit } = value.value;
      return bucket.length === bucketLimit.length
        ? { kind: "tensor", shape: [bucket.length, 3], dtype: "float64" }
        : undefined;
    }
    case undefined:
      return { kind: "tensor", shape: [0], dtype: "float32" };
    default:
      return undefined;
  }
}

function blobDetails({ value }: Summary_Value, plugin: string): ValueDetails | undefined {
  if (value.case === "image") {
    const { width, height } = value.value;
    return { kind: "images", width: Math.max(0, width), height: Math.max(0, height), sampleCount: 1 };
  }
  if (value.case === "audio") {
    const { sampleRate, encodedAudioString } = value.value;
    const isRate = sampleRate > 0 && Number.isFinite(sampleRate);
    return { kind: "audio", rateHertz: isRate ? sampleRate : rateOf(encodedAudioString), sampleCount: 1 };
  }
  if (value.case !== "tensor" || NAMES[value.value.dtype] !== "string") return undefined;
  const shape = shapeOf(value.value)?.map(Number);
  if (shape === undefined) return undefined;
  const count = shape.reduce((product, size) => product * size, 1);
  if (value.value.stringVal.length > count) return undefined;
  const isPaired = plugin === "audio" && shape.length === 2 && shape[1] === 2;
  const isGraph = /^graph_(run_metadata(_graph)?|keras_model)$/.test(plugin);
  if (!(shape.length === 1 || isPaired || (shape.length === 0 && isGraph))) return undefined;
  const [first, second] = firstStrings(value.value, count);
  if (plugin === "images")
    return {
      kind: "images",
      width: sizeOf(first),
      height: sizeOf(second),
      sampleCount: Math.max(0, count - 2),
    };
  if (plugin === "audio")
    return { kind: "audio", rateHertz: rateOf(first), sampleCount: isPaired ? count / 2 : count };
  return { kind: "blobs", sampleCount: count };
}

const NOTHING: Uint8Array = new Uint8Array(0);

/** The first two of a tensor's strings, as far as it has so many and they can be told. */
function firstStrings({ tensorContent, stringVal }: TensorProto, count: number): readonly Uint8Array[] {
  if (tensorContent.length === 0)
    return Array.from(
      { length: Math.min(2, count) },
      (_, index) => stringVal[index] ?? stringVal.at(-1) ?? NOTHING,
    );
  // Varint lengths of all, then the bytes of all.
  const lengths: number[] = [];
  let at = 0;
  while (lengths.length < count) {
    const size = tensorContent.subarray(at).findIndex((byte) => byte < 128) + 1;
    if (size === 0 || size > 10) return [];
    const bits = tensorContent.subarray(at, at + size).toReversed();
    const length = bits.reduce((sum, byte) => (sum << 7n) | BigInt(byte & 127), 0n);
    lengths.push(Number(BigInt.asUintN(32, length)));
    at += size;
  }
  return lengths.slice(0, 2).flatMap((length) => {
    const start = at;
    at += length;
    return at > tensorContent.length ? [] : [tensorContent.subarray(start, at)];
  });
}

function sizeOf(digits = NOTHING): number {
  const text = new TextDecoder("latin1").decode(digits);
  return /^\d{1,9}$/.test(text) ? Number(text) : 0;
}

/** Frames a second of a WAV file whose format stands first, as it does in all that the tests write. */
function rateOf(clip = NOTHING): number {
  const text = new TextDecoder("latin1").decode(clip);
  const isWav = text.startsWith("RIFF") && text.slice(8).startsWith("WAVEfmt \x10\0\0\0");
  return isWav && clip.length >= 28 ? new DataView(clip.buffer, clip.byteOffset).getUint32(24, true) : 0;
}

function sessionMark({ what }: Event): boolean | null {
  if (what.case === "sessionLog")
    return what.value.status === 1 ? false : what.value.status === 2 ? true : null;
  if (what.case !== "summary") return null;
  let mark: boolean | null = null;
  for (const { metadata, value } of what.value.value) {
    if (value.case === "obsoleteOldStyleHistogram") continue;
    if (metadata?.pluginData?.pluginName !== "hparams") continue;
    const data = decodeMessage(HParamsPluginDataSchema, metadata.pluginData.content)?.data;
    if (data?.case === "sessionStartInfo") mark = false;
    if (data?.case === "sessionEndInfo") mark = data.value.status !== 3;
  }
  return mark;
}
