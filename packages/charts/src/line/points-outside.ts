// How many points a picture leaves out because of where its axes end.
import type { LineChartProps } from "./line-chart-props.ts";
import { firstPlaced, lowerBound, upperBound } from "../plane/columns.ts";
import { fitYDomain } from "../plane/nice-domain.ts";
import { lineExtents } from "./line-extents.ts";

export interface PointsOutside {
  /** Beyond the y axis' ends. */
  readonly above: number;
  readonly below: number;
  /** Values or places ≤ 0 that a log scale has no place for. */
  readonly unplaced: number;
}

type Look = Pick<LineChartProps, "lines" | "yScale" | "ignoreOutliers" | "view"> & {
  readonly xScale: NonNullable<LineChartProps["xScale"]>;
};

/** Of the points as they were logged, smoothed or not, within the range of x that is shown. Non-finite values are none; faint lines do not count. */
export function pointsOutside({ lines, xScale, yScale, ignoreOutliers, view }: Look): PointsOutside {
  const extents = lineExtents(lines, { xScale, yScale, ignoreOutliers, xRange: view.x });
  const [low, high] = view.y ?? fitYDomain(extents.y, yScale);
  const outside = { above: 0, below: 0, unplaced: 0 };
  for (const { xs, ys, rawYs, isFaint } of lines) {
    if (isFaint) continue;
    const placed = firstPlaced(xs, xScale);
    if (!view.x) outside.unplaced += placed;
    const start = view.x ? lowerBound(xs, view.x[0]) : 0;
    const end = view.x ? upperBound(xs, view.x[1]) : xs.length;
    const values = rawYs ?? ys;
    for (let i = Math.max(start, placed); i < end; i++) {
      const value = values[i]!;
      if (!Number.isFinite(value)) continue;
      if (yScale === "log" && value <= 0) outside.unplaced++;
      else if (value > high) outside.above++;
      else if (value < low) outside.below++;
    }
  }
  return outside;
}
