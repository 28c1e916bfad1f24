// Second half of answering a scalar query: decoded chunks become columns. No engine is named here, so that every driver gives the same answer.
import { reducePoints, smooth } from "@runboard/analysis";
import type { ScalarColumns } from "./event-store.ts";
import { decodeScalarsInto, emptyScalarBatch, type ScalarBatch } from "./chunk.ts";
import { CHUNK_POINTS, ChunkError } from "./chunk-column.ts";
import { decodeLevelInto, LEVEL_POINTS } from "./chunk-level.ts";
import type { PointQuery, ReadPart } from "./columns-plan.ts";
import type { SeriesSummary } from "./summary.ts";
import { keepVisible, markSuperseded } from "./visibility.ts";

/**
 * The columns of a series.
 * @param parts what planRead asked for, with the bytes that were fetched for it.
 * @throws ChunkError
 */
export function assembleColumns(
  parts: readonly { readonly part: ReadPart; readonly bytes: Uint8Array }[],
  summary: SeriesSummary,
  query: PointQuery,
): Omit<ScalarColumns, "run" | "tag"> {
  const points = decodeParts(parts, query.includeSuperseded);
  const { batch, count } = points;
  const superseded = query.includeSuperseded ? new Uint8Array(count) : undefined;
  if (superseded) markSuperseded(batch.steps, [0, count], Infinity, superseded);
  const smoothed = query.smoothing > 0 ? smoothPoints(points, superseded, query.smoothing) : undefined;
  const { kept, pointCountInRange } = choosePoints(points, superseded, summary, query);
  return {
    steps: pick(batch.steps, kept, count),
    wallTimesSeconds: pick(batch.wallTimesSeconds, kept, count),
    values: pick(batch.values, kept, count),
    ...(smoothed && { smoothed: pick(smoothed, kept, count) }),
    ...(superseded && { superseded: kept ? Uint8Array.from(kept, (i) => superseded[i]!) : superseded }),
    pointCount: summary.pointCount,
    pointCountInRange,
    firstWallTimeSeconds: summary.firstWallTimeSeconds,
  };
}

/** Decoded points of a series in canonical order. */
interface DecodedPoints {
  /** Columns with room for at least `count` points. */
  readonly batch: ScalarBatch;
  readonly count: number;
  /** For each point of a reduced chunk the index where its group begins, for others their own; absent when no chunk is reduced. */
  readonly groupStarts: Int32Array | undefined;
  /** Visible points that reduced chunks stand for but do not give. */
  readonly leftOutCount: number;
}

function decodeParts(
  parts: readonly { readonly part: ReadPart; readonly bytes: Uint8Array }[],
  includeSuperseded: boolean,
): DecodedPoints {
  let room = 0;
  for (const { part } of parts) room += part.form === "data" ? part.pointCount : LEVEL_POINTS;
  const batch = emptyScalarBatch(room);
  const groupStarts = parts.some(({ part }) => part.form === "level") ? new Int32Array(room) : undefined;
  let count = 0;
  let leftOutCount = 0;
  for (const { part, bytes } of parts) {
    const start = count;
    if (part.form === "level" && groupStarts) {
      count = decodeLevelInto(bytes, batch, start, groupStarts);
      leftOutCount += CHUNK_POINTS - (count - start);
      continue;
    }
    count = decodeScalarsInto(bytes, batch, start);
    if (count - start !== part.pointCount)
      throw new ChunkError(`A chunk of ${count - start} points that was announced with ${part.pointCount}.`);
    if (!part.isAllVisible && !includeSuperseded) count = keepVisible(batch, start, count, part.limit);
    if (groupStarts) for (let i = start; i < count; i++) groupStarts[i] = i;
  }
  return { batch, count, groupStarts, leftOutCount };
}

/** Visible points are smoothed as one series; superseded ones on their own account, every stretch of ascending steps from its own beginning. */
function smoothPoints(
  { batch, count }: DecodedPoints,
  superseded: Uint8Array | undefined,
  weight: number,
): Float64Array {
  if (!superseded) return smooth(batch.values.subarray(0, count), weight);
  const smoothed = new Float64Array(count);
  const smoothAt = (indexes: Int32Array) => {
    const values = smooth(pick(batch.values, indexes, count), weight);
    for (let i = 0; i < indexes.length; i++) smoothed[indexes[i]!] = values[i]!;
  };
  smoothAt(indexesWhere(count, (i) => superseded[i] === 0));
  const hidden = indexesWhere(count, (i) => superseded[i] === 1);
  let from = 0;
  for (let to = 1; to <= hidden.length; to++) {
    const isNext = to < hidden.length && batch.steps[hidden[to]!]! > batch.steps[hidden[to - 1]!]!;
    if (isNext) continue;
    smoothAt(hidden.subarray(from, to));
    from = to;
  }
  return smoothed;
}

interface Choice {
  /** Indexes of the points to give, ascending; all when undefined. */
  readonly kept: Int32Array | undefined;
  readonly pointCountInRange: number;
}

/** Applies the query's range and `maxPoints`. */
function choosePoints(
  points: DecodedPoints,
  superseded: Uint8Array | undefined,
  summary: SeriesSummary,
  query: PointQuery,
): Choice {
  const { count } = points;
  const { range } = query;
  const maxPoints = query.maxPoints ?? Infinity;
  const axis = { xs: axisColumn(points, summary, query), points };
  if (!range && !superseded) {
    const kept = count <= maxPoints ? undefined : reduce(axis, undefined, maxPoints);
    return { kept, pointCountInRange: summary.pointCount };
  }
  const visible = indexesWhere(count, (i) => superseded?.[i] !== 1);
  const { inside, beyond } = range ? cut(axis.xs, visible, range) : { inside: visible, beyond: [] };
  const hidden = superseded ? indexesWhere(count, (i) => superseded[i] === 1) : new Int32Array(0);
  const older = range ? touching(axis.xs, hidden, range) : hidden;

  // Points side by side share the places by their number; what is visible comes first.
  const room = maxPoints - beyond.length;
  const wanted = inside.length + older.length;
  const isEvery = wanted <= room;
  const forOlder = isEvery ? older.length : Math.min(Math.round((room * older.length) / wanted), room - 2);
  const forInside = isEvery ? inside.length : room - forOlder;
  const keptInside = reduce(axis, inside, forInside);
  const keptOlder = forOlder >= 2 || isEvery ? reduce(axis, older, forOlder) : new Int32Array(0);
  const kept = new Int32Array(keptInside.length + beyond.length + keptOlder.length);
  kept.set(keptInside);
  kept.set(beyond, keptInside.length);
  kept.set(keptOlder, keptInside.length + beyond.length);
  kept.sort();
  return { kept, pointCountInRange: inside.length + points.leftOutCount };
}

/** The query's axis as a column. */
function axisColumn(
  { batch, count }: DecodedPoints,
  summary: SeriesSummary,
  query: PointQuery,
): Float64Array {
  if (query.axis === "step") return batch.steps.subarray(0, count);
  const times = batch.wallTimesSeconds.subarray(0, count);
  if (query.axis === "wall") return times;
  return times.map((time) => time - summary.firstWallTimeSeconds);
}

/** Those of `indexes` whose x is in the range, and the one before and after; where none is in it, the last below and the first above. */
function cut(
  xs: Float64Array,
  indexes: Int32Array,
  [low, high]: readonly [number, number],
): { inside: Int32Array; beyond: number[] } {
  const inside = indexes.filter((i) => xs[i]! >= low && xs[i]! <= high);
  const first = inside[0] ?? Infinity;
  const last = inside.at(-1) ?? -Infinity;
  const before = indexes.findLast((i) => i < first && xs[i]! < low);
  const after = indexes.find((i) => i > last && xs[i]! > high);
  return { inside, beyond: [before, after].filter((i) => i !== undefined) };
}

/** Those of `indexes` whose x is in the range, or that of their neighbour. */
function touching(xs: Float64Array, indexes: Int32Array, [low, high]: readonly [number, number]): Int32Array {
  const isInside = (i: number | undefined) => i !== undefined && xs[i]! >= low && xs[i]! <= high;
  return indexes.filter((i, at) => isInside(i) || isInside(indexes[at - 1]) || isInside(indexes[at + 1]));
}

/** Reduces the points at `indexes`, or all, to at most `maxPoints`. Points of one group count as standing where the group begins: a bucket has whole groups. */
function reduce(
  { xs, points }: { readonly xs: Float64Array; readonly points: DecodedPoints },
  indexes: Int32Array | undefined,
  maxPoints: number,
): Int32Array {
  if (indexes && indexes.length <= maxPoints) return indexes;
  const { batch, count, groupStarts } = points;
  const grouped = groupStarts ? pick(xs, groupStarts.subarray(0, count), count) : xs;
  const kept = reducePoints(
    pick(grouped, indexes, count),
    pick(batch.values, indexes, count),
    Math.floor(maxPoints),
  );
  return indexes ? kept.map((i) => indexes[i]!) : kept;
}

/** The numbers of a column at some indexes, or its first `count`. */
function pick(column: Float64Array, indexes: Int32Array | undefined, count: number): Float64Array {
  if (!indexes) return column.length === count ? column : column.slice(0, count);
  const picked = new Float64Array(indexes.length);
  for (let i = 0; i < indexes.length; i++) picked[i] = column[indexes[i]!]!;
  return picked;
}

function indexesWhere(count: number, isWanted: (index: number) => boolean): Int32Array {
  const indexes = new Int32Array(count);
  let length = 0;
  for (let i = 0; i < count; i++) if (isWanted(i)) indexes[length++] = i;
  return indexes.subarray(0, length);
}
