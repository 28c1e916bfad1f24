// What has no place on an axis of values, counted.
import { formatAmount } from "./bin-text.ts";

export interface BesideCounts {
  readonly nan: number;
  readonly negativeInfinity: number;
  readonly positiveInfinity: number;
}

/** `3 NaN, 2 −∞`; empty for none. */
export function besidesText({ nan, negativeInfinity, positiveInfinity }: BesideCounts): string {
  return [
    ...(nan > 0 ? [`${formatAmount(nan)} NaN`] : []),
    ...(negativeInfinity > 0 ? [`${formatAmount(negativeInfinity)} −∞`] : []),
    ...(positiveInfinity > 0 ? [`${formatAmount(positiveInfinity)} +∞`] : []),
  ].join(", ");
}

/** The greatest of each. */
export function greatestBesides(all: readonly BesideCounts[]): BesideCounts {
  const most = (of: (counts: BesideCounts) => number): number =>
    all.reduce((before, counts) => Math.max(before, of(counts)), 0);
  return {
    nan: most(({ nan }) => nan),
    negativeInfinity: most(({ negativeInfinity }) => negativeInfinity),
    positiveInfinity: most(({ positiveInfinity }) => positiveInfinity),
  };
}
