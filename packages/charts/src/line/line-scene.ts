// What a line chart shows, computed: its axes, and how many values have no place on it.
import { axesScene, shownDomains, type AxesScene } from "../plane/axes-scene.ts";
import { firstPlaced, lowerBound, upperBound } from "../plane/columns.ts";
import type { Extents } from "../plane/nice-domain.ts";
import type { ChartSize, Plane } from "../plane/plane.ts";
import type { View } from "../plane/view.ts";
import { endLabels, endLabelsPixels, type EndLabel } from "./end-labels.ts";
import type { Line, LineChartProps } from "./line-chart-props.ts";

export interface LineScene extends AxesScene {
  /** Strong values ≤ 0 within the shown range of x, and points at x ≤ 0 where x fits the data, that a log scale has no place for. */
  readonly clippedCount: number;
  /** From top to bottom; empty when not asked for, or without room. */
  readonly endLabels: readonly EndLabel[];
}

type SceneProps = Pick<LineChartProps, "lines" | "axis" | "xScale" | "yScale" | "endLabels">;

/** Lays the chart out; the extents are those of the lines, y within `view.x`. */
export function lineScene(props: SceneProps, view: View, size: ChartSize, extents: Extents): LineScene {
  const { lines, axis } = props;
  const domains = shownDomains(props, view, extents);
  const roomAtRight = (height: number) =>
    props.endLabels ? endLabelsPixels(lines, domains, { ...size, height }) : 0;
  const axes = axesScene(axis, domains, size, { isEmpty: lines.length === 0, roomAtRight });
  return {
    ...axes,
    clippedCount: countClipped(lines, axes.plane, view.x === null),
    endLabels: roomAtRight(axes.plane.rect.height) > 0 ? endLabels(lines, axes.plane) : [],
  };
}

/** What says how many values a log scale has no place for. */
export function clippedNote(count: number): string {
  return `${count === 1 ? "1 value" : `${count.toLocaleString("en")} values`} ≤ 0 not shown`;
}

function countClipped(
  lines: readonly Line[],
  { x: [low, high], xScale, yScale }: Plane,
  isFitted: boolean,
): number {
  let count = 0;
  for (const { xs, ys } of lines) {
    const placed = firstPlaced(xs, xScale);
    if (isFitted) count += placed;
    if (yScale === "linear") continue;
    const end = upperBound(xs, high);
    for (let i = Math.max(placed, lowerBound(xs, low)); i < end; i++)
      if (ys[i]! <= 0 && ys[i]! > -Infinity) count++;
  }
  return count;
}
