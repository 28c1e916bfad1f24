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
  return {
    pointCount: to - from,
    markCount,
    ...describeSteps(columns.steps, from, to),
    ...describeWallTimes(columns.wallTimesSeconds, from, to),
    ...describeValues(columns.values, from, to),
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

const packed = new SealedNumbers(22);

/** A head as eight-byte floats: its checksum, the facts in the order of the interface, the other checksums. Valid until the next call. @param owner checksum of what the chunk belongs to. */
export function encodeHead({ facts, checksums }: ChunkHead, owner: number): Uint8Array {
  const { numbers } = packed;
  numbers[0] = facts.pointCount;
  numbers[1] = facts.markCount;
  numbers[2] = facts.firstStep;
  numbers[3] = facts.lastStep;
  numbers[4] = facts.minStep;
  numbers[5] = facts.maxStep;
  numbers[6] = facts.leastDescent;
  numbers[7] = facts.stride;
  numbers[8] = facts.firstWallTimeSeconds;
  numbers[9] = facts.lastWallTimeSeconds;
  numbers[10] = facts.minWallTimeSeconds;
  numbers[11] = facts.maxWallTimeSeconds;
  numbers[12] = facts.isWallAscending ? 1 : 0;
  numbers[13] = facts.nonFiniteCount;
  numbers[14] = facts.minIndex;
  numbers[15] = facts.maxIndex;
  numbers[16] = facts.minValue;
  numbers[17] = facts.maxValue;
  numbers[18] = facts.maxSampleCount;
  numbers[19] = checksums.data;
  numbers[20] = checksums.level;
  numbers[21] = checksums.findings;
  return packed.seal(owner);
}

/** @throws ChunkError */
export function decodeHead(bytes: Uint8Array, owner: number): ChunkHead {
  const numbers = packed.open(bytes, owner);
  const facts = {
    pointCount: numbers[0]!,
    markCount: numbers[1]!,
    firstStep: numbers[2]!,
    lastStep: numbers[3]!,
    minStep: numbers[4]!,
    maxStep: numbers[5]!,
    leastDescent: numbers[6]!,
    stride: numbers[7]!,
    firstWallTimeSeconds: numbers[8]!,
    lastWallTimeSeconds: numbers[9]!,
    minWallTimeSeconds: numbers[10]!,
    maxWallTimeSeconds: numbers[11]!,
    isWallAscending: numbers[12] === 1,
    nonFiniteCount: numbers[13]!,
    minIndex: numbers[14]!,
    maxIndex: numbers[15]!,
    minValue: numbers[16]!,
    maxValue: numbers[17]!,
    maxSampleCount: numbers[18]!,
  };
  if (!(facts.pointCount >= 1 && facts.pointCount <= CHUNK_POINTS))
    throw new ChunkError(`Facts of a chunk of ${facts.pointCount} points.`);
  const checksums = { data: numbers[19]!, level: numbers[20]!, findings: numbers[21]! };
  return { facts, checksums };
}
