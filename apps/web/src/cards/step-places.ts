// Where a step stands among those that were logged. Steps are ascending.
import { lowerBound, upperBound } from "@runboard/analysis";

/** Index of the last point that is not beyond a step, the newest of all for null; -1 when all are beyond it. */
export function lastAt(steps: Float64Array, step: number | null): number {
  if (step === null) return steps.length - 1;
  return upperBound(steps, step) - 1;
}

/** Index of the first point that has the step of the point at `index`. */
export function firstOfStep(steps: Float64Array, index: number): number {
  return lowerBound(steps, steps[index] ?? NaN);
}

/** Each step of some series once. */
export function distinctSteps(lists: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(lists.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const list of lists) {
    all.set(list, end);
    end += list.length;
  }
  all.sort();
  return all.filter((step, at) => at === 0 || step !== all[at - 1]);
}

/** The step so many places away in a list of distinct ones, from one that need not be among them; the first or last where there is none. */
export function stepAway(steps: Float64Array, step: number | null, places: number): number {
  const at = lastAt(steps, step);
  const isBetween = step !== null && steps[at] !== step;
  const target = at + places + (isBetween && places < 0 ? 1 : 0);
  return steps[Math.max(0, Math.min(target, steps.length - 1))] ?? 0;
}

/** The step that is nearest. */
export function nearestStep(steps: Float64Array, step: number): number {
  const below = steps[Math.max(0, lastAt(steps, step))] ?? 0;
  const above = steps[Math.min(steps.length - 1, lastAt(steps, step) + 1)] ?? 0;
  return step - below <= above - step ? below : above;
}

/** At most so many, evenly spread over the list, both ends and `step`'s place among them. */
export function chosenSteps(steps: Float64Array, step: number | null, most: number): Float64Array {
  if (steps.length <= most) return steps;
  const indexes = new Set([0, steps.length - 1, Math.max(0, lastAt(steps, step))]);
  for (let i = 1; indexes.size < most && i < steps.length; i++)
    indexes.add(Math.round((i * (steps.length - 1)) / (most - 1)) % steps.length);
  return Float64Array.from(
    [...indexes].sort((a, b) => a - b),
    (index) => steps[index] ?? NaN,
  );
}
