// What a series row says of a series' shown points: carried on while steps ascend in one file, taken from the chunks' facts when they do not.
import type { PlacedValue, SeriesRow } from "./event-store.ts";
import { SealedNumbers } from "./checksum.ts";
import { ChunkError } from "./chunk-column.ts";
import type { ChunkFacts } from "./chunk-facts.ts";
import { compareAtStep, type ShownPart, type ShownSeries } from "./shown-parts.ts";
import type { SeriesChunk } from "./visibility.ts";
import type { ChunkPoints } from "./repeats.ts";

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
  | "maxSampleCount"
  | "isPlain"
  | "last"
  | "min"
  | "max"
>;

/** The summary when a chunk's worth of points is added whose steps ascend and begin behind all others. `undefined` begins a series. */
export function extendSummary(
  summary: SeriesSummary | undefined,
  facts: ChunkFacts,
  points: ChunkPoints,
): SeriesSummary {
  const lastIndex = facts.pointCount - 1;
  return {
    pointCount: (summary?.pointCount ?? 0) + facts.pointCount,
    supersededPointCount: summary?.supersededPointCount ?? 0,
    restartCount: summary?.restartCount ?? 0,
    firstStep: summary?.firstStep ?? facts.firstStep,
    lastStep: facts.lastStep,
    firstWallTimeSeconds: summary?.firstWallTimeSeconds ?? facts.firstWallTimeSeconds,
    lastWallTimeSeconds: facts.lastWallTimeSeconds,
    nonFiniteCount: (summary?.nonFiniteCount ?? 0) + facts.nonFiniteCount,
    maxSampleCount: Math.max(summary?.maxSampleCount ?? 0, facts.maxSampleCount),
    isPlain: summary?.isPlain ?? true,
    last: points.values === undefined ? null : placed(points, lastIndex),
    min: lesser(summary?.min, facts.minValue, () => placed(points, facts.minIndex)),
    max: greater(summary?.max, facts.maxValue, () => placed(points, facts.maxIndex)),
  };
}

/**
 * The summary of a whole series. Where nothing is shown, first and last are of the superseded points.
 * @param chunks all of the series, at least one.
 */
export function summarizeSeries(shown: ShownSeries, chunks: readonly SeriesChunk[]): SeriesSummary {
  const { parts, judgement, isSequential } = shown;
  const totalCount = chunks.reduce((sum, { facts }) => sum + facts.pointCount, 0);
  const count = (pick: (facts: ChunkFacts) => number) =>
    parts.reduce((sum, { facts }) => sum + pick(facts), 0);
  const pointCount = count((facts) => facts.pointCount);
  const isOfOneFile = chunks.every(({ file }) => file === chunks[0]?.file);
  return {
    pointCount,
    supersededPointCount: totalCount - pointCount,
    restartCount: judgement.restartCount,
    ...endsOf(parts, chunks),
    nonFiniteCount: count((facts) => facts.nonFiniteCount),
    maxSampleCount: parts.reduce((most, { facts }) => Math.max(most, facts.maxSampleCount), 0),
    isPlain:
      pointCount === totalCount &&
      isOfOneFile &&
      isSequential &&
      parts.every(({ isAsStored, chunk }, place) => isAsStored && chunk === place),
    min: extreme(parts, ({ minValue, minIndex }) => [minValue, minIndex]),
    max: extreme(parts, ({ maxValue, maxIndex }) => [-maxValue, maxIndex]),
  };
}

function endsOf(
  parts: readonly ShownPart[],
  chunks: readonly SeriesChunk[],
): Pick<SeriesSummary, "firstStep" | "lastStep" | "firstWallTimeSeconds" | "lastWallTimeSeconds" | "last"> {
  const first = parts[0]?.facts;
  const end = lastPart(parts);
  if (!first || !end) {
    const all = chunks.map(({ facts }) => facts);
    return {
      firstStep: all.reduce((least, { minStep }) => Math.min(least, minStep), Infinity),
      lastStep: all.reduce((most, { maxStep }) => Math.max(most, maxStep), -Infinity),
      firstWallTimeSeconds: all.reduce((least, one) => Math.min(least, one.minWallTimeSeconds), Infinity),
      lastWallTimeSeconds: all.reduce((most, one) => Math.max(most, one.maxWallTimeSeconds), -Infinity),
      last: null,
    };
  }
  const points = end.points();
  return {
    firstStep: first.minStep,
    lastStep: end.facts.maxStep,
    firstWallTimeSeconds: first.firstWallTimeSeconds,
    lastWallTimeSeconds: end.facts.lastWallTimeSeconds,
    last: points.values === undefined ? null : placed(points, end.facts.pointCount - 1),
  };
}

/** The part that the last of all points stands in. */
function lastPart(parts: readonly ShownPart[]): ShownPart | undefined {
  let last: ShownPart | undefined;
  for (const part of parts) {
    const difference = last ? part.facts.maxStep - last.facts.maxStep : 1;
    if (difference > 0 || (last && difference === 0 && compareAtStep(last, part) < 0)) last = part;
  }
  return last;
}

/** Where the least number stands that `find` gives for a part, with its index in it; the first of equals. Null when there is none. */
function extreme(
  parts: readonly ShownPart[],
  find: (facts: ChunkFacts) => readonly [number: number, index: number],
): PlacedValue | null {
  let best: { readonly part: ShownPart; readonly number: number; readonly place: PlacedValue } | undefined;
  for (const part of parts) {
    const [number, index] = find(part.facts);
    if (index === -1 || (best && number > best.number)) continue;
    // Of equals only one that may stand before is looked at.
    if (best?.number === number && part.facts.minStep > best.place.step) continue;
    const place = placed(part.points(), index);
    if (best?.number === number) {
      const difference = place.step - best.place.step || compareAtStep(part, best.part);
      if (difference > 0) continue;
    }
    best = { part, number, place };
  }
  return best?.place ?? null;
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

const packed = new SealedNumbers(1, 18);

/** What else there is of a series beside its summary, which so tells when it is lost. */
export interface SeriesExtras {
  readonly hasFindings: boolean;
  readonly hasRestarts: boolean;
}

const [PLAIN, FINDINGS, RESTARTS] = [1, 2, 4];

/** A summary as bytes; a step that is NaN stands for a value that is null. Valid until the next call. @param owner checksum of the series. */
export function encodeSummary(
  summary: SeriesSummary,
  { hasFindings, hasRestarts }: SeriesExtras,
  owner: number,
): Uint8Array {
  const { integers, doubles } = packed;
  integers[0] = (summary.isPlain ? PLAIN : 0) | (hasFindings ? FINDINGS : 0) | (hasRestarts ? RESTARTS : 0);
  doubles[0] = summary.pointCount;
  doubles[1] = summary.supersededPointCount;
  doubles[2] = summary.restartCount;
  doubles[3] = summary.firstStep;
  doubles[4] = summary.lastStep;
  doubles[5] = summary.firstWallTimeSeconds;
  doubles[6] = summary.lastWallTimeSeconds;
  doubles[7] = summary.nonFiniteCount;
  doubles[8] = summary.maxSampleCount;
  pack(doubles, summary.last, 9);
  pack(doubles, summary.min, 12);
  pack(doubles, summary.max, 15);
  return packed.seal(owner);
}

/** @throws ChunkError */
export function decodeSummary(bytes: Uint8Array, owner: number): SeriesSummary {
  packed.open(bytes, owner);
  const flags = packed.integers[0] ?? 0;
  return {
    pointCount: number(0),
    supersededPointCount: number(1),
    restartCount: number(2),
    firstStep: number(3),
    lastStep: number(4),
    firstWallTimeSeconds: number(5),
    lastWallTimeSeconds: number(6),
    nonFiniteCount: number(7),
    maxSampleCount: number(8),
    isPlain: (flags & PLAIN) !== 0,
    last: unpack(9),
    min: unpack(12),
    max: unpack(15),
  };
}

/** @throws ChunkError */
export function decodeExtras(bytes: Uint8Array, owner: number): SeriesExtras {
  packed.open(bytes, owner);
  const flags = packed.integers[0] ?? 0;
  return { hasFindings: (flags & FINDINGS) !== 0, hasRestarts: (flags & RESTARTS) !== 0 };
}

function pack(numbers: Float64Array, value: PlacedValue | null, at: number): void {
  numbers[at] = value ? value.step : NaN;
  numbers[at + 1] = value ? value.wallTimeSeconds : NaN;
  numbers[at + 2] = value ? value.value : NaN;
}

function unpack(at: number): PlacedValue | null {
  const step = number(at);
  return Number.isNaN(step) ? null : { step, wallTimeSeconds: number(at + 1), value: number(at + 2) };
}

function number(index: number): number {
  return packed.doubles[index] ?? NaN;
}
