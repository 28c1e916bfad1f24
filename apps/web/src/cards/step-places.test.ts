import { describe, expect, it } from "vitest";
import { chosenSteps, distinctSteps, firstOfStep, lastAt, nearestStep, stepAway } from "./step-places.ts";

const of = (...steps: number[]) => Float64Array.from(steps);

describe("places of steps", () => {
  it("is the last point that is not beyond, of several of a step the last", () => {
    const steps = of(0, 5, 5, 10);
    expect([-1, 0, 4, 5, 7, 10, 99, null].map((step) => lastAt(steps, step))).toEqual([
      -1, 0, 0, 2, 2, 3, 3, 3,
    ]);
    expect(firstOfStep(steps, 2)).toBe(1);
    expect(lastAt(of(), null)).toBe(-1);
  });

  it("is each step once, in order, whoever logged it", () => {
    expect(distinctSteps([of(0, 10, 10), of(5, 10, 2 ** 53), of()])).toEqual(of(0, 5, 10, 2 ** 53));
  });

  it("goes to the next one logged, also from between two", () => {
    const steps = of(0, 5, 10);
    expect([
      stepAway(steps, 5, 1),
      stepAway(steps, 5, -1),
      stepAway(steps, 7, 1),
      stepAway(steps, 7, -1),
    ]).toEqual([10, 0, 10, 5]);
    expect([
      stepAway(steps, 10, 1),
      stepAway(steps, 0, -1),
      stepAway(steps, -3, 1),
      stepAway(steps, null, -1),
    ]).toEqual([10, 0, 0, 5]);
    expect([
      nearestStep(steps, -9),
      nearestStep(steps, 7),
      nearestStep(steps, 8),
      nearestStep(steps, 99),
    ]).toEqual([0, 5, 10, 10]);
  });

  it("chooses few of many, both ends and the one that is looked at among them", () => {
    const steps = Float64Array.from({ length: 1000 }, (_, i) => i * 3);
    const chosen = chosenSteps(steps, 1000, 8);
    expect([chosen.length, chosen[0], chosen.at(-1), chosen.includes(999)]).toEqual([8, 0, 2997, true]);
    expect(chosenSteps(of(1, 2), null, 8)).toEqual(of(1, 2));
  });
});
