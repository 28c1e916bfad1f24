// Debiased exponential smoothing, as TensorBoard's charts show it (line_chart_v2, "classic smoothing").

type Numbers = Float64Array | Float32Array | Int32Array;

/**
 * A moving average of `values` in their order, corrected for having begun at 0.
 *
 * For each finite value y, n counting from 1: `average = w * average + (1 - w) * y`, result `average / (1 - w^n)`; with w = 1 the result is `average`, that is 0.
 * Values that are not finite pass through and do not count. A series of equal values comes back unchanged, free of rounding noise.
 *
 * @param weight clamped to [0, 1]; 0 when it is not finite. 0 changes nothing, close to 1 smooths most.
 * @param into as long as `values`; a new column when absent.
 * @returns `into`.
 */
export function smooth(
  values: Numbers,
  weight: number,
  into: Float64Array = new Float64Array(values.length),
): Float64Array {
  const w = Number.isFinite(weight) ? Math.min(1, Math.max(0, weight)) : 0;
  if (w === 0 || isConstant(values)) {
    into.set(values);
    return into;
  }
  const share = 1 - w;
  let average = 0;
  let finiteCount = 0;
  let debias = w === 1 ? 1 : 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) {
      into[i] = value;
      continue;
    }
    average = average * w + share * value;
    finiteCount++;
    // The correction reaches 1 exactly after a while; a power for every point would cost more than all the rest.
    if (debias !== 1) debias = 1 - w ** finiteCount;
    into[i] = average / debias;
  }
  return into;
}

function isConstant(values: Numbers): boolean {
  const first = values[0];
  for (let i = 0; i < values.length; i++) if (values[i] !== first) return false;
  return true;
}
