// Many curves as one: mean or median with a band, at every x where one of them has a point.
import { AscendingInterpolation, type XyColumns } from "./interpolate.ts";
import { areEqual } from "./join.ts";
import { indexesInRange } from "./reduce-range.ts";
import { studentT95 } from "./student-t.ts";

/** Members × points that are worked out at most; above that some points are left out. */
export const MAX_AGGREGATE_CELLS = 50_000_000;
/** Cells that are held at once: 2 MB, which fit a processor's cache, and some milliseconds of work. */
const BLOCK_CELLS = 262_144;

export interface AggregateOptions {
  readonly center: "mean" | "median";
  /** `std`: sample standard deviation (n - 1), `stderr`: that over √n, `ci95`: that times Student's t, all about the centre; `minmax`: least and greatest. */
  readonly band: "none" | "std" | "stderr" | "ci95" | "minmax";
  /** Only xs in this closed range are worked out, and one beyond each of its ends. */
  readonly range?: readonly [number, number];
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
  /** How many xs the union has, and how many of them are in the range. */
  readonly unionCount: number;
  readonly unionCountInRange: number;
}

/**
 * The members' mean or median over the union of their xs. Each counts there with its linearly interpolated value, from its first to its last x, where that is finite.
 * Where none counts, all but `memberCounts` is NaN; where one does, `std`, `stderr` and `ci95` are 0 wide.
 * When members × xs exceed `maxCells`, evenly chosen ones are given, the first and the last among them; what stands there is exact.
 *
 * A generator, so that a long computation can be left in between: `next()` until it is done.
 */
export function* aggregate(
  members: readonly XyColumns[],
  { center, band, range, maxCells = MAX_AGGREGATE_CELLS }: AggregateOptions,
): Generator<undefined, Aggregate, undefined> {
  const present = members.filter(({ xs }) => xs.length > 0);
  const union = yield* unionOf(present.map(({ xs }) => xs));
  const { from, to } = indexesInRange(union, range);
  const wanted = union.subarray(Math.max(0, from - 1), to + 1);
  const xs = thinned(wanted, Math.max(2, Math.floor(maxCells / Math.max(1, present.length))));
  const column = () => new Float64Array(xs.length);
  const whole = { values: column(), lower: column(), upper: column(), memberCounts: column() };
  const interpolations = present.map((member) => new AscendingInterpolation(member));
  const width = Math.max(1, Math.min(xs.length, Math.floor(BLOCK_CELLS / Math.max(1, present.length))));
  const cells = new Float64Array(width * present.length);
  for (let start = 0; start < xs.length; start += width) {
    const places = xs.subarray(start, start + width);
    const rows: Float64Array[] = [];
    for (const interpolation of interpolations) {
      const row = cells.subarray(rows.length * width, rows.length * width + places.length);
      if (interpolation.read(places, row)) rows.push(row);
    }
    const part = (all: Float64Array) => all.subarray(start, start + width);
    const { values, lower, upper, memberCounts } = whole;
    summarize(rows, { center, band }, [part(values), part(lower), part(upper), part(memberCounts)]);
    yield;
  }
  const { values, lower, upper, memberCounts } = whole;
  return {
    xs,
    values,
    ...(band !== "none" && { lower, upper }),
    memberCounts,
    unionCount: union.length,
    unionCountInRange: to - from,
  };
}

/**
 * Summarizes rows column by column, into columns of zeros as long as a row.
 * @param rows members' values; NaN where a member has none.
 */
function summarize(
  rows: readonly Float64Array[],
  { center, band }: AggregateOptions,
  [values, lower, upper, counts]: readonly [Float64Array, Float64Array, Float64Array, Float64Array],
): void {
  const means = meansOf(rows, counts);
  values.set(center === "mean" ? means : mediansOf(rows, counts));
  switch (band) {
    case "none":
      return;
    case "minmax":
      writeExtremes(rows, lower, upper);
      return;
    case "std":
    case "stderr":
    case "ci95": {
      const squares = squaresAbout(rows, means);
      for (let i = 0; i < values.length; i++) {
        const count = counts[i]!;
        const deviation = count > 1 ? Math.sqrt(squares[i]! / (count - 1)) : 0;
        const halfWidth = deviation * deviationsWide(band, count);
        lower[i] = values[i]! - halfWidth;
        upper[i] = values[i]! + halfWidth;
      }
    }
  }
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

// What follows runs for every cell. `value - value` is 0 for finite values only, and much cheaper to ask than Number.isFinite.

/** Counts and means of the finite values; NaN of none. Taken about the first value, so that equal values give exactly theirs. */
function meansOf(rows: readonly Float64Array[], counts: Float64Array): Float64Array {
  const firsts = new Float64Array(counts.length);
  const sums = new Float64Array(counts.length);
  for (const row of rows) {
    for (let i = 0; i < row.length; i++) {
      const value = row[i]!;
      if (value - value !== 0) continue;
      if (counts[i] === 0) firsts[i] = value;
      counts[i]! += 1;
      sums[i]! += value - firsts[i]!;
    }
  }
  for (let i = 0; i < sums.length; i++) sums[i] = firsts[i]! + sums[i]! / counts[i]!;
  return sums;
}

/** Sums of the squared distances of the finite values from the means. */
function squaresAbout(rows: readonly Float64Array[], means: Float64Array): Float64Array {
  const sums = new Float64Array(means.length);
  for (const row of rows) {
    for (let i = 0; i < row.length; i++) {
      const distance = row[i]! - means[i]!;
      if (distance - distance === 0) sums[i]! += distance * distance;
    }
  }
  return sums;
}

/** Medians of the finite values; NaN of none. */
function mediansOf(rows: readonly Float64Array[], counts: Float64Array): Float64Array {
  // Side by side, members stand in nearly the same order: every column begins with that of the one before, and is sorted afresh where that does not help.
  const order = Int32Array.from(rows, (_, index) => index);
  const sorted = new Float64Array(rows.length);
  const mostMoves = 8 * rows.length;
  return counts.map((count, i) => {
    let moveCount = 0;
    for (let k = 0; k < order.length; k++) {
      const member = order[k]!;
      const value = rows[member]![i]!;
      const key = value - value === 0 ? value : Infinity;
      let at = k;
      for (; at > 0 && sorted[at - 1]! > key && moveCount < mostMoves; at--, moveCount++) {
        sorted[at] = sorted[at - 1]!;
        order[at] = order[at - 1]!;
      }
      sorted[at] = key;
      order[at] = member;
    }
    if (moveCount >= mostMoves) sorted.sort();
    if (count === 0) return NaN;
    const low = sorted[(count - 1) >> 1]!;
    return low + (sorted[count >> 1]! - low) / 2;
  });
}

/** Least and greatest finite values; NaN of none. */
function writeExtremes(rows: readonly Float64Array[], least: Float64Array, greatest: Float64Array): void {
  least.fill(NaN);
  greatest.fill(NaN);
  for (const row of rows) {
    for (let i = 0; i < row.length; i++) {
      const value = row[i]!;
      if (value - value !== 0) continue;
      if (!(value >= least[i]!)) least[i] = value;
      if (!(value <= greatest[i]!)) greatest[i] = value;
    }
  }
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
