// Histograms as they are logged: rows of left edge, right edge and count, edges ascending, each count spread evenly over its row.

/** Row-major, `[n, 3]`. */
export type HistogramBins = ArrayLike<number>;

/** Basis points of TensorBoard's nine quantiles: −∞, −1.5σ, −σ … 1.5σ, ∞ of a normal distribution. */
export const QUANTILE_BASIS_POINTS = [0, 668, 1587, 3085, 5000, 6915, 8413, 9332, 10_000] as const;

/**
 * The value below which lies each share of the counts, in basis points (ascending, 0 to 10,000); 0 for no bins.
 * As TensorBoard's `compressor.py` has it, with the outermost edges as the least and greatest value.
 */
export function histogramQuantiles(
  bins: HistogramBins,
  basisPoints: readonly number[] = QUANTILE_BASIS_POINTS,
): readonly number[] {
  const binCount = Math.floor(bins.length / 3);
  if (binCount === 0) return basisPoints.map(() => 0);
  const least = bins[0] ?? 0;
  const greatest = bins[3 * binCount - 2] ?? 0;
  // Added up in basis points, row by row, as TensorBoard does: where a quantile falls on an edge, rounding decides on which side.
  const total = totalCount(bins) || 1;
  const shareOf = (row: number): number => ((bins[3 * row + 2] ?? 0) * 10_000) / total;
  const quantiles: number[] = [];
  let row = 0;
  let below = 0;
  for (const basisPoint of basisPoints) {
    // On to the first row that reaches beyond it.
    while (row < binCount && below + shareOf(row) <= basisPoint) below += shareOf(row++);
    if (row === binCount) quantiles.push(greatest);
    else {
      const left = below === 0 ? least : Math.max(bins[3 * row - 2] ?? least, least);
      const right = Math.min(bins[3 * row + 1] ?? greatest, greatest);
      quantiles.push(left + ((basisPoint - below) / shareOf(row)) * (right - left));
    }
  }
  return quantiles;
}

function totalCount(bins: HistogramBins): number {
  let total = 0;
  for (let at = 2; at < bins.length; at += 3) total += bins[at] ?? 0;
  return total;
}
