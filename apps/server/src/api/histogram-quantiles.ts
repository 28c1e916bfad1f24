// Quantiles of a series' histograms, as many as a chart has room for.
import { histogramQuantiles } from "@runboard/analysis";
import type { Histogram } from "../histogram-reader.ts";

export interface Quantiles {
  readonly histogram: Histogram;
  readonly values: readonly number[];
}

/**
 * Values below which shares of the counts lie, of rows with finite edges; NaN where there is no count in one. Empty rows at either end count for nothing,
 * unless they go backwards: then their outer edge is the least or the greatest value.
 */
function quantilesOfHistogram({ bins, facts }: Histogram, basisPoints: readonly number[]): readonly number[] {
  if (Number.isNaN(facts.least)) return basisPoints.map(() => NaN);
  return histogramQuantiles(rowsOnAxis(bins), basisPoints);
}

function rowsOnAxis(bins: Histogram["bins"]): ArrayLike<number> {
  let rows = bins;
  for (let at = 0; at < rows.length; at += 3) {
    if (Number.isFinite(rows[at]) && Number.isFinite(rows[at + 1])) continue;
    rows = finiteRows(bins);
    break;
  }
  const isIdle = (at: number): boolean => rows[at + 2] === 0 && (rows[at] ?? NaN) <= (rows[at + 1] ?? NaN);
  let start = 0;
  let end = rows.length;
  while (start < end && isIdle(start)) start += 3;
  while (end > start && isIdle(end - 3)) end -= 3;
  return start === 0 && end === rows.length
    ? rows
    : (Array.prototype.slice.call(rows, start, end) as number[]);
}

function finiteRows(bins: Histogram["bins"]): readonly number[] {
  const rows: number[] = [];
  for (let at = 0; at < bins.length; at += 3) {
    const [left, right, count] = [bins[at] ?? NaN, bins[at + 1] ?? NaN, bins[at + 2] ?? NaN];
    if (Number.isFinite(left) && Number.isFinite(right)) rows.push(left, right, count);
  }
  return rows;
}

/** Keeps at most so many of those that are added in order: the first, the last, and of each bucket of places those with the least first and the greatest last quantile. */
export class QuantileReduction {
  readonly #placeCount: number;
  readonly #bucketCount: number;
  readonly #basisPoints: readonly number[];
  readonly #kept: Quantiles[] = [];
  #bucket = 0;
  #least: Quantiles | undefined;
  #greatest: Quantiles | undefined;
  #last: Quantiles | undefined;

  /** @param placeCount how many may come at most. @param most at least 4. */
  constructor(placeCount: number, most: number, basisPoints: readonly number[]) {
    this.#placeCount = placeCount;
    this.#bucketCount = placeCount <= most ? placeCount : Math.floor((most - 2) / 2);
    this.#basisPoints = basisPoints;
  }

  /** In the order of places. */
  add(histogram: Histogram): void {
    const quantiles = { histogram, values: quantilesOfHistogram(histogram, this.#basisPoints) };
    const bucket = Math.floor((histogram.index * this.#bucketCount) / this.#placeCount);
    if (bucket !== this.#bucket) this.#endBucket();
    this.#bucket = bucket;
    if (this.#last === undefined) this.#kept.push(quantiles);
    this.#last = quantiles;
    // NaN compares with nothing: it stays where the bucket has no other.
    if (!(firstOf(quantiles) >= (this.#least ? firstOf(this.#least) : NaN)))
      this.#least = betterOf(quantiles, this.#least);
    if (!(lastOf(quantiles) <= (this.#greatest ? lastOf(this.#greatest) : NaN)))
      this.#greatest = betterOf(quantiles, this.#greatest);
  }

  /** Once, by place. */
  end(): readonly Quantiles[] {
    this.#endBucket();
    if (this.#last) this.#kept.push(this.#last);
    const byPlace = new Map(this.#kept.map((one) => [one.histogram.index, one]));
    return [...byPlace.values()].sort((a, b) => a.histogram.index - b.histogram.index);
  }

  #endBucket(): void {
    for (const one of [this.#least, this.#greatest]) if (one) this.#kept.push(one);
    this.#least = undefined;
    this.#greatest = undefined;
  }
}

function firstOf({ values }: Quantiles): number {
  return values[0] ?? NaN;
}

function lastOf({ values }: Quantiles): number {
  return values[values.length - 1] ?? NaN;
}

/** The new one, unless it has no quantiles and another is there. */
function betterOf(quantiles: Quantiles, before: Quantiles | undefined): Quantiles {
  return before && Number.isNaN(firstOf(quantiles)) ? before : quantiles;
}
