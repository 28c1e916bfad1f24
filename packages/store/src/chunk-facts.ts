// What is known of a chunk without decoding it. Ranges, counts, visibility and summaries come from here.
import { ChunkError } from "./chunk-column.ts";

/** Facts of one chunk taken alone: a point is visible in it when no later one of the same chunk has a step that is not greater. Never empty: the last point is visible. */
export interface ChunkFacts {
  readonly pointCount: number;
  readonly visibleCount: number;
  /** Points whose step is less than that of the point before. */
  readonly restartCount: number;
  /** Of all points: where the chunk begins. */
  readonly firstStep: number;
  /** Least step, which is also the first visible one. */
  readonly minStep: number;
  /** Step of the last point, which is also the greatest visible one. */
  readonly lastStep: number;
  /** Of the first and the last visible point. */
  readonly firstWallTimeSeconds: number;
  readonly lastWallTimeSeconds: number;
  /** Wall times of visible points never go back. */
  readonly isWallAscending: boolean;
  /** Visible values that are NaN or infinite; 0 for a chunk without values. */
  readonly nonFiniteCount: number;
  /** Where the least and the greatest finite visible value stand, the first of equals; -1 when there is none. */
  readonly minIndex: number;
  readonly maxIndex: number;
  /** The values there; NaN when there are none. */
  readonly minValue: number;
  readonly maxValue: number;
}

export interface FactColumns {
  readonly steps: Float64Array;
  readonly wallTimesSeconds: Float64Array;
  readonly values: Float64Array | undefined;
}

const VISIBLE = new Uint8Array(1024);

/** Facts of the points [from, to) of some columns, at least one and at most 1,024; indexes in the result count from `from`. */
export function describeChunk(columns: FactColumns, from: number, to: number): ChunkFacts {
  const { steps, wallTimesSeconds, values } = columns;
  let visibleCount = 0;
  let restartCount = 0;
  let limit = Infinity;
  for (let i = to - 1; i >= from; i--) {
    const step = steps[i]!;
    const isVisible = step < limit;
    VISIBLE[i - from] = isVisible ? 1 : 0;
    if (isVisible) {
      visibleCount++;
      limit = step;
    }
    if (i > from && step < steps[i - 1]!) restartCount++;
  }

  let isWallAscending = true;
  let firstWall = NaN;
  let wall = -Infinity;
  let nonFiniteCount = 0;
  let minIndex = -1;
  let maxIndex = -1;
  let minValue = Infinity;
  let maxValue = -Infinity;
  const isAllVisible = visibleCount === to - from;
  for (let i = from; i < to; i++) {
    if (!isAllVisible && VISIBLE[i - from] === 0) continue;
    const time = wallTimesSeconds[i]!;
    if (!(time >= wall)) isWallAscending = false;
    if (firstWall !== firstWall) firstWall = time;
    wall = time;
    if (values === undefined) continue;
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
    pointCount: to - from,
    visibleCount,
    restartCount,
    firstStep: steps[from]!,
    minStep: limit,
    lastStep: steps[to - 1]!,
    firstWallTimeSeconds: firstWall,
    lastWallTimeSeconds: wall,
    isWallAscending,
    nonFiniteCount,
    minIndex,
    maxIndex,
    minValue: minIndex === -1 ? NaN : minValue,
    maxValue: maxIndex === -1 ? NaN : maxValue,
  };
}

const FACT_COUNT = 14;
const packed = new Float64Array(FACT_COUNT);
const packedBytes = new Uint8Array(packed.buffer);

/** Facts as 14 eight-byte floats in the order of the interface; valid until the next call. */
export function encodeFacts(facts: ChunkFacts): Uint8Array {
  packed[0] = facts.pointCount;
  packed[1] = facts.visibleCount;
  packed[2] = facts.restartCount;
  packed[3] = facts.firstStep;
  packed[4] = facts.minStep;
  packed[5] = facts.lastStep;
  packed[6] = facts.firstWallTimeSeconds;
  packed[7] = facts.lastWallTimeSeconds;
  packed[8] = facts.isWallAscending ? 1 : 0;
  packed[9] = facts.nonFiniteCount;
  packed[10] = facts.minIndex;
  packed[11] = facts.maxIndex;
  packed[12] = facts.minValue;
  packed[13] = facts.maxValue;
  return packedBytes;
}

/** @throws ChunkError */
export function decodeFacts(bytes: Uint8Array): ChunkFacts {
  if (bytes.length !== packedBytes.length) throw new ChunkError(`Facts of ${bytes.length} bytes.`);
  packedBytes.set(bytes);
  const facts = {
    pointCount: packed[0]!,
    visibleCount: packed[1]!,
    restartCount: packed[2]!,
    firstStep: packed[3]!,
    minStep: packed[4]!,
    lastStep: packed[5]!,
    firstWallTimeSeconds: packed[6]!,
    lastWallTimeSeconds: packed[7]!,
    isWallAscending: packed[8] === 1,
    nonFiniteCount: packed[9]!,
    minIndex: packed[10]!,
    maxIndex: packed[11]!,
    minValue: packed[12]!,
    maxValue: packed[13]!,
  };
  if (!(facts.pointCount >= 1 && facts.pointCount <= VISIBLE.length))
    throw new ChunkError(`Facts of a chunk of ${facts.pointCount} points.`);
  return facts;
}
