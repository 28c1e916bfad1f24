// What is known of one histogram without drawing it: where its counts lie, and whether its rows make sense.
import type { HistogramBins } from "./histogram.ts";

export interface HistogramDescription {
  /** Sum of all counts: of rows with finite edges and of those beside the axis. */
  readonly counts: number;
  /** Of rows with finite edges: the outermost edges that a count lies between; NaN where there is none. */
  readonly least: number;
  readonly greatest: number;
  /**
   * Where a logarithmic axis may begin: the least left edge above zero that a count lies behind, and of a row that reaches above zero from there or
   * below, a tenth of its right edge. NaN where no count lies above zero.
   */
  readonly leastPositive: number;
  /** Of rows with finite edges, each count spread evenly over its row; NaN where there is none. */
  readonly mean: number;
  readonly deviation: number;
  /** Share of all counts in rows that zero lies in: at most so many are zero. NaN without counts. */
  readonly zeroShare: number;
  /** Of rows with a NaN edge, and of those from −∞ to +∞, which stand nowhere either. */
  readonly nanCount: number;
  /** Of other rows that begin at −∞, and of those that end at +∞. */
  readonly negativeInfinityCount: number;
  readonly positiveInfinityCount: number;
}

/** @param bins rows without a fault, see `histogramFault`. */
export function describeHistogram(bins: HistogramBins): HistogramDescription {
  const beside = { nanCount: 0, negativeInfinityCount: 0, positiveInfinityCount: 0 };
  let counts = 0;
  let finiteCounts = 0;
  let zeroCounts = 0;
  let [least, greatest, leastPositive] = [Infinity, -Infinity, Infinity];
  for (let at = 0; at + 2 < bins.length; at += 3) {
    const left = bins[at] ?? NaN;
    const right = bins[at + 1] ?? NaN;
    const count = bins[at + 2] ?? NaN;
    if (!(count > 0)) continue;
    counts += count;
    if (!(Number.isFinite(left) && Number.isFinite(right))) {
      beside[besideAxis(left, right)] += count;
      continue;
    }
    finiteCounts += count;
    if (left < least) least = left;
    if (right > greatest) greatest = right;
    if (right > 0) leastPositive = Math.min(leastPositive, left > 0 ? left : right / 10 || right);
  }
  if (finiteCounts === 0) return { counts, ...nowhere, zeroShare: counts > 0 ? 0 : NaN, ...beside };
  let mean = 0;
  for (let at = 0; at + 2 < bins.length; at += 3) {
    const left = bins[at] ?? NaN;
    const right = bins[at + 1] ?? NaN;
    const count = bins[at + 2] ?? NaN;
    if (!(count > 0 && Number.isFinite(left) && Number.isFinite(right))) continue;
    mean += (count / finiteCounts) * middleOf(left, right);
    // A row holds its left edge, and its right one where no other row goes on from there.
    if (left <= 0 && (right > 0 || (right === 0 && (left === 0 || greatest === 0)))) zeroCounts += count;
  }
  mean = Math.min(Math.max(mean, least), greatest);
  // In halves, and as parts of the half spread: the whole one may be more than a double holds, and so may squares.
  const halfSpread = greatest / 2 - least / 2;
  let variance = 0;
  for (let at = 0; at + 2 < bins.length && halfSpread > 0; at += 3) {
    const left = bins[at] ?? NaN;
    const right = bins[at + 1] ?? NaN;
    const count = bins[at + 2] ?? NaN;
    if (!(count > 0 && Number.isFinite(left) && Number.isFinite(right))) continue;
    const distance = (middleOf(left, right) / 2 - mean / 2) / halfSpread;
    const width = (right / 2 - left / 2) / halfSpread;
    variance += (count / finiteCounts) * (distance * distance + (width * width) / 12);
  }
  return {
    counts,
    least,
    greatest,
    leastPositive: leastPositive === Infinity ? NaN : leastPositive,
    mean,
    // Twice the variance's root is at most one.
    deviation: halfSpread * Math.min(1, 2 * Math.sqrt(variance)),
    zeroShare: zeroCounts / counts,
    ...beside,
  };
}

const nowhere = { least: NaN, greatest: NaN, leastPositive: NaN, mean: NaN, deviation: NaN } as const;

/** Of a row whose edges are not both finite. */
function besideAxis(
  left: number,
  right: number,
): "nanCount" | "negativeInfinityCount" | "positiveInfinityCount" {
  if (Number.isNaN(left) || Number.isNaN(right)) return "nanCount";
  if (left === -Infinity) return right === Infinity ? "nanCount" : "negativeInfinityCount";
  return "positiveInfinityCount";
}

function middleOf(left: number, right: number): number {
  const sum = left + right;
  return Number.isFinite(sum) ? sum / 2 : left / 2 + right / 2;
}

/**
 * What is wrong with a histogram's rows, in words that name the row; undefined where they make sense. Rows may overlap, leave gaps and stand beside the axis,
 * and an empty one at either end may go backwards: writers cut the outermost rows at the least and greatest value.
 */
export function histogramFault(bins: HistogramBins): string | undefined {
  if (bins.length % 3 !== 0) return `${bins.length} numbers are no rows of left edge, right edge and count`;
  let total = 0;
  let leftBefore = -Infinity;
  let rightBefore = -Infinity;
  for (let at = 0; at < bins.length; at += 3) {
    const left = bins[at] ?? NaN;
    const right = bins[at + 1] ?? NaN;
    const count = bins[at + 2] ?? NaN;
    total += count;
    const isOutermost = at === 0 || at === bins.length - 3;
    if (!(count >= 0 && total < Infinity)) return faultOfRow(bins, at, [leftBefore, rightBefore]);
    if (count === 0 && isOutermost) continue;
    if (left > right || left < leftBefore || right < rightBefore)
      return faultOfRow(bins, at, [leftBefore, rightBefore]);
    if (!Number.isNaN(left)) leftBefore = left;
    if (!Number.isNaN(right)) rightBefore = right;
  }
  return undefined;
}

/** In words. @param at where its row begins. @param before edges of the row before it. */
function faultOfRow(
  bins: HistogramBins,
  at: number,
  [leftBefore, rightBefore]: readonly [number, number],
): string {
  const [left = NaN, right = NaN, count = NaN] = [bins[at], bins[at + 1], bins[at + 2]];
  const place = `row ${at / 3 + 1} of ${bins.length / 3}`;
  if (!(count >= 0)) return `${place}: the count is ${count}`;
  if (left > right) return `${place}: the left edge ${left} is beyond the right edge ${right}`;
  if (left < leftBefore) return `${place}: begins at ${left}, before the row before it, at ${leftBefore}`;
  if (right < rightBefore) return `${place}: ends at ${right}, before the row before it, at ${rightBefore}`;
  return `${place}: the counts add up to more than a double holds`;
}
