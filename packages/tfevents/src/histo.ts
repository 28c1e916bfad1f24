// Histograms in the form of TensorFlow 1 (`histo`): buckets whose limits grow by a tenth, so that the same limits fit every point.
//
// A training counts millions of values a second, so the loops take 3 ns a value whatever the values are: the bucket of a float32 is
// looked up by its top 16 bits, and no branch depends on a value. A binary search takes 40 ns.
import { type SeriesText, seriesMetadata, type SummaryValue } from "./summary-values.ts";

/** Limits of the buckets, which hold what is less than their limit and not less than the one before; at the end NaN, which nothing reaches. */
const LIMITS = makeLimits();
/** The bucket of what is not finite, which is left out. */
const NO_BUCKET = LIMITS.length - 1;

/**
 * For each top half of a float32, the bucket of the least value with it, times 2¹⁶. Such values lie within a part in 128, so at most one
 * limit is among them: the last 16 bits say how many of them have reached it, so that adding the place among them carries into the bucket.
 */
type BucketTable = Int32Array;

let bucketTable: BucketTable | undefined;
/** Of either sign; what has a greater one is no number, or infinite. */
const FINITE_TOPS = 0x7f80;
const scratch = new DataView(new ArrayBuffer(4));

/**
 * The distribution of `values`; what is not finite is left out. It is written as TensorFlow's histogram.cc writes it: runs of empty
 * buckets are one, and without values the least is the greatest double and the greatest the least.
 */
export function histoValue({
  values,
  tag,
  ...text
}: SeriesText & { readonly values: ArrayLike<number> }): SummaryValue {
  const { counts, ...numbers } = countValues(values);
  const bucketLimit: number[] = [];
  const bucket: number[] = [];
  for (let index = 0; index < NO_BUCKET; index++) {
    const count = counts[index] ?? 0;
    if (count === 0) while (index + 1 < NO_BUCKET && counts[index + 1] === 0) index++;
    bucketLimit.push(LIMITS[index] ?? 0);
    bucket.push(count);
  }
  const hasText = text.displayName !== undefined || text.description !== undefined;
  return {
    tag,
    // Readers know what `histo` is; the class makes them read the text beside it.
    ...(hasText && { metadata: seriesMetadata({ ...text, plugin: "histograms", dataClass: "tensor" }) }),
    value: { case: "histo", value: { ...numbers, bucketLimit, bucket } },
  };
}

function countValues(values: ArrayLike<number>) {
  if (values instanceof Float32Array) {
    const counts = countFloat32s(values, (bucketTable ??= makeTable()));
    return { counts, ...sumUp(values, counts) };
  }
  const doubles = values instanceof Float64Array ? values : Float64Array.from(values);
  const counts = countFloat64s(doubles, (bucketTable ??= makeTable()));
  return { counts, ...sumUp(doubles, counts) };
}

function countFloat32s(values: Float32Array, table: BucketTable): Int32Array {
  const floatBits = new Int32Array(values.buffer, values.byteOffset, values.length);
  // Half of what a relu gives is 0: each count would wait for the one before if they were not two.
  const counts = new Int32Array(LIMITS.length);
  const otherCounts = new Int32Array(LIMITS.length);
  let index = floatBits.length & 1;
  if (index === 1) counts[bucketOfFloat(floatBits[0]!, table)]!++;
  for (; index < floatBits.length; index += 2) {
    counts[bucketOfFloat(floatBits[index]!, table)]!++;
    otherCounts[bucketOfFloat(floatBits[index + 1]!, table)]!++;
  }
  for (let bucket = 0; bucket < counts.length; bucket++) counts[bucket]! += otherCounts[bucket]!;
  return counts;
}

function countFloat64s(values: Float64Array, table: BucketTable): Int32Array {
  const rounded = new Float32Array(1);
  const roundedBits = new Int32Array(rounded.buffer);
  const counts = new Int32Array(LIMITS.length);
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    rounded[0] = value;
    let bucket = bucketOfFloat(roundedBits[0]!, table);
    if (Number.isFinite(value)) {
      // Rounding may have made an infinity of it, or crossed a limit.
      if (bucket === NO_BUCKET) bucket = value < 0 ? 1 : NO_BUCKET - 1;
      if (value >= LIMITS[bucket]!) bucket++;
      else if (value < LIMITS[bucket - 1]!) bucket--;
    }
    counts[bucket]!++;
  }
  return counts;
}

/** `floatBits`: of a float32. Of negative ones the greatest have the least bits. */
function bucketOfFloat(floatBits: number, table: BucketTable): number {
  return (table[floatBits >>> 16]! + ((floatBits ^ (floatBits >> 31)) & 0xffff)) >>> 16;
}

/** A loop of its own is faster than the same work in one that counts. */
function sumUp(values: Float32Array | Float64Array, counts: Int32Array) {
  const finite = counts[NO_BUCKET] === 0 ? values : values.filter(Number.isFinite);
  // In variables V8 would make an object of each value for them, in a time that depends on whether it is 0: 12 ns.
  const extremes = Float64Array.of(Number.MAX_VALUE, -Number.MAX_VALUE);
  let [sum, sumSquares] = [0, 0];
  for (let index = 0; index < finite.length; index++) {
    const value = finite[index]!;
    if (value < extremes[0]!) extremes[0] = value;
    if (value > extremes[1]!) extremes[1] = value;
    sum += value;
    sumSquares += value * value;
  }
  return { num: finite.length, min: extremes[0]!, max: extremes[1]!, sum, sumSquares };
}

function makeLimits(): Float64Array {
  const positive: number[] = [];
  for (let limit = 1e-12; limit < 1e20; limit *= 1.1) positive.push(limit);
  positive.push(Number.MAX_VALUE);
  const negative = positive.map((limit) => -limit).reverse();
  return Float64Array.from([...negative, 0, ...positive, NaN]);
}

function makeTable(): BucketTable {
  const table = new Int32Array(2 ** 16).fill(NO_BUCKET * 2 ** 16);
  // No float32 is less than the first limit.
  let bucket = 1;
  // From the least to the greatest finite ones; the first half is negative.
  for (let rank = -FINITE_TOPS; rank < FINITE_TOPS; rank++) {
    const top = rank < 0 ? 2 ** 15 - 1 - rank : rank;
    const lessCount = countLess(top, LIMITS[bucket]!);
    table[top] = (bucket + 1) * 2 ** 16 - lessCount;
    if (lessCount < 2 ** 16) bucket++;
  }
  return table;
}

/** How many float32s with this top half are less. */
function countLess(top: number, limit: number): number {
  if (floatAt(top, 2 ** 16 - 1) < limit) return 2 ** 16;
  let [low, high] = [0, 2 ** 16 - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (floatAt(top, middle) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The float32 at a place among those with this top half, in the order of their values. */
function floatAt(top: number, place: number): number {
  scratch.setUint32(0, top * 2 ** 16 + (top < 2 ** 15 ? place : 2 ** 16 - 1 - place));
  return scratch.getFloat32(0);
}
