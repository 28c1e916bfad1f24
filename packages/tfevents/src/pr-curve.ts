// Precision-recall curves as TensorBoard's plugin computes and keeps them.
import { PrCurvePluginDataSchema } from "./gen/plugin_data_pb.ts";
import { encodeMessage } from "./messages.ts";
import { type SeriesText, type SummaryValue, tensorValue } from "./summary-values.ts";
import { numberTensor } from "./tensor-init.ts";

/** Divides where nothing was counted. */
const LEAST_COUNT = 1e-7;

/**
 * True positives, false positives, true negatives, false negatives, precision and recall at `thresholdCount` (201) thresholds from 0
 * to 1. All lists have one number an example: labels 0 or 1, predictions 0 to 1 (examples whose prediction is NaN are left out).
 */
export function prCurveValue({
  labels,
  predictions,
  weights,
  thresholdCount = 201,
  ...text
}: SeriesText & {
  readonly labels: ArrayLike<number>;
  readonly predictions: ArrayLike<number>;
  readonly weights?: ArrayLike<number> | undefined;
  readonly thresholdCount?: number | undefined;
}): SummaryValue {
  const positives = new Float64Array(thresholdCount);
  const negatives = new Float64Array(thresholdCount);
  // Products of float32 are float32 for TensorFlow.
  const round = predictions instanceof Float32Array ? Math.fround : (value: number) => value;
  for (let index = 0; index < predictions.length; index++) {
    const bucket = Math.floor(round((predictions[index] ?? NaN) * (thresholdCount - 1)));
    if (!(bucket >= 0 && bucket < thresholdCount)) continue;
    const label = labels[index] ?? 0;
    const weight = weights?.[index] ?? 1;
    positives[bucket] = (positives[bucket] ?? 0) + label * weight;
    negatives[bucket] = (negatives[bucket] ?? 0) + (1 - label) * weight;
  }
  return tensorValue({
    ...text,
    plugin: "pr_curves",
    pluginContent: encodeMessage(PrCurvePluginDataSchema, { numThresholds: thresholdCount }),
    tensor: numberTensor(curveRows(positives, negatives), [6, thresholdCount]),
  });
}

/** Six rows of as many columns as there are buckets. */
function curveRows(positives: Float64Array, negatives: Float64Array): Float32Array {
  const count = positives.length;
  const rows = new Float32Array(6 * count);
  const allPositives = positives.reduce((sum, value) => sum + value, 0);
  const allNegatives = negatives.reduce((sum, value) => sum + value, 0);
  let truePositives = 0;
  let falsePositives = 0;
  // What is above a threshold is positive, so the counts add up from the last one.
  for (let column = count - 1; column >= 0; column--) {
    truePositives += positives[column] ?? 0;
    falsePositives += negatives[column] ?? 0;
    const precision = truePositives / Math.max(LEAST_COUNT, truePositives + falsePositives);
    const recall = truePositives / Math.max(LEAST_COUNT, allPositives);
    const cells = [
      truePositives,
      falsePositives,
      allNegatives - falsePositives,
      allPositives - truePositives,
      precision,
      recall,
    ];
    cells.forEach((cell, row) => (rows[row * count + column] = cell));
  }
  return rows;
}
