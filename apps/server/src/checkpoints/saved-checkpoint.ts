// A checkpoint on disk: its index, and its shards where they hold what the index says.
import type { FileHandle } from "node:fs/promises";
import type { LogdirRoot } from "@runboard/logdir";
import {
  type CheckpointPlace,
  checkpointShardName,
  type CheckpointTensor,
  OBJECT_GRAPH_KEY,
  objectNames,
  readCheckpointIndex,
} from "@runboard/tfevents";
import { type LocatedFile, locateFile, openLocated } from "../located-file.ts";

/** Of an index file: a thousand tensors take 60 kB. */
const MAX_INDEX_BYTES = 32 * 2 ** 20;
const MAX_OBJECT_GRAPH_BYTES = 16 * 2 ** 20;
/** Indexes are kept up to this size altogether; what is made of one takes several times that. */
const KEPT_INDEX_BYTES = 16 * 2 ** 20;

/** A variable, or another tensor. */
export interface NamedTensor {
  readonly name: string;
  readonly tensor: CheckpointTensor;
}

interface Index {
  readonly shardCount: number;
  readonly tensors: readonly CheckpointTensor[];
  /** How many bytes each shard must have at least, of those that hold anything. */
  readonly shardBytes: ReadonlyMap<number, number>;
}

export interface SavedCheckpoint {
  readonly kind: "checkpoint";
  readonly index: LocatedFile;
  readonly tensors: readonly NamedTensor[];
  readonly shards: ReadonlyMap<number, LocatedFile>;
  /** Changes when any of its files does. */
  readonly key: string;
}

/** One that cannot be used. */
export interface UnusableCheckpoint {
  readonly kind: "unusable";
  readonly reason: string;
  /** Null where there is no index file, either. */
  readonly modifiedSeconds: number | null;
}

/** By the identity of their files, the one used longest ago first. */
const keptIndexes = new Map<string, { readonly index: Index | string; readonly sizeBytes: number }>();

/** @param path below the log directory, without `.index` */
export async function openCheckpoint(
  path: string,
  roots: readonly LogdirRoot[],
): Promise<SavedCheckpoint | UnusableCheckpoint> {
  const file = await locateFile(`${path}.index`, roots);
  if (file === "absent") return unusable("its index is not there", null);
  if (file === "other") return unusable("its index is no regular file", null);
  const index = await indexOf(file);
  if (typeof index === "string") return unusable(index, file.modifiedSeconds);
  const shards = new Map<number, LocatedFile>();
  for (const [shardId, wantedBytes] of index.shardBytes) {
    const shard = await locateFile(checkpointShardName(path, shardId, index.shardCount), roots);
    const name = `shard ${shardId + 1} of ${index.shardCount}`;
    if (shard === "absent")
      return unusable(`${name} is not there: it is being saved, or was deleted`, file.modifiedSeconds);
    if (shard === "other") return unusable(`${name} is no regular file`, file.modifiedSeconds);
    if (shard.sizeBytes < wantedBytes)
      return unusable(
        `${name} has ${shard.sizeBytes} of ${wantedBytes} bytes: it is being saved, or was cut`,
        file.modifiedSeconds,
      );
    shards.set(shardId, shard);
  }
  const key = [file, ...shards.values()].map((each) => each.key).join("\n");
  return { kind: "checkpoint", index: file, tensors: await namesOf(index, shards), shards, key };
}

function unusable(reason: string, modifiedSeconds: number | null): UnusableCheckpoint {
  return { kind: "unusable", reason, modifiedSeconds };
}

/** What is wrong with it where it is a text. */
async function indexOf(file: LocatedFile): Promise<Index | string> {
  const known = keptIndexes.get(file.key);
  if (known !== undefined) {
    keptIndexes.delete(file.key);
    keptIndexes.set(file.key, known);
    return known.index;
  }
  if (file.sizeBytes > MAX_INDEX_BYTES)
    return `its index has ${file.sizeBytes} bytes; at most ${MAX_INDEX_BYTES} are read`;
  const handle = await openLocated(file);
  if (handle === "changed") return "its index is being written";
  if ("failure" in handle) return `its index cannot be opened: ${handle.failure}`;
  try {
    const bytes = new Uint8Array(file.sizeBytes);
    if (!(await fill(handle, bytes, 0))) return "its index is being written";
    const read = readCheckpointIndex(bytes);
    const index = read.kind === "corrupt" ? `its index is damaged: ${read.reason}` : withShardBytes(read);
    keptIndexes.set(file.key, { index, sizeBytes: file.sizeBytes });
    letGo();
    return index;
  } catch (error) {
    return `its index cannot be read: ${(error as NodeJS.ErrnoException).code ?? "out of memory"}`;
  } finally {
    await handle.close();
  }
}

function letGo(): void {
  let keptBytes = 0;
  for (const { sizeBytes } of keptIndexes.values()) keptBytes += sizeBytes;
  for (const [key, { sizeBytes }] of keptIndexes) {
    if (keptBytes <= KEPT_INDEX_BYTES || keptIndexes.size === 1) return;
    keptIndexes.delete(key);
    keptBytes -= sizeBytes;
  }
}

function withShardBytes({
  shardCount,
  tensors,
}: {
  readonly shardCount: number;
  readonly tensors: readonly CheckpointTensor[];
}): Index {
  const shardBytes = new Map<number, number>();
  for (const tensor of tensors)
    for (const { shardId, offsetBytes, sizeBytes } of tensor.slices ?? [tensor])
      shardBytes.set(shardId, Math.max(shardBytes.get(shardId) ?? 0, offsetBytes + sizeBytes));
  return { shardCount, tensors, shardBytes };
}

/** In a checkpoint of objects what their variables are called. */
async function namesOf(
  { tensors }: Index,
  shards: SavedCheckpoint["shards"],
): Promise<readonly NamedTensor[]> {
  const graph = tensors.find(({ name }) => name === OBJECT_GRAPH_KEY);
  const bytes =
    graph?.dtype === "string" && !graph.slices && graph.sizeBytes <= MAX_OBJECT_GRAPH_BYTES
      ? await bytesAt(graph, shards)
      : null;
  const names = graph && bytes && objectNames(bytes, graph.checksum);
  return tensors.map((tensor) => ({ name: names?.get(tensor.name) ?? tensor.name, tensor }));
}

async function bytesAt(
  place: CheckpointPlace,
  shards: SavedCheckpoint["shards"],
): Promise<Uint8Array | null> {
  const reader = new ShardReader(shards);
  try {
    const bytes = new Uint8Array(place.sizeBytes);
    return (await reader.read(place, 0, bytes)) ? bytes : null;
  } finally {
    await reader.close();
  }
}

/** Reads pieces of a checkpoint's shards, of which one is open at a time. */
export class ShardReader {
  readonly #shards: SavedCheckpoint["shards"];
  #open: { readonly shardId: number; readonly handle: FileHandle } | null = null;

  constructor(shards: SavedCheckpoint["shards"]) {
    this.#shards = shards;
  }

  /** Fills `bytes` from so far into a place on; false where they cannot be read: the file was changed, or went away. */
  async read(
    { shardId, offsetBytes }: CheckpointPlace,
    fromBytes: number,
    bytes: Uint8Array,
  ): Promise<boolean> {
    if (this.#open?.shardId !== shardId) {
      await this.close();
      const shard = this.#shards.get(shardId);
      const handle = shard && (await openLocated(shard));
      if (!handle || handle === "changed" || "failure" in handle) return false;
      this.#open = { shardId, handle };
    }
    return fill(this.#open.handle, bytes, offsetBytes + fromBytes).catch(() => false);
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = null;
    await open?.handle.close();
  }
}

/** false where the file ends before. */
async function fill(handle: FileHandle, bytes: Uint8Array, position: number): Promise<boolean> {
  for (let at = 0; at < bytes.length;) {
    const { bytesRead } = await handle.read(bytes, at, bytes.length - at, position + at);
    if (bytesRead === 0) return false;
    at += bytesRead;
  }
  return true;
}
