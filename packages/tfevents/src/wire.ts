// Walks serialised messages in place: every varint and length is checked against the end of the message it stands in.
//
// The generated decoder builds an object per sub-message, so that two hostile bytes can cost a hundred; event files come from
// anywhere, so what scans them looks at fields where they stand and copies only what it keeps.

/** Serialised bytes within others. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** How a field's value is written: the low three bits of its key. */
export const VARINT = 0;
export const FIXED64 = 1;
export const BLOCK = 2;
export const FIXED32 = 5;

const decoder = new TextDecoder();

/**
 * Walks the fields of one message. What does not fit sets `malformed` and ends the walk; reads then give zero,
 * so a loop over `next` needs one check at its end.
 */
export class WireReader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly end: number;
  position: number;
  malformed = false;
  #low = 0;
  #high = 0;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length, view = viewOf(bytes)) {
    this.bytes = bytes;
    this.view = view;
    this.position = start;
    this.end = end;
  }

  /** The next field's key (number × 8 + wire type), or 0 at the end. Zero as a field number is malformed. */
  next(): number {
    if (this.position >= this.end) return 0;
    this.#varint();
    const key = this.#low >>> 0;
    if (this.#high !== 0 || key < 8) return this.#fail();
    return key;
  }

  /** Steps over the value of a field that the caller does not know. Groups, which no event has, are malformed. */
  skip(key: number): void {
    switch (key & 7) {
      case VARINT:
        this.#varint();
        break;
      case FIXED64:
        this.#advance(8);
        break;
      case BLOCK:
        this.block();
        break;
      case FIXED32:
        this.#advance(4);
        break;
      default:
        this.#fail();
    }
  }

  /** Low 32 bits of a varint, signed: int32, enum, bool. */
  int32(): number {
    this.#varint();
    return this.#low;
  }

  /** An int64 varint; NaN when it is not a safe integer. */
  int64(): number {
    this.#varint();
    const value = this.#high * 2 ** 32 + (this.#low >>> 0);
    return Number.isSafeInteger(value) ? value : NaN;
  }

  /** An int64 varint; the nearest double. */
  roundedInt64(): number {
    this.#varint();
    // Both parts are exact: the sum rounds once.
    return this.#high * 2 ** 32 + (this.#low >>> 0);
  }

  bigInt64(): bigint {
    this.#varint();
    return (BigInt(this.#high) << 32n) | BigInt(this.#low >>> 0);
  }

  float(): number {
    const at = this.#advance(4);
    return at < 0 ? 0 : this.view.getFloat32(at, true);
  }

  double(): number {
    const at = this.#advance(8);
    return at < 0 ? 0 : this.view.getFloat64(at, true);
  }

  fixed32(): number {
    const at = this.#advance(4);
    return at < 0 ? 0 : this.view.getUint32(at, true);
  }

  /** Steps over a length-delimited value: where it begins; `position` is where it ends. */
  block(): number {
    this.#varint();
    const length = this.#low >>> 0;
    if (this.#high !== 0 || length > this.end - this.position) {
      this.#fail();
      return this.position;
    }
    const start = this.position;
    this.position += length;
    return start;
  }

  /** The bytes of a length-delimited value, not copied. */
  blockBytes(): Uint8Array {
    const start = this.block();
    return this.bytes.subarray(start, this.position);
  }

  /** A length-delimited value as a message of its own; its `malformed` is its own, too. */
  message(): WireReader {
    const start = this.block();
    return new WireReader(this.bytes, start, this.position, this.view);
  }

  /** UTF-8; what is not becomes U+FFFD. */
  text(): string {
    return decodeText(this.blockBytes());
  }

  #varint(): void {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.position >= this.end) break;
      const byte = this.view.getUint8(this.position++);
      const bits = byte & 127;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >>> 4;
      } else if (shift < 63) high |= bits << (shift - 32);
      else high |= (bits & 1) << 31;
      if (byte < 128) {
        this.#low = low;
        this.#high = high;
        return;
      }
    }
    this.#low = this.#high = 0;
    this.#fail();
  }

  #advance(length: number): number {
    if (length > this.end - this.position) {
      this.#fail();
      return -1;
    }
    const at = this.position;
    this.position += length;
    return at;
  }

  #fail(): 0 {
    this.malformed = true;
    this.position = this.end;
    return 0;
  }
}

export function decodeText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
