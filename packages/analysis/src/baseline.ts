// How a curve stands to another.
import { AscendingInterpolation, type XyColumns } from "./interpolate.ts";
import { areEqual } from "./join.ts";

/**
 * A curve's values minus, or divided by, those of a baseline, which is interpolated linearly at the curve's xs. Where both have the same xs, each point
 * has the baseline's of its own place, also among several at one x.
 * @returns a column as long as the curve; NaN where the baseline has none.
 */
export function compareWithBaseline(
  { xs, values }: XyColumns,
  baseline: XyColumns,
  mode: "difference" | "ratio",
): Float64Array {
  const bases = basesAt(xs, baseline);
  return bases.map((base, i) => (mode === "ratio" ? values[i]! / base : values[i]! - base));
}

function basesAt(xs: Float64Array, baseline: XyColumns): Float64Array {
  if (areEqual(xs, baseline.xs)) return baseline.values;
  const bases = new Float64Array(xs.length);
  return new AscendingInterpolation(baseline).read(xs, bases) ? bases : bases.fill(NaN);
}
