// First half of answering a scalar query: which chunks to fetch, and in which form. columns.ts is the other half; a driver fetches between the two.
import type { ScalarQuery } from "./event-store.ts";
import { CHUNK_POINTS } from "./chunk-column.ts";
import { GROUP_POINTS } from "./chunk-level.ts";
import { compareAtStep, type ShownPart, type ShownSeries } from "./shown-parts.ts";
import type { SeriesSummary } from "./summary.ts";
import type { ScalarBatch } from "./chunk.ts";

export type PointQuery = Omit<ScalarQuery, "runs" | "tags">;

/** One part to read: the points of its chunk, or their reduced form. */
export interface ReadPart {
  readonly part: ShownPart;
  readonly form: "data" | "level";
}

export interface ReadPlan {
  /** By step when the series is sequential, else by file. */
  readonly parts: readonly ReadPart[];
  /** Points of the range before these parts, of which a slice needs none. */
  readonly skippedCount: number;
}

/** Smallest `maxPoints`: the points beyond each end of a range, and two between. */
const LEAST_MAX_POINTS = 4;

/** From half of the least double to the greatest. */
const DOUBLE_BITS = 1075 + 1024;

/** Points that a bucket of the reduction keeps as a rule. */
const POINTS_PER_BUCKET = 4;

/** @throws RangeError for a query that makes no sense. */
export function assertPointQuery(query: PointQuery): void {
  const { maxPoints, smoothing, range, slice } = query;
  if (maxPoints !== undefined && !(maxPoints >= LEAST_MAX_POINTS))
    throw new RangeError(`maxPoints must be at least ${LEAST_MAX_POINTS}, not ${maxPoints}.`);
  if (!(smoothing >= 0 && smoothing < 1))
    throw new RangeError(`smoothing must be from 0 to 0.999, not ${smoothing}.`);
  if (range && !(range[0] <= range[1]))
    throw new RangeError(`A range must ascend, not go from ${range[0]} to ${range[1]}.`);
  if (slice && !(slice[0] >= 0 && slice[0] <= slice[1]))
    throw new RangeError(`A slice must ascend from 0 or more, not go from ${slice[0]} to ${slice[1]}.`);
  const isPlain = query.axis === "step" && maxPoints === undefined && smoothing === 0;
  if (slice && !(isPlain && !query.includeSuperseded))
    throw new RangeError(
      "A slice is of all visible points by step: without maxPoints, smoothing or superseded points.",
    );
}

/** Whether the answer needs every point, so that nothing is gained by looking at the facts before fetching the data. */
export function needsEveryPoint(query: PointQuery): boolean {
  return (
    query.includeSuperseded ||
    (query.range === undefined &&
      query.slice === undefined &&
      (query.smoothing > 0 || query.maxPoints === undefined))
  );
}

/** What to read of the parts of a series. */
export function planRead(shown: ShownSeries, summary: SeriesSummary, query: PointQuery): ReadPlan {
  if (!shown.isSequential) return everyPart(shown.parts.toSorted(compareAtStep));
  const { parts } = shown;
  if (needsEveryPoint(query)) return everyPart(parts);
  const spans = parts.map((part) => spanOf(part, summary, query));
  if (!spans.every((span, i) => span.isAscending && (i === 0 || span.start >= spans[i - 1]!.end)))
    return everyPart(parts);

  const [low, high] = query.range ?? [-Infinity, Infinity];
  const isInside = (i: number) => spans[i]!.start >= low && spans[i]!.end <= high;
  if (query.slice) return planSlice(parts, [low, high], query.slice);
  const first = spans.findIndex((span) => span.end >= low);
  const from = startBefore(first === -1 ? spans.length : first, query.smoothing, (i) => {
    const { pointCount, nonFiniteCount } = parts[i]!.facts;
    return pointCount - nonFiniteCount;
  });
  let to = spans.findLastIndex((span) => span.start <= high);
  to = Math.min(spans.length, to + 2);
  const chosen = parts.slice(from, to);
  return query.maxPoints === undefined || query.smoothing > 0
    ? everyPart(chosen)
    : withLevels(chosen, spans.slice(from, to), query.maxPoints, (i) => isInside(from + i));
}

function everyPart(parts: readonly ShownPart[]): ReadPlan {
  return { parts: parts.map((part) => ({ part, form: "data" })), skippedCount: 0 };
}

/** Parts of a range without those that lie before or behind a slice of it. */
function planSlice(
  parts: readonly ShownPart[],
  [low, high]: readonly [number, number],
  slice: readonly [from: number, to: number],
): ReadPlan {
  const chosen: ShownPart[] = [];
  let skippedCount = 0;
  let count = 0;
  for (const part of parts) {
    if (part.facts.maxStep < low || part.facts.minStep > high) continue;
    const insideCount = countInside(part, low, high);
    if (count + insideCount <= slice[0]) skippedCount += insideCount;
    else if (count < slice[1]) chosen.push(part);
    count += insideCount;
  }
  return { ...everyPart(chosen), skippedCount };
}

function countInside(part: ShownPart, low: number, high: number): number {
  const { minStep, maxStep, pointCount } = part.facts;
  if (minStep >= low && maxStep <= high) return pointCount;
  const { steps, from } = part.points();
  return steps.subarray(from, from + pointCount).filter((step) => step >= low && step <= high).length;
}

/**
 * Index of the first part to read for points that begin in the part `first`: one before it, and as many more as smoothing has to begin early.
 * @param finiteCountAt number of finite values in a part.
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
  parts: readonly ShownPart[],
  spans: readonly PartSpan[],
  maxPoints: number,
  isInside: (index: number) => boolean,
): ReadPlan {
  let insideCount = 0;
  let least = Infinity;
  let greatest = -Infinity;
  parts.forEach(({ facts }, i) => {
    if (!isInside(i)) return;
    insideCount += facts.pointCount;
    least = Math.min(least, spans[i]!.start);
    greatest = Math.max(greatest, spans[i]!.end);
  });
  // Otherwise every point may fit, and then every point is given.
  if (insideCount <= maxPoints) return everyPart(parts);
  const bucketWidth = (greatest - least) / Math.max(1, Math.floor(maxPoints / POINTS_PER_BUCKET));
  const widest = (CHUNK_POINTS / GROUP_POINTS / 2) * bucketWidth;
  const read = parts.map((part, i): ReadPart => {
    const isNarrow = spans[i]!.end - spans[i]!.start <= widest;
    const hasLevel = part.isAsStored && part.facts.pointCount === CHUNK_POINTS;
    return { part, form: isNarrow && hasLevel && isInside(i) ? "level" : "data" };
  });
  return { parts: read, skippedCount: 0 };
}

interface PartSpan {
  readonly start: number;
  readonly end: number;
  readonly isAscending: boolean;
}

/** Where a part lies on the query's axis. */
function spanOf({ facts }: ShownPart, summary: SeriesSummary, { axis }: PointQuery): PartSpan {
  if (axis === "step") return { start: facts.minStep, end: facts.maxStep, isAscending: true };
  const origin = axis === "relative" ? summary.firstWallTimeSeconds : 0;
  return {
    start: facts.firstWallTimeSeconds - origin,
    end: facts.lastWallTimeSeconds - origin,
    isAscending: facts.isWallAscending,
  };
}

/** Points of a series as columns with room for at least `count`. */
export interface SeriesPoints {
  readonly batch: ScalarBatch;
  readonly count: number;
  /** For each point of a reduced chunk the index where its group begins, for others their own; absent when no chunk is reduced. */
  readonly groupStarts: Int32Array | undefined;
  /** Points that reduced chunks stand for but do not give, or that stand before the ones read. */
  readonly leftOutCount: number;
}
