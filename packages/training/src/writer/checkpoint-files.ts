// Checkpoints in a directory: each is whole or not there, and old ones go.
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import {
  checkpointShardName,
  formatCheckpointState,
  parseCheckpointState,
  type TensorToSave,
  writeCheckpoint,
} from "@runboard/tfevents";
import type { TensorSource } from "./summary-content.ts";

const STATE_FILE = "checkpoint";

export interface CheckpointPlace {
  readonly directory: string;
  /** Name of the checkpoint, e.g. `model.ckpt-100`. */
  readonly name: string;
  /** How many are kept. */
  readonly keep: number;
  /** Whether one that the directory lists counts, and may be deleted. */
  readonly isOurs: (name: string) => boolean;
}

/** Writes the tensors under the checkpoint's name, puts it last in the file `checkpoint`, and deletes the oldest of ours that are listed there. */
export function saveCheckpoint(
  { directory, name, keep, isOurs }: CheckpointPlace,
  tensors: Iterable<readonly [name: string, tensor: TensorSource]>,
): string {
  const prefix = join(directory, name);
  const shard = checkpointShardName(prefix, 0, 1);
  const file = openSync(temporary(shard), "w");
  let index: Uint8Array;
  try {
    index = writeCheckpoint(tensorsByName(tensors), (bytes) => {
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    });
  } catch (error) {
    rmSync(temporary(shard), { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  renameSync(temporary(shard), shard);
  // Readers look for the index, so it comes when the rest is there.
  replaceFile(`${prefix}.index`, index);
  const others = listedCheckpoints(directory).filter((other) => other !== name);
  const ours = others.filter(isOurs);
  const dropped = ours.slice(0, Math.max(0, ours.length + 1 - keep));
  const kept = [...others.filter((other) => !dropped.includes(other)), name];
  replaceFile(join(directory, STATE_FILE), formatCheckpointState(kept));
  for (const old of dropped) {
    rmSync(join(directory, `${old}.index`), { force: true });
    rmSync(checkpointShardName(join(directory, old), 0, 1), { force: true });
  }
  return prefix;
}

/** Writes a file under another name first, so that readers see the old or the new one, and none is half there. */
export function replaceFile(path: string, content: string | Uint8Array): void {
  try {
    writeFileSync(temporary(path), content);
    renameSync(temporary(path), path);
  } catch (error) {
    rmSync(temporary(path), { force: true });
    throw error;
  }
}

function temporary(path: string): string {
  return `${path}.tmp-${process.pid}`;
}

/** Names that `checkpoint` lists, oldest first. Only those in the directory itself are ours to delete. */
function listedCheckpoints(directory: string): readonly string[] {
  const path = join(directory, STATE_FILE);
  const listed = existsSync(path) ? parseCheckpointState(readFileSync(path, "utf8")) : [];
  return listed.filter((name) => !/[/\\]/.test(name));
}

/** One tensor's values in memory at a time. */
function* tensorsByName(
  tensors: Iterable<readonly [name: string, tensor: TensorSource]>,
): Generator<TensorToSave> {
  for (const [name, tensor] of [...tensors].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const values = tensor.dataSync();
    const isClamped = values instanceof Uint8ClampedArray;
    yield { name, shape: tensor.shape, values: isClamped ? Uint8Array.from(values) : values };
  }
}
