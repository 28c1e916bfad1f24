// What is known of a chunk without decoding it. Ranges, counts, visibility and summaries come from here.
import { SealedNumbers } from "./checksum.ts";
import { CHUNK_POINTS, ChunkError } from "./chunk-column.ts";

/** Facts of the points of one chunk in the order in which their file gave them. */
export interface ChunkFacts {
  readonly pointCount: number;
  /** How many START marks of the file stand before the points. */
  readonly markCount: number;
  readonly firstStep: number;
  readonly lastStep: number;
  readonly minStep: number;
  readonly maxStep: number;
  /** Least step that is less than the one before it; Infinity where steps never descend. */
  readonly leastDescent: number;
  /** What each step is greater than the one before it, 0 for a single point; NaN where that differs or descends. */
  readonly stride: number;
  /** Of the first and the last point. */
  readonly firstWallTimeSeconds: number;
  readonly lastWallTimeSeconds: number;
  readonly minWallTimeSeconds: number;
  readonly maxWallTimeSeconds: number;
  /** Wall times never go back. */
  readonly isWallAscending: boolean;
  /** Values that are NaN or infinite; 0 for a chunk without values. */
  readonly nonFiniteCount: number;
  /** Where the least and the greatest finite value stand, the first of equals; -1 when there is none. */
  readonly minIndex: number;
  readonly maxIndex: number;
  /** The values there; NaN when there are none. */
  readonly minValue: number;
  readonly maxValue: number;
  /** Greatest number of blobs at one step. */
  readonly maxSampleCount: number;
}

export interface FactColumns {
  readonly steps: Float64Array;
  readonly wallTimesSeconds: Float64Array;
  readonly values: Float64Array | undefined;
  /** Blobs of each point; undefined where points are none. */
  readonly sampleCounts: Int32Array | undefined;
}

/** Facts of the points [from, to) of some columns, at least one and at most 1,024; indexes in the result count from `from`. */
export function describeChunk(columns: FactColumns, from: number, to: number, markCount: number): ChunkFacts {
  const { sampleCounts } = columns;
  const steps = describeSteps(columns.steps, from, to);
  const wallTimes = describeWallTimes(columns.wallTimesSeconds, from, to);
  const values = describeValues(columns.values, from, to);
  // Named one by one: spreading them takes longer than looking at a short chunk's points.
  return {
    pointCount: to - from,
    markCount,
    firstStep: steps.firstStep,
    lastStep: steps.lastStep,
    minStep: steps.minStep,
    maxStep: steps.maxStep,
    leastDescent: steps.leastDescent,
    stride: steps.stride,
    firstWallTimeSeconds: wallTimes.firstWallTimeSeconds,
    lastWallTimeSeconds: wallTimes.lastWallTimeSeconds,
    minWallTimeSeconds: wallTimes.minWallTimeSeconds,
    maxWallTimeSeconds: wallTimes.maxWallTimeSeconds,
    isWallAscending: wallTimes.isWallAscending,
    nonFiniteCount: values.nonFiniteCount,
    minIndex: values.minIndex,
    maxIndex: values.maxIndex,
    minValue: values.minValue,
    maxValue: values.maxValue,
    maxSampleCount: sampleCounts ? greatest(sampleCounts, from, to) : 0,
  };
}

function describeSteps(steps: Float64Array, from: number, to: number) {
  let before = steps[from]!;
  let minStep = before;
  let maxStep = before;
  let leastDescent = Infinity;
  let stride = to - from > 1 ? steps[from + 1]! - before : 0;
  for (let i = from + 1; i < to; i++) {
    const step = steps[i]!;
    if (step - before !== stride) stride = NaN;
    if (step < before) {
      if (step < leastDescent) leastDescent = step;
      if (step < minStep) minStep = step;
    } else if (step > maxStep) maxStep = step;
    before = step;
  }
  if (stride < 0) stride = NaN;
  return { firstStep: steps[from]!, lastStep: before, minStep, maxStep, leastDescent, stride };
}

function describeWallTimes(wallTimesSeconds: Float64Array, from: number, to: number) {
  const firstWallTimeSeconds = wallTimesSeconds[from]!;
  let before = firstWallTimeSeconds;
  let minWallTimeSeconds = before;
  let maxWallTimeSeconds = before;
  let isWallAscending = true;
  for (let i = from + 1; i < to; i++) {
    const time = wallTimesSeconds[i]!;
    if (time < before) {
      isWallAscending = false;
      if (time < minWallTimeSeconds) minWallTimeSeconds = time;
    } else if (time > maxWallTimeSeconds) maxWallTimeSeconds = time;
    before = time;
  }
  return {
    firstWallTimeSeconds,
    lastWallTimeSeconds: before,
    minWallTimeSeconds,
    maxWallTimeSeconds,
    isWallAscending,
  };
}

function describeValues(values: Float64Array | undefined, from: number, to: number) {
  let nonFiniteCount = 0;
  let minIndex = -1;
  let maxIndex = -1;
  let minValue = Infinity;
  let maxValue = -Infinity;
  for (let i = from; values && i < to; i++) {
    const value = values[i]!;
    if (value < minValue && value > -Infinity) {
      minValue = value;
      minIndex = i - from;
    }
    if (value > maxValue && value < Infinity) {
      maxValue = value;
      maxIndex = i - from;
    }
    if (!(value > -Infinity && value < Infinity)) nonFiniteCount++;
  }
  return {
    nonFiniteCount,
    minIndex,
    maxIndex,
    minValue: minIndex === -1 ? NaN : minValue,
    maxValue: maxIndex === -1 ? NaN : maxValue,
  };
}

function greatest(counts: Int32Array, from: number, to: number): number {
  let most = 0;
  for (let i = from; i < to; i++) if (counts[i]! > most) most = counts[i]!;
  return most;
}

/** What the row of a chunk says of it, before its data. */
export interface ChunkHead {
  readonly facts: ChunkFacts;
  /** Of the bytes of the row's other parts. */
  readonly checksums: { readonly data: number; readonly level: number; readonly findings: number };
}

const packed = new SealedNumbers(11, 12);

/** A head as bytes, valid until the next call. @param owner checksum of what the chunk belongs to. */
export function encodeHead({ facts, checksums }: ChunkHead, owner: number): Uint8Array {
  const { integers, doubles } = packed;
  integers[0] = facts.pointCount;
  integers[1] = facts.markCount;
  integers[2] = facts.isWallAscending ? 1 : 0;
  integers[3] = facts.nonFiniteCount;
  integers[4] = facts.minIndex;
  integers[5] = facts.maxIndex;
  integers[6] = facts.maxSampleCount;
  integers[7] = checksums.data;
  integers[8] = checksums.level;
  integers[9] = checksums.findings;
  integers[10] = 0;
  doubles[0] = facts.firstStep;
  doubles[1] = facts.lastStep;
  doubles[2] = facts.minStep;
  doubles[3] = facts.maxStep;
  doubles[4] = facts.leastDescent;
  doubles[5] = facts.stride;
  doubles[6] = facts.firstWallTimeSeconds;
  doubles[7] = facts.lastWallTimeSeconds;
  doubles[8] = facts.minWallTimeSeconds;
  doubles[9] = facts.maxWallTimeSeconds;
  doubles[10] = facts.minValue;
  doubles[11] = facts.maxValue;
  return packed.seal(owner);
}

/** @throws ChunkError */
export function decodeHead(bytes: Uint8Array, owner: number): ChunkHead {
  packed.open(bytes, owner);
  const { integers, doubles } = packed;
  const facts = {
    pointCount: integers[0]!,
    markCount: integers[1]!,
    firstStep: doubles[0]!,
    lastStep: doubles[1]!,
    minStep: doubles[2]!,
    maxStep: doubles[3]!,
    leastDescent: doubles[4]!,
    stride: doubles[5]!,
    firstWallTimeSeconds: doubles[6]!,
    lastWallTimeSeconds: doubles[7]!,
    minWallTimeSeconds: doubles[8]!,
    maxWallTimeSeconds: doubles[9]!,
    isWallAscending: integers[2] === 1,
    nonFiniteCount: integers[3]!,
    minIndex: integers[4]!,
    maxIndex: integers[5]!,
    minValue: doubles[10]!,
    maxValue: doubles[11]!,
    maxSampleCount: integers[6]!,
  };
  if (!(facts.pointCount >= 1 && facts.pointCount <= CHUNK_POINTS))
    throw new ChunkError(`Facts of a chunk of ${facts.pointCount} points.`);
  const checksums = {
    data: integers[7]! >>> 0,
    level: integers[8]! >>> 0,
    findings: integers[9]! >>> 0,
  };
  return { facts, checksums };
}
