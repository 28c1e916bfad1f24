// The reduced form of a full chunk of scalars: of every 64 visible points the first, least, greatest, last and a non-finite one.
//
// Version byte 3, 3 zero bytes, u32 number of groups, u8 points of each group, padded to a multiple of 8, then a chunk of scalars.
import { pointsOfBucket } from "@runboard/analysis";
import { decodeScalarsInto, scalarCodec, type ScalarBatch } from "./chunk.ts";
import { CHUNK_POINTS, ChunkError, ChunkReader, ChunkWriter, versionByte } from "./chunk-column.ts";

/** Visible points that one group stands for. */
export const GROUP_POINTS = 64;

const GROUPS = CHUNK_POINTS / GROUP_POINTS;
const POINTS_PER_GROUP = 5;
const LEVEL_VERSION = versionByte(3);

/** Greatest number of points in a level. */
export const LEVEL_POINTS = GROUPS * POINTS_PER_GROUP;

const writer = new ChunkWriter(64 + 3 * (24 + 8 * LEVEL_POINTS));
const level: ScalarBatch = {
  steps: new Float64Array(LEVEL_POINTS),
  wallTimesSeconds: new Float64Array(LEVEL_POINTS),
  values: new Float64Array(LEVEL_POINTS),
};

/** Level of the points [from, to) of a batch, all of them visible. Valid until the next call. */
export function encodeLevel(batch: ScalarBatch, from: number, to: number): Uint8Array {
  const groupSizes: number[] = [];
  let count = 0;
  for (let start = from; start < to; start += GROUP_POINTS) {
    const kept = pointsOfBucket(batch.values, start, Math.min(to, start + GROUP_POINTS));
    for (const index of kept) {
      level.steps[count] = batch.steps[index]!;
      level.wallTimesSeconds[count] = batch.wallTimesSeconds[index]!;
      level.values[count] = batch.values[index]!;
      count++;
    }
    groupSizes.push(kept.length);
  }
  writer.begin(LEVEL_VERSION, groupSizes.length);
  writer.raw(Uint8Array.from(groupSizes));
  writer.raw(scalarCodec.encode(level, 0, count));
  return writer.finish();
}

/**
 * Decodes a level into columns that have room for it from index `at` on, and writes for each point where its group begins into `groupStarts`.
 * Returns where it ends. @throws ChunkError
 */
export function decodeLevelInto(
  bytes: Uint8Array,
  into: ScalarBatch,
  at: number,
  groupStarts: Int32Array,
): number {
  const reader = new ChunkReader(bytes, LEVEL_VERSION, GROUPS);
  const groupSizes = reader.raw(reader.count);
  const end = decodeScalarsInto(reader.rest(), into, at);
  let start = at;
  for (const size of groupSizes) {
    groupStarts.fill(start, start, start + size);
    start += size;
  }
  if (start !== end) throw new ChunkError("A level whose groups do not add up.");
  return end;
}
