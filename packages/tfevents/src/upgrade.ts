// Decodes values: from the bytes of one Summary.Value, as `RecordPoints` says where they stand, to a tensor or to blobs.
// Values of the older kinds come out in the form that newer writers give them.
import { findBlock, outlineValue, spanBytes, spanReader, type ValueOutline } from "./outline.ts";
import type { ValueDetails } from "./points.ts";
import {
  type DoublesFor,
  type NumberTensor,
  ownDoubles,
  type StringTensor,
  type TensorResult,
} from "./tensor.ts";
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

/**
 * Decodes the tensor of the serialised Summary.Value `bytes`. A histogram of the old kind is rows of left, right, count.
 * @param doublesFor gives memory for so many doubles, all zero.
 */
export function readTensorValue(bytes: Uint8Array, doublesFor?: DoublesFor): TensorResult {
  const reader = new WireReader(bytes);
  const value = outlineValue(reader);
  switch (value?.kind) {
    case undefined:
      return corruptValue;
    case "tensor":
      return decodeTensor(bytes, value.content.start, value.content.end, {
        view: reader.view,
        ...(doublesFor && { doublesFor }),
      });
    case "histogram": {
      const tensor = histogramTensor(reader, value.content, doublesFor);
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
function histogramTensor(
  reader: WireReader,
  span: Span,
  doublesFor: DoublesFor = ownDoubles,
): NumberTensor | undefined {
  const count = countBuckets(reader, span);
  if (count === undefined) return undefined;
  const rows = doublesFor(count * 3);
  const fields = spanReader(reader, span);
  let min = 0;
  let max = 0;
  let limitIndex = 0;
  let countIndex = 0;
  for (let key = fields.next(); key !== 0; key = fields.next()) {
    if (key === ((1 << 3) | FIXED64)) min = fields.double();
    else if (key === ((2 << 3) | FIXED64)) max = fields.double();
    else if (key === ((6 << 3) | FIXED64)) writeLimit(rows, limitIndex++, fields.double());
    else if (key === ((7 << 3) | FIXED64)) rows[3 * countIndex++ + 2] = fields.double();
    else if (key === ((6 << 3) | BLOCK)) {
      // Whole ones, as counted before.
      for (let at = fields.block(); at < fields.position; at += 8)
        writeLimit(rows, limitIndex++, fields.view.getFloat64(at, true));
    } else if (key === ((7 << 3) | BLOCK)) {
      for (let at = fields.block(); at < fields.position; at += 8)
        rows[3 * countIndex++ + 2] = fields.view.getFloat64(at, true);
    } else fields.skip(key);
  }
  if (count > 0) {
    rows[0] = min;
    rows[3 * count - 2] = max;
  }
  return { kind: "numbers", dtype: "float64", shape: [count, 3], values: rows };
}

/** A bucket's limit is its right edge and the next one's left. */
function writeLimit(rows: Float64Array, row: number, limit: number): void {
  rows[3 * row + 1] = limit;
  if (3 * row + 3 < rows.length) rows[3 * row + 3] = limit;
}
