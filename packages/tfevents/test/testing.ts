// What a scan must give, by the generated decoder and in as few words as can be: an event at a time, an object a point.
import { type Event, EventSchema } from "../src/gen/event_pb.ts";
import { HParamsPluginDataSchema } from "../src/gen/hparams_pb.ts";
import type { Summary_Value, SummaryMetadata } from "../src/gen/summary_pb.ts";
import type { TensorProto } from "../src/gen/tensor_pb.ts";
import { decodeMessage } from "../src/messages.ts";
import type { DataClass, SeriesMetadata } from "../src/points.ts";
import { RecordReader } from "../src/record.ts";
import type { ScannedPoints } from "../src/scan.ts";
import { bfloat16sToFloat32, float8sToFloat32, halvesToFloat32 } from "../src/small-floats.ts";

export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

interface PlainPoint {
  readonly step: number;
  readonly wallTimeSeconds: number;
  readonly value?: number;
  readonly offsetBytes?: number;
  readonly lengthBytes?: number;
  readonly valueIndex?: number;
  readonly details?: unknown;
}

interface PlainSeries {
  readonly tag: string;
  readonly metadata: SeriesMetadata;
  readonly points: PlainPoint[];
}

export interface PlainScan {
  readonly series: PlainSeries[];
  readonly eventCount: number;
  readonly firstWallTimeSeconds: number | null;
  readonly lastWallTimeSeconds: number | null;
  readonly sessionEnded: boolean | null;
  readonly skippedCount: number;
  readonly firstSkippedOffsetBytes: number | null;
}

/** A scan's result in the same form, series by tag. */
export function plainScan(taken: readonly ScannedPoints[]): PlainScan {
  const series = new Map<string, PlainSeries>();
  const pointsOf = (tag: string, metadata: SeriesMetadata) => {
    const found = series.get(tag) ?? { tag, metadata, points: [] };
    series.set(tag, found);
    return found.points;
  };
  for (const { scalars, records } of taken) {
    for (const { tag, metadata, steps, wallTimesSeconds, values } of scalars)
      steps.forEach((step, index) =>
        pointsOf(tag, metadata).push({
          step,
          wallTimeSeconds: wallTimesSeconds[index]!,
          value: values[index]!,
        }),
      );
    for (const { tag, metadata, ...columns } of records)
      columns.steps.forEach((step, index) =>
        pointsOf(tag, metadata).push({
          step,
          wallTimeSeconds: columns.wallTimesSeconds[index]!,
          offsetBytes: columns.offsetsBytes[index]!,
          lengthBytes: columns.lengthsBytes[index]!,
          valueIndex: columns.valueIndexes[index]!,
          details: JSON.parse(columns.details[index]!),
        }),
      );
  }
  const wallTimes = taken.flatMap(({ lastWallTimeSeconds }) => lastWallTimeSeconds ?? []);
  return {
    series: [...series.values()].sort(byTag),
    eventCount: taken.reduce((sum, { eventCount }) => sum + eventCount, 0),
    firstWallTimeSeconds: taken.find(({ eventCount }) => eventCount > 0)?.firstWallTimeSeconds ?? null,
    lastWallTimeSeconds: wallTimes.length === 0 ? null : Math.max(...wallTimes),
    sessionEnded: taken.findLast(({ sessionEnded }) => sessionEnded !== null)?.sessionEnded ?? null,
    skippedCount: taken.reduce((sum, { skipped }) => sum + skipped.count, 0),
    firstSkippedOffsetBytes: taken.find(({ skipped }) => skipped.count > 0)?.skipped.firstOffsetBytes ?? null,
  };
}

/** The same by the generated decoder. */
export function generatedScan(file: Uint8Array): PlainScan {
  const reader = new RecordReader();
  reader.push(file);
  const series = new Map<string, PlainSeries>();
  const wallTimes: number[] = [];
  const skipped: number[] = [];
  let sessionEnded: boolean | null = null;
  for (
    let result = reader.next();
    result.kind === "record" || result.kind === "skipped";
    result = reader.next()
  ) {
    const event = result.kind === "record" ? decodeMessage(EventSchema, result.data) : undefined;
    if (
      event === undefined ||
      !Number.isFinite(event.wallTime) ||
      !Number.isSafeInteger(Number(event.step))
    ) {
      skipped.push(result.offsetBytes);
      continue;
    }
    wallTimes.push(event.wallTime);
    const place = {
      step: Number(event.step),
      wallTimeSeconds: event.wallTime,
      offsetBytes: result.offsetBytes + 12,
      lengthBytes: result.kind === "record" ? result.data.length : 0,
    };
    if (!addPoints(series, event, place)) skipped.push(result.offsetBytes);
    sessionEnded = sessionMark(event, (tag) => series.get(tag)?.metadata.plugin) ?? sessionEnded;
  }
  return {
    series: [...series.values()].filter(({ points }) => points.length > 0).sort(byTag),
    eventCount: wallTimes.length,
    firstWallTimeSeconds: wallTimes[0] ?? null,
    lastWallTimeSeconds: wallTimes.length === 0 ? null : Math.max(...wallTimes),
    sessionEnded,
    skippedCount: skipped.length,
    firstSkippedOffsetBytes: skipped[0] ?? null,
  };
}

type Place = Required<Pick<PlainPoint, "step" | "wallTimeSeconds" | "offsetBytes" | "lengthBytes">>;

/** False when something was left out. */
function addPoints(series: Map<string, PlainSeries>, event: Event, place: Place): boolean {
  const ensure = (tag: string, metadata: SeriesMetadata) => {
    const found = series.get(tag) ?? { tag, metadata, points: [] };
    series.set(tag, found);
    return found;
  };
  const addBlob = (tag: string, plugin: string) => {
    const { metadata, points } = ensure(tag, blank(plugin, "blob_sequence"));
    if (metadata.dataClass !== "blob_sequence") return false;
    points.push({ ...place, valueIndex: -1, details: { blobs: 1 } });
    return true;
  };
  switch (event.what.case) {
    case "graphDef":
      return addBlob("__run_graph__", "graphs");
    case "taggedRunMetadata":
      return addBlob(event.what.value.tag, "graph_tagged_run_metadata");
    case "summary": {
      let isWhole = true;
      event.what.value.value.forEach((value, valueIndex) => {
        const first = series.get(value.tag)?.metadata ?? metadataOf(value);
        if (first === null) {
          isWhole &&= value.value.case === undefined;
          return;
        }
        const { metadata, points } = ensure(value.tag, first);
        if (metadata.dataClass === "scalar") {
          const scalar = scalarOf(value);
          const { step, wallTimeSeconds } = place;
          if (scalar !== undefined) points.push({ step, wallTimeSeconds, value: scalar });
          isWhole &&= scalar !== undefined;
          return;
        }
        const details =
          metadata.dataClass === "tensor" ? tensorDetails(value) : blobDetails(value, metadata.plugin);
        if (details !== undefined) points.push({ ...place, valueIndex, details });
        isWhole &&= details !== undefined;
      });
      return isWhole;
    }
    default:
      return true;
  }
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
  const dataClass = Object.hasOwn(PLUGIN_CLASSES, plugin) ? PLUGIN_CLASSES[plugin]! : "tensor";
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
      const name = NAMES[tensor.dtype] as "float8_e5m2";
      return oneOf(1, float8sToFloat32(name, float8Val), (buffer) =>
        float8sToFloat32(name, new Uint8Array(buffer)),
      );
    }
    default:
      return undefined;
  }
}

/** What the types are called, by their numbers. */
const NAMES: Readonly<Record<number, string>> = {
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

function tensorDetails({ value }: Summary_Value): unknown {
  switch (value.case) {
    case "tensor": {
      const shape = shapeOf(value.value);
      const dtype = NAMES[value.value.dtype];
      return shape && dtype && { shape: shape.map(Number), dtype };
    }
    case "histo": {
      const { bucket, bucketLimit } = value.value;
      return bucket.length === bucketLimit.length
        ? { shape: [bucket.length, 3], dtype: "float64" }
        : undefined;
    }
    case undefined:
      return { shape: [0], dtype: "float32" };
    default:
      return undefined;
  }
}

function blobDetails({ value }: Summary_Value, plugin: string): unknown {
  if (value.case === "image") return { blobs: 3 };
  if (value.case === "audio") return { blobs: 1 };
  if (value.case !== "tensor" || NAMES[value.value.dtype] !== "string") return undefined;
  const shape = shapeOf(value.value)?.map(Number);
  if (shape === undefined) return undefined;
  const count = shape.reduce((product, size) => product * size, 1);
  if (value.value.stringVal.length > count) return undefined;
  if (shape.length === 1) return { shape, dtype: "string", blobs: count };
  if (shape.length === 2 && shape[1] === 2 && plugin === "audio")
    return { shape, dtype: "string", blobs: count / 2 };
  if (shape.length === 0 && /^graph_(run_metadata(_graph)?|keras_model)$/.test(plugin))
    return { shape, dtype: "string", blobs: 1 };
  return undefined;
}

function sessionMark({ what }: Event, pluginOf: (tag: string) => string | undefined): boolean | null {
  if (what.case === "sessionLog")
    return what.value.status === 1 ? false : what.value.status === 2 ? true : null;
  if (what.case !== "summary") return null;
  let mark: boolean | null = null;
  for (const { tag, metadata, value } of what.value.value) {
    if (value.case === "obsoleteOldStyleHistogram") continue;
    if (pluginOf(tag) !== "hparams" || metadata?.pluginData?.pluginName !== "hparams") continue;
    const data = decodeMessage(HParamsPluginDataSchema, metadata.pluginData.content)?.data;
    if (data?.case === "sessionStartInfo") mark = false;
    if (data?.case === "sessionEndInfo") mark = data.value.status !== 3;
  }
  return mark;
}

function byTag(a: PlainSeries, b: PlainSeries): number {
  return a.tag < b.tag ? -1 : 1;
}
