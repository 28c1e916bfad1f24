// Many curves as one: mean or median with a band, at every x where one of them has a point.
import { AscendingInterpolation, type XyColumns } from "./interpolate.ts";
import { areEqual } from "./join.ts";
import { studentT95 } from "./student-t.ts";

/** Members × points that are worked out at most; above that some points are left out. */
export const MAX_AGGREGATE_CELLS = 50_000_000;
/** Cells between two breaths: some milliseconds. */
const CELLS_PER_BREATH = 250_000;

export interface AggregateOptions {
  readonly center: "mean" | "median";
  /** `std`: sample standard deviation (n - 1), `stderr`: that over √n, `ci95`: that times Student's t, all about the centre; `minmax`: least and greatest. */
  readonly band: "none" | "std" | "stderr" | "ci95" | "minmax";
  /** At least 2 per member. */
  readonly maxCells?: number;
}

/** Columns of equal length. */
export interface Aggregate extends XyColumns {
  /** Ends of the band, unless that is `none`. */
  readonly lower?: Float64Array;
  readonly upper?: Float64Array;
  /** Members that have a finite value there. */
  readonly memberCounts: Float64Array;
}

/**
 * The members' mean or median over the union of their xs. Each counts there with its linearly interpolated value, from its first to its last x, where that is finite.
 * Where none counts, all but `memberCounts` is NaN; where one does, `std`, `stderr` and `ci95` are 0 wide.
 * When members × xs exceed `maxCells`, evenly chosen xs of the union are given, its ends among them; what stands there is exact.
 *
 * A generator, so that a long computation can be left in between: `next()` until it is done.
 */
export function* aggregate(
  members: readonly XyColumns[],
  { center, band, maxCells = MAX_AGGREGATE_CELLS }: AggregateOptions,
): Generator<undefined, Aggregate, undefined> {
  const present = members.filter(({ xs }) => xs.length > 0);
  const union = yield* unionOf(present.map(({ xs }) => xs));
  const xs = thinned(union, Math.max(2, Math.floor(maxCells / Math.max(1, present.length))));
  const interpolations = present.map((member) => new AscendingInterpolation(member));
  const column = () => new Float64Array(xs.length);
  const [values, lower, upper, memberCounts] = [column(), column(), column(), column()];
  const sample = new Float64Array(present.length);
  const pointsPerBreath = Math.max(1, Math.floor(CELLS_PER_BREATH / Math.max(1, present.length)));
  for (let i = 0; i < xs.length; i++) {
    if (i % pointsPerBreath === pointsPerBreath - 1) yield;
    let count = 0;
    for (let m = 0; m < interpolations.length; m++) {
      const value = interpolations[m]!.at(xs[i]!);
      if (Number.isFinite(value)) sample[count++] = value;
    }
    memberCounts[i] = count;
    const counted = sample.subarray(0, count);
    const mean = meanOf(counted);
    const middle = center === "mean" ? mean : medianOf(counted);
    values[i] = middle;
    if (band === "none") continue;
    if (band === "minmax") {
      [lower[i], upper[i]] = extremesOf(counted);
    } else {
      const halfWidth = deviationOf(counted, mean) * deviationsWide(band, count);
      lower[i] = middle - halfWidth;
      upper[i] = middle + halfWidth;
    }
  }
  return { xs, values, ...(band !== "none" && { lower, upper }), memberCounts };
}

/** Half a band's width in standard deviations. */
function deviationsWide(band: "std" | "stderr" | "ci95", count: number): number {
  switch (band) {
    case "std":
      return 1;
    case "stderr":
      return 1 / Math.sqrt(count);
    case "ci95":
      return count > 1 ? studentT95(count - 1) / Math.sqrt(count) : 0;
  }
}

/** NaN of none. Taken about the first value, so that equal values give exactly theirs. */
function meanOf(sample: Float64Array): number {
  const first = sample[0] ?? NaN;
  let sum = 0;
  for (let i = 1; i < sample.length; i++) sum += sample[i]! - first;
  return first + sum / sample.length;
}

/** Sorts the sample. */
function medianOf(sample: Float64Array): number {
  sample.sort();
  const high = sample[sample.length >> 1] ?? NaN;
  const low = sample[(sample.length - 1) >> 1] ?? NaN;
  return low + (high - low) / 2;
}

/** Sample standard deviation; 0 of one value, NaN of none. */
function deviationOf(sample: Float64Array, mean: number): number {
  if (sample.length < 2) return sample.length === 1 ? 0 : NaN;
  let sum = 0;
  for (let i = 0; i < sample.length; i++) sum += (sample[i]! - mean) ** 2;
  return Math.sqrt(sum / (sample.length - 1));
}

function extremesOf(sample: Float64Array): [number, number] {
  let least = sample[0] ?? NaN;
  let greatest = least;
  for (let i = 1; i < sample.length; i++) {
    const value = sample[i]!;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return [least, greatest];
}

/** All numbers of some ascending columns, ascending, each once. Merges two and two: a column that comes again costs a comparison. */
function* unionOf(columns: readonly Float64Array[]): Generator<undefined, Float64Array, undefined> {
  let level = columns;
  let isUnique = false;
  while (level.length > 1 || !isUnique) {
    const merged: Float64Array[] = [];
    for (let i = 0; i < level.length; i += 2) {
      merged.push(mergeUnique(level[i]!, level[i + 1] ?? new Float64Array(0), isUnique));
      yield;
    }
    if (merged.length === 0) return new Float64Array(0);
    level = merged;
    isUnique = true;
  }
  return level[0]!;
}

/** @param isUnique whether no column holds a number twice. */
function mergeUnique(a: Float64Array, b: Float64Array, isUnique: boolean): Float64Array {
  if (isUnique && (b.length === 0 || areEqual(a, b))) return a;
  const merged = new Float64Array(a.length + b.length);
  let count = 0;
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    const x = j >= b.length || (i < a.length && a[i]! <= b[j]!) ? a[i++]! : b[j++]!;
    if (count === 0 || merged[count - 1] !== x) merged[count++] = x;
  }
  return count === merged.length ? merged : merged.slice(0, count);
}

/** At most `maxCount` numbers, evenly chosen, the first and the last among them. */
function thinned(xs: Float64Array, maxCount: number): Float64Array {
  if (xs.length <= maxCount) return xs;
  const stride = (xs.length - 1) / (maxCount - 1);
  return Float64Array.from({ length: maxCount }, (_, i) => xs[Math.round(i * stride)]!);
}
