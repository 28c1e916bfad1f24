// First half of answering a scalar query: which chunks to fetch, and in which form. columns.ts is the other half; a driver fetches between the two.
import type { ScalarQuery } from "./event-store.ts";
import { CHUNK_POINTS } from "./chunk-column.ts";
import type { ChunkFacts } from "./chunk-facts.ts";
import { GROUP_POINTS } from "./chunk-level.ts";
import type { SeriesSummary } from "./summary.ts";
import { chunkVisibility, visibilityLimits } from "./visibility.ts";

export type PointQuery = Omit<ScalarQuery, "runs" | "tags">;

/** One chunk to fetch: its points, or their reduced form. */
export interface ReadPart {
  /** Index in the series' chunks. */
  readonly chunk: number;
  readonly form: "data" | "level";
  readonly pointCount: number;
  /** Points at or after this step are superseded by later chunks. */
  readonly limit: number;
  /** Nothing in the chunk is superseded, neither from within nor by later chunks. */
  readonly isAllVisible: boolean;
}

/** Smallest `maxPoints`: the points beyond each end of a range, and two between. */
const LEAST_MAX_POINTS = 4;

/** From half of the least double to the greatest. */
const DOUBLE_BITS = 1075 + 1024;

/** Points that a bucket of the reduction keeps as a rule. */
const POINTS_PER_BUCKET = 4;

/** @throws RangeError for a query that makes no sense. */
export function assertPointQuery(query: PointQuery): void {
  const { maxPoints, smoothing, range } = query;
  if (maxPoints !== undefined && !(maxPoints >= LEAST_MAX_POINTS))
    throw new RangeError(`maxPoints must be at least ${LEAST_MAX_POINTS}, not ${maxPoints}.`);
  if (!(smoothing >= 0 && smoothing < 1))
    throw new RangeError(`smoothing must be from 0 to 0.999, not ${smoothing}.`);
  if (range && !(range[0] <= range[1]))
    throw new RangeError(`A range must ascend, not go from ${range[0]} to ${range[1]}.`);
}

/** Whether the answer needs every visible point, so that nothing is gained by looking at the facts before fetching the data. */
export function needsEveryPoint(query: PointQuery): boolean {
  return (
    query.includeSuperseded ||
    (query.range === undefined && (query.smoothing > 0 || query.maxPoints === undefined))
  );
}

/** Which chunks to fetch, and in which form, in canonical order. @param facts of all chunks of the series. */
export function planRead(
  facts: readonly ChunkFacts[],
  summary: SeriesSummary,
  query: PointQuery,
): readonly ReadPart[] {
  const limits = visibilityLimits(facts);
  const all = facts.map((chunk, index): ReadPart => {
    const limit = limits[index]!;
    const isWhole = chunkVisibility(chunk, limit) === "whole";
    return {
      chunk: index,
      form: "data",
      pointCount: chunk.pointCount,
      limit,
      isAllVisible: isWhole && chunk.visibleCount === chunk.pointCount,
    };
  });
  if (query.includeSuperseded) return all;
  const visible = all.filter(({ chunk, limit }) => chunkVisibility(facts[chunk]!, limit) !== "none");
  if (needsEveryPoint(query)) return visible;
  const spans = visible.map(({ chunk }) => spanOf(facts[chunk]!, summary, query));
  if (!spans.every((span, i) => span.isAscending && (i === 0 || span.start >= spans[i - 1]!.end)))
    return visible;

  const [low, high] = query.range ?? [-Infinity, Infinity];
  const first = spans.findIndex((span) => span.end >= low);
  const from = startBefore(first === -1 ? spans.length : first, query.smoothing, (i) => {
    const { chunk, isAllVisible, pointCount } = visible[i]!;
    return isAllVisible ? pointCount - facts[chunk]!.nonFiniteCount : 0;
  });
  let to = spans.findLastIndex((span) => span.start <= high);
  to = Math.min(spans.length, to + 2);
  const isInside = (i: number) => spans[i]!.start >= low && spans[i]!.end <= high;
  const parts = visible.slice(from, to);
  return query.maxPoints === undefined || query.smoothing > 0
    ? parts
    : withLevels(parts, spans.slice(from, to), query.maxPoints, (i) => isInside(from + i));
}

/**
 * Index of the first chunk to read for points that begin in the chunk `first`: one before it, and as many more as smoothing has to begin early.
 * @param finiteCountAt least number of finite visible values in a chunk.
 */
function startBefore(first: number, smoothing: number, finiteCountAt: (index: number) => number): number {
  let from = Math.max(0, first - 1);
  if (smoothing === 0) return from;
  // What stands so many values back counts for nothing, were it the greatest double and what follows the least. One more for the point before a range.
  const neededCount = 1 + Math.ceil((DOUBLE_BITS * Math.LN2) / -Math.log(smoothing));
  let count = 0;
  for (let i = from; i < first; i++) count += finiteCountAt(i);
  while (from > 0 && count < neededCount) count += finiteCountAt(--from);
  return from;
}

/** Takes the reduced form of chunks whose groups of points are narrow against the buckets that the answer is reduced to. */
function withLevels(
  parts: readonly ReadPart[],
  spans: readonly ChunkSpan[],
  maxPoints: number,
  isInside: (index: number) => boolean,
): readonly ReadPart[] {
  let insideCount = 0;
  let least = Infinity;
  let greatest = -Infinity;
  parts.forEach((part, i) => {
    if (!isInside(i)) return;
    if (part.isAllVisible) insideCount += part.pointCount;
    least = Math.min(least, spans[i]!.start);
    greatest = Math.max(greatest, spans[i]!.end);
  });
  // Otherwise every point may fit, and then every point is given.
  if (insideCount <= maxPoints) return parts;
  const bucketWidth = (greatest - least) / Math.max(1, Math.floor(maxPoints / POINTS_PER_BUCKET));
  const widest = (CHUNK_POINTS / GROUP_POINTS / 2) * bucketWidth;
  return parts.map((part, i) => {
    const isNarrow = spans[i]!.end - spans[i]!.start <= widest;
    const hasLevel = part.isAllVisible && part.pointCount === CHUNK_POINTS;
    return isNarrow && hasLevel && isInside(i) ? { ...part, form: "level" } : part;
  });
}

interface ChunkSpan {
  readonly start: number;
  /** Of the last point visible in the chunk alone: not before the last one that is visible. */
  readonly end: number;
  readonly isAscending: boolean;
}

/** Where a chunk lies on the query's axis. */
function spanOf(facts: ChunkFacts, summary: SeriesSummary, { axis }: PointQuery): ChunkSpan {
  if (axis === "step") return { start: facts.minStep, end: facts.lastStep, isAscending: true };
  const origin = axis === "relative" ? summary.firstWallTimeSeconds : 0;
  return {
    start: facts.firstWallTimeSeconds - origin,
    end: facts.lastWallTimeSeconds - origin,
    isAscending: facts.isWallAscending,
  };
}
