// Bytes that grow at their end: text as it is written, or messages whose lengths are known only when they close.

/** Bytes of a message's length: a varint that is padded, so that nothing moves when the length is known. Holds up to 2^35. */
const LENGTH_BYTES = 5;

export class ByteSink {
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView;
  length = 0;

  constructor(capacity = 1024) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** What was written, not copied: it holds until the next write. */
  get written(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.length);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.length++] = value;
  }

  bytes(values: Uint8Array): void {
    this.#reserve(values.length);
    this.#bytes.set(values, this.length);
    this.length += values.length;
  }

  /** `text` has no characters above 127. */
  ascii(text: string): void {
    this.#reserve(text.length);
    for (let at = 0; at < text.length; at++) this.#bytes[this.length + at] = text.charCodeAt(at);
    this.length += text.length;
  }

  repeated(value: number, count: number): void {
    this.#reserve(count);
    this.#bytes.fill(value, this.length, this.length + count);
    this.length += count;
  }

  /** A varint of up to 53 bits; a negative one takes ten bytes, as protobuf wants. */
  varint(value: number): void {
    if (value < 0 || !Number.isSafeInteger(value)) {
      this.bigVarint(BigInt.asUintN(64, BigInt(Math.trunc(value))));
      return;
    }
    let left = value;
    while (left >= 128) {
      this.byte((left % 128) + 128);
      left = Math.floor(left / 128);
    }
    this.byte(left);
  }

  bigVarint(value: bigint): void {
    let left = BigInt.asUintN(64, value);
    while (left >= 128n) {
      this.byte(Number(left & 127n) + 128);
      left >>= 7n;
    }
    this.byte(Number(left));
  }

  float(value: number): void {
    this.#reserve(4);
    this.#view.setFloat32(this.length, value, true);
    this.length += 4;
  }

  double(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  /** Begins a length-delimited field; `close` wants what it returns. */
  open(fieldNumber: number): number {
    this.varint(fieldNumber * 8 + 2);
    const at = this.length;
    this.repeated(0, LENGTH_BYTES);
    return at;
  }

  close(opened: number): void {
    let left = this.length - opened - LENGTH_BYTES;
    for (let at = 0; at < LENGTH_BYTES; at++) {
      this.#bytes[opened + at] = (left % 128) + (at < LENGTH_BYTES - 1 ? 128 : 0);
      left = Math.floor(left / 128);
    }
  }

  #reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.length));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}
