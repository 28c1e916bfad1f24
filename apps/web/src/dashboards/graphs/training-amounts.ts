// What histograms of one step say of the layers that they belong to: norms, zeros, values that are no numbers.
import type { Tag } from "@runboard/contract";
import type { TagAmounts, TrainingRule } from "./graph-orders.ts";
import { trainingRules } from "./graph-orders.ts";
import type { LoggedAtStep } from "./training-queries.ts";

/** Gradients are histograms that are named so. */
export function isGradient(tag: string): boolean {
  return /grad/i.test(tag);
}

/** Parts of a tag that are names of weights, a number behind them or not. */
const weightName = /^(kernels?|weights?|bias(es)?|embeddings?|W|b|B)([_:]\d+)?$/;

/** Weights are histograms one part of whose name is `kernel`, `weights`, `bias` and the like, and that are no gradients. */
export function isWeight(tag: string): boolean {
  return !isGradient(tag) && tag.split(/[/.]/).some((part) => weightName.test(part));
}

/** Which rules there is something for. */
export function offeredTraining(tags: readonly Tag[]): readonly TrainingRule[] {
  return trainingRules.filter((rule) => tags.some((tag) => concerns(rule, tag)));
}

/** Whether a rule takes a tag. */
export function concerns(rule: TrainingRule, tag: string): boolean {
  switch (rule) {
    case "gradients":
      return isGradient(tag);
    case "weights":
      return isWeight(tag);
    case "zeros":
    case "nonfinite":
      return true;
  }
}

/**
 * Of the histograms that a rule takes. Sums of squares are n·(mean² + deviation²) of the n finite values, with each count spread evenly over its bin: what
 * the values themselves add up to is not known. Values may be zero that lie in a bin with zero in it.
 */
export function amountsOf(rule: TrainingRule, logged: readonly LoggedAtStep[]): TagAmounts {
  const rows = logged.flatMap(({ tag, histogram }) => {
    if (!concerns(rule, tag)) return [];
    const { count, mean, deviation, zeroShare, nonFiniteCount } = histogram;
    switch (rule) {
      case "gradients":
      case "weights": {
        const finite = count - nonFiniteCount;
        return finite > 0 ? [{ tag, sum: finite * (mean ** 2 + deviation ** 2), count: finite }] : [];
      }
      case "zeros":
        return count > 0 ? [{ tag, sum: zeroShare * count, count }] : [];
      case "nonfinite":
        return count > 0 ? [{ tag, sum: nonFiniteCount, count }] : [];
    }
  });
  return {
    tags: rows.map(({ tag }) => tag),
    sums: Float64Array.from(rows, ({ sum }) => sum),
    counts: Float64Array.from(rows, ({ count }) => count),
  };
}
