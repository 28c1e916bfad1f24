// Checkpoints of TensorFlow (tensor bundles): an index that names tensors, and shards that hold their bytes.
//
// The index is a sorted table in LevelDB's file format: tensor name → BundleEntryProto, and "" → BundleHeaderProto.
// This module does no I/O: the caller reads the index, then the range of a shard that an entry names.
import {
  checkedSlices,
  type CheckpointPlace,
  type CheckpointSlice,
  type Extent,
  MAX_SLICES,
  placeSlice,
  readExtents,
  type SliceEntry,
  sliceKey,
} from "./checkpoint-slices.ts";
import { maskedCrc32c } from "./crc32c.ts";
import { readTable } from "./sorted-table.ts";
import { type Dtype, tensorFromBytes, type TensorResult } from "./tensor.ts";
import { dtypeOf, readShape } from "./tensor-proto.ts";
import { BLOCK, decodeText, FIXED32, VARINT, WireReader } from "./wire.ts";

/** Keys of slices repeat names: what spells more than this many times the index is none. */
const MAX_KEY_GROWTH = 64;

/** A tensor in a checkpoint, and where its bytes are. */
export interface CheckpointTensor extends CheckpointPlace {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Of a partitioned one, which has no bytes of its own: they fill its shape and do not overlap. Null for one that is whole. */
  readonly slices: readonly CheckpointSlice[] | null;
}

export type CheckpointResult =
  | {
      readonly kind: "checkpoint";
      readonly shardCount: number;
      /** By name, partitioned ones once; tensors of types without values (resources, variants) are left out. */
      readonly tensors: readonly CheckpointTensor[];
    }
  | { readonly kind: "corrupt"; readonly reason: string };

/** Reads the whole `<prefix>.index` file. */
export function readCheckpointIndex(bytes: Uint8Array): CheckpointResult {
  const table = readTable(bytes);
  if (table.kind === "corrupt") return table;
  const [header, ...entries] = table.entries;
  if (header?.key.length !== 0) return corrupt("checkpoint has no header");
  const shardCount = readShardCount(new WireReader(header.value));
  if (shardCount === undefined) return corrupt("checkpoint's header is malformed or of a big-endian machine");
  const read = new Map<string, Entry>();
  for (const { key, value } of entries) {
    const entry = readEntry(key, new WireReader(value));
    if (entry === "malformed" || (entry !== "without values" && entry.place.shardId >= shardCount))
      return corrupt("checkpoint has a malformed entry");
    if (entry !== "without values") read.set(bytesText(key), entry);
  }
  return withSlices(read, { shardCount, keyBytesLeft: bytes.length * MAX_KEY_GROWTH });
}

/** Entries of slices belong to the tensor that lists them, and are no tensors of their own. */
function withSlices(
  entries: ReadonlyMap<string, Entry>,
  { shardCount, keyBytesLeft }: { readonly shardCount: number; readonly keyBytesLeft: number },
): CheckpointResult {
  const slicesOf = new Map<Entry, readonly CheckpointSlice[]>();
  const isSlice = new Set<Entry>();
  let keyBytes = 0;
  for (const entry of entries.values()) {
    const { key, extents, dtype, shape } = entry;
    if (extents === null) continue;
    keyBytes += key.length * extents.length;
    const slices =
      extents.length > MAX_SLICES || keyBytes > keyBytesLeft
        ? "has more slices than are read"
        : checkedSlices({ dtype, shape }, extents.map(sliceAt));
    if (typeof slices === "string")
      return corrupt(`tensor ${JSON.stringify(decodeText(key.subarray(0, 200)))} ${slices}`);
    slicesOf.set(entry, slices);
    function sliceAt(own: readonly Extent[]): SliceEntry {
      const found = entries.get(sliceKey(key, own));
      if (!found || found.extents !== null) return { extents: own, found: null };
      isSlice.add(found);
      return { extents: own, found };
    }
  }
  const tensors: CheckpointTensor[] = [];
  for (const entry of entries.values()) {
    const { key, dtype, shape, place } = entry;
    if (!isSlice.has(entry))
      tensors.push({ name: decodeText(key), dtype, shape, ...place, slices: slicesOf.get(entry) ?? null });
  }
  return { kind: "checkpoint", shardCount, tensors };
}

/** File name of a shard of the checkpoint `prefix`. */
export function checkpointShardName(prefix: string, shardId: number, shardCount: number): string {
  const digits = (number: number) => String(number).padStart(5, "0");
  return `${prefix}.data-${digits(shardId)}-of-${digits(shardCount)}`;
}

/** Decodes a whole tensor from its bytes: the range of its shard that its entry names. Strings are not read. */
export function decodeCheckpointTensor(tensor: CheckpointTensor, bytes: Uint8Array): TensorResult {
  if (tensor.slices) return { kind: "corrupt", reason: "tensor is partitioned" };
  const reason = reasonAgainst(tensor, tensor, bytes);
  return reason === null ? tensorFromBytes(tensor.dtype, tensor.shape, bytes) : { kind: "corrupt", reason };
}

/**
 * Puts a partitioned tensor together. Strings are not read.
 * @param bytesOf gives the range of its shard that a slice names
 */
export function decodePartitionedTensor(
  tensor: CheckpointTensor,
  bytesOf: (slice: CheckpointSlice) => Uint8Array,
): TensorResult {
  const { dtype, shape, slices } = tensor;
  if (!slices) return { kind: "corrupt", reason: "tensor is not partitioned" };
  // The slices fill the shape, and each has as many bytes as it says: no more is taken than is there.
  const parts = slices.map((slice) => ({ slice, bytes: bytesOf(slice) }));
  for (const { slice, bytes } of parts) {
    const reason = reasonAgainst(tensor, slice, bytes);
    if (reason !== null) return { kind: "corrupt", reason };
  }
  const whole = new Uint8Array(parts.reduce((sum, { bytes }) => sum + bytes.length, 0));
  for (const { slice, bytes } of parts) placeSlice({ dtype, shape }, slice, { whole, bytes });
  return tensorFromBytes(dtype, shape, whole);
}

/** Null when these are the bytes that a place tells of. */
function reasonAgainst(
  { dtype }: CheckpointTensor,
  place: CheckpointPlace,
  bytes: Uint8Array,
): string | null {
  if (dtype === "string") return "tensor holds strings";
  if (bytes.length !== place.sizeBytes) return "tensor's bytes are cut";
  return maskedCrc32c(bytes) === place.checksum ? null : "checksum of a tensor is wrong";
}

function corrupt(reason: string): CheckpointResult {
  return { kind: "corrupt", reason };
}

/** Undefined when the header is malformed or says that the bytes of the tensors are big-endian. */
function readShardCount(reader: WireReader): number | undefined {
  let shardCount = 0;
  let isBigEndian = false;
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((1 << 3) | VARINT)) shardCount = reader.int32();
    else if (key === ((2 << 3) | VARINT)) isBigEndian = reader.int32() !== 0;
    else reader.skip(key);
  }
  return reader.malformed || isBigEndian || shardCount < 1 ? undefined : shardCount;
}

interface Entry {
  readonly key: Uint8Array;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly place: CheckpointPlace;
  /** Of slices; null for an entry with bytes of its own. */
  readonly extents: readonly (readonly Extent[])[] | null;
}

function readEntry(tableKey: Uint8Array, reader: WireReader): Entry | "malformed" | "without values" {
  let dataType = 0;
  let shape: readonly number[] | undefined = [];
  let isSliceMalformed = false;
  const slices: (readonly Extent[])[] = [];
  const place = { shardId: 0, offsetBytes: 0, sizeBytes: 0, checksum: 0 };
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    switch (key) {
      case (1 << 3) | VARINT:
        dataType = reader.int32();
        break;
      case (2 << 3) | BLOCK:
        shape = readShape(reader.message());
        break;
      case (3 << 3) | VARINT:
        place.shardId = reader.int32();
        break;
      case (4 << 3) | VARINT:
        place.offsetBytes = reader.int64();
        break;
      case (5 << 3) | VARINT:
        place.sizeBytes = reader.int64();
        break;
      case (6 << 3) | FIXED32:
        place.checksum = reader.fixed32();
        break;
      case (7 << 3) | BLOCK: {
        const extents = readExtents(reader.message());
        // One more than are read tells that there are more.
        if (extents && slices.length <= MAX_SLICES) slices.push(extents);
        else if (!extents) isSliceMalformed = true;
        break;
      }
      default:
        reader.skip(key);
    }
  }
  if (reader.malformed || isSliceMalformed || shape === undefined) return "malformed";
  if (!(place.shardId >= 0 && place.offsetBytes >= 0 && place.sizeBytes >= 0)) return "malformed";
  const dtype = dtypeOf(dataType);
  return dtype === undefined
    ? "without values"
    : { key: tableKey, dtype, shape, place, extents: slices.length > 0 ? slices : null };
}

/** A character for each byte. */
function bytesText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}
