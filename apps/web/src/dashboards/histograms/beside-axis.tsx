// What an axis of values has no place for, said below it.
import { besidesText, type BesideCounts } from "./beside-counts.ts";
import { formatAmount } from "./bin-text.ts";

interface BesideAxisProps {
  /** Greatest of what is drawn. */
  readonly besides: BesideCounts;
  /** Counts of values ≤ 0 on a logarithmic axis. */
  readonly outside: number;
  /** `in the histogram`, `at most in one step`. */
  readonly where: string;
}

export function BesideAxis({ besides, outside, where }: BesideAxisProps) {
  const parts = [besidesText(besides), outside > 0 ? `${formatAmount(Math.round(outside))} ≤ 0` : ""];
  const text = parts.filter((part) => part !== "").join(", ");
  if (text === "") return null;
  return (
    <span className="histogram-beside" data-tip={`Values that the axis has no place for, ${where}`}>
      {text} beside the axis
    </span>
  );
}
