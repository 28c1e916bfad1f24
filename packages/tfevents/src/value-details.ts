// What is known of a value without decoding it: the number of a scalar, type and shape of a tensor, sizes and number of blobs.
import { findBlock, spanReader, type ValueOutline } from "./outline.ts";
import type { SeriesMetadata, ValueDetails } from "./points.ts";
import { elementCountOf, MAX_STRINGS } from "./tensor.ts";
import { decodeTensor, findString, outlineTensor, type TensorOutline } from "./tensor-proto.ts";
import { BLOCK, FIXED32, FIXED64, type Span, VARINT, type WireReader } from "./wire.ts";

export const MESSAGE_DETAILS: ValueDetails = { kind: "message" };

const GRAPH_PLUGINS: ReadonlySet<string> = new Set([
  "graph_run_metadata",
  "graph_run_metadata_graph",
  "graph_keras_model",
]);

/** Strings of a tensor of images before the first picture: width and height. */
export const IMAGE_SIZES = 2;
/** A greater width or height has more digits than a picture has pixels in a row. */
const MAX_SIZE_DIGITS = 9;

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

/** Details of a value as a point of a tensor or blob series; undefined when it is none. */
export function detailsOf(
  reader: WireReader,
  { kind, content }: ValueOutline,
  { dataClass, plugin }: SeriesMetadata,
): ValueDetails | undefined {
  const isBlobs = dataClass === "blob_sequence";
  switch (kind) {
    case "tensor": {
      const outline = outlineTensor(reader.bytes, content.start, content.end);
      if (outline === undefined) return undefined;
      if (isBlobs) return blobDetails(reader, content, { outline, plugin });
      return { kind: "tensor", dtype: outline.dtype, shape: outline.shape };
    }
    case "image":
      return isBlobs ? imageDetails(spanReader(reader, content)) : undefined;
    case "audio":
      return isBlobs ? audioDetails(reader, content) : undefined;
    case "histogram": {
      const count = countBuckets(reader, content);
      if (isBlobs || count === undefined) return undefined;
      return { kind: "tensor", dtype: "float64", shape: [count, 3] };
    }
    case "none":
      return isBlobs ? undefined : { kind: "tensor", dtype: "float32", shape: [0] };
    case "simple_value":
    case "old_histogram":
      return undefined;
  }
}

/** Details of the tensor at `span` as a point of a blob series of `plugin`; undefined when its strings are no blobs. */
export function blobDetails(
  reader: WireReader,
  span: Span,
  { outline, plugin }: { readonly outline: TensorOutline; readonly plugin: string },
): ValueDetails | undefined {
  const { dtype, shape, elementCount, valueCount } = outline;
  if (dtype !== "string" || elementCount > MAX_STRINGS || valueCount > elementCount) return undefined;
  const isPlain = shape.length === 1 || (shape.length === 0 && GRAPH_PLUGINS.has(plugin));
  if (!isPlain && !(plugin === "audio" && hasLabels(shape))) return undefined;
  const stringAt = (index: number): Span | undefined => findString(reader.bytes, span, outline, index);
  switch (plugin) {
    case "images":
      return {
        kind: "images",
        width: sizeOf(reader.bytes, stringAt(0)),
        height: sizeOf(reader.bytes, stringAt(1)),
        sampleCount: Math.max(0, elementCount - IMAGE_SIZES),
      };
    case "audio":
      return {
        kind: "audio",
        rateHertz: wavRateHertz(reader, stringAt(0)),
        sampleCount: elementCountOf(shape) / (hasLabels(shape) ? 2 : 1),
      };
    default:
      return { kind: "blobs", sampleCount: elementCount };
  }
}

/** Whether a tensor of audio has a label after each clip. */
export function hasLabels(shape: readonly number[]): boolean {
  return shape.length === 2 && shape[1] === 2;
}

function imageDetails(reader: WireReader): ValueDetails | undefined {
  let height = 0;
  let width = 0;
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((1 << 3) | VARINT)) height = Math.max(0, reader.int32());
    else if (key === ((2 << 3) | VARINT)) width = Math.max(0, reader.int32());
    else reader.skip(key);
  }
  return reader.malformed ? undefined : { kind: "images", width, height, sampleCount: 1 };
}

function audioDetails(reader: WireReader, content: Span): ValueDetails | undefined {
  const audio = spanReader(reader, content);
  let rateHertz = 0;
  for (let key = audio.next(); key !== 0; key = audio.next()) {
    if (key === ((1 << 3) | FIXED32)) rateHertz = audio.float();
    else audio.skip(key);
  }
  if (audio.malformed) return undefined;
  if (!(rateHertz > 0 && rateHertz < Infinity))
    rateHertz = wavRateHertz(reader, findBlock(spanReader(reader, content), 4) ?? undefined);
  return { kind: "audio", rateHertz, sampleCount: 1 };
}

/** The decimal number that the string is; 0 when it is none. */
function sizeOf(bytes: Uint8Array, span: Span | undefined): number {
  if (span === undefined || span.end - span.start > MAX_SIZE_DIGITS) return 0;
  let size = 0;
  for (let at = span.start; at < span.end; at++) {
    const digit = (bytes[at] ?? 0) - 48;
    if (digit < 0 || digit > 9) return 0;
    size = size * 10 + digit;
  }
  return size;
}

/** "RIFF", "WAVE" and "fmt ", read as little-endian numbers. */
const RIFF = 0x46464952;
const WAVE = 0x45564157;
const FORMAT = 0x20746d66;
const RIFF_HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;

/**
 * Frames a second of a WAV file; 0 for other files.
 *
 *   "RIFF" · u32 size · "WAVE" · chunks: name, u32 size, content, filled up to an even size       (little-endian)
 *   "fmt ": u16 encoding · u16 channels · u32 frames a second · ...
 */
function wavRateHertz({ view }: WireReader, span: Span | undefined): number {
  if (span === undefined || span.end - span.start < RIFF_HEADER_BYTES) return 0;
  const { start, end } = span;
  if (view.getUint32(start, true) !== RIFF || view.getUint32(start + 8, true) !== WAVE) return 0;
  for (let at = start + RIFF_HEADER_BYTES; at + CHUNK_HEADER_BYTES <= end;) {
    const sizeBytes = view.getUint32(at + 4, true);
    const content = at + CHUNK_HEADER_BYTES;
    if (view.getUint32(at, true) === FORMAT)
      return sizeBytes >= 8 && content + 8 <= end ? view.getUint32(content + 4, true) : 0;
    at = content + sizeBytes + (sizeBytes % 2);
  }
  return 0;
}

/** How many buckets a HistogramProto has; undefined when it is malformed or has counts without edges. */
export function countBuckets(reader: WireReader, span: Span): number | undefined {
  const limits = countDoubles(spanReader(reader, span), 6);
  const counts = countDoubles(spanReader(reader, span), 7);
  return limits === counts ? counts : undefined;
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
