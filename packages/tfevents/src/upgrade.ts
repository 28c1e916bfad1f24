// The one place that knows the older forms of summaries: what comes out is a scalar, a tensor or a list of blobs.
//
// Which series a value starts, and what of it can be shown, is decided as TensorBoard's data server decides it:
// a data class that the writer gave stands; otherwise a value of an old kind decides, then the name of the plugin.
import {
  findBlock,
  findInteger,
  outlineEvent,
  type Span,
  spanBytes,
  spanReader,
  summaryValues,
  type ValueOutline,
} from "./outline.ts";
import type { DataClass, SeriesMetadata } from "./points.ts";
import { MAX_STRINGS, type NumberTensor, type TensorResult } from "./tensor.ts";
import { decodeTensor, outlineTensor, type TensorOutline } from "./tensor-proto.ts";
import { BLOCK, decodeText, FIXED64, VARINT, WireReader } from "./wire.ts";

/** Tag of the graph that an event holds outside any summary. */
export const RUN_GRAPH_TAG = "__run_graph__";
export const RUN_GRAPH_METADATA: SeriesMetadata = blankMetadata("graphs", "blob_sequence");
export const RUN_METADATA_METADATA: SeriesMetadata = blankMetadata(
  "graph_tagged_run_metadata",
  "blob_sequence",
);

const DATA_CLASSES: ReadonlyMap<number, DataClass> = new Map([
  [1, "scalar"],
  [2, "tensor"],
  [3, "blob_sequence"],
]);

/** Data classes of the plugins whose writers may not have set one. */
const PLUGIN_DATA_CLASSES: ReadonlyMap<string, DataClass> = new Map([
  ["scalars", "scalar"],
  ["histograms", "tensor"],
  ["text", "tensor"],
  ["hparams", "tensor"],
  ["pr_curves", "tensor"],
  ["mesh", "tensor"],
  ["custom_scalars", "tensor"],
  ["images", "blob_sequence"],
  ["audio", "blob_sequence"],
  ["graph_run_metadata", "blob_sequence"],
  ["graph_run_metadata_graph", "blob_sequence"],
  ["graph_keras_model", "blob_sequence"],
]);

const GRAPH_PLUGINS: ReadonlySet<string> = new Set([
  "graph_run_metadata",
  "graph_run_metadata_graph",
  "graph_keras_model",
]);

/** Contents of ImagePluginData and AudioPluginData whose only field set is `converted_to_tensor`. */
const IMAGE_UPGRADED = Uint8Array.of(0x10, 1);
const AUDIO_UPGRADED = Uint8Array.of(0x18, 1);

function blankMetadata(
  plugin: string,
  dataClass: DataClass,
  pluginContent: Uint8Array = new Uint8Array(0),
): SeriesMetadata {
  return { dataClass, plugin, pluginContent, displayName: "", description: "" };
}

/**
 * Metadata of the series that `value` starts; null when it starts none (a name without value, metadata or use).
 * A tensor of an unknown plugin, or of none, starts a tensor series.
 */
export function firstMetadata(reader: WireReader, value: ValueOutline): SeriesMetadata | null {
  const given = value.metadata === null ? null : readMetadata(spanReader(reader, value.metadata));
  if (given?.dataClass) return { ...given, dataClass: given.dataClass };
  switch (value.kind) {
    case "simple_value":
      return blankMetadata("scalars", "scalar");
    case "image":
      return blankMetadata("images", "blob_sequence", IMAGE_UPGRADED);
    case "audio":
      return blankMetadata("audio", "blob_sequence", AUDIO_UPGRADED);
    case "histogram":
      return blankMetadata("histograms", "tensor");
    case "old_histogram":
      return null;
    case "tensor":
    case "none": {
      if (given !== null) return { ...given, dataClass: PLUGIN_DATA_CLASSES.get(given.plugin) ?? "tensor" };
      return value.kind === "tensor" ? blankMetadata("", "tensor") : null;
    }
  }
}

/** As the writer gave it; what is malformed is as if it were not there. Bytes are copied. */
function readMetadata(
  reader: WireReader,
): (Omit<SeriesMetadata, "dataClass"> & { readonly dataClass: DataClass | undefined }) | null {
  let plugin = "";
  let pluginContent: Uint8Array = new Uint8Array(0);
  let displayName = "";
  let description = "";
  let dataClass: DataClass | undefined;
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    switch (key) {
      case (1 << 3) | BLOCK: {
        const start = reader.block();
        const pluginData = { start, end: reader.position };
        const name = findBlock(spanReader(reader, pluginData), 1);
        const content = findBlock(spanReader(reader, pluginData), 2);
        if (name) plugin = decodeText(spanBytes(reader, name));
        if (content) pluginContent = spanBytes(reader, content).slice();
        break;
      }
      case (2 << 3) | BLOCK:
        displayName = reader.text();
        break;
      case (3 << 3) | BLOCK:
        description = reader.text();
        break;
      case (4 << 3) | VARINT:
        dataClass = DATA_CLASSES.get(reader.int32());
        break;
      default:
        reader.skip(key);
    }
  }
  return reader.malformed ? null : { plugin, pluginContent, displayName, description, dataClass };
}

/**
 * Whether a value of the hparams plugin says that the session ended; null when it says nothing about that.
 * A start says that it goes on, an end that it is over unless its status is RUNNING (3).
 */
export function hparamsSessionEnded(reader: WireReader, value: ValueOutline): boolean | null {
  const metadata = value.metadata === null ? null : readMetadata(spanReader(reader, value.metadata));
  if (metadata?.plugin !== "hparams") return null;
  const content = new WireReader(metadata.pluginContent);
  const end = findBlock(content, 4);
  if (end) return findInteger(spanReader(content, end), 1) !== 3;
  return findBlock(new WireReader(metadata.pluginContent), 3) ? false : null;
}

/** The number that a value is as a point of a scalar series; undefined when it is none. */
export function scalarOf(reader: WireReader, value: ValueOutline): number | undefined {
  if (value.kind === "simple_value") return value.simpleValue;
  if (value.kind !== "tensor") return undefined;
  const { start, end } = value.content;
  const outline = outlineTensor(reader.bytes, start, end);
  // Zeros that nobody wrote are not a point; strings and complex numbers are not on a line.
  if (outline?.elementCount !== 1) return undefined;
  if (outline.contentEnd === outline.contentStart && outline.valueCount !== 1) return undefined;
  const result = decodeTensor(reader.bytes, start, end);
  if (result.kind === "corrupt") return undefined;
  const { tensor } = result;
  if (tensor.kind === "numbers" || tensor.kind === "bigints") return Number(tensor.values[0]);
  return undefined;
}

/** What is known of a tensor or of blobs without their bytes, as JSON; undefined when the value is no point of such a series. */
export function recordDetails(
  reader: WireReader,
  value: ValueOutline,
  { dataClass, plugin }: SeriesMetadata,
): string | undefined {
  if (dataClass === "blob_sequence") {
    switch (value.kind) {
      case "image":
        return '{"blobs":3}';
      case "audio":
        return '{"blobs":1}';
      case "tensor": {
        const outline = outlineTensor(reader.bytes, value.content.start, value.content.end);
        const stride = outline && blobStride(outline, plugin);
        if (outline === undefined || stride === undefined) return undefined;
        const { shape, dtype, elementCount } = outline;
        return JSON.stringify({ shape, dtype, blobs: elementCount / stride });
      }
      default:
        return undefined;
    }
  }
  switch (value.kind) {
    case "tensor": {
      const outline = outlineTensor(reader.bytes, value.content.start, value.content.end);
      return outline && JSON.stringify({ shape: outline.shape, dtype: outline.dtype });
    }
    case "histogram": {
      const count = countBuckets(reader, value.content);
      return count === undefined ? undefined : JSON.stringify({ shape: [count, 3], dtype: "float64" });
    }
    case "none":
      return '{"shape":[0],"dtype":"float32"}';
    default:
      return undefined;
  }
}

/** Every how many strings of a tensor there is a blob (audio may have a label after each clip); undefined when they are no blobs. */
function blobStride(outline: TensorOutline, plugin: string): 1 | 2 | undefined {
  const { dtype, shape, elementCount, valueCount } = outline;
  if (dtype !== "string" || elementCount > MAX_STRINGS || valueCount > elementCount) return undefined;
  if (shape.length === 1) return 1;
  if (shape.length === 2 && shape[1] === 2 && plugin === "audio") return 2;
  if (shape.length === 0 && GRAPH_PLUGINS.has(plugin)) return 1;
  return undefined;
}

/** Decodes the tensor of value `valueIndex` of a serialised Event. A histogram of the old kind is rows of left, right, count. */
export function readTensorPoint(payload: Uint8Array, valueIndex: number): TensorResult {
  const found = findValue(payload, valueIndex);
  if (found === undefined) return { kind: "corrupt", reason: "event has no such value" };
  const { reader, value } = found;
  switch (value.kind) {
    case "tensor":
      return decodeTensor(payload, value.content.start, value.content.end);
    case "histogram": {
      const tensor = histogramTensor(reader, value.content);
      return tensor ? { kind: "tensor", tensor } : { kind: "corrupt", reason: "histogram is malformed" };
    }
    case "none":
      return {
        kind: "tensor",
        tensor: { kind: "numbers", dtype: "float32", shape: [0], values: new Float32Array(0) },
      };
    default:
      return { kind: "corrupt", reason: "value is no tensor" };
  }
}

export type BlobsResult =
  /** Views of the payload, except for an old image's width and height. */
  | { readonly kind: "blobs"; readonly blobs: readonly Uint8Array[] }
  | { readonly kind: "corrupt"; readonly reason: string };

/**
 * The blobs of value `valueIndex` of a serialised Event, or (−1) of the event itself: a graph or a run's metadata.
 * Images: width and height in decimal digits, then a picture each. Audio: a clip each, without labels.
 */
export function readBlobPoint(payload: Uint8Array, valueIndex: number, plugin: string): BlobsResult {
  if (valueIndex < 0) return readEventBlob(payload);
  const found = findValue(payload, valueIndex);
  if (found === undefined) return { kind: "corrupt", reason: "event has no such value" };
  const { reader, value } = found;
  switch (value.kind) {
    case "image":
      return readImage(spanReader(reader, value.content));
    case "audio": {
      const clip = findBlock(spanReader(reader, value.content), 4);
      return { kind: "blobs", blobs: [clip ? spanBytes(reader, clip) : new Uint8Array(0)] };
    }
    case "tensor": {
      const outline = outlineTensor(payload, value.content.start, value.content.end);
      const stride = outline && blobStride(outline, plugin);
      if (stride === undefined) return { kind: "corrupt", reason: "tensor holds no blobs" };
      const result = decodeTensor(payload, value.content.start, value.content.end);
      if (result.kind === "corrupt") return result;
      if (result.tensor.kind !== "strings") return { kind: "corrupt", reason: "tensor holds no blobs" };
      return { kind: "blobs", blobs: result.tensor.values.filter((_, index) => index % stride === 0) };
    }
    default:
      return { kind: "corrupt", reason: "value holds no blobs" };
  }
}

function readEventBlob(payload: Uint8Array): BlobsResult {
  const reader = new WireReader(payload);
  const content = outlineEvent(reader)?.content;
  switch (content?.kind) {
    case "graph":
      return { kind: "blobs", blobs: [spanBytes(reader, content.span)] };
    case "meta_graph":
    case "run_metadata": {
      const blob = findBlock(spanReader(reader, content.span), 2);
      return { kind: "blobs", blobs: [blob ? spanBytes(reader, blob) : new Uint8Array(0)] };
    }
    default:
      return { kind: "corrupt", reason: "event holds no graph and no run metadata" };
  }
}

function findValue(
  payload: Uint8Array,
  valueIndex: number,
): { readonly reader: WireReader; readonly value: ValueOutline } | undefined {
  const reader = new WireReader(payload);
  const content = outlineEvent(reader)?.content;
  if (content?.kind !== "summary") return undefined;
  let index = 0;
  for (const value of summaryValues(spanReader(reader, content.span))) {
    if (value === null) return undefined;
    if (index++ === valueIndex) return { reader, value };
  }
  return undefined;
}

function readImage(reader: WireReader): BlobsResult {
  let height = 0;
  let width = 0;
  let picture: Uint8Array = new Uint8Array(0);
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((1 << 3) | VARINT)) height = reader.int32();
    else if (key === ((2 << 3) | VARINT)) width = reader.int32();
    else if (key === ((4 << 3) | BLOCK)) picture = reader.blockBytes();
    else reader.skip(key);
  }
  if (reader.malformed) return { kind: "corrupt", reason: "image is malformed" };
  const encoder = new TextEncoder();
  return { kind: "blobs", blobs: [encoder.encode(String(width)), encoder.encode(String(height)), picture] };
}

/** How many buckets a HistogramProto has; undefined when it is malformed or has counts without edges. */
function countBuckets(reader: WireReader, span: Span): number | undefined {
  const limits = countDoubles(spanReader(reader, span), 6);
  const counts = countDoubles(spanReader(reader, span), 7);
  return limits === counts ? counts : undefined;
}

/**
 * A HistogramProto as rows of left, right, count: the outermost edges are the least and the greatest value, the inner ones
 * the buckets' limits. An empty outermost bucket may so have its left edge beyond its right one. Undefined when malformed.
 */
function histogramTensor(reader: WireReader, span: Span): NumberTensor | undefined {
  const count = countBuckets(reader, span);
  if (count === undefined) return undefined;
  const min = readDoubles(spanReader(reader, span), 1, 1);
  const max = readDoubles(spanReader(reader, span), 2, 1);
  const limits = readDoubles(spanReader(reader, span), 6, count);
  const counts = readDoubles(spanReader(reader, span), 7, count);
  const rows = new Float64Array(count * 3);
  for (let row = 0; row < count; row++) {
    const left = row === 0 ? min[0] : limits[row - 1];
    const right = row === count - 1 ? max[0] : limits[row];
    rows.set([left ?? 0, right ?? 0, counts[row] ?? 0], row * 3);
  }
  return { kind: "numbers", dtype: "float64", shape: [count, 3], values: rows };
}

/** How many doubles a field holds, packed or not; undefined when the message is malformed. */
function countDoubles(reader: WireReader, field: number): number | undefined {
  let count = 0;
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((field << 3) | BLOCK)) {
      const start = reader.block();
      const sizeBytes = reader.position - start;
      if (sizeBytes % 8 !== 0) return undefined;
      count += sizeBytes / 8;
    } else {
      if (key === ((field << 3) | FIXED64)) count++;
      reader.skip(key);
    }
  }
  return reader.malformed ? undefined : count;
}

/** The last `count` doubles of a well-formed field; zeros where there are fewer. */
function readDoubles(reader: WireReader, field: number, count: number): Float64Array {
  const values = new Float64Array(count);
  let index = 0;
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((field << 3) | FIXED64)) values[index++ % count] = reader.double();
    else if (key === ((field << 3) | BLOCK)) {
      const packed = reader.message();
      while (packed.position < packed.end) values[index++ % count] = packed.double();
    } else reader.skip(key);
  }
  return values;
}
