// Columns of numbers as bytes: each column is written in the smallest of a few forms that gives back exactly what went in.
//
// A column is one byte for its form, seven of padding, then the payload, padded to a multiple of eight:
//   0 plain    f64[n]
//   1 constant f64                        all alike, to the bit
//   2 stride   f64 first, f64 stride      number i is first + i * stride
//   3 offsets  f64 base, i32[n]           number i is base + offset i
//   4 ticks    f64 base, i32[n]           number i is number i-1 + delta i / 2^22; wall times between 2004 and 2038 are multiples of 2^-22 s
//   5 single   f32[n]
// Numbers stand in the machine's byte order, little-endian wherever Node runs but on s390x; the chunk's version byte tells the two apart.

/** Points in a full chunk. */
export const CHUNK_POINTS = 1024;

const PLAIN = 0;
const CONSTANT = 1;
const STRIDE = 2;
const OFFSETS = 3;
const TICKS = 4;
const SINGLE = 5;

const TICKS_PER_SECOND = 2 ** 22;

/** What is stored is not what was written: a damaged or foreign index. */
export class ChunkError extends Error {
  override readonly name = "ChunkError";
  /** Whose share of the index is damaged: that of a file, or of all files of the run that a series is of, or of a run; undefined while nobody said. */
  owner: { readonly fileId: number } | { readonly seriesId: number } | { readonly runId: number } | undefined;
}

/** Reads something of a file or a series, which a ChunkError then names. */
export function readOwned<T>(owner: NonNullable<ChunkError["owner"]>, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ChunkError) error.owner ??= owner;
    throw error;
  }
}

/** Collects one chunk's bytes in a buffer that is used again for the next. */
export class ChunkWriter {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #doubles: Float64Array;
  readonly #singles: Float32Array;
  readonly #integers: Int32Array;
  #length = 0;

  /** @param sizeBytes greatest size of a chunk, a multiple of 8. */
  constructor(sizeBytes: number) {
    const buffer = new ArrayBuffer(sizeBytes);
    this.#bytes = new Uint8Array(buffer);
    this.#doubles = new Float64Array(buffer);
    this.#singles = new Float32Array(buffer);
    this.#integers = new Int32Array(buffer);
  }

  /** Begins a chunk with 8 bytes: its version and a number below 2^32. */
  begin(version: number, count: number): void {
    this.#bytes.fill(0, 0, 8);
    this.#bytes[0] = version;
    this.#integers[1] = count;
    this.#length = 8;
  }

  /** The bytes of the chunk, valid until the next one begins. */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Bytes as they are, padded to a multiple of eight. */
  raw(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#length);
    const end = this.#length + bytes.length;
    this.#length = (end + 7) & ~7;
    this.#bytes.fill(0, end, this.#length);
  }

  /** Integers, most often evenly spaced or near each other. */
  integers(column: ArrayLike<number>, from: number, to: number): void {
    if (!this.#stride(column, from, to) && !this.#offsets(column, from, to)) this.#plain(column, from, to);
  }

  /** Seconds since 1970. */
  wallTimes(column: Float64Array, from: number, to: number): void {
    if (!this.#ticks(column, from, to)) this.#plain(column, from, to);
  }

  /** Any numbers. */
  values(column: Float64Array, from: number, to: number): void {
    if (!this.#constant(column, from, to) && !this.#single(column, from, to)) this.#plain(column, from, to);
  }

  #form(form: number): void {
    this.#bytes.fill(0, this.#length, this.#length + 8);
    this.#bytes[this.#length] = form;
    this.#length += 8;
  }

  #plain(column: ArrayLike<number>, from: number, to: number): void {
    this.#form(PLAIN);
    const doubles = this.#doubles;
    let at = this.#length >> 3;
    for (let i = from; i < to; i++) doubles[at++] = column[i]!;
    this.#length = at << 3;
  }

  #constant(column: Float64Array, from: number, to: number): boolean {
    const first = column[from]!;
    for (let i = from + 1; i < to; i++) if (!Object.is(column[i], first)) return false;
    this.#form(CONSTANT);
    this.#doubles[this.#length >> 3] = first;
    this.#length += 8;
    return true;
  }

  #stride(column: ArrayLike<number>, from: number, to: number): boolean {
    const first = column[from]!;
    const stride = to - from > 1 ? column[from + 1]! - first : 0;
    for (let i = from; i < to; i++) if (column[i] !== first + (i - from) * stride) return false;
    this.#form(STRIDE);
    this.#doubles[this.#length >> 3] = first;
    this.#doubles[(this.#length >> 3) + 1] = stride;
    this.#length += 16;
    return true;
  }

  #offsets(column: ArrayLike<number>, from: number, to: number): boolean {
    const base = column[from]!;
    const start = this.#length;
    this.#form(OFFSETS);
    this.#doubles[this.#length >> 3] = base;
    const integers = this.#integers;
    let at = (this.#length + 8) >> 2;
    for (let i = from; i < to; i++) {
      const number = column[i]!;
      const offset = (number - base) | 0;
      if (base + offset !== number) {
        this.#length = start;
        return false;
      }
      integers[at++] = offset;
    }
    this.#endIntegers(at);
    return true;
  }

  #ticks(column: Float64Array, from: number, to: number): boolean {
    let before = column[from]!;
    const start = this.#length;
    this.#form(TICKS);
    this.#doubles[this.#length >> 3] = before;
    const integers = this.#integers;
    let at = (this.#length + 8) >> 2;
    for (let i = from; i < to; i++) {
      const time = column[i]!;
      const delta = ((time - before) * TICKS_PER_SECOND) | 0;
      if (before + delta / TICKS_PER_SECOND !== time) {
        this.#length = start;
        return false;
      }
      integers[at++] = delta;
      before = time;
    }
    this.#endIntegers(at);
    return true;
  }

  #single(column: Float64Array, from: number, to: number): boolean {
    for (let i = from; i < to; i++) {
      const value = column[i]!;
      if (Math.fround(value) !== value && value === value) return false;
    }
    this.#form(SINGLE);
    const singles = this.#singles;
    let at = this.#length >> 2;
    for (let i = from; i < to; i++) singles[at++] = column[i]!;
    this.#endIntegers(at);
    return true;
  }

  /** Pads after four-byte numbers that end before index `at`. */
  #endIntegers(at: number): void {
    if ((at & 1) !== 0) this.#integers[at++] = 0;
    this.#length = at << 2;
  }
}

/** Takes a chunk's bytes apart. Every size is checked; what does not fit is a ChunkError. */
export class ChunkReader {
  readonly count: number;
  readonly #bytes: Uint8Array;
  #offset = 8;

  /** @param maxCount greatest count that the chunk may name. */
  constructor(bytes: Uint8Array, version: number, maxCount: number) {
    if (bytes.length < 8 || bytes.length % 8 !== 0) throw new ChunkError(`A chunk of ${bytes.length} bytes.`);
    if (bytes[0] !== version) throw new ChunkError(`A chunk of version ${bytes[0] ?? 0}, not ${version}.`);
    // Views of eight-byte numbers need an aligned place; what a driver hands over stands at one as a rule.
    this.#bytes = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
    this.count = this.#integersAt(4, 1)[0]! >>> 0;
    if (this.count > maxCount) throw new ChunkError(`A chunk of ${this.count} points.`);
  }

  /** The chunk must end where its last column does. */
  end(): void {
    if (this.#offset !== this.#bytes.length)
      throw new ChunkError(`A chunk with ${this.#bytes.length - this.#offset} bytes left over.`);
  }

  /** A view of the next bytes. */
  raw(sizeBytes: number): Uint8Array {
    const start = this.#take((sizeBytes + 7) & ~7);
    return this.#bytes.subarray(start, start + sizeBytes);
  }

  /** Bytes that are left. */
  rest(): Uint8Array {
    const start = this.#offset;
    this.#offset = this.#bytes.length;
    return this.#bytes.subarray(start);
  }

  /** Writes the next column into `into`, beginning at index `at`; it has `count` numbers. */
  column(into: Float64Array | Int32Array, at: number): void {
    if (at + this.count > into.length) throw new ChunkError("A chunk with more points than were announced.");
    const form = this.#bytes[this.#take(8)];
    switch (form) {
      case PLAIN:
        into.set(this.#doublesAt(this.#take(8 * this.count), this.count), at);
        return;
      case CONSTANT:
        into.fill(this.#doublesAt(this.#take(8), 1)[0]!, at, at + this.count);
        return;
      case STRIDE: {
        const [first, stride] = this.#doublesAt(this.#take(16), 2);
        for (let i = 0; i < this.count; i++) into[at + i] = first! + i * stride!;
        return;
      }
      case OFFSETS: {
        const base = this.#doublesAt(this.#take(8), 1)[0]!;
        const offsets = this.#integersAt(this.#take(padded(this.count)), this.count);
        for (let i = 0; i < offsets.length; i++) into[at + i] = base + offsets[i]!;
        return;
      }
      case TICKS: {
        let time = this.#doublesAt(this.#take(8), 1)[0]!;
        const deltas = this.#integersAt(this.#take(padded(this.count)), this.count);
        for (let i = 0; i < deltas.length; i++) into[at + i] = time += deltas[i]! / TICKS_PER_SECOND;
        return;
      }
      case SINGLE: {
        const start = this.#take(padded(this.count));
        into.set(new Float32Array(this.#bytes.buffer, this.#bytes.byteOffset + start, this.count), at);
        return;
      }
      default:
        throw new ChunkError(`A column of the unknown form ${form ?? "none"}.`);
    }
  }

  #take(sizeBytes: number): number {
    const start = this.#offset;
    if (start + sizeBytes > this.#bytes.length) throw new ChunkError("A chunk that ends too early.");
    this.#offset = start + sizeBytes;
    return start;
  }

  #doublesAt(start: number, count: number): Float64Array {
    return new Float64Array(this.#bytes.buffer, this.#bytes.byteOffset + start, count);
  }

  #integersAt(start: number, count: number): Int32Array {
    return new Int32Array(this.#bytes.buffer, this.#bytes.byteOffset + start, count);
  }
}

/** Bytes of `count` four-byte numbers, padded. */
function padded(count: number): number {
  return (4 * count + 7) & ~7;
}

/** A version byte that also tells the byte order. */
export function versionByte(version: number): number {
  const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
  return isLittleEndian ? version : version | 0x80;
}
