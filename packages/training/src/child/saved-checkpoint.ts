// Finds the checkpoint that a run is resumed from: the newest one that is whole.
import { open, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  checkpointShardName,
  type CheckpointTensor,
  decodeCheckpointTensor,
  readCheckpointIndex,
} from "@runboard/tfevents";

export const CHECKPOINT_PREFIX = "model.ckpt";

const INDEX_NAME = /^model\.ckpt-(\d{1,15})\.index$/;
const ANY_FILE = /^(model\.ckpt-\d+\.|checkpoint$)/;

export interface SavedCheckpoint {
  /** Steps that were done. */
  readonly step: number;
  readonly values: ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Float32Array }>;
}

/** null when there is none that is whole; each that is not is told. */
export async function findCheckpoint(
  runDirectory: string,
  log: (line: string) => void,
): Promise<SavedCheckpoint | null> {
  const names = await readdir(runDirectory).catch((): string[] => []);
  const steps = names.flatMap((name) => INDEX_NAME.exec(name)?.slice(1, 2).map(Number) ?? []);
  // One after the other: nearly always the first one is it.
  for (const step of steps.sort((a, b) => b - a)) {
    try {
      return { step, values: await readCheckpoint(join(runDirectory, `${CHECKPOINT_PREFIX}-${step}`)) };
    } catch (error) {
      log(`The checkpoint of step ${step} is left aside: ${error instanceof Error ? error.message : "?"}`);
    }
  }
  return null;
}

/** Whole or not. */
export async function hasCheckpoints(runDirectory: string): Promise<boolean> {
  const names = await readdir(runDirectory).catch((): string[] => []);
  return names.some((name) => ANY_FILE.test(name));
}

async function readCheckpoint(prefix: string): Promise<SavedCheckpoint["values"]> {
  const index = readCheckpointIndex(await readFile(`${prefix}.index`));
  if (index.kind === "corrupt") throw new Error(index.reason);
  const values = new Map<string, { readonly shape: readonly number[]; readonly values: Float32Array }>();
  for (const tensor of index.tensors) {
    if (tensor.dtype !== "float32") continue;
    const shard = checkpointShardName(prefix, tensor.shardId, index.shardCount);
    values.set(tensor.name, { shape: tensor.shape, values: await readTensor(shard, tensor) });
  }
  return values;
}

async function readTensor(shard: string, tensor: CheckpointTensor): Promise<Float32Array> {
  const file = await open(shard);
  try {
    const { size } = await file.stat();
    if (tensor.offsetBytes + tensor.sizeBytes > size) throw new Error(`${tensor.name} is cut off`);
    const bytes = new Uint8Array(tensor.sizeBytes);
    await file.read(bytes, 0, tensor.sizeBytes, tensor.offsetBytes);
    const decoded = decodeCheckpointTensor(tensor, bytes);
    if (decoded.kind === "corrupt") throw new Error(`${tensor.name}: ${decoded.reason}`);
    if (!(decoded.tensor.values instanceof Float32Array)) throw new Error(`${tensor.name} holds no floats`);
    return decoded.tensor.values;
  } finally {
    await file.close();
  }
}
