// The vectors of an embedding: a variable of a checkpoint, or a file of numbers.
import type { LogdirRoot } from "@runboard/logdir";
import {
  decodeCheckpointTensor,
  decodePartitionedTensor,
  type Matrix,
  parseMatrixTsv,
  type Tensor,
  tensorFromBytes,
} from "@runboard/tfevents";
import { locateFile, openLocated } from "../located-file.ts";
import type { MatrixSource } from "./checkpoint-questions.ts";
import { openCheckpoint, ShardReader } from "./saved-checkpoint.ts";

/** Of what is read, and of what is made of it. */
const MAX_MATRIX_BYTES = 512 * 2 ** 20;
/** Read at a time: whoever leaves waits no longer. */
const PIECE_BYTES = 8 * 2 ** 20;

/** A text says what is wrong. @param takeBreath is called between pieces; what it throws ends the work */
export async function readMatrix(
  source: MatrixSource,
  roots: readonly LogdirRoot[],
  takeBreath: () => Promise<void>,
): Promise<Matrix | string> {
  return source.kind === "checkpoint"
    ? variableOf(source, roots, takeBreath)
    : fileOf(source, roots, takeBreath);
}

async function variableOf(
  { path, tensorName }: Extract<MatrixSource, { kind: "checkpoint" }>,
  roots: readonly LogdirRoot[],
  takeBreath: () => Promise<void>,
): Promise<Matrix | string> {
  const checkpoint = await openCheckpoint(path, roots);
  if (checkpoint.kind === "unusable") return `checkpoint ${JSON.stringify(path)}: ${checkpoint.reason}`;
  const named = checkpoint.tensors.find(
    (each) => each.name === tensorName || each.tensor.name === tensorName,
  );
  if (!named) return `checkpoint ${JSON.stringify(path)} has no variable ${JSON.stringify(tensorName)}`;
  const { tensor } = named;
  if (tensor.shape.length !== 2)
    return `${JSON.stringify(tensorName)} has ${tensor.shape.length} dimensions; an embedding has two`;
  const places = tensor.slices ?? [tensor];
  if (places.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) > MAX_MATRIX_BYTES) return tooLarge;
  const reader = new ShardReader(checkpoint.shards);
  const read = new Map<object, Uint8Array>();
  try {
    for (const place of places) {
      const bytes = new Uint8Array(place.sizeBytes);
      for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
        await takeBreath();
        if (!(await reader.read(place, from, bytes.subarray(from, from + PIECE_BYTES))))
          return `checkpoint ${JSON.stringify(path)} was changed while it was read`;
      }
      read.set(place, bytes);
    }
  } finally {
    await reader.close();
  }
  const bytesOf = (place: object): Uint8Array => read.get(place) ?? new Uint8Array(0);
  const decoded = tensor.slices
    ? decodePartitionedTensor(tensor, bytesOf)
    : decodeCheckpointTensor(tensor, bytesOf(tensor));
  if (decoded.kind === "corrupt") return `${JSON.stringify(tensorName)}: ${decoded.reason}`;
  return asMatrix(decoded.tensor, tensor.shape);
}

async function fileOf(
  { file, shape }: Extract<MatrixSource, { kind: "file" }>,
  roots: readonly LogdirRoot[],
  takeBreath: () => Promise<void>,
): Promise<Matrix | string> {
  const located = await locateFile(file, roots);
  if (located === "absent") return `there is no file ${JSON.stringify(file)} in the log directory`;
  if (located === "other") return `${JSON.stringify(file)} is no regular file`;
  if (located.sizeBytes > MAX_MATRIX_BYTES) return tooLarge;
  const handle = await openLocated(located);
  if (handle === "changed") return `${JSON.stringify(file)} is being written: ask again`;
  if ("failure" in handle) return `${JSON.stringify(file)} cannot be opened: ${handle.failure}`;
  const bytes = new Uint8Array(located.sizeBytes);
  try {
    for (let at = 0; at < bytes.length;) {
      await takeBreath();
      const { bytesRead } = await handle.read(bytes, at, Math.min(PIECE_BYTES, bytes.length - at), at);
      if (bytesRead === 0) return `${JSON.stringify(file)} is being written: ask again`;
      at += bytesRead;
    }
  } finally {
    await handle.close();
  }
  // As TensorBoard tells them apart: text, else raw numbers whose shape the configuration gives.
  const parsed = parseMatrixTsv(bytes);
  if (parsed.kind === "matrix") return parsed.matrix;
  if (!shape || isText(bytes)) return `${JSON.stringify(file)}: ${parsed.reason}`;
  const raw = tensorFromBytes("float32", shape, bytes);
  if (raw.kind === "corrupt")
    return `${JSON.stringify(file)} has ${bytes.length} bytes; [${shape.join(", ")}] numbers of 4 bytes take ${4 * shape[0] * shape[1]}`;
  return asMatrix(raw.tensor, shape);
}

const tooLarge = `vectors of more than ${MAX_MATRIX_BYTES} bytes are not read`;

function isText(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, 4096), { stream: true });
    return true;
  } catch {
    return false;
  }
}

function asMatrix(tensor: Tensor, shape: readonly number[]): Matrix | string {
  const [rowCount = 0, columnCount = 0] = shape;
  if (4 * rowCount * columnCount > MAX_MATRIX_BYTES) return tooLarge;
  switch (tensor.kind) {
    case "numbers":
    case "bigints":
      return { rowCount, columnCount, values: Float32Array.from<number | bigint>(tensor.values, Number) };
    case "complex":
    case "strings":
      return `its values are ${tensor.kind === "complex" ? "complex numbers" : "texts"}`;
  }
}
