// How sizes lie along the ramp of colours, and what its ends say.
import { formatBytes, formatDuration, formatValue } from "../../ui/format.ts";
import { countText } from "./count-text.ts";
import type { ColorRule, ItemValues } from "./graph-orders.ts";

type Sizes = Pick<ItemValues, "most" | "leastPositive"> & { readonly rule: ColorRule };

/** Sizes that differ by more than this are told apart by their logarithms. */
const LINEAR_WITHIN = 10;

/** Where the ramp begins. */
export function rampStart(sizes: Sizes): number {
  return isLogarithmic(sizes) ? sizes.leastPositive : 0;
}

/** From 0 for the start of the ramp to 1 for `most`. */
export function rampShare(size: number, sizes: Sizes): number {
  const { rule, most, leastPositive } = sizes;
  if (most <= 0) return 0;
  if (isLogarithmic(sizes))
    return size > leastPositive ? Math.log(size / leastPositive) / Math.log(most / leastPositive) : 0;
  // By decades: a layer of a thousand is not lost beside one of a million.
  return isCounted(rule) ? Math.log1p(size) / Math.log1p(most) : size / most;
}

/** Norms, and shares of them, are of any size. */
function isLogarithmic({ rule, most, leastPositive }: Sizes): boolean {
  return isOfNorms(rule) && most > LINEAR_WITHIN * leastPositive;
}

/** Whether 1 is little. */
function isCounted(rule: ColorRule): boolean {
  return rule !== "zeros" && !isOfNorms(rule);
}

function isOfNorms(rule: ColorRule): boolean {
  return rule === "weights" || rule === "gradients" || rule === "change";
}

/** A size with its unit. */
export function sizeText(rule: ColorRule, size: number): string {
  switch (rule) {
    case "compute":
      return microsText(size);
    case "memory":
      return formatBytes(size);
    case "zeros":
      return shareText(size);
    case "gradients":
    case "weights":
    case "change":
      return formatValue(Number(size.toPrecision(3)));
    case "parameters":
    case "flops":
    case "nonfinite":
    case "structure":
    case "device":
    case "operation":
    case "none":
      return countText(size);
  }
}

/** `12 µs`, `1.5 ms`. */
export function microsText(micros: number): string {
  return micros < 999.5 ? `${Math.round(micros)} µs` : formatDuration(micros / 1e6);
}

/** `3.2 %` of a share 0 … 1; what is more than nothing is not told as nothing. */
export function shareText(share: number): string {
  if (share > 0 && share < 0.001) return "< 0.1 %";
  return `${Number((share * 100).toPrecision(3))} %`;
}
