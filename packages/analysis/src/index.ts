export { aggregate, MAX_AGGREGATE_CELLS, type Aggregate, type AggregateOptions } from "./aggregate.ts";
export { lowerBound, upperBound } from "./ascending.ts";
export { compareWithBaseline } from "./baseline.ts";
export { evaluateExpression } from "./evaluate.ts";
export {
  expressionFunctions,
  expressionTags,
  MAX_EXPRESSION_DEPTH,
  MAX_EXPRESSION_LENGTH,
  parseExpression,
  type Expression,
  type ExpressionFunction,
  type ParsedExpression,
} from "./expression.ts";
export { describeHistogram, histogramFault, type HistogramDescription } from "./histogram-description.ts";
export { wassersteinDistance } from "./histogram-distance.ts";
export { histogramQuantiles, QUANTILE_BASIS_POINTS, type HistogramBins } from "./histogram.ts";
export { type XyColumns } from "./interpolate.ts";
export { areEqual, ascendingOrder, commonSteps, numbersAt, type StepColumns } from "./join.ts";
export { compareTagNames } from "./natural-order.ts";
export { likenessInPieces, type PictureLikeness } from "./picture-likeness.ts";
export {
  alike,
  brightnessShares,
  colorCountOf,
  withoutNeedlessChannels,
  type PictureSamples,
} from "./picture-samples.ts";
export { pointsOfBucket, reducePoints } from "./reduce.ts";
export { rebin } from "./rebin.ts";
export { reduceRange } from "./reduce-range.ts";
export { smooth } from "./smooth.ts";
export { findSpikes, type Spike } from "./spikes.ts";
export { evenEdges, positionOf, symlogFor, valueAtPosition, type ValueScale } from "./value-scale.ts";
