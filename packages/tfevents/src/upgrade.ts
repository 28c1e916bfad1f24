// Decodes values: from the bytes of one Summary.Value, as `RecordPoints` says where they stand, to a tensor or to blobs.
// Values of the older kinds come out in the form that newer writers give them.
import { findBlock, outlineValue, spanBytes, spanReader, type ValueOutline } from "./outline.ts";
import type { ValueDetails } from "./points.ts";
import type { NumberTensor, StringTensor, TensorResult } from "./tensor.ts";
import { decodeTensor, findString, outlineTensor } from "./tensor-proto.ts";
import { countBuckets, hasLabels, IMAGE_SIZES } from "./value-details.ts";
import { BLOCK, decodeText, FIXED64, type Span, WireReader } from "./wire.ts";

/** Kinds of details whose values are blobs. */
export type BlobKind = Exclude<ValueDetails["kind"], "tensor">;

export type BlobsResult =
  /** Views of the value's bytes. */
  | { readonly kind: "blobs"; readonly blobs: readonly Uint8Array[] }
  | { readonly kind: "corrupt"; readonly reason: string };

/** The tag of the serialised Summary.Value `bytes`; undefined when they are none. */
export function tagOfValue(bytes: Uint8Array): string | undefined {
  const reader = new WireReader(bytes);
  const value = outlineValue(reader);
  return value === null ? undefined : decodeText(spanBytes(reader, value.tag));
}

/** Decodes the tensor of the serialised Summary.Value `bytes`. A histogram of the old kind is rows of left, right, count. */
export function readTensorValue(bytes: Uint8Array): TensorResult {
  const reader = new WireReader(bytes);
  const value = outlineValue(reader);
  switch (value?.kind) {
    case undefined:
      return corruptValue;
    case "tensor":
      return decodeTensor(bytes, value.content.start, value.content.end);
    case "histogram": {
      const tensor = histogramTensor(reader, value.content);
      return tensor ? { kind: "tensor", tensor } : { kind: "corrupt", reason: "histogram is malformed" };
    }
    case "none":
      return {
        kind: "tensor",
        tensor: { kind: "numbers", dtype: "float32", shape: [0], values: new Float32Array(0) },
      };
    case "simple_value":
    case "image":
    case "audio":
    case "old_histogram":
      return { kind: "corrupt", reason: "value is no tensor" };
  }
}

/**
 * The blobs of the serialised Summary.Value (for `message`: of the message) `bytes`, whose details are of `kind`: the pictures of `images`,
 * without the width and height that the details have, the clips of `audio`, without labels, and whatever else.
 */
export function readBlobValue(bytes: Uint8Array, kind: BlobKind): BlobsResult {
  if (kind === "message") return { kind: "blobs", blobs: [bytes] };
  const reader = new WireReader(bytes);
  const value = outlineValue(reader);
  if (value === null) return corruptValue;
  if (value.kind !== "tensor") {
    const span = onlyBlobSpan(reader, value);
    return span ? { kind: "blobs", blobs: [spanBytes(reader, span)] } : noBlobs;
  }
  const result = decodeTensor(bytes, value.content.start, value.content.end);
  if (result.kind === "corrupt") return result;
  if (result.tensor.kind !== "strings") return noBlobs;
  const { first, stride } = samplesOf(result.tensor, kind);
  const blobs = result.tensor.values.filter((_, index) => index >= first && (index - first) % stride === 0);
  return { kind: "blobs", blobs };
}

/** Where in `bytes` the blob `sample` of those that `readBlobValue` gives stands; undefined when there is none. Takes no memory for the others. */
export function blobSpan(bytes: Uint8Array, kind: BlobKind, sample: number): Span | undefined {
  if (kind === "message") return sample === 0 ? { start: 0, end: bytes.length } : undefined;
  const reader = new WireReader(bytes);
  const value = outlineValue(reader);
  if (value === null || sample < 0) return undefined;
  if (value.kind !== "tensor") return sample === 0 ? onlyBlobSpan(reader, value) : undefined;
  const outline = outlineTensor(bytes, value.content.start, value.content.end);
  if (outline?.dtype !== "string") return undefined;
  const { first, stride } = samplesOf(outline, kind);
  return findString(bytes, value.content, outline, first + sample * stride);
}

const corruptValue = { kind: "corrupt", reason: "bytes are no value of a summary" } as const;
const noBlobs = { kind: "corrupt", reason: "value holds no blobs" } as const;

/** Which strings of a tensor are its blobs: the first, and every how many. */
function samplesOf(
  { shape }: Pick<StringTensor, "shape">,
  kind: BlobKind,
): { readonly first: number; readonly stride: number } {
  return { first: kind === "images" ? IMAGE_SIZES : 0, stride: kind === "audio" && hasLabels(shape) ? 2 : 1 };
}

/** The picture or the clip of a value of the old kinds; undefined for other values. */
function onlyBlobSpan(reader: WireReader, { kind, content }: ValueOutline): Span | undefined {
  if (kind !== "image" && kind !== "audio") return undefined;
  // Field 4 of either.
  return findBlock(spanReader(reader, content), 4) ?? { start: content.end, end: content.end };
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
    rows[row * 3] = left ?? 0;
    rows[row * 3 + 1] = right ?? 0;
    rows[row * 3 + 2] = counts[row] ?? 0;
  }
  return { kind: "numbers", dtype: "float64", shape: [count, 3], values: rows };
}

/** The last `count` doubles of a well-formed field; zeros where there are fewer. */
function readDoubles(reader: WireReader, field: number, count: number): Float64Array {
  const values = new Float64Array(count);
  let index = 0;
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((field << 3) | FIXED64)) values[index++ % count] = reader.double();
    else if (key === ((field << 3) | BLOCK)) {
      // Whole ones, as counted before.
      for (let at = reader.block(); at < reader.position; at += 8)
        values[index++ % count] = reader.view.getFloat64(at, true);
    } else reader.skip(key);
  }
  return values;
}
