// Second half of answering a scalar query: decoded chunks become columns. No engine is named here, so that every driver gives the same answer.
import { smooth } from "@runboard/analysis";
import { chooseEvery, choosePoints, type Choice } from "./chosen-points.ts";
import type { ScalarColumns } from "./event-store.ts";
import { decodeScalarsInto, emptyScalarBatch, type ScalarBatch } from "./chunk.ts";
import { CHUNK_POINTS, ChunkError } from "./chunk-column.ts";
import { decodeLevelInto, LEVEL_POINTS } from "./chunk-level.ts";
import type { PointQuery, ReadPart, SeriesPoints } from "./columns-plan.ts";
import { reorder, stepOrder } from "./step-order.ts";
import type { SeriesSummary } from "./summary.ts";

/** Columns of one series without its name. */
export type PointColumns = Omit<ScalarColumns, "run" | "tag">;

export interface AssembleOptions {
  readonly summary: SeriesSummary;
  readonly query: PointQuery;
  /** Points of the range before these. */
  readonly skippedCount: number;
}

/**
 * The columns of what is shown of a series.
 * @param parts what planRead asked for, with the bytes that were fetched for those that are as stored.
 * @throws ChunkError
 */
export function assembleShown(
  parts: readonly (ReadPart & { readonly bytes: Uint8Array | undefined })[],
  { summary, query, skippedCount }: AssembleOptions,
): PointColumns {
  const points = inOrder(decodeParts(parts, skippedCount), query);
  const { batch, count } = points;
  const smoothed = query.smoothing > 0 ? smooth(batch.values.subarray(0, count), query.smoothing) : undefined;
  const xs = axisColumn(points, summary, query);
  return columnsOf(points, choosePoints({ points, xs, query, superseded: undefined }), { summary, smoothed });
}

/**
 * The columns of all points of a series, shown or not.
 * @param all by file, as it gave them. @param superseded 1 for each of them that is not shown.
 */
export function assembleAll(
  all: SeriesPoints,
  superseded: Uint8Array,
  { summary, query }: Omit<AssembleOptions, "skippedCount">,
): PointColumns {
  const order = axisOrder(all, query) ?? undefined;
  const flags = order ? reorder(superseded, order) : superseded;
  const points = order ? reordered(all, order) : all;
  const older = query.smoothing > 0 ? smoothSuperseded(all, superseded, query.smoothing) : undefined;
  const smoothed = older && (order ? reorder(older, order) : older);
  if (smoothed) smoothShown(points, flags, { weight: query.smoothing, into: smoothed });
  const xs = axisColumn(points, summary, query);
  const choice = choosePoints({ points, xs, query, superseded: flags });
  return columnsOf(points, choice, { summary, smoothed, superseded: flags });
}

function columnsOf(
  { batch, count }: SeriesPoints,
  { kept, pointCountInRange }: Choice,
  more: {
    readonly summary: SeriesSummary;
    readonly smoothed: Float64Array | undefined;
    readonly superseded?: Uint8Array;
  },
): PointColumns {
  const { summary, smoothed, superseded } = more;
  const isEmpty = summary.pointCount === 0;
  const pick = (column: Float64Array) => (kept ? reorder(column, kept) : chooseEvery(column, count));
  return {
    steps: pick(batch.steps),
    wallTimesSeconds: pick(batch.wallTimesSeconds),
    values: pick(batch.values),
    ...(smoothed && { smoothed: pick(smoothed) }),
    ...(superseded && { superseded: kept ? reorder(superseded, kept) : superseded }),
    pointCount: summary.pointCount,
    pointCountInRange,
    firstWallTimeSeconds: isEmpty ? null : summary.firstWallTimeSeconds,
    firstStep: isEmpty ? null : summary.firstStep,
    lastStep: isEmpty ? null : summary.lastStep,
  };
}

function decodeParts(
  parts: readonly (ReadPart & { readonly bytes: Uint8Array | undefined })[],
  skippedCount: number,
): SeriesPoints {
  let room = 0;
  for (const { part, form } of parts) room += form === "data" ? part.facts.pointCount : LEVEL_POINTS;
  const batch = emptyScalarBatch(room);
  const groupStarts = parts.some(({ form }) => form === "level") ? new Int32Array(room) : undefined;
  let count = 0;
  let leftOutCount = skippedCount;
  for (const { part, form, bytes } of parts) {
    const start = count;
    if (form === "level" && groupStarts && bytes) {
      count = decodeLevelInto(bytes, batch, start, groupStarts);
      leftOutCount += CHUNK_POINTS - (count - start);
      continue;
    }
    count = bytes ? decodeScalarsInto(bytes, batch, start) : copyPoints(part.points(), batch, start);
    if (count - start !== part.facts.pointCount)
      throw new ChunkError(
        `A chunk of ${count - start} points that was announced with ${part.facts.pointCount}.`,
      );
    if (groupStarts) for (let i = start; i < count; i++) groupStarts[i] = i;
  }
  return { batch, count, groupStarts, leftOutCount };
}

function copyPoints(points: ReturnType<ReadPart["part"]["points"]>, into: ScalarBatch, at: number): number {
  if (!points.values) throw new ChunkError("A chunk of scalars without values.");
  into.steps.set(points.steps, at);
  into.wallTimesSeconds.set(points.wallTimesSeconds, at);
  into.values.set(points.values, at);
  return at + points.steps.length;
}

/** The points in the order of the query's axis. */
function inOrder(points: SeriesPoints, query: PointQuery): SeriesPoints {
  const order = axisOrder(points, query);
  return order ? reordered(points, order) : points;
}

/** By step, and on an axis of time by time then; undefined when they stand so already. */
function axisOrder({ batch, count }: SeriesPoints, { axis }: PointQuery): Int32Array | undefined {
  const byStep = stepOrder(batch.steps.subarray(0, count));
  if (axis === "step") return byStep;
  const times = byStep ? reorder(batch.wallTimesSeconds, byStep) : batch.wallTimesSeconds.subarray(0, count);
  const byTime = stepOrder(times);
  return byTime && byStep ? reorder(byStep, byTime) : (byTime ?? byStep);
}

/** Groups of reduced chunks go along: those are in order by themselves. */
function reordered({ batch, ...points }: SeriesPoints, order: Int32Array): SeriesPoints {
  return {
    ...points,
    batch: {
      steps: reorder(batch.steps, order),
      wallTimesSeconds: reorder(batch.wallTimesSeconds, order),
      values: reorder(batch.values, order),
    },
    groupStarts: undefined,
  };
}

/** Superseded points on their own account, every stretch of ascending steps of a file from its own beginning; 0 for the others. */
function smoothSuperseded(
  { batch, count }: SeriesPoints,
  superseded: Uint8Array,
  weight: number,
): Float64Array {
  const smoothed = new Float64Array(count);
  const hidden = indexesWhere(count, (i) => superseded[i] === 1);
  let from = 0;
  for (let to = 1; to <= hidden.length; to++) {
    const isNext = to < hidden.length && batch.steps[hidden[to]!]! > batch.steps[hidden[to - 1]!]!;
    if (isNext) continue;
    smoothAt(batch.values, hidden.subarray(from, to), { weight, into: smoothed });
    from = to;
  }
  return smoothed;
}

function smoothShown(
  { batch, count }: SeriesPoints,
  superseded: Uint8Array,
  smoothing: { readonly weight: number; readonly into: Float64Array },
): void {
  smoothAt(
    batch.values,
    indexesWhere(count, (i) => superseded[i] === 0),
    smoothing,
  );
}

function smoothAt(
  values: Float64Array,
  indexes: Int32Array,
  { weight, into }: { readonly weight: number; readonly into: Float64Array },
): void {
  const smoothed = smooth(reorder(values, indexes), weight);
  for (let i = 0; i < indexes.length; i++) into[indexes[i]!] = smoothed[i]!;
}

/** The query's axis as a column. */
function axisColumn({ batch, count }: SeriesPoints, summary: SeriesSummary, query: PointQuery): Float64Array {
  if (query.axis === "step") return batch.steps.subarray(0, count);
  const times = batch.wallTimesSeconds.subarray(0, count);
  if (query.axis === "wall") return times;
  return times.map((time) => time - summary.firstWallTimeSeconds);
}

function indexesWhere(count: number, isWanted: (index: number) => boolean): Int32Array {
  const indexes = new Int32Array(count);
  let length = 0;
  for (let i = 0; i < count; i++) if (isWanted(i)) indexes[length++] = i;
  return indexes.subarray(0, length);
}
