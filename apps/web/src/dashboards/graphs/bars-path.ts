// A histogram as bars of a few pixels: the path of an SVG.
import { evenEdges, rebin } from "@runboard/analysis";

interface Bars {
  readonly width: number;
  readonly height: number;
  readonly barCount: number;
}

/**
 * Bars between the least and the greatest value, the highest as high as there is room; empty without a count.
 * @param rows left edge, right edge, count; those with an edge that is not finite are left out
 */
export function barsPath(rows: Float64Array, { width, height, barCount }: Bars): string {
  let least = Infinity;
  let greatest = -Infinity;
  for (let at = 0; at + 2 < rows.length; at += 3) {
    const [left = NaN, right = NaN, count = 0] = rows.subarray(at, at + 3);
    if (!(count > 0) || !Number.isFinite(left) || !Number.isFinite(right)) continue;
    least = Math.min(least, left);
    greatest = Math.max(greatest, right);
  }
  if (least > greatest) return "";
  const counts = rebin(rows, evenEdges([least, greatest], barCount, { kind: "linear" }));
  const most = Math.max(...counts);
  if (!(most > 0)) return "";
  const barWidth = width / barCount;
  return Array.from(counts, (count, bar) => {
    const barHeight = (count / most) * height;
    if (barHeight === 0) return "";
    const x = (bar * barWidth).toFixed(1);
    return `M${x} ${height}v${(-barHeight).toFixed(1)}h${(barWidth - 0.5).toFixed(1)}V${height}z`;
  }).join("");
}
