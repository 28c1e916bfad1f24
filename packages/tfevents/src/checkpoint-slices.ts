// Slices of tensors in checkpoints: a partitioned variable has an entry without bytes that lists its slices, and an entry for each of these.
//
// The key of a slice (TensorFlow's EncodeTensorNameSlice) is in "ordered code", whose bytes sort as what they stand for:
//
//   slice   number 0 · string name · number rank · of each dimension: signed start, signed length; 0 and −1 where it is whole
//   number  u8 how many bytes · these, big-endian, without leading zeros
//   string  bytes, but 00 as 00 FF and FF as FF 00 · 00 01
//   signed  n bytes, big-endian, as many as leave room for a sign and n more bits · its first n bits are ones, of a negative one all is inverted
import { type Dtype, elementCountOf, elementSizeBytes } from "./tensor.ts";
import { BLOCK, VARINT, type WireReader } from "./wire.ts";

/** Where bytes are. */
export interface CheckpointPlace {
  /** Which shard; see `checkpointShardName`. */
  readonly shardId: number;
  readonly offsetBytes: number;
  readonly sizeBytes: number;
  /** Masked CRC-32C of the bytes. */
  readonly checksum: number;
}

/** A part of a partitioned tensor, row-major in itself. */
export interface CheckpointSlice extends CheckpointPlace {
  /** Of each dimension the first index, and how many: within the tensor's shape. */
  readonly starts: readonly number[];
  readonly lengths: readonly number[];
}

/** Of one tensor: to tell whether two overlap takes the square of it. */
export const MAX_SLICES = 1024;

/** What TensorFlow allows. */
const MAX_RANK = 254;

/** Of one dimension; `length` −1: all of it. */
export interface Extent {
  readonly start: number;
  readonly length: number;
}

/** A TensorSliceProto: an extent for each dimension; NaN for what is no safe integer. Undefined when malformed. */
export function readExtents(reader: WireReader): readonly Extent[] | undefined {
  const extents: Extent[] = [];
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key !== ((1 << 3) | BLOCK)) {
      reader.skip(key);
      continue;
    }
    const extent = { start: 0, length: -1 };
    const own = reader.message();
    for (let field = own.next(); field !== 0; field = own.next()) {
      if (field === ((1 << 3) | VARINT)) extent.start = own.int64();
      else if (field === ((2 << 3) | VARINT)) extent.length = own.int64();
      else own.skip(field);
    }
    if (own.malformed || extents.length === MAX_RANK) return undefined;
    extents.push(extent);
  }
  return reader.malformed ? undefined : extents;
}

/** The key under which a slice of the tensor `name` stands, a character for each byte. Numbers are safe, and −1 at least. */
export function sliceKey(name: Uint8Array, extents: readonly Extent[]): string {
  const bytes: number[] = [0];
  for (const byte of name) {
    bytes.push(byte);
    if (byte === 0) bytes.push(255);
    else if (byte === 255) bytes.push(0);
  }
  bytes.push(0, 1);
  const rank = bytesOf(extents.length);
  bytes.push(rank.length, ...rank);
  for (const { start, length } of extents) bytes.push(...signedBytes(start), ...signedBytes(length));
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

function bytesOf(number: number): readonly number[] {
  const bytes: number[] = [];
  for (let left = number; left > 0; left = Math.floor(left / 256)) bytes.unshift(left % 256);
  return bytes;
}

/** −1 has the bits of 0, inverted. */
function signedBytes(number: number): readonly number[] {
  if (number < 0) return [0x7f];
  let count = 1;
  while (number >= 2 ** (7 * count - 1)) count++;
  const bytes = [...bytesOf(number)];
  while (bytes.length < count) bytes.unshift(0);
  bytes[0] = (bytes[0] ?? 0) | (0xff & ~(0xff >> count));
  return bytes;
}

export interface SliceEntry {
  /** As the tensor lists it. */
  readonly extents: readonly Extent[];
  /** What its own entry says; null where there is none. */
  readonly found: {
    readonly dtype: Dtype;
    readonly shape: readonly number[];
    readonly place: CheckpointPlace;
  } | null;
}

/** The slices of a tensor, whose extents lie in its shape, fill it and do not overlap; otherwise what is wrong. */
export function checkedSlices(
  { dtype, shape }: { readonly dtype: Dtype; readonly shape: readonly number[] },
  entries: readonly SliceEntry[],
): readonly CheckpointSlice[] | string {
  const slices: CheckpointSlice[] = [];
  let elementCount = 0;
  for (const { extents, found } of entries) {
    if (!found) return "lacks a slice";
    if (extents.length !== shape.length) return "has a slice of another rank";
    const starts = extents.map(({ start, length }) => (length === -1 ? 0 : start));
    const lengths = extents.map(({ length }, axis) => (length === -1 ? (shape[axis] ?? 0) : length));
    const isInside = shape.every((size, axis) => {
      const [start = NaN, length = NaN] = [starts[axis], lengths[axis]];
      return start >= 0 && length >= 0 && start + length <= size;
    });
    if (!isInside) return "has a slice beyond its shape";
    if (found.dtype !== dtype || found.shape.join() !== lengths.join()) return "has a slice of another shape";
    if (dtype !== "string" && found.place.sizeBytes !== elementCountOf(lengths) * elementSizeBytes(dtype))
      return "has a slice whose bytes do not fill its shape";
    slices.push({ starts, lengths, ...found.place });
    elementCount += elementCountOf(lengths);
  }
  if (elementCount !== elementCountOf(shape)) return "has slices that do not fill its shape";
  return slices.some((slice, at) => slices.slice(0, at).some((other) => overlap(slice, other)))
    ? "has slices that overlap"
    : slices;
}

function overlap(one: CheckpointSlice, other: CheckpointSlice): boolean {
  if (elementCountOf(one.lengths) === 0 || elementCountOf(other.lengths) === 0) return false;
  return one.starts.every((start, axis) => {
    const [end, otherStart] = [start + (one.lengths[axis] ?? 0), other.starts[axis] ?? 0];
    return start < otherStart + (other.lengths[axis] ?? 0) && otherStart < end;
  });
}

/**
 * Puts the bytes of a slice where they belong among those of the whole tensor, row-major.
 * @param whole of the tensor's elements, raw
 * @param bytes of the slice's elements, raw; `slice.sizeBytes` of them
 */
export function placeSlice(
  { dtype, shape }: { readonly dtype: Dtype; readonly shape: readonly number[] },
  slice: CheckpointSlice,
  { whole, bytes }: { readonly whole: Uint8Array; readonly bytes: Uint8Array },
): void {
  if (bytes.length === 0) return;
  const { starts, lengths } = slice;
  // From the last axis that is not whole on, elements stand together.
  let axis = shape.length - 1;
  while (axis > 0 && lengths[axis] === shape[axis]) axis--;
  const inner = elementCountOf(shape.slice(axis + 1)) * elementSizeBytes(dtype);
  const rowBytes = (lengths[axis] ?? 1) * inner;
  const at = lengths.map(() => 0);
  for (let from = 0; from < bytes.length; from += rowBytes) {
    let place = 0;
    for (let outer = 0; outer <= axis; outer++)
      place = place * (shape[outer] ?? 1) + (starts[outer] ?? 0) + (outer < axis ? (at[outer] ?? 0) : 0);
    whole.set(bytes.subarray(from, from + rowBytes), place * inner);
    for (let outer = axis - 1; outer >= 0; outer--) {
      at[outer] = (at[outer] ?? 0) + 1;
      if ((at[outer] ?? 0) < (lengths[outer] ?? 0)) break;
      at[outer] = 0;
    }
  }
}
