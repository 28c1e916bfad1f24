// Where an axis has its ticks: at 1, 2 or 5 times a power of ten, at powers of ten, or at round times.
import type { Interval } from "./axis.ts";

const secondsOf = { minute: 60, hour: 3600, day: 86_400, month: 2_629_800, year: 31_557_600 } as const;

/** The step, 1, 2 or 5 × 10ⁿ, that cuts a span into about `count` parts; 0 when there is none. */
export function tickStep(span: number, count: number): number {
  const rough = span / count;
  if (!(rough > 0) || !Number.isFinite(rough)) return 0;
  const exponent = Math.floor(Math.log10(rough));
  const ratio = rough / powerOfTen(exponent);
  // The geometric means of neighbouring steps.
  const factor = ratio >= Math.sqrt(50) ? 10 : ratio >= Math.sqrt(10) ? 5 : ratio >= Math.SQRT2 ? 2 : 1;
  return Number(`${factor}e${exponent}`);
}

/** About how far doubles are from each other at the end of a domain that is farther from zero. */
export function doubleGap([min, max]: Interval): number {
  return Math.max(Number.MIN_VALUE, Number.EPSILON * Math.max(Math.abs(min), Math.abs(max)));
}

/** Ticks of a linear axis within the domain, ascending, about `count` of them. */
export function linearTicks(domain: Interval, count: number): readonly number[] {
  // No finer than doubles are there.
  const least = tickStep(3 * doubleGap(domain), 1);
  return multiplesWithin(domain, Math.max(least, tickStep(domain[1] - domain[0], count)));
}

/** Ticks of an axis of steps: as linear ticks, but never between two steps. */
export function stepTicks(domain: Interval, count: number): readonly number[] {
  return multiplesWithin(domain, Math.max(1, tickStep(domain[1] - domain[0], count)));
}

/** Ticks of a log axis: 1 to 9 times powers of ten, or every so many powers when there are more than `count`. */
export function logTicks([min, max]: Interval, count: number): readonly number[] {
  const low = Math.log10(Math.max(min, Number.MIN_VALUE));
  const high = Math.log10(Math.max(max, Number.MIN_VALUE));
  if (high - low >= count) {
    const powers = multiplesWithin([low, high], Math.max(1, tickStep(high - low, count)));
    return powers.map(powerOfTen);
  }
  const ticks: number[] = [];
  for (let exponent = Math.floor(low); exponent <= Math.ceil(high); exponent++)
    for (let factor = 1; factor < 10; factor++) {
      const tick = Number(`${factor}e${exponent}`);
      pushTick(ticks, tick, [min, max]);
    }
  // Less than a decade, somewhere between two factors.
  return ticks.length * 2 < count ? linearTicks([min, max], count) : ticks;
}

const durationSteps = [
  1,
  2,
  5,
  10,
  15,
  30,
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * secondsOf.minute),
  ...[1, 3, 6, 12].map((hours) => hours * secondsOf.hour),
  ...[1, 2, 7].map((days) => days * secondsOf.day),
];

/** Ticks of an axis of seconds since something began, at round seconds, minutes, hours or days. */
export function durationTicks(domain: Interval, count: number): readonly number[] {
  const rough = (domain[1] - domain[0]) / count;
  return multiplesWithin(domain, durationStep(rough, secondsOf.day));
}

const logDurations = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((millis) => millis / 1000),
  ...[1, 2, 5, 10, 30],
  ...[1, 2, 5, 10, 30].map((minutes) => minutes * secondsOf.minute),
  ...[1, 2, 5, 12].map((hours) => hours * secondsOf.hour),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].map((days) => days * secondsOf.day),
];

/** Ticks of a log axis of seconds since something began: round times of every unit; as a linear axis has them when few are in the domain. */
export function logDurationTicks(domain: Interval, count: number): readonly number[] {
  const ticks = logDurations.filter((seconds) => seconds >= domain[0] && seconds <= domain[1]);
  return ticks.length * 2 < count ? durationTicks(domain, count) : ticks;
}

/** Ticks of an axis of seconds since 1970, at round times of the reader's clock and calendar. */
export function wallTimeTicks(domain: Interval, count: number): readonly number[] {
  const rough = (domain[1] - domain[0]) / count;
  // Not a time that a Date can hold.
  if (!(rough > 0) || Math.max(Math.abs(domain[0]), Math.abs(domain[1])) > 8e12) return [];
  if (rough > 0.75 * secondsOf.year)
    return calendarTicks(domain, 12 * Math.max(1, tickStep(rough / secondsOf.year, 1)));
  if (rough > 12 * secondsOf.day) return calendarTicks(domain, closest([1, 3, 6], rough / secondsOf.month));
  if (rough > 0.7 * secondsOf.day) return dayTicks(domain, closest([1, 2, 7], rough / secondsOf.day));
  return clockTicks(domain, Math.min(durationStep(rough, secondsOf.hour), 12 * secondsOf.hour));
}

function durationStep(rough: number, largestUnit: number): number {
  if (rough < 1) return tickStep(rough, 1);
  if (rough > 7 * secondsOf.day) return tickStep(rough / largestUnit, 1) * largestUnit;
  return closest(durationSteps, rough);
}

/** Multiples of a step counted from the local midnight, so that hours stay round in every zone and on days of 23 or 25 hours. */
function clockTicks([min, max]: Interval, step: number): readonly number[] {
  if (step < 60) return multiplesWithin([min, max], step);
  const ticks: number[] = [];
  const day = new Date(min * 1000);
  day.setHours(0, 0, 0, 0);
  // Above 30 days clockTicks is not asked; the bound is for a step of a minute over days.
  for (let guard = 0; day.getTime() / 1000 <= max && guard < 400; guard++) {
    const midnight = day.getTime();
    for (let seconds = 0; seconds < secondsOf.day; seconds += step) {
      const tick = new Date(midnight);
      tick.setHours(0, 0, seconds, 0);
      pushTick(ticks, tick.getTime() / 1000, [min, max]);
    }
    day.setDate(day.getDate() + 1);
  }
  return ticks;
}

function dayTicks([min, max]: Interval, dayStep: number): readonly number[] {
  const ticks: number[] = [];
  const start = new Date(min * 1000);
  const day = new Date(start.getFullYear(), start.getMonth(), 1);
  for (; day.getTime() / 1000 <= max; day.setDate(day.getDate() + 1)) {
    const dayOfMonth = day.getDate() - 1;
    // Each month starts afresh; a tick just before the first of the next would crowd it.
    if (dayOfMonth % dayStep === 0 && (dayStep < 7 || dayOfMonth < 28))
      pushTick(ticks, day.getTime() / 1000, [min, max]);
  }
  return ticks;
}

function calendarTicks([min, max]: Interval, monthStep: number): readonly number[] {
  const ticks: number[] = [];
  const start = new Date(min * 1000);
  const startMonth = start.getFullYear() * 12 + start.getMonth();
  for (let month = Math.floor(startMonth / monthStep) * monthStep; ; month += monthStep) {
    const tick = new Date(2000, 0, 1);
    tick.setFullYear(Math.floor(month / 12), month - 12 * Math.floor(month / 12), 1);
    if (!(tick.getTime() / 1000 <= max)) return ticks;
    pushTick(ticks, tick.getTime() / 1000, [min, max]);
  }
}

function pushTick(ticks: number[], tick: number, [min, max]: Interval): void {
  const last = ticks.at(-1);
  if (tick >= min && tick <= max && (last === undefined || tick > last)) ticks.push(tick);
}

function multiplesWithin([min, max]: Interval, step: number): readonly number[] {
  if (!(step > 0)) return [];
  // Dividing by the inverse keeps the third of 0.1 within [0, 0.3].
  const inverse = step < 1 ? Math.round(1 / step) : 0;
  const isExact = inverse > 0 && Number.isFinite(inverse);
  const first = Math.ceil(isExact ? min * inverse : min / step);
  const last = Math.floor(isExact ? max * inverse : max / step);
  const ticks: number[] = [];
  // Where doubles are coarser than the step, index + 1 may equal index.
  if (!(Math.abs(first) < 2 ** 53 && Math.abs(last) < 2 ** 53) || last - first > 1000) return ticks;
  const [factor = 1, exponent = 0] = step.toExponential().split("e").map(Number);
  // As decimals, which are exact: the third of 0.1 is 0.3. `+ 0` turns -0 into 0.
  for (let i = first; i <= last; i++)
    ticks.push((Number.isSafeInteger(i * factor) ? Number(`${i * factor}e${exponent}`) : i * step) + 0);
  return ticks;
}

function closest(candidates: readonly number[], target: number): number {
  let best = candidates[0] ?? target;
  for (const candidate of candidates)
    if (Math.abs(Math.log(candidate / target)) < Math.abs(Math.log(best / target))) best = candidate;
  return best;
}

/** 10 ** n is off by one digit for some n, and 1 / 10 ** -n is nothing where n is least; the literal is neither. */
function powerOfTen(exponent: number): number {
  return Number(`1e${exponent}`);
}
