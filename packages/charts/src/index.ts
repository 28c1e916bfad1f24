export {
  formatNumber,
  formatNumberFully,
  formatNumberShort,
  formatRelativeTime,
  formatRelativeTimeFully,
  formatStep,
  formatWallTime,
  formatWallTimeFully,
  formatX,
} from "./axis-format.ts";
export type { Chart, ChartTheme, MountChart } from "./chart.ts";
export { assignColors, contrastRatio, runStyle, surfaces, type RunStyle } from "./color.ts";
export { mountLineChart } from "./line-chart.ts";
export type {
  AxisScale,
  Interval,
  Line,
  LineChartAxis,
  LineChartHover,
  LineChartProps,
  LineChartSelection,
  LineChartView,
  LineMark,
  LineMarkKind,
} from "./line-chart-props.ts";
export { pointsOutside, type PointsOutside } from "./points-outside.ts";
export { isScrolling, scheduleRender, watchGestures } from "./render-scheduler.ts";
