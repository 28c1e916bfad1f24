// Several small blobs in one answer: a page that shows a dozen pictures a step has no time for a dozen requests.
//
//   length of the head in bytes, 32 bits, little endian · head, JSON in UTF-8: `BatchedBlob | null` for each name in order · bytes of those that are there, one after the other
import { z } from "zod";
import { defineStream } from "./endpoint.ts";

/** Greatest number of blobs in one answer: their names have to fit an address. */
export const MAX_BATCHED_BLOBS = 32;

/** What is told of one in the head. */
interface BatchedBlob {
  /** As its own bytes tell it; `application/octet-stream` when they do not. */
  readonly mediaType: string;
  readonly sizeBytes: number;
}

export interface BlobBytes {
  readonly mediaType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export const readBlobBatch = defineStream({
  method: "GET",
  path: "/api/v1/blobs/batch",
  summary:
    "Several small blobs in one answer. What is large, or cannot be read, is left out: ask for it by itself, which tells why.",
  access: "read",
  query: z.object({
    id: z.array(z.string()).min(1).max(MAX_BATCHED_BLOBS).describe("Names that readRecords gave, repeated."),
  }),
  mediaTypes: {
    "application/octet-stream":
      "four bytes, little endian: the length of the JSON text that follows, an array with {mediaType, sizeBytes} or null for each name; then the bytes of those that are not null",
  },
});

const LENGTH_BYTES = 4;

/** @param blobs null: not in this answer */
export function packBlobs(
  blobs: readonly ({ readonly mediaType: string; readonly bytes: Uint8Array } | null)[],
): Uint8Array {
  const told = blobs.map(
    (blob): BatchedBlob | null => blob && { mediaType: blob.mediaType, sizeBytes: blob.bytes.length },
  );
  const head = new TextEncoder().encode(JSON.stringify(told));
  const sizeBytes = blobs.reduce((sum, blob) => sum + (blob?.bytes.length ?? 0), LENGTH_BYTES + head.length);
  const packed = new Uint8Array(sizeBytes);
  new DataView(packed.buffer).setUint32(0, head.length, true);
  packed.set(head, LENGTH_BYTES);
  let offset = LENGTH_BYTES + head.length;
  for (const blob of blobs) {
    if (!blob) continue;
    packed.set(blob.bytes, offset);
    offset += blob.bytes.length;
  }
  return packed;
}

/** Null for each that is not in the answer. The bytes are views of it. Throws TypeError when it is no such answer. */
export function unpackBlobs(answer: ArrayBuffer): readonly (BlobBytes | null)[] {
  const bytes = new Uint8Array(answer);
  const headBytes = answer.byteLength < LENGTH_BYTES ? NaN : new DataView(answer).getUint32(0, true);
  let offset = LENGTH_BYTES + headBytes;
  if (!(offset <= bytes.length)) throw notBlobs();
  const told = readHead(bytes.subarray(LENGTH_BYTES, offset));
  const blobs = told.map((blob): BlobBytes | null => {
    if (!blob) return null;
    const start = offset;
    offset += blob.sizeBytes;
    return { mediaType: blob.mediaType, bytes: bytes.subarray(start, offset) };
  });
  if (offset !== bytes.length) throw notBlobs();
  return blobs;
}

function readHead(bytes: Uint8Array): readonly (BatchedBlob | null)[] {
  let told: unknown;
  try {
    told = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw notBlobs();
  }
  if (!Array.isArray(told) || !told.every(isTold)) throw notBlobs();
  return told;
}

/** Without zod: a page's thread has no other use for it. */
function isTold(value: unknown): value is BatchedBlob | null {
  if (value === null) return true;
  if (typeof value !== "object" || !("mediaType" in value) || !("sizeBytes" in value)) return false;
  const { mediaType, sizeBytes } = value;
  return typeof mediaType === "string" && Number.isSafeInteger(sizeBytes) && Number(sizeBytes) >= 0;
}

function notBlobs(): TypeError {
  return new TypeError("the answer does not hold blobs as it says");
}
