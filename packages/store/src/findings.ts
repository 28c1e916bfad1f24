// What is worth a look in a whole series, from what its chunks say of themselves. Over the points that are shown, by step, like the summary.
//
// Stretches of values that are not finite go on from chunk to chunk; spikes are those of the chunks. Where chunks overlap in steps, as those of
// two writers at once, each chunk is judged by itself, and there is no plateau.
// A plateau is the longest stretch at the end whose finite values stay within a thousandth, both of the range of all finite values of the series
// and of its own greatest magnitude. It has 100 points and two fifths of a series of 300 or more; a series that never changed has none.
// At most 16 are kept: the first ones, and the plateau.
import type { FindingKind, MAX_FINDINGS_PER_SERIES } from "@runboard/contract";
import { decodeFindings, findingOfSeries, findInChunk, type ChunkFinding } from "./chunk-findings.ts";
import { ChunkError } from "./chunk-column.ts";
import type { ChunkFacts } from "./chunk-facts.ts";
import type { SeriesFinding } from "./event-store.ts";
import type { ShownPart, ShownSeries } from "./shown-parts.ts";
import type { SeriesSummary } from "./summary.ts";
import type { ChunkPoints } from "./repeats.ts";

const MAX_FINDINGS: typeof MAX_FINDINGS_PER_SERIES = 16;
/** Of those that begin at one step. */
const FINDING_ORDER: Readonly<Record<FindingKind, number>> = { non_finite: 0, spike: 1, plateau: 2 };
const PLATEAU_SERIES_POINTS = 300;
const PLATEAU_POINTS = 100;
const PLATEAU_SHARE = 0.4;
const PLATEAU_RANGE = 1e-3;

/**
 * The findings of a scalar series, in order of their steps.
 * @param findingsOf what encodeFindings gave for a chunk alone.
 */
export function findInSeries(
  { parts, isSequential }: ShownSeries,
  summary: SeriesSummary,
  findingsOf: (chunk: number) => Uint8Array | null,
): readonly SeriesFinding[] {
  const plateau = isSequential ? findPlateau(parts, summary) : undefined;
  const joined = joinFindings(parts, isSequential, findingsOf);
  joined.sort((a, b) => a.step - b.step || FINDING_ORDER[a.kind] - FINDING_ORDER[b.kind]);
  const findings = joined.slice(0, MAX_FINDINGS - (plateau ? 1 : 0));
  return plateau ? [...findings, plateau].sort((a, b) => a.step - b.step) : findings;
}

function joinFindings(
  parts: readonly ShownPart[],
  isSequential: boolean,
  findingsOf: (chunk: number) => Uint8Array | null,
): SeriesFinding[] {
  const joined: SeriesFinding[] = [];
  let isOpen = false;
  for (const part of parts) {
    const findings = findInPart(part, findingsOf);
    for (const finding of findings) {
      const last = joined.at(-1);
      if (isOpen && finding.reachesStart && finding.kind === "non_finite" && last) {
        const pointCount = last.pointCount + finding.pointCount;
        joined[joined.length - 1] = { ...last, lastStep: finding.lastStep, pointCount };
      } else joined.push(findingOfSeries(finding));
      isOpen = false;
    }
    const end = findings.at(-1);
    isOpen = isSequential && end?.kind === "non_finite" && end.reachesEnd;
    if (isSequential && joined.length >= MAX_FINDINGS && !isOpen) break;
  }
  return joined;
}

function findInPart(
  part: ShownPart,
  findingsOf: (chunk: number) => Uint8Array | null,
): readonly ChunkFinding[] {
  if (part.isAsStored) return decodeFindings(findingsOf(part.chunk));
  return findInChunk(part.points(), part.facts.pointCount, part.facts.nonFiniteCount);
}

function findPlateau(parts: readonly ShownPart[], summary: SeriesSummary): SeriesFinding | undefined {
  const least = Math.max(PLATEAU_POINTS, Math.ceil(PLATEAU_SHARE * summary.pointCount));
  const flatness = Flatness.of(summary);
  if (!flatness) return undefined;
  let pointCount = 0;
  let begin: (() => SeriesFinding) | undefined;
  for (const part of parts.toReversed()) {
    const { pointCount: count, nonFiniteCount, minValue, maxValue } = part.facts;
    const isWhole = nonFiniteCount === 0 && flatness.take(minValue, maxValue);
    const flatCount = isWhole ? count : flatness.takeFromEnd(part.points(), [0, count]);
    pointCount += flatCount;
    if (flatCount > 0) begin = () => plateauAt(part.points(), count - flatCount);
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
  const { pointCount, leastDescent } = facts;
  // Its points would have to be sorted first.
  if (leastDescent < Infinity) return true;
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
