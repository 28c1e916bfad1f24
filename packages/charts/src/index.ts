export type { Chart, ChartTheme, MountChart } from "./chart.ts";
export type { Interval, Line, LineChartHover, LineChartProps, LineChartView } from "./line-chart-props.ts";
