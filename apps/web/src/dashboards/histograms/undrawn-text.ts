// Why a cell has histograms and no picture.
import { formatCounted } from "../../ui/format.ts";
import { besidesText, type BesideCounts } from "./beside-counts.ts";

interface Undrawn {
  readonly histogramCount: number;
  /** Greatest of any histogram. */
  readonly besides: BesideCounts;
  /** Whether there are values, for which a logarithmic axis has no place. */
  readonly hasValues: boolean;
}

export function undrawnText({ histogramCount, besides, hasValues }: Undrawn): string {
  if (histogramCount === 0) return "It has no histogram that can be drawn.";
  if (hasValues) return "No value is greater than 0: a logarithmic axis has no place for any.";
  const text = besidesText(besides);
  const histograms = formatCounted(histogramCount, "histogram");
  return text === ""
    ? `${histograms}, ${histogramCount === 1 ? "which is empty" : "all of them empty"}.`
    : `${histograms} without a finite value: up to ${text}.`;
}
