// How far apart two histograms lie.
import { lowerBound } from "./ascending.ts";
import type { HistogramBins } from "./histogram.ts";
import { rebin } from "./rebin.ts";

/**
 * Wasserstein-1 distance of two histograms, each as a distribution: how far, on average, a count of one has to be moved for it to be the other. It is the
 * integral of |F − G| over the values, exactly: F and G are straight between edges, and jump at rows of no width. Of rows with finite edges.
 * @param a,b rows without a fault, see `histogramFault`.
 * @returns in units of the values, `Number.MAX_VALUE` at most; NaN where one has no count.
 */
export function wassersteinDistance(a: HistogramBins, b: HistogramBins): number {
  const edges = unionOfEdges(a, b);
  const of = [distributionOf(a, edges), distributionOf(b, edges)] as const;
  if (!(of[0].total > 0 && of[1].total > 0)) return NaN;
  let distance = 0;
  let belowA = 0;
  let belowB = 0;
  for (let i = 0; i + 1 < edges.length; i++) {
    belowA += of[0].jumps[i] ?? 0;
    belowB += of[1].jumps[i] ?? 0;
    const first = belowA - belowB;
    belowA += of[0].slopes[i] ?? 0;
    belowB += of[1].slopes[i] ?? 0;
    distance += areaOver(edges[i] ?? NaN, edges[i + 1] ?? NaN, meanMagnitude(first, belowA - belowB));
  }
  return Math.min(distance, Number.MAX_VALUE);
}

/** Ascending, each once: those that a count lies between. */
function unionOfEdges(a: HistogramBins, b: HistogramBins): Float64Array {
  const all: number[] = [];
  for (const bins of [a, b])
    for (let at = 0; at + 2 < bins.length; at += 3)
      if (isCounted(bins, at)) all.push(bins[at] ?? NaN, bins[at + 1] ?? NaN);
  const sorted = Float64Array.from(all).sort();
  return sorted.filter((edge, i) => i === 0 || edge !== sorted[i - 1]);
}

function isCounted(bins: HistogramBins, at: number): boolean {
  return Number.isFinite(bins[at]) && Number.isFinite(bins[at + 1]) && (bins[at + 2] ?? 0) > 0;
}

interface Distribution {
  readonly total: number;
  /** Share of the counts at each edge, in rows of no width. */
  readonly jumps: Float64Array;
  /** Between each edge and the next. */
  readonly slopes: Float64Array;
}

function distributionOf(bins: HistogramBins, edges: Float64Array): Distribution {
  const jumps = new Float64Array(edges.length);
  const wide: number[] = [];
  let total = 0;
  for (let at = 0; at + 2 < bins.length; at += 3) {
    if (!isCounted(bins, at)) continue;
    const left = bins[at] ?? NaN;
    const right = bins[at + 1] ?? NaN;
    const count = bins[at + 2] ?? NaN;
    total += count;
    if (right > left) wide.push(left, right, count);
    else {
      const edge = lowerBound(edges, left);
      jumps[edge] = (jumps[edge] ?? 0) + count;
    }
  }
  const share = (count: number): number => count / total;
  return { total, jumps: jumps.map(share), slopes: rebin(wide, edges).map(share) };
}

/** Of a line from one value to another over its length. */
function meanMagnitude(first: number, last: number): number {
  const [from, to] = [Math.abs(first), Math.abs(last)];
  // Where it crosses zero: two triangles.
  return first * last < 0 ? (from * from + to * to) / (2 * (from + to)) : (from + to) / 2;
}

function areaOver(left: number, right: number, height: number): number {
  const width = right - left;
  return Number.isFinite(width) ? width * height : right * height - left * height;
}
