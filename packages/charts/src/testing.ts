// Builders for tests.
import type { Line, LineChartProps } from "./line-chart-props.ts";

/** A line with the given columns. */
export function line(xs: readonly number[], ys: readonly number[], more: Partial<Line> = {}): Line {
  return {
    id: "run",
    color: "#2f6feb",
    isEmphasized: false,
    ...more,
    xs: Float64Array.from(xs),
    ys: Float64Array.from(ys),
  };
}

export function lineChartProps(more: Partial<LineChartProps> = {}): LineChartProps {
  return {
    lines: [],
    axis: "step",
    yScale: "linear",
    ignoreOutliers: false,
    view: { x: null, y: null },
    crosshairX: null,
    theme: {
      text: "#1b1f24",
      secondaryText: "#59636e",
      hairline: "#e4e6ea",
      surface: "#ffffff",
      accent: "#2f6feb",
      fontFamily: "sans-serif",
    },
    label: "accuracy",
    onViewChange: () => undefined,
    onHover: () => undefined,
    ...more,
  };
}
