// Records: the frames that an event file consists of.
//
//   u64 length · u32 masked CRC-32C of the length · payload · u32 masked CRC-32C of the payload      (little-endian)
import { maskedCrc32c } from "./crc32c.ts";

export const RECORD_HEADER_BYTES = 12;
export const RECORD_FOOTER_BYTES = 4;

/** What reading on gives, by what the caller can do: go on (`record`, `skipped`), wait for more bytes, or give the file up. */
export type ReadResult =
  /** `data` is the payload, valid until the next `push`; `offsetBytes` is where the record begins in the stream. */
  | { readonly kind: "record"; readonly data: Uint8Array; readonly offsetBytes: number }
  /** The payload does not have its checksum. */
  | { readonly kind: "skipped"; readonly offsetBytes: number; readonly reason: string }
  /** `neededBytes`: size of the incomplete record as far as it is known; 12 until its header is there. */
  | { readonly kind: "truncated"; readonly offsetBytes: number; readonly neededBytes: number }
  /** The length does not have its checksum: where the next record begins is unknown for good. */
  | { readonly kind: "corrupt"; readonly offsetBytes: number; readonly reason: string };

export const BAD_LENGTH_CHECKSUM = "checksum of a record's length is wrong";
export const BAD_PAYLOAD_CHECKSUM = "checksum of a record's payload is wrong";

/**
 * Cuts a growing stream of bytes into records: push bytes as they come, then call `next` until it says `truncated`.
 * Holds what was pushed and not yet read, and no more than twice that; a length that promises much allocates nothing.
 */
export class RecordReader {
  #buffer = new Uint8Array(0);
  #view = new DataView(this.#buffer.buffer);
  #start = 0;
  #end = 0;
  #consumedBytes = 0;

  push(chunk: Uint8Array): void {
    if (this.#end + chunk.length > this.#buffer.length) this.#makeRoom(chunk.length);
    this.#buffer.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  next(): ReadResult {
    const available = this.#end - this.#start;
    const offsetBytes = this.#consumedBytes;
    if (available < RECORD_HEADER_BYTES)
      return { kind: "truncated", offsetBytes, neededBytes: RECORD_HEADER_BYTES };
    const length = payloadLength(this.#buffer, this.#view, this.#start);
    if (length < 0) return { kind: "corrupt", offsetBytes, reason: BAD_LENGTH_CHECKSUM };
    const sizeBytes = RECORD_HEADER_BYTES + length + RECORD_FOOTER_BYTES;
    if (available < sizeBytes) return { kind: "truncated", offsetBytes, neededBytes: sizeBytes };
    const start = this.#start + RECORD_HEADER_BYTES;
    const end = start + length;
    this.#start += sizeBytes;
    this.#consumedBytes += sizeBytes;
    if (maskedCrc32c(this.#buffer, start, end, this.#view) !== this.#view.getUint32(end, true))
      return { kind: "skipped", offsetBytes, reason: BAD_PAYLOAD_CHECKSUM };
    return { kind: "record", data: this.#buffer.subarray(start, end), offsetBytes };
  }

  /** Moves what is unread to the front of a buffer at least twice as large as it: single bytes cost constant time each. */
  #makeRoom(moreBytes: number): void {
    const unread = this.#buffer.subarray(this.#start, this.#end);
    const neededBytes = unread.length + moreBytes;
    const target = neededBytes * 2 > this.#buffer.length ? new Uint8Array(neededBytes * 2) : this.#buffer;
    target.set(unread);
    this.#buffer = target;
    this.#view = new DataView(target.buffer);
    this.#start = 0;
    this.#end = unread.length;
  }
}

const SMALL_LENGTHS = 4096;
/** Masked checksum of the eight bytes that hold each small length; 0 until it was needed. */
const smallLengthChecksums = new Uint32Array(SMALL_LENGTHS);

/** Length of the payload of the record whose whole header begins at `start`; −1 when its checksum is wrong. */
export function payloadLength(bytes: Uint8Array, view: DataView, start: number): number {
  const low = view.getUint32(start, true);
  const high = view.getUint32(start + 4, true);
  const checksum = view.getUint32(start + 8, true);
  // The checksums of small lengths are remembered: nearly all records of a file have one of a few lengths.
  if (high === 0 && low < SMALL_LENGTHS && smallLengthChecksums[low] === checksum && checksum !== 0)
    return low;
  if (maskedCrc32c(bytes, start, start + 8, view) !== checksum) return -1;
  if (high === 0 && low < SMALL_LENGTHS) smallLengthChecksums[low] = checksum;
  return low + high * 2 ** 32;
}

/** The record that holds `payload`. */
export function encodeRecord(payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const record = new Uint8Array(RECORD_HEADER_BYTES + payload.length + RECORD_FOOTER_BYTES);
  record.set(payload, RECORD_HEADER_BYTES);
  sealRecord(record, new DataView(record.buffer), 0, payload.length);
  return record;
}

/** Writes header and footer around a payload that already stands at `start + 12`. */
export function sealRecord(bytes: Uint8Array, view: DataView, start: number, length: number): void {
  const payload = start + RECORD_HEADER_BYTES;
  view.setUint32(start, length, true);
  view.setUint32(start + 4, Math.floor(length / 2 ** 32), true);
  view.setUint32(start + 8, maskedCrc32c(bytes, start, start + 8, view), true);
  view.setUint32(payload + length, maskedCrc32c(bytes, payload, payload + length, view), true);
}
