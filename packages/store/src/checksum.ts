// Checksums of what the index holds: a bit that flipped on a disk must not become a point.
import { crc32 } from "node:zlib";
import { ChunkError } from "./chunk-column.ts";

/** CRC-32 of some bytes, going on from another checksum. */
export function checksum(bytes: Uint8Array, before = 0): number {
  return crc32(bytes, before >>> 0);
}

/**
 * 32 bits (signed) of what came before and one more word, for few words, of which a call into zlib would cost more. Any change of either alone
 * changes the sum. The step of FxHash, as Firefox and rustc have it, and a shift, so that high bits reach low ones.
 */
export function addWord(before: number, word: number): number {
  const sum = Math.imul(((before << 5) | (before >>> 27)) ^ word, 0x9e3779b1);
  return sum ^ (sum >>> 15);
}

/** 32 bits of some texts: of their UTF-16 units, two a word, and their lengths before them. */
export function textChecksum(...texts: readonly string[]): number {
  let sum = 0;
  for (const text of texts) {
    const { length } = text;
    sum = addWord(sum, length);
    for (let at = 0; at + 1 < length; at += 2)
      sum = addWord(sum, text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16));
    if (length % 2 === 1) sum = addWord(sum, text.charCodeAt(length - 1));
  }
  return sum;
}

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

/** Eight-byte floats and four-byte integers as bytes that begin with their checksum. */
export class SealedNumbers {
  /** To be written before `seal` and read after `open`. */
  readonly doubles: Float64Array;
  readonly integers: Int32Array;
  readonly #checksum: Int32Array;
  readonly #bytes: Uint8Array;
  /** All but the checksum. */
  readonly #words: Int32Array;

  /** @param integerCount odd: the checksum stands before them. */
  constructor(integerCount: number, doubleCount: number) {
    const buffer = new ArrayBuffer(4 + 4 * integerCount + 8 * doubleCount);
    this.#checksum = new Int32Array(buffer, 0, 1);
    this.integers = new Int32Array(buffer, 4, integerCount);
    this.doubles = new Float64Array(buffer, 4 + 4 * integerCount, doubleCount);
    this.#bytes = new Uint8Array(buffer);
    this.#words = new Int32Array(buffer, 4);
  }

  /** Valid until the next call. @param owner checksum of what the numbers belong to. */
  seal(owner: number): Uint8Array {
    this.#checksum[0] = this.#sum(owner);
    return this.#bytes;
  }

  /** Puts what `seal` gave for the same owner into `doubles` and `integers`. @throws ChunkError when the bytes are anything else. */
  open(bytes: Uint8Array, owner: number): void {
    if (bytes.length !== this.#bytes.length) throw new ChunkError(`Numbers of ${bytes.length} bytes.`);
    this.#bytes.set(bytes);
    if (this.#checksum[0] !== this.#sum(owner))
      throw new ChunkError("Numbers that do not have their checksum.");
  }

  #sum(owner: number): number {
    const words = this.#words;
    let sum = owner;
    for (const word of words) sum = addWord(sum, word);
    return sum;
  }
}
