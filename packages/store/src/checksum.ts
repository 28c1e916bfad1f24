// Checksums of what the index holds: a bit that flipped on a disk must not become a point.
import { crc32 } from "node:zlib";
import { crc32c } from "@runboard/tfevents";
import { ChunkError } from "./chunk-column.ts";

/** Below this, calling into zlib costs more than counting here. */
const NATIVE_WORTH_BYTES = 1024;

/** 32 bits of some bytes or of a text's UTF-8, going on from another checksum: CRC-32C of few bytes, CRC-32 of many and of texts. */
export function checksum(content: Uint8Array | string, before = 0): number {
  if (typeof content === "string" || content.length >= NATIVE_WORTH_BYTES) return crc32(content, before);
  return (crc32c(content) ^ Math.imul(before, SPREAD)) >>> 0;
}

/** Odd, so that no two checksums come to the same. */
const SPREAD = 0x9e3779b1;

/** @throws ChunkError when the bytes are not those that the checksum was taken of. */
export function assertChecksum(bytes: Uint8Array, expected: number | undefined): void {
  if (checksum(bytes) !== expected) throw new ChunkError("Bytes that do not have their checksum.");
}

/** Bytes, behind their checksum. @param owner checksum of what they belong to. */
export function sealBytes(bytes: Uint8Array, owner: number): Uint8Array {
  const sealed = new Uint8Array(CHECKSUM_BYTES + bytes.length);
  sealed.set(bytes, CHECKSUM_BYTES);
  new DataView(sealed.buffer).setUint32(0, checksum(bytes, owner));
  return sealed;
}

/** @throws ChunkError when they are not what `sealBytes` gave for the same owner. */
export function openBytes(sealed: Uint8Array, owner: number): Uint8Array {
  const bytes = sealed.subarray(CHECKSUM_BYTES);
  const view = new DataView(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (sealed.length < CHECKSUM_BYTES || view.getUint32(0) !== checksum(bytes, owner))
    throw new ChunkError("Bytes that do not have their checksum.");
  return bytes;
}

const CHECKSUM_BYTES = 4;

/** Numbers as bytes that begin with their checksum. Valid until the next call. */
export class SealedNumbers {
  readonly #numbers: Float64Array;
  readonly #bytes: Uint8Array;
  readonly #content: Uint8Array;

  constructor(count: number) {
    this.#numbers = new Float64Array(count + 1);
    this.#bytes = new Uint8Array(this.#numbers.buffer);
    this.#content = this.#bytes.subarray(8);
  }

  /** The numbers, to be written before `seal` and read after `open`. */
  get numbers(): Float64Array {
    return this.#numbers.subarray(1);
  }

  /** @param owner checksum of what the numbers belong to. */
  seal(owner: number): Uint8Array {
    this.#numbers[0] = checksum(this.#content, owner);
    return this.#bytes;
  }

  /** @throws ChunkError when the bytes are not what `seal` gave for the same owner. */
  open(bytes: Uint8Array, owner: number): Float64Array {
    if (bytes.length !== this.#bytes.length) throw new ChunkError(`Numbers of ${bytes.length} bytes.`);
    this.#bytes.set(bytes);
    if (this.#numbers[0] !== checksum(this.#content, owner))
      throw new ChunkError("Numbers that do not have their checksum.");
    return this.numbers;
  }
}
