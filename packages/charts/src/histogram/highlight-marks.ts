// What stands out under the pointer, in all drawings alike.
import type { ChartTheme } from "../plane/chart.ts";
import type { PixelPoint, PlotRect } from "../plane/plane.ts";
import type { Mark, ShapeMark } from "../drawing/mark.ts";
import { crisp, lineMark } from "./axis-marks.ts";

const dotCorners = 20;

/** A line from the top to the bottom of the plot. */
export function guideMark(left: number, { top, height }: PlotRect, theme: ChartTheme): ShapeMark {
  const at = crisp(left);
  return lineMark([at, top, at, top + height], theme.secondaryText, { opacity: 0.55 });
}

/** Where a value is read; with a rim that keeps it apart from what it lies on. */
export function dotMark(
  { left, top }: PixelPoint,
  color: string,
  theme: ChartTheme,
  radius = 3.5,
): ShapeMark {
  const points = new Float64Array(2 * dotCorners);
  for (let i = 0; i < dotCorners; i++) {
    const angle = (2 * Math.PI * i) / dotCorners;
    points[2 * i] = left + radius * Math.cos(angle);
    points[2 * i + 1] = top + radius * Math.sin(angle);
  }
  return { kind: "shape", points, isClosed: true, fill: color, stroke: theme.surface, lineWidth: 1.5 };
}

/** What is selected on the x axis: a hairline in the accent that is seen on any colour. */
export function selectedMarks(left: number, { top, height }: PlotRect, theme: ChartTheme): readonly Mark[] {
  const at = crisp(left);
  const points = [at, top, at, top + height];
  return [
    lineMark(points, theme.surface, { lineWidth: 3, opacity: 0.75 }),
    lineMark(points, theme.accent, { lineWidth: 1.5 }),
  ];
}
