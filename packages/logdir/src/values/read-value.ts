// What the bytes of one value hold, in a form that may be kept: it does not hold on to bytes that were read with it.
import {
  readBlobValue,
  readTensorValue,
  tagOfValue,
  type DoublesFor,
  type Tensor,
  type ValueDetails,
} from "@runboard/tfevents";
import { problem, type ValueProblem } from "./span-file.ts";

/** As `ValueDetails` tells values apart. */
export type ValueForm = ValueDetails["kind"];

/** Frozen by convention: who asks for the same gets the same. */
export interface ReadTensor {
  readonly kind: "tensor";
  readonly tensor: Tensor;
  readonly tag: string;
  /** In memory, about; a string that fills many elements counts for each of them, as it does in an answer. */
  readonly sizeBytes: number;
}

export interface ReadBlobs {
  readonly kind: "blobs";
  /** The samples: pictures, clips, or the one message. */
  readonly blobs: readonly Uint8Array[];
  /** Null for a message, which has none. */
  readonly tag: string | null;
  readonly sizeBytes: number;
}

export type ReadValue = ReadTensor | ReadBlobs;

/** What an array of bytes costs beside its bytes. */
const ARRAY_BYTES = 100;

/** @param maxBytes of what it takes decoded; more is a problem, found before it is copied. @param doublesFor as for `readTensorValue`. */
export function readValue(
  bytes: Uint8Array,
  form: ValueForm,
  { maxBytes, doublesFor }: { readonly maxBytes: number; readonly doublesFor?: DoublesFor },
): ReadValue | ValueProblem {
  if (form === "message") return blobsOf([ownBytes(bytes)], null);
  const tag = tagOfValue(bytes);
  if (tag === undefined) return problem("value_changed", "no value of a summary stands there");
  if (form !== "tensor") {
    const result = readBlobValue(ownBytes(bytes), form);
    return result.kind === "corrupt" ? problem("value_changed", result.reason) : blobsOf(result.blobs, tag);
  }
  const result = readTensorValue(bytes, doublesFor);
  if (result.kind === "corrupt")
    return problem(result.isTooLarge ? "too_large" : "value_changed", result.reason);
  return tensorOf(result.tensor, tag, { bytes, maxBytes });
}

function blobsOf(blobs: readonly Uint8Array[], tag: string | null): ReadBlobs {
  return { kind: "blobs", blobs, tag, sizeBytes: sizeOf(blobs) };
}

function tensorOf(
  tensor: Tensor,
  tag: string,
  { bytes, maxBytes }: { readonly bytes: Uint8Array; readonly maxBytes: number },
): ReadTensor | ValueProblem {
  if (tensor.kind !== "strings")
    return { kind: "tensor", tensor, tag, sizeBytes: tensor.values.byteLength + ARRAY_BYTES };
  const sizeBytes = sizeOf(tensor.values);
  if (sizeBytes > maxBytes)
    return problem(
      "too_large",
      `the value's ${tensor.values.length} strings take ${sizeBytes} bytes; at most ${maxBytes} are read`,
    );
  const values = isOwn(bytes) ? tensor.values : ownStrings(tensor.values);
  return { kind: "tensor", tensor: { ...tensor, values }, tag, sizeBytes };
}

/** Copies; one string that fills all elements from its own on stays one. */
function ownStrings(values: readonly Uint8Array[]): readonly Uint8Array[] {
  let before: Uint8Array | undefined;
  let copy = new Uint8Array(0);
  return values.map((value) => {
    if (value !== before) copy = value.slice();
    before = value;
    return copy;
  });
}

function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length + ARRAY_BYTES, 0);
}

/** A copy, unless they are all of their memory: else that is shared, and soon of other bytes. */
function ownBytes(bytes: Uint8Array): Uint8Array {
  return isOwn(bytes) ? bytes : bytes.slice();
}

function isOwn(bytes: Uint8Array): boolean {
  return bytes.buffer.byteLength === bytes.length;
}
