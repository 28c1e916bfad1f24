// Of each variable of floating-point numbers in a checkpoint: its norm, zeros, what is not finite, and how far it is from the checkpoint before.
import type { CheckpointWeights } from "@runboard/contract";
import {
  type CheckpointPlace,
  type CheckpointSlice,
  type CheckpointTensor,
  decodePartitionedTensor,
  type Dtype,
  extendedCrc32c,
  maskedCrc32c,
  maskedOf,
  tensorFromBytes,
} from "@runboard/tfevents";
import { type NamedTensor, type SavedCheckpoint, ShardReader } from "./saved-checkpoint.ts";
import { type Floats, WeightSums } from "./weight-sums.ts";

/** Read at a time of either checkpoint: whoever leaves waits no longer. */
const PIECE_BYTES = 2 ** 20;
/** Of a variable that is partitioned otherwise than before, which has to be put together. */
const MAX_WHOLE_BYTES = 64 * 2 ** 20;

const FLOAT_BYTES: ReadonlyMap<Dtype, number> = new Map([
  ["float32", 4],
  ["float64", 8],
  ["float16", 2],
  ["bfloat16", 2],
  ["float8_e5m2", 1],
  ["float8_e4m3fn", 1],
]);

/** @param takeBreath is called between pieces; what it throws ends the work */
export async function weighCheckpoint(
  checkpoint: SavedCheckpoint,
  before: SavedCheckpoint | null,
  takeBreath: () => Promise<void>,
): Promise<readonly CheckpointWeights[]> {
  const earlier = new Map(before?.tensors.map(({ tensor }) => [tensor.name, tensor]));
  const readers = {
    now: new PieceReader(checkpoint.shards, takeBreath),
    before: new PieceReader(before?.shards ?? new Map<number, never>(), takeBreath),
  };
  try {
    const rows: CheckpointWeights[] = [];
    for (const named of checkpoint.tensors) {
      const elementBytes = FLOAT_BYTES.get(named.tensor.dtype);
      if (elementBytes === undefined) continue;
      const known = earlier.get(named.tensor.name) ?? null;
      rows.push(await weigh(named, before && { tensor: known }, readers));
    }
    return rows;
  } finally {
    await readers.now.close();
    await readers.before.close();
  }
}

interface Readers {
  readonly now: PieceReader;
  readonly before: PieceReader;
}

/** Null for the first checkpoint; `tensor` is null where the one before has none of the name. */
type Before = { readonly tensor: CheckpointTensor | null } | null;

async function weigh(
  { name, tensor }: NamedTensor,
  before: Before,
  readers: Readers,
): Promise<CheckpointWeights> {
  const { dtype, shape } = tensor;
  const same = before?.tensor && reasonAgainst(tensor, before.tensor) === null ? before.tensor : null;
  let sums = new WeightSums();
  let problem = await addUp(tensor, same, { sums, readers });
  if (problem !== null && same) {
    // It may be the one before that cannot be read.
    sums = new WeightSums();
    const own = await addUp(tensor, null, { sums, readers });
    problem = own ?? `of the checkpoint before: ${problem}`;
    return rowOf({ name, dtype, shape }, own === null ? sums : null, { isCompared: false, problem });
  }
  const reason = before && !same ? absence(tensor, before) : null;
  return rowOf({ name, dtype, shape }, problem === null ? sums : null, {
    isCompared: same !== null,
    problem: problem ?? reason,
  });
}

function absence(tensor: CheckpointTensor, { tensor: earlier }: NonNullable<Before>): string {
  return earlier ? (reasonAgainst(tensor, earlier) ?? "") : "not in the checkpoint before";
}

/** Why two tensors cannot be compared. */
function reasonAgainst(tensor: CheckpointTensor, earlier: CheckpointTensor): string | null {
  if (earlier.shape.join() !== tensor.shape.join())
    return `[${earlier.shape.join(", ")}] in the checkpoint before`;
  return earlier.dtype === tensor.dtype ? null : `${earlier.dtype} in the checkpoint before`;
}

function rowOf(
  { name, dtype, shape }: Pick<CheckpointWeights, "name" | "dtype"> & { readonly shape: readonly number[] },
  sums: WeightSums | null,
  { isCompared, problem }: { readonly isCompared: boolean; readonly problem: string | null },
): CheckpointWeights {
  const changeNorm = isCompared ? (sums?.changeNorm ?? null) : null;
  const normBefore = isCompared ? (sums?.normBefore ?? null) : null;
  return {
    name,
    dtype,
    shape: [...shape],
    norm: sums?.norm ?? null,
    zeroShare: sums && sums.count > 0 ? sums.zeroCount / sums.count : null,
    nonFiniteCount: sums?.nonFiniteCount ?? 0,
    changeNorm,
    normBefore,
    change: changeOf(changeNorm, normBefore),
    problem: problem ?? (isCompared ? uncompared(sums) : null),
  };
}

function changeOf(changeNorm: number | null, normBefore: number | null): number | null {
  if (changeNorm === null || normBefore === null) return null;
  if (changeNorm === 0) return 0;
  return normBefore === 0 ? null : changeNorm / normBefore;
}

function uncompared(sums: WeightSums | null): string | null {
  if (!sums) return null;
  if (sums.nonFiniteCountBefore > 0) return "not all values were finite before";
  if (sums.nonFiniteCount > 0) return "not all values are finite";
  return sums.normBefore === 0 && sums.changeNorm !== 0 ? "all was zero before" : null;
}

/** What is wrong, or null. */
async function addUp(
  tensor: CheckpointTensor,
  before: CheckpointTensor | null,
  { sums, readers }: { readonly sums: WeightSums; readonly readers: Readers },
): Promise<string | null> {
  if (before && !isPartitionedAlike(tensor, before)) return addUpWhole(tensor, before, { sums, readers });
  const places: readonly CheckpointPlace[] = tensor.slices ?? [tensor];
  const placesBefore: readonly CheckpointPlace[] = before?.slices ?? (before ? [before] : []);
  for (const [at, place] of places.entries()) {
    const problem = await addUpPlace(tensor, [place, placesBefore[at] ?? null], { sums, readers });
    if (problem !== null) return problem;
  }
  return null;
}

function isPartitionedAlike(one: CheckpointTensor, other: CheckpointTensor): boolean {
  const placesOf = ({ slices }: CheckpointTensor): string =>
    slices ? slices.map(({ starts, lengths }) => `${starts.join()}+${lengths.join()}`).join(" ") : "";
  return placesOf(one) === placesOf(other);
}

/** The same elements of both, in the same order. */
async function addUpPlace(
  { dtype, shape }: CheckpointTensor,
  [place, before]: readonly [CheckpointPlace, CheckpointPlace | null],
  { sums, readers }: { readonly sums: WeightSums; readonly readers: Readers },
): Promise<string | null> {
  const elementBytes = FLOAT_BYTES.get(dtype) ?? 1;
  const places = [place, ...(before ? [before] : [])];
  // Of a whole one; those of slices were checked when the index was read.
  const isWhole = !("starts" in place);
  const wantedBytes = isWhole
    ? shape.reduce((product, size) => product * size, elementBytes)
    : place.sizeBytes;
  if (places.some(({ sizeBytes }) => sizeBytes !== wantedBytes)) return "its bytes do not fill its shape";
  let [crc, crcBefore] = [0, 0];
  for (let from = 0; from < wantedBytes; from += PIECE_BYTES) {
    const sizeBytes = Math.min(PIECE_BYTES, wantedBytes - from);
    const bytes = await readers.now.piece(place, from, sizeBytes);
    const bytesBefore = before && (await readers.before.piece(before, from, sizeBytes));
    if (!bytes || (before && !bytesBefore)) return "its file was changed while it was read";
    crc = extendedCrc32c(crc, bytes);
    if (bytesBefore) crcBefore = extendedCrc32c(crcBefore, bytesBefore);
    sums.add(floatsOf(dtype, bytes), bytesBefore && floatsOf(dtype, bytesBefore));
  }
  const isRight = maskedOf(crc) === place.checksum && (!before || maskedOf(crcBefore) === before.checksum);
  return isRight ? null : "its checksum is wrong";
}

async function addUpWhole(
  tensor: CheckpointTensor,
  before: CheckpointTensor,
  { sums, readers }: { readonly sums: WeightSums; readonly readers: Readers },
): Promise<string | null> {
  const bytes = await wholeBytes(tensor, readers.now);
  const bytesBefore = typeof bytes === "string" ? bytes : await wholeBytes(before, readers.before);
  if (typeof bytes === "string") return bytes;
  if (typeof bytesBefore === "string") return bytesBefore;
  sums.add(bytes, bytesBefore);
  return null;
}

/** All of a tensor put together; what is wrong where it is a text. */
async function wholeBytes(tensor: CheckpointTensor, reader: PieceReader): Promise<Floats | string> {
  const { dtype, shape } = tensor;
  const places: readonly (CheckpointPlace | CheckpointSlice)[] = tensor.slices ?? [tensor];
  if (places.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) > MAX_WHOLE_BYTES)
    return "partitioned otherwise, and too large to be put together";
  const read = new Map<CheckpointPlace, Uint8Array>();
  for (const place of places) {
    const bytes = await reader.all(place);
    if (!bytes) return "its file was changed while it was read";
    read.set(place, bytes);
  }
  const bytesOf = (place: CheckpointPlace): Uint8Array => read.get(place) ?? new Uint8Array(0);
  if (!tensor.slices && maskedCrc32c(bytesOf(tensor)) !== tensor.checksum) return "its checksum is wrong";
  const decoded = tensor.slices
    ? decodePartitionedTensor(tensor, bytesOf)
    : tensorFromBytes(dtype, shape, bytesOf(tensor));
  if (decoded.kind === "corrupt") return decoded.reason;
  const { values } = decoded.tensor;
  return values instanceof Float32Array || values instanceof Float64Array ? values : "no floats";
}

/** @param bytes whole elements at the beginning of memory of their own */
function floatsOf(dtype: Dtype, bytes: Uint8Array<ArrayBuffer>): Floats {
  const { buffer, byteLength } = bytes;
  if (dtype === "float32") return new Float32Array(buffer, 0, byteLength / 4);
  if (dtype === "float64") return new Float64Array(buffer, 0, byteLength / 8);
  const count = byteLength / (FLOAT_BYTES.get(dtype) ?? 1);
  const decoded = tensorFromBytes(dtype, [count], bytes);
  if (decoded.kind === "tensor" && decoded.tensor.values instanceof Float32Array)
    return decoded.tensor.values;
  throw new RangeError(`${dtype} is of no floats`);
}

/** Reads pieces into memory that is used again. */
class PieceReader {
  readonly #shards: ShardReader;
  readonly #takeBreath: () => Promise<void>;
  readonly #memory = new ArrayBuffer(PIECE_BYTES);

  constructor(shards: SavedCheckpoint["shards"], takeBreath: () => Promise<void>) {
    this.#shards = new ShardReader(shards);
    this.#takeBreath = takeBreath;
  }

  /** Valid until the next one is read; null where it cannot be. */
  async piece(
    place: CheckpointPlace,
    fromBytes: number,
    sizeBytes: number,
  ): Promise<Uint8Array<ArrayBuffer> | null> {
    await this.#takeBreath();
    const bytes = new Uint8Array(this.#memory, 0, sizeBytes);
    return (await this.#shards.read(place, fromBytes, bytes)) ? bytes : null;
  }

  async all(place: CheckpointPlace): Promise<Uint8Array | null> {
    await this.#takeBreath();
    const bytes = new Uint8Array(place.sizeBytes);
    return (await this.#shards.read(place, 0, bytes)) ? bytes : null;
  }

  close(): Promise<void> {
    return this.#shards.close();
  }
}
