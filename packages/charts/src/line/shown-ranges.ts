// What the axes of a line chart show, for who writes values beside it.
import { xScaleOf, type ShownRange } from "../plane/axis.ts";
import { shownDomains } from "../plane/axes-scene.ts";
import { shownX, shownY } from "../plane/plane.ts";
import type { LineChartProps } from "./line-chart-props.ts";
import { lineExtents } from "./line-extents.ts";

export interface ShownRanges {
  readonly x: ShownRange;
  readonly y: ShownRange;
}

export function shownRanges(
  props: Pick<LineChartProps, "lines" | "axis" | "xScale" | "yScale" | "ignoreOutliers" | "view">,
): ShownRanges {
  const { lines, yScale, ignoreOutliers, view } = props;
  const extents = lineExtents(lines, { xScale: xScaleOf(props), yScale, ignoreOutliers, xRange: view.x });
  const domains = shownDomains(props, view, extents);
  return { x: shownX(domains), y: shownY(domains) };
}
