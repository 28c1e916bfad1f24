// What a series row says of a series' visible points: carried on while steps ascend, taken from the chunks' facts when they do not.
import type { PlacedValue, SeriesRow } from "./event-store.ts";
import { ChunkError } from "./chunk-column.ts";
import { describeChunk, type ChunkFacts, type FactColumns } from "./chunk-facts.ts";
import { chunkVisibility, countRestarts, visibilityLimits, visibleIndexes } from "./visibility.ts";

export type SeriesSummary = Pick<
  SeriesRow,
  | "pointCount"
  | "supersededPointCount"
  | "restartCount"
  | "firstStep"
  | "lastStep"
  | "firstWallTimeSeconds"
  | "lastWallTimeSeconds"
  | "nonFiniteCount"
  | "last"
  | "min"
  | "max"
>;

/** Points in canonical order that stand together in one chunk, or are about to. */
export interface ChunkPoints extends FactColumns {
  /** Index of the chunk's first point in the columns. */
  readonly from: number;
}

/** The summary when a chunk's worth of points is added, all visible and all after the series' last step. `undefined` begins a series. */
export function extendSummary(
  summary: SeriesSummary | undefined,
  facts: ChunkFacts,
  points: ChunkPoints,
): SeriesSummary {
  const lastIndex = facts.pointCount - 1;
  return {
    pointCount: (summary?.pointCount ?? 0) + facts.visibleCount,
    supersededPointCount: summary?.supersededPointCount ?? 0,
    restartCount: summary?.restartCount ?? 0,
    firstStep: summary?.firstStep ?? facts.minStep,
    lastStep: facts.lastStep,
    firstWallTimeSeconds: summary?.firstWallTimeSeconds ?? facts.firstWallTimeSeconds,
    lastWallTimeSeconds: facts.lastWallTimeSeconds,
    nonFiniteCount: (summary?.nonFiniteCount ?? 0) + facts.nonFiniteCount,
    last: points.values === undefined ? null : placed(points, lastIndex),
    min: lesser(summary?.min, facts.minValue, () => placed(points, facts.minIndex)),
    max: greater(summary?.max, facts.maxValue, () => placed(points, facts.maxIndex)),
  };
}

/**
 * The summary of a whole series.
 * @param facts of all its chunks in canonical order, at least one.
 * @param read gives a chunk's points; called for chunks that are superseded in part and those where the last, least and greatest value stand.
 */
export function summarizeChunks(
  facts: readonly ChunkFacts[],
  read: (chunk: number) => ChunkPoints,
): SeriesSummary {
  const limits = visibilityLimits(facts);
  let first: ChunkFacts | undefined;
  let pointCount = 0;
  let totalCount = 0;
  let nonFiniteCount = 0;
  let min: { readonly value: number; readonly place: () => PlacedValue } | undefined;
  let max: { readonly value: number; readonly place: () => PlacedValue } | undefined;
  for (const [chunk, alone] of facts.entries()) {
    totalCount += alone.pointCount;
    const limit = limits[chunk] ?? Infinity;
    const visibility = chunkVisibility(alone, limit);
    if (visibility === "none") continue;
    const part = visibility === "part" ? visiblePart(read(chunk), alone.pointCount, limit) : undefined;
    const visible = part?.facts ?? alone;
    const place = (index: number) => () => placed(part?.points ?? read(chunk), index);
    first ??= visible;
    pointCount += visible.visibleCount;
    nonFiniteCount += visible.nonFiniteCount;
    const { minValue, minIndex, maxValue, maxIndex } = visible;
    if (minIndex >= 0 && !(min && min.value <= minValue)) min = { value: minValue, place: place(minIndex) };
    if (maxIndex >= 0 && !(max && max.value >= maxValue)) max = { value: maxValue, place: place(maxIndex) };
  }
  const end = facts.at(-1);
  if (first === undefined || end === undefined) throw new ChunkError("A series without a visible point.");
  const endPoints = read(facts.length - 1);
  return {
    pointCount,
    supersededPointCount: totalCount - pointCount,
    restartCount: countRestarts(facts),
    firstStep: first.minStep,
    lastStep: end.lastStep,
    firstWallTimeSeconds: first.firstWallTimeSeconds,
    lastWallTimeSeconds: end.lastWallTimeSeconds,
    nonFiniteCount,
    last: endPoints.values === undefined ? null : placed(endPoints, end.pointCount - 1),
    min: min?.place() ?? null,
    max: max?.place() ?? null,
  };
}

/** The points of a chunk that are below `limit` and visible in it, with their facts. */
export function visiblePart(points: ChunkPoints, count: number, limit: number) {
  const steps = points.steps.subarray(points.from, points.from + count);
  const indexes = visibleIndexes(steps, count, limit);
  const pick = (column: Float64Array) => Float64Array.from(indexes, (i) => column[points.from + i] ?? NaN);
  const part = {
    from: 0,
    steps: pick(points.steps),
    wallTimesSeconds: pick(points.wallTimesSeconds),
    values: points.values && pick(points.values),
  };
  return { facts: describeChunk(part, 0, indexes.length), points: part };
}

function placed(points: ChunkPoints, index: number): PlacedValue {
  const at = points.from + index;
  const step = points.steps[at];
  const wallTimeSeconds = points.wallTimesSeconds[at];
  const value = points.values?.[at];
  if (step === undefined || wallTimeSeconds === undefined || value === undefined)
    throw new ChunkError("A chunk whose facts name a point that it does not have.");
  return { step, wallTimeSeconds, value };
}

function lesser(before: PlacedValue | null | undefined, value: number, place: () => PlacedValue) {
  return before ? (value < before.value ? place() : before) : Number.isNaN(value) ? null : place();
}

function greater(before: PlacedValue | null | undefined, value: number, place: () => PlacedValue) {
  return before ? (value > before.value ? place() : before) : Number.isNaN(value) ? null : place();
}

const SUMMARY_NUMBERS = 17;
const packed = new Float64Array(SUMMARY_NUMBERS);
const packedBytes = new Uint8Array(packed.buffer);

/** A summary as 17 eight-byte floats; a step that is NaN stands for a value that is null. Valid until the next call. */
export function encodeSummary(summary: SeriesSummary): Uint8Array {
  packed[0] = summary.pointCount;
  packed[1] = summary.supersededPointCount;
  packed[2] = summary.restartCount;
  packed[3] = summary.firstStep;
  packed[4] = summary.lastStep;
  packed[5] = summary.firstWallTimeSeconds;
  packed[6] = summary.lastWallTimeSeconds;
  packed[7] = summary.nonFiniteCount;
  pack(summary.last, 8);
  pack(summary.min, 11);
  pack(summary.max, 14);
  return packedBytes;
}

/** @throws ChunkError */
export function decodeSummary(bytes: Uint8Array): SeriesSummary {
  if (bytes.length !== packedBytes.length) throw new ChunkError(`A summary of ${bytes.length} bytes.`);
  packedBytes.set(bytes);
  return {
    pointCount: number(0),
    supersededPointCount: number(1),
    restartCount: number(2),
    firstStep: number(3),
    lastStep: number(4),
    firstWallTimeSeconds: number(5),
    lastWallTimeSeconds: number(6),
    nonFiniteCount: number(7),
    last: unpack(8),
    min: unpack(11),
    max: unpack(14),
  };
}

function pack(value: PlacedValue | null, at: number): void {
  packed[at] = value ? value.step : NaN;
  packed[at + 1] = value ? value.wallTimeSeconds : NaN;
  packed[at + 2] = value ? value.value : NaN;
}

function unpack(at: number): PlacedValue | null {
  const step = number(at);
  return Number.isNaN(step) ? null : { step, wallTimeSeconds: number(at + 1), value: number(at + 2) };
}

function number(index: number): number {
  return packed[index] ?? NaN;
}
