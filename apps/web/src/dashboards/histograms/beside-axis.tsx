// What an axis of values has no place for, said below it.
import { formatCount } from "../../ui/format.ts";
import type { BesideCounts } from "./logged-histograms.ts";

interface BesideAxisProps {
  /** Greatest of what is drawn. */
  readonly besides: BesideCounts;
  /** Counts of values ≤ 0 on a logarithmic axis. */
  readonly outside: number;
  /** `in the histogram`, `in one of the steps`. */
  readonly where: string;
}

export function BesideAxis({
  besides: { nan, negativeInfinity, positiveInfinity },
  outside,
  where,
}: BesideAxisProps) {
  const parts = [
    nan > 0 && `${formatCount(nan)} NaN`,
    negativeInfinity > 0 && `${formatCount(negativeInfinity)} −∞`,
    positiveInfinity > 0 && `${formatCount(positiveInfinity)} +∞`,
    outside > 0 && `${formatCount(Math.round(outside))} ≤ 0`,
  ].filter((part) => part !== false);
  if (parts.length === 0) return null;
  return (
    <span className="histogram-beside" data-tip={`Values that the axis has no place for, ${where}`}>
      {parts.join(", ")} beside the axis
    </span>
  );
}

/** The greatest of each. */
export function greatestBesides(all: readonly BesideCounts[]): BesideCounts {
  const most = (of: (counts: BesideCounts) => number): number => Math.max(0, ...all.map(of));
  return {
    nan: most(({ nan }) => nan),
    negativeInfinity: most(({ negativeInfinity }) => negativeInfinity),
    positiveInfinity: most(({ positiveInfinity }) => positiveInfinity),
  };
}
