// Memory for the doubles of many small values that are decoded together. A piece for each costs twice the time, and the garbage collector as much again.
import type { ReadValue } from "./read-value.ts";
import type { Span } from "./span-file.ts";

/** So much is kept in memory, and let go, at once. */
const PIECE_BYTES = 256 * 1024;
/** A larger value has memory of its own. */
const MOST_VALUE_BYTES = PIECE_BYTES / 8;
/** Rows of three doubles take half as much again as the two of them in an event. */
const DECODED_BYTES_PER_BYTE = 1.5;

export class JoinedMemory {
  readonly #pieceBytes: number;
  /** Of values that were not decoded yet, about. */
  #leftBytes: number;
  #piece = new ArrayBuffer(0);
  #usedBytes = 0;

  /** @param spans where the values stand. @param mostBytes of one piece. */
  constructor(spans: readonly Span[], mostBytes: number) {
    this.#leftBytes = spans.reduce((sum, { lengthBytes }) => sum + lengthBytes, 0) * DECODED_BYTES_PER_BYTE;
    this.#pieceBytes = Math.floor(Math.min(PIECE_BYTES, mostBytes) / 8) * 8;
  }

  /** All zero. */
  doubles(count: number): Float64Array {
    const sizeBytes = count * Float64Array.BYTES_PER_ELEMENT;
    if (sizeBytes > Math.min(MOST_VALUE_BYTES, this.#pieceBytes)) return new Float64Array(count);
    if (this.#usedBytes + sizeBytes > this.#piece.byteLength) {
      const leftBytes = Math.ceil(this.#leftBytes / 8) * 8;
      this.#piece = new ArrayBuffer(Math.min(this.#pieceBytes, Math.max(sizeBytes, leftBytes)));
      this.#usedBytes = 0;
    }
    const values = new Float64Array(this.#piece, this.#usedBytes, count);
    this.#usedBytes += sizeBytes;
    this.#leftBytes -= sizeBytes;
    return values;
  }

  /** What a value that was decoded last shares with others; undefined when it shares nothing. */
  pieceOf(value: ReadValue): ArrayBuffer | undefined {
    if (value.kind !== "tensor" || value.tensor.kind === "strings") return undefined;
    return value.tensor.values.buffer === this.#piece ? this.#piece : undefined;
  }
}
