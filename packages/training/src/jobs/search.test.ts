import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_SWEEP_RUNS, Search } from "@runboard/contract";
import { expandSearch, rungSteps } from "./search.ts";
import { countingModel } from "./testing/counting-model.ts";

const schema = countingModel.parameters;
const search = (wanted: unknown) => Search.parse(wanted);

describe("a grid", () => {
  it("makes every combination, the last parameter fastest, with fixed ones and defaults filled in", () => {
    const { runs, problems, duplicateCount } = expandSearch(
      schema,
      { steps: 20 },
      search({ kind: "grid", values: { rate: [0.1, 0.01], layers: [1, 2] } }),
    );
    expect(problems).toEqual([]);
    expect(duplicateCount).toBe(0);
    expect(runs.map(({ rate, layers, steps, kind }) => [rate, layers, steps, kind])).toEqual([
      [0.1, 1, 20, "plain"],
      [0.1, 2, 20, "plain"],
      [0.01, 1, 20, "plain"],
      [0.01, 2, 20, "plain"],
    ]);
  });

  it("drops what is there twice, and says how many", () => {
    const { runs, duplicateCount } = expandSearch(
      schema,
      {},
      search({ kind: "grid", values: { rate: [0.1, 1e-1, 0.2], layers: [1, 1] } }),
    );
    expect(runs.map(({ rate }) => rate)).toEqual([0.1, 0.2]);
    expect(duplicateCount).toBe(4);
  });

  it("says of each wrong field what is allowed", () => {
    const { runs, problems } = expandSearch(
      schema,
      { steps: 1.5, stepz: 3, rate: "searched, and so not looked at" },
      search({ kind: "grid", values: { rate: [0.1, 7, "fast"], kind: ["plain", "odd"], unknown: [1] } }),
    );
    expect(runs).toEqual([]);
    expect(problems.map(({ field }) => field)).toEqual([
      "parameters.stepz",
      "parameters.steps",
      "search.values.rate[1]",
      "search.values.rate[2]",
      "search.values.kind[1]",
      "search.values.unknown[0]",
    ]);
    const messageOf = (wanted: string) => problems.find(({ field }) => field === wanted)?.message;
    expect(messageOf("parameters.stepz")).toMatch(/no such parameter; there are rate, kind, layers/);
    expect(messageOf("search.values.rate[1]")).toMatch(/<=1/);
    expect(messageOf("search.values.kind[1]")).toMatch(/"plain"\|"fancy"/);
  });

  it("is not too large, and not empty", () => {
    const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
    const large = { kind: "grid", values: { steps: hundred, checkpointSteps: hundred } };
    expect(expandSearch(schema, {}, search(large)).problems).toEqual([
      { field: "search.values", message: expect.stringContaining("10000 runs") as unknown },
    ]);
    expect(expandSearch(schema, {}, search({ kind: "grid", values: {} })).problems).toHaveLength(1);
  });
});

describe("draws", () => {
  const distribution = fc.oneof(
    fc
      .tuple(exponent(), exponent())
      .map(([a, b]) => ({ distribution: "log_uniform", min: Math.min(a, b), max: Math.max(a, b) * 1.01 })),
    fc
      .tuple(exponent(), exponent())
      .map(([a, b]) => ({ distribution: "uniform", min: Math.min(a, b), max: Math.max(a, b) * 1.01 })),
  );
  const drawn = fc.record({
    rate: distribution,
    steps: fc
      .tuple(fc.integer({ min: 1, max: 500 }), fc.nat(50))
      .map(([min, span]) => ({ distribution: "int", min, max: min + span })),
    kind: fc.constant({ distribution: "choice", values: ["plain", "fancy"] }),
  });
  const seed = fc.maxSafeNat();
  const count = fc.integer({ min: 1, max: 40 });

  it("stay in their ranges, differ from each other, and are the same for the same seed whatever the order of names", () => {
    fc.assert(
      fc.property(drawn, seed, count, (distributions, seed, runCount) => {
        const wanted = { kind: "random", runCount, seed } as const;
        const { runs, problems } = expandSearch(schema, {}, search({ ...wanted, distributions }));
        expect(problems).toEqual([]);
        expect(runs.length).toBeGreaterThan(0);
        expect(runs.length).toBeLessThanOrEqual(runCount);
        expect(new Set(runs.map((run) => JSON.stringify(run))).size).toBe(runs.length);
        for (const { rate, steps } of runs) {
          expect(rate).toBeGreaterThanOrEqual(distributions.rate.min);
          expect(rate).toBeLessThan(distributions.rate.max);
          expect(steps).toBeGreaterThanOrEqual(distributions.steps.min);
          expect(steps).toBeLessThanOrEqual(distributions.steps.max);
        }
        const { kind, rate, steps } = distributions;
        const again = expandSearch(
          schema,
          {},
          search({ ...wanted, distributions: { kind, steps, rate } }),
        ).runs;
        expect(again).toEqual(runs);
        const more = expandSearch(schema, {}, search({ ...wanted, runCount: runCount + 3, distributions }));
        expect(more.runs.slice(0, runs.length)).toEqual(runs);
      }),
      { numRuns: 200 },
    );
  });

  it("cover what they are drawn from evenly", () => {
    const distributions = { rate: { distribution: "log_uniform", min: 1e-4, max: 1 } };
    const { runs } = expandSearch(
      schema,
      {},
      search({ kind: "random", distributions, runCount: MAX_SWEEP_RUNS, seed: 3 }),
    );
    const decades = [0, 0, 0, 0];
    for (const { rate } of runs) {
      const decade = Math.floor(Math.log10(Number(rate))) + 4;
      decades[decade] = (decades[decade] ?? 0) + 1;
    }
    for (const inDecade of decades) expect(Math.abs(inDecade - 125)).toBeLessThan(40);
  });

  it("end when there are no more", () => {
    const distributions = {
      layers: { distribution: "choice", values: [1, 2] },
      steps: { distribution: "int", min: 1, max: 3 },
    };
    const { runs, duplicateCount } = expandSearch(
      schema,
      {},
      search({ kind: "random", distributions, runCount: 50, seed: 1 }),
    );
    expect(runs).toHaveLength(6);
    expect(duplicateCount).toBeGreaterThan(0);
  });

  it("say of each wrong field what is allowed", () => {
    const problemsOf = (distributions: unknown) =>
      expandSearch(schema, {}, search({ kind: "random", runCount: 3, distributions })).problems.map(
        ({ field }) => field,
      );
    expect(problemsOf({})).toEqual(["search.distributions"]);
    expect(problemsOf({ rate: { distribution: "uniform", min: 0.2, max: 0.1 } })).toEqual([
      "search.distributions.rate.max",
    ]);
    expect(problemsOf({ rate: { distribution: "uniform", min: -1, max: 0.1 } })).toEqual([
      "search.distributions.rate.min",
    ]);
    expect(problemsOf({ rate: { distribution: "uniform", min: 0.1, max: 3 } })).toEqual(
      expect.arrayContaining(["search.distributions.rate.max"]),
    );
    expect(problemsOf({ steps: { distribution: "uniform", min: 1, max: 9 } })).toEqual([
      "search.distributions.steps",
    ]);
    expect(problemsOf({ layers: { distribution: "choice", values: [1, 2, 3] } })).toEqual([
      "search.distributions.layers.values[2]",
    ]);
    expect(problemsOf({ other: { distribution: "int", min: 1, max: 2 } })).not.toEqual([]);
  });
});

it("gives each rung twice the steps of the one before, and the last all", () => {
  expect(rungSteps(1000, 3)).toEqual([250, 500, null]);
  expect(rungSteps(2001, 4)).toEqual([251, 501, 1001, null]);
});

/** From 1e-4 to about 0.9. */
function exponent(): fc.Arbitrary<number> {
  return fc.integer({ min: 1, max: 80 }).map((tenths) => 10 ** (-tenths / 20 - 0.05));
}
