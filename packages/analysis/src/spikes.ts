// Spikes in a column of values: up to three points that leap away from all others around them and come back.
//
// Values are judged in stretches of 32. One that is far from its stretch's mean is a candidate, and is then judged by itself against the
// 64 others nearest to it, with their median as the centre and 1.4826 times their median deviation as the noise's standard deviation σ.
// It is a spike when it is farther from the centre than
// - 10 σ,
// - twice the third farthest of the others, which keeps out wide peaks and levels that change for good,
// - five times the third farthest of those not within 8 points of it, which keeps out noise with long tails and values that leap often.
// Where the others are all but equal there is no noise to judge by: then a spike is farther than a tenth of their median, which is not zero.
// The points beside it that are more than half as far, on the same side, are part of it. At least three points stand before and after it.

/** Fewest values of a column that has spikes: 32 around, and one. Fewer say too little about noise. */
const LEAST_VALUES = 33;
/** Points that a spike begins after and ends before. */
const LEAST_BESIDE = 3;
const STRETCH = 32;
/** Neighbours on each side that a candidate is judged against. */
const REACH = 32;
/** A candidate is farther from its stretch's mean than so many mean deviations: one point of noise in 10,000, and spikes of up to three points among 32. */
const CANDIDATE_DEVIATIONS = 4.8;
const SPIKE_SIGMAS = 10;
/** σ of normally distributed noise by its median deviation. */
const SIGMA_PER_DEVIATION = 1.4826;
const RIVAL_FACTOR = 2;
/** A spike fades away within so many points as a rule. */
const NEAR = 8;
const DISTANT_RIVAL_FACTOR = 5;
const EQUAL_SHARE = 1e-6;
const LEAP_SHARE = 0.1;

/** Indexes of a spike's first and last point. */
export type Spike = readonly [first: number, last: number];

/** The spikes of the values [from, to), all finite, in order; indexes count from `from`. */
export function findSpikes(values: Float64Array, from: number, to: number): readonly Spike[] {
  const count = to - from;
  if (count < LEAST_VALUES) return NONE;
  let spikes: Spike[] | undefined;
  const stretchCount = Math.max(1, Math.floor(count / STRETCH));
  for (let stretch = 0; stretch < stretchCount; stretch++) {
    const start = from + stretch * STRETCH;
    const end = stretch === stretchCount - 1 ? to : start + STRETCH;
    let sum = 0;
    for (let i = start; i < end; i++) sum += values[i]!;
    const mean = sum / (end - start);
    let deviations = 0;
    let greatest = 0;
    for (let i = start; i < end; i++) {
      const deviation = Math.abs(values[i]! - mean);
      deviations += deviation;
      if (deviation > greatest) greatest = deviation;
    }
    const limit = (CANDIDATE_DEVIATIONS * deviations) / (end - start);
    if (greatest <= limit) continue;
    const column = values.subarray(from, to);
    for (let i = start; i < end; i++) {
      if (!(Math.abs(values[i]! - mean) > limit)) continue;
      const spike = judge(column, i - from, (spikes?.at(-1)?.[1] ?? -1) + 1);
      if (spike) (spikes ??= []).push(spike);
    }
  }
  return spikes ?? NONE;
}

const NONE: readonly Spike[] = [];

/** The spike that the value at `index` is part of and that does not begin before `least`. */
function judge(values: Float64Array, index: number, least: number): Spike | undefined {
  if (index < least) return undefined;
  const windowSize = Math.min(values.length, 2 * REACH + 1);
  const start = Math.min(Math.max(0, index - REACH), values.length - windowSize);
  const others = new Float64Array(windowSize - 1);
  for (let i = 0; i < others.length; i++) others[i] = values[start + (start + i < index ? i : i + 1)]!;
  const center = medianOf(others.sort());
  const offset = values[index]! - center;
  const distance = Math.abs(offset);
  const window = values.subarray(start, start + windowSize);
  const at = index - start;
  if (!(distance > DISTANT_RIVAL_FACTOR * rivalOf(window, center, [at - NEAR, at + NEAR]))) return undefined;
  if (!(distance > RIVAL_FACTOR * rivalOf(window, center, [at, at]))) return undefined;
  for (let i = 0; i < others.length; i++) others[i] = Math.abs(others[i]! - center);
  const sigma = SIGMA_PER_DEVIATION * medianOf(others.sort());
  if (!(distance > SPIKE_SIGMAS * sigma)) return undefined;
  const isNoiseless = sigma <= EQUAL_SHARE * Math.abs(center);
  if (isNoiseless && !(center !== 0 && distance > LEAP_SHARE * Math.abs(center))) return undefined;

  const isPart = (i: number) => (values[i]! - center) * Math.sign(offset) > distance / 2;
  let first = index;
  while (first > least && isPart(first - 1)) first--;
  let last = index;
  while (last + 1 < values.length && isPart(last + 1)) last++;
  return first >= LEAST_BESIDE && last + LEAST_BESIDE < values.length ? [first, last] : undefined;
}

/** The third greatest distance from the centre, of those outside a closed range of indexes; zero when there are fewer. */
function rivalOf(
  values: Float64Array,
  center: number,
  [leftOutFrom, leftOutTo]: readonly [number, number],
): number {
  let first = 0;
  let second = 0;
  let third = 0;
  for (let i = 0; i < values.length; i++) {
    if (i >= leftOutFrom && i <= leftOutTo) continue;
    const distance = Math.abs(values[i]! - center);
    if (!(distance > third)) continue;
    if (distance <= second) third = distance;
    else {
      third = second;
      if (distance > first) {
        second = first;
        first = distance;
      } else second = distance;
    }
  }
  return third;
}

/** Of ascending numbers, at least one. */
function medianOf(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
