// Labels and predictions, checked.
import { numbersOf } from "./number-source.ts";
import type { PrCurveContent, TypedNumbers } from "./summary-content.ts";

/** How far rounding may take a probability beyond 0 and 1. */
const TOLERANCE = 1e-4;

export function prCurveLists(
  { labels, predictions, weights, thresholdCount }: PrCurveContent,
  what: string,
): {
  readonly labels: ArrayLike<number>;
  readonly predictions: ArrayLike<number>;
  readonly weights?: ArrayLike<number> | undefined;
  readonly thresholdCount?: number | undefined;
} {
  const lists = {
    labels: "dataSync" in labels ? numbersOf(labels) : Float64Array.from(labels, Number),
    predictions: probabilities(numbersOf(predictions), what),
    weights: weights && numbersOf(weights),
  };
  const counts = [
    lists.labels.length,
    lists.predictions.length,
    lists.weights?.length ?? lists.labels.length,
  ];
  if (new Set(counts).size > 1)
    throw new RangeError(
      `${what} has different numbers of labels, predictions and weights: ${counts.join(", ")}`,
    );
  if (thresholdCount !== undefined && !(Number.isSafeInteger(thresholdCount) && thresholdCount >= 2))
    throw new RangeError(`${what} has ${thresholdCount} thresholds; there are two at least`);
  return { ...lists, thresholdCount };
}

function probabilities(values: readonly number[] | TypedNumbers, what: string): ArrayLike<number> {
  const wrong = values.findIndex((value: number) => value < -TOLERANCE || value > 1 + TOLERANCE);
  if (wrong >= 0)
    throw new RangeError(
      `prediction ${wrong} of ${what} is ${values[wrong]}; predictions are probabilities from 0 to 1`,
    );
  return values.map((value: number) => Math.max(0, Math.min(1, value)));
}
