export {
  digitsWithin,
  formatNumber,
  formatNumberFully,
  formatNumberShort,
  formatRelativeTime,
  formatRelativeTimeFully,
  formatStep,
  formatWallTime,
  formatWallTimeFully,
  formatX,
} from "./plane/axis-format.ts";
export type { Chart, ChartTheme, MountChart } from "./plane/chart.ts";
export { assignColors, contrastRatio, runStyle, surfaces, type RunStyle } from "./plane/color.ts";
export { mountLineChart } from "./line/line-chart.ts";
export type {
  Line,
  LineChartHover,
  LineChartProps,
  LineChartSelection,
  LineMark,
  LineMarkKind,
} from "./line/line-chart-props.ts";
export { closestIndex } from "./line/nearest-points.ts";
export { shownRanges, type ShownRanges } from "./line/shown-ranges.ts";
export { pointsOutside, type PointsOutside } from "./line/points-outside.ts";
export type { AxisScale, Interval, ShownRange, XAxis as LineChartAxis } from "./plane/axis.ts";
export { isRenderPending, isScrolling, scheduleRender, watchGestures } from "./plane/render-scheduler.ts";
export type { View as LineChartView } from "./plane/view.ts";
export { mountDrawing } from "./drawing/drawing-chart.ts";
export type { Drawing, DrawingProps, DrawingSize, Mark, PixelImage } from "./drawing/mark.ts";
export { bandsDrawing, type BandHit, type BandsProps, type QuantileLine } from "./histogram/bands.ts";
export { heatDrawing, type GridOfShares, type HeatHit, type HeatProps } from "./histogram/heat.ts";
export { rampDrawing, type Ramp } from "./histogram/ramp.ts";
export {
  ridgesDrawing,
  ridgesThatFit,
  type Ridge,
  type RidgeHit,
  type RidgesProps,
} from "./histogram/ridges.ts";
export {
  sectionDrawing,
  type SectionHit,
  type SectionProps,
  type SectionShape,
} from "./histogram/section.ts";
export type { ChartSize, PixelPoint } from "./plane/plane.ts";
export {
  graphFrameSize,
  graphItemSize,
  annotationRoom,
  annotationsHeight,
  frameHeader,
  framePadding,
  type GraphSize,
} from "./graph/graph-size.ts";
export type { GraphCamera } from "./graph/graph-camera.ts";
export type { GraphLook } from "./graph/graph-marks.ts";
export type { GraphEdgeEnds } from "./graph/graph-pick.ts";
export {
  annotationKinds,
  canOpen,
  graphItemKinds,
  type AnnotationKind,
  type GraphAnnotations,
  type GraphColors,
  type GraphDirection,
  type GraphEdges,
  type GraphItemKind,
  type GraphLayout,
  type GraphLevel,
  type GraphScene,
  type GraphSigns,
} from "./graph/graph-scene.ts";
export { graphDiffColors, type GraphDiffColors, graphPalette, graphRamp } from "./graph/graph-style.ts";
export { mountGraphView, type GraphView, type GraphViewProps } from "./graph/graph-view.ts";
