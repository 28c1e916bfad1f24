// Bins of a histogram along the axis of values, in pixels.
import type { ValueScale } from "@runboard/analysis";
import type { Interval } from "../plane/axis.ts";
import { upperBound } from "../plane/columns.ts";
import { valueAxis, type PixelSpan, type ValueAxis } from "./value-axis.ts";

export interface Bins {
  readonly count: number;
  /** In values. */
  readonly domain: Interval;
  readonly axis: ValueAxis;
  /** Where each begins, and where the last ends; one more than there are bins. */
  readonly edgePixels: Float64Array;
  /** The middle of a bin, in pixels. */
  readonly centerOf: (bin: number) => number;
  /** The bin that a pixel is in, or the nearest; null without bins. */
  readonly binAt: (left: number) => number | null;
}

/** Fewer than two edges are no bins. */
export function binsOf(edges: Float64Array, scale: ValueScale, span: PixelSpan): Bins {
  const count = Math.max(0, edges.length - 1);
  const domain: Interval = count === 0 ? [0, 1] : [edges[0] ?? 0, edges[count] ?? 1];
  const axis = valueAxis(scale, domain, span);
  // Edges that are equal are one bin over the whole axis.
  const edgePixels =
    domain[0] === domain[1]
      ? Float64Array.from({ length: count + 1 }, (_, i) => span.low + ((span.high - span.low) * i) / count)
      : Float64Array.from(edges, axis.pixelOf);
  return {
    count,
    domain,
    axis,
    edgePixels: count === 0 ? new Float64Array() : edgePixels,
    centerOf: (bin) => ((edgePixels[bin] ?? 0) + (edgePixels[bin + 1] ?? 0)) / 2,
    binAt: (left) =>
      count === 0 ? null : Math.min(Math.max(upperBound(edgePixels, left) - 1, 0), count - 1),
  };
}

/** A count that can be drawn: 0 for what is none. */
export function drawnCount(counts: Float64Array, bin: number): number {
  const count = counts[bin] ?? 0;
  return count > 0 && count < Infinity ? count : 0;
}

/** The greatest of them; 0 without any. */
export function greatestCount(counts: Float64Array): number {
  let greatest = 0;
  for (let bin = 0; bin < counts.length; bin++) greatest = Math.max(greatest, drawnCount(counts, bin));
  return greatest;
}
