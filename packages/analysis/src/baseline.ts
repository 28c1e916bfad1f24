// How a curve stands to another.
import { AscendingInterpolation, type XyColumns } from "./interpolate.ts";

/**
 * A curve's values minus, or divided by, those of a baseline, which is interpolated linearly at the curve's xs.
 * @returns a column as long as the curve; NaN where the baseline has none.
 */
export function compareWithBaseline(
  { xs, values }: XyColumns,
  baseline: XyColumns,
  mode: "difference" | "ratio",
): Float64Array {
  const interpolation = new AscendingInterpolation(baseline);
  const isRatio = mode === "ratio";
  const compared = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const base = interpolation.at(xs[i]!);
    compared[i] = isRatio ? values[i]! / base : values[i]! - base;
  }
  return compared;
}
