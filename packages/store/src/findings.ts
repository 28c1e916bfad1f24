// What is worth a look in a whole series, from what its chunks say of themselves. Over visible points in canonical order, like the summary.
//
// Stretches of values that are not finite go on from chunk to chunk; spikes are those of the chunks.
// A plateau is the longest stretch at the end whose finite values stay within a thousandth, both of the range of all finite values of the series
// and of its own greatest magnitude. It has 100 points and two fifths of a series of 300 or more; a series that never changed has none.
// At most 16 are kept: the first ones, and the plateau.
import type { MAX_FINDINGS_PER_SERIES } from "@runboard/contract";
import { decodeFindings, findingOfSeries, findInChunk, type ChunkFinding } from "./chunk-findings.ts";
import { ChunkError } from "./chunk-column.ts";
import type { ChunkFacts } from "./chunk-facts.ts";
import type { SeriesFinding } from "./event-store.ts";
import { visiblePart, type ChunkPoints, type SeriesSummary } from "./summary.ts";
import { chunkVisibility, visibilityLimits } from "./visibility.ts";

const MAX_FINDINGS: typeof MAX_FINDINGS_PER_SERIES = 16;
const PLATEAU_SERIES_POINTS = 300;
const PLATEAU_POINTS = 100;
const PLATEAU_SHARE = 0.4;
const PLATEAU_RANGE = 1e-3;

export interface DescribedChunk {
  readonly facts: ChunkFacts;
  /** What encodeFindings gave for the chunk alone. */
  readonly findings: Uint8Array | null;
}

/**
 * The findings of a scalar series, in order of their steps.
 * @param chunks all of the series in canonical order.
 * @param read gives a chunk's points; called for chunks that are superseded in part, and where a plateau begins.
 */
export function findInSeries(
  chunks: readonly DescribedChunk[],
  summary: SeriesSummary,
  read: (chunk: number) => ChunkPoints,
): readonly SeriesFinding[] {
  const visible = visibleChunks(chunks, read);
  const plateau = findPlateau(visible, summary);
  const findings = joinFindings(visible).slice(0, MAX_FINDINGS - (plateau ? 1 : 0));
  return plateau ? [...findings, plateau].sort((a, b) => a.step - b.step) : findings;
}

/** A chunk of which something is visible, as if that were all of it. */
interface VisibleChunk {
  readonly facts: ChunkFacts;
  readonly findings: () => readonly ChunkFinding[];
  readonly points: () => ChunkPoints;
}

function visibleChunks(
  chunks: readonly DescribedChunk[],
  read: (chunk: number) => ChunkPoints,
): readonly VisibleChunk[] {
  const limits = visibilityLimits(chunks.map(({ facts }) => facts));
  return chunks.flatMap(({ facts, findings }, index): VisibleChunk[] => {
    const limit = limits[index] ?? Infinity;
    const visibility = chunkVisibility(facts, limit);
    if (visibility === "none") return [];
    const part = () => visiblePart(read(index), facts.pointCount, limit);
    if (visibility === "whole") {
      const points = () => (facts.visibleCount === facts.pointCount ? read(index) : part().points);
      return [{ facts, findings: () => decodeFindings(findings), points }];
    }
    const { facts: left, points } = part();
    const found = findInChunk(points, left.pointCount, left.nonFiniteCount);
    return [{ facts: left, findings: () => found, points: () => points }];
  });
}

function joinFindings(chunks: readonly VisibleChunk[]): SeriesFinding[] {
  const joined: SeriesFinding[] = [];
  let isOpen = false;
  for (const chunk of chunks) {
    const findings = chunk.findings();
    for (const finding of findings) {
      const last = joined.at(-1);
      if (isOpen && finding.reachesStart && finding.kind === "non_finite" && last) {
        const pointCount = last.pointCount + finding.pointCount;
        joined[joined.length - 1] = { ...last, lastStep: finding.lastStep, pointCount };
      } else joined.push(findingOfSeries(finding));
      isOpen = false;
    }
    const end = findings.at(-1);
    isOpen = end?.kind === "non_finite" && end.reachesEnd;
    if (joined.length >= MAX_FINDINGS && !isOpen) break;
  }
  return joined;
}

function findPlateau(chunks: readonly VisibleChunk[], summary: SeriesSummary): SeriesFinding | undefined {
  const least = Math.max(PLATEAU_POINTS, Math.ceil(PLATEAU_SHARE * summary.pointCount));
  const flatness = Flatness.of(summary);
  if (!flatness) return undefined;
  let pointCount = 0;
  let begin: (() => SeriesFinding) | undefined;
  for (const { facts, points } of chunks.toReversed()) {
    const { visibleCount, nonFiniteCount, minValue, maxValue } = facts;
    const isWhole = nonFiniteCount === 0 && flatness.take(minValue, maxValue);
    const flatCount = isWhole ? visibleCount : flatness.takeFromEnd(points(), [0, visibleCount]);
    pointCount += flatCount;
    if (flatCount > 0) begin = () => plateauAt(points(), visibleCount - flatCount);
    if (!isWhole) break;
  }
  return begin && pointCount >= least ? { ...begin(), lastStep: summary.lastStep, pointCount } : undefined;
}

function plateauAt(points: ChunkPoints, index: number): SeriesFinding {
  const at = points.from + index;
  const step = points.steps[at];
  const wallTimeSeconds = points.wallTimesSeconds[at];
  const value = points.values?.[at];
  if (step === undefined || wallTimeSeconds === undefined || value === undefined)
    throw new ChunkError("A chunk with fewer points than its facts say.");
  return { kind: "plateau", step, lastStep: step, wallTimeSeconds, value, pointCount: 0 };
}

/**
 * Whether a series may end in a plateau, as far as the points tell that were written last.
 * @param facts of its newest chunk. @param points of that chunk.
 */
export function mayEndInPlateau(summary: SeriesSummary, facts: ChunkFacts, points: ChunkPoints): boolean {
  const flatness = Flatness.of(summary);
  if (!flatness) return false;
  const { pointCount, visibleCount } = facts;
  // Which of its points are visible would have to be looked at first.
  if (visibleCount < pointCount) return true;
  const count = Math.min(PLATEAU_POINTS, pointCount);
  return flatness.takeFromEnd(points, [pointCount - count, pointCount]) === count;
}

/** Values that stay close together, taken in one after the other. */
class Flatness {
  readonly #range: number;
  #least = Infinity;
  #greatest = -Infinity;

  /** Undefined for a series that has no plateau, whatever its end is like. */
  static of({ pointCount, min, max }: SeriesSummary): Flatness | undefined {
    if (pointCount < PLATEAU_SERIES_POINTS || !min || !max || min.value === max.value) return undefined;
    return new Flatness(max.value - min.value);
  }

  private constructor(range: number) {
    this.#range = range;
  }

  /** Whether it would still be flat with values from `least` to `greatest`. */
  allows(least: number, greatest: number): boolean {
    const low = Math.min(this.#least, least);
    const high = Math.max(this.#greatest, greatest);
    return high - low <= PLATEAU_RANGE * Math.min(this.#range, Math.max(Math.abs(low), Math.abs(high)));
  }

  /** Takes them in if it stays flat. */
  take(least: number, greatest: number): boolean {
    if (!this.allows(least, greatest)) return false;
    this.#least = Math.min(this.#least, least);
    this.#greatest = Math.max(this.#greatest, greatest);
    return true;
  }

  /** Takes in the points [first, end) from the last of them on, while it stays flat. @returns how many. */
  takeFromEnd({ values, from }: ChunkPoints, [first, end]: readonly [first: number, end: number]): number {
    let at = end;
    for (; at > first; at--) {
      const value = values?.[from + at - 1] ?? NaN;
      if (!Number.isFinite(value) || !this.take(value, value)) break;
    }
    return end - at;
  }
}
