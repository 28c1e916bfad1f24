// Checkpoints of TensorFlow (tensor bundles): an index that names tensors, and shards that hold their bytes.
//
// The index is a sorted table in LevelDB's file format: tensor name → BundleEntryProto, and "" → BundleHeaderProto.
// This module does no I/O: the caller reads the index, then the range of a shard that an entry names.
import { maskedCrc32c } from "./crc32c.ts";
import { readTable } from "./sorted-table.ts";
import { type Dtype, tensorFromBytes, type TensorResult } from "./tensor.ts";
import { dtypeOf, readShape } from "./tensor-proto.ts";
import { BLOCK, decodeText, FIXED32, VARINT, WireReader } from "./wire.ts";

/** A tensor in a checkpoint, and where its bytes are. */
export interface CheckpointTensor {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Which shard; see `checkpointShardName`. */
  readonly shardId: number;
  readonly offsetBytes: number;
  readonly sizeBytes: number;
  /** Masked CRC-32C of the bytes. */
  readonly checksum: number;
  /** Kept in slices, which `decodeCheckpointTensor` does not put together; it has no bytes of its own. */
  readonly isPartitioned: boolean;
}

export type CheckpointResult =
  | {
      readonly kind: "checkpoint";
      readonly shardCount: number;
      /** By name; tensors of types without values (resources, variants) are left out. */
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
  const tensors: CheckpointTensor[] = [];
  for (const { key, value } of entries) {
    const entry = readEntry(decodeText(key), new WireReader(value));
    if (entry === "malformed") return corrupt("checkpoint has a malformed entry");
    if (entry !== "without values") tensors.push(entry);
  }
  return { kind: "checkpoint", shardCount, tensors };
}

/** File name of a shard of the checkpoint `prefix`. */
export function checkpointShardName(prefix: string, shardId: number, shardCount: number): string {
  const digits = (number: number) => String(number).padStart(5, "0");
  return `${prefix}.data-${digits(shardId)}-of-${digits(shardCount)}`;
}

/** Decodes a tensor from its bytes: the range of its shard that its entry names. Strings are not read. */
export function decodeCheckpointTensor(tensor: CheckpointTensor, bytes: Uint8Array): TensorResult {
  if (tensor.isPartitioned) return { kind: "corrupt", reason: "tensor is partitioned" };
  if (tensor.dtype === "string") return { kind: "corrupt", reason: "tensor holds strings" };
  if (bytes.length !== tensor.sizeBytes) return { kind: "corrupt", reason: "tensor's bytes are cut" };
  if (maskedCrc32c(bytes) !== tensor.checksum)
    return { kind: "corrupt", reason: "checksum of a tensor is wrong" };
  return tensorFromBytes(tensor.dtype, tensor.shape, bytes);
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

function readEntry(name: string, reader: WireReader): CheckpointTensor | "malformed" | "without values" {
  let dataType = 0;
  let shape: readonly number[] | undefined = [];
  const place = { shardId: 0, offsetBytes: 0, sizeBytes: 0, checksum: 0, isPartitioned: false };
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
      case (7 << 3) | BLOCK:
        place.isPartitioned = true;
        reader.block();
        break;
      default:
        reader.skip(key);
    }
  }
  if (reader.malformed || shape === undefined) return "malformed";
  if (!(place.shardId >= 0 && place.offsetBytes >= 0 && place.sizeBytes >= 0)) return "malformed";
  const dtype = dtypeOf(dataType);
  return dtype === undefined ? "without values" : { name, dtype, shape, ...place };
}
