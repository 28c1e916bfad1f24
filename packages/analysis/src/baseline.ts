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
  const bases = new Float64Array(values.length);
  if (!new AscendingInterpolation(baseline).read(xs, bases)) return bases.fill(NaN);
  return bases.map((base, i) => (mode === "ratio" ? values[i]! / base : values[i]! - base));
}
