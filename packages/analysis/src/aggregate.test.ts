import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aggregate, type Aggregate, type AggregateOptions } from "./aggregate.ts";
import { compareWithBaseline } from "./baseline.ts";
import type { XyColumns } from "./interpolate.ts";
import { studentT95 } from "./student-t.ts";

type Points = readonly (readonly [x: number, value: number])[];

const columnsOf = (points: Points): XyColumns => ({
  xs: Float64Array.from(points, ([x]) => x),
  values: Float64Array.from(points, ([, value]) => value),
});

function aggregated(members: readonly Points[], options: AggregateOptions): Aggregate {
  const steps = aggregate(members.map(columnsOf), options);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** The value at x, found by looking at all points. */
function valueAt(points: Points, x: number): number {
  const here = points.findLast(([at]) => at === x);
  if (here) return here[1];
  const before = points.findLast(([at]) => at < x);
  const after = points.find(([at]) => at > x);
  if (!before || !after) return NaN;
  return before[1] + (after[1] - before[1]) * ((x - before[0]) / (after[0] - before[0]));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const meanOf = (values: readonly number[]): number => sum(values) / values.length;
function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return ((sorted[sorted.length >> 1] ?? NaN) + (sorted[(sorted.length - 1) >> 1] ?? NaN)) / 2;
}
function deviationOf(values: readonly number[]): number {
  if (values.length === 1) return 0;
  const mean = meanOf(values);
  return Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / (values.length - 1));
}

function expectClose(got: number | undefined, wanted: number): void {
  if (Number.isNaN(wanted)) expect(got).toBeNaN();
  else expect(got).toBeCloseTo(wanted, 8);
}

const value = fc.oneof(
  { weight: 12, arbitrary: fc.double({ min: -100, max: 100, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity) },
);
const points = fc
  .array(
    fc.tuple(
      fc.integer({ min: -20, max: 60 }).map((x) => x / 4),
      value,
    ),
    { maxLength: 40 },
  )
  .map((all) => all.sort((a, b) => a[0] - b[0]));
const members = fc.array(points, { maxLength: 8 });
const center = fc.constantFrom("mean" as const, "median" as const);
const band = fc.constantFrom(
  "none" as const,
  "std" as const,
  "stderr" as const,
  "ci95" as const,
  "minmax" as const,
);

describe("aggregate", () => {
  it("is what a look at every member at every x gives", () => {
    fc.assert(
      fc.property(members, center, band, (all, centerOf, bandOf) => {
        const got = aggregated(all, { center: centerOf, band: bandOf });
        const xs = [...new Set(all.flatMap((one) => one.map(([x]) => x)))].sort((a, b) => a - b);
        expect([...got.xs]).toEqual(xs);
        expect([got.values, got.memberCounts].map(({ length }) => length)).toEqual([xs.length, xs.length]);
        expect(got.lower === undefined).toBe(bandOf === "none");
        xs.forEach((x, i) => {
          const counted = all.map((one) => valueAt(one, x)).filter(Number.isFinite);
          expect(got.memberCounts[i]).toBe(counted.length);
          const wanted =
            counted.length === 0 ? NaN : centerOf === "mean" ? meanOf(counted) : medianOf(counted);
          expectClose(got.values[i], wanted);
          if (bandOf === "none") return;
          const n = counted.length;
          const half = {
            std: 1,
            stderr: 1 / Math.sqrt(n),
            ci95: n > 1 ? studentT95(n - 1) / Math.sqrt(n) : 0,
            minmax: NaN,
          }[bandOf];
          const [low, high] =
            n === 0
              ? [NaN, NaN]
              : bandOf === "minmax"
                ? [Math.min(...counted), Math.max(...counted)]
                : [wanted - half * deviationOf(counted), wanted + half * deviationOf(counted)];
          expectClose(got.lower?.[i], low);
          expectClose(got.upper?.[i], high);
        });
      }),
      { numRuns: 300 },
    );
  });

  it("gives equal members exactly theirs", () => {
    const one: Points = [0.1, 0.2, 0.3].map((y, x) => [x, y]);
    const got = aggregated([one, one, one], { center: "mean", band: "std" });
    expect([...got.values]).toEqual([0.1, 0.2, 0.3]);
    expect([...(got.lower ?? [])]).toEqual([0.1, 0.2, 0.3]);
  });

  it("counts members from their first to their last x only", () => {
    const got = aggregated(
      [
        [
          [0, 0],
          [10, 10],
        ],
        [
          [5, 15],
          [20, 30],
        ],
      ],
      { center: "mean", band: "none" },
    );
    expect([...got.xs]).toEqual([0, 5, 10, 20]);
    expect([...got.memberCounts]).toEqual([1, 2, 2, 1]);
    expect([...got.values]).toEqual([0, 10, 15, 30]);
  });

  it("leaves xs out when there are too many, and keeps the rest exact", () => {
    const one: Points = Array.from({ length: 1000 }, (_, i) => [i, Math.sin(i)]);
    const two: Points = Array.from({ length: 999 }, (_, i) => [i + 0.5, Math.cos(i)]);
    const all = aggregated([one, two], { center: "median", band: "minmax" });
    const few = aggregated([one, two], { center: "median", band: "minmax", maxCells: 200 });
    expect(few.xs.length).toBe(100);
    expect([few.xs[0], few.xs[99]]).toEqual([0, 999]);
    few.xs.forEach((x, i) => {
      const at = all.xs.indexOf(x);
      expect([few.values[i], few.lower?.[i], few.upper?.[i], few.memberCounts[i]]).toEqual([
        all.values[at],
        all.lower?.[at],
        all.upper?.[at],
        all.memberCounts[at],
      ]);
    });
  });

  it("of a range is that of the whole there, with one x beyond each end", () => {
    const end = fc.integer({ min: -30, max: 70 }).map((x) => x / 4);
    fc.assert(
      fc.property(members, end, end, (all, one, other) => {
        const range = [Math.min(one, other), Math.max(one, other)] as const;
        const whole = aggregated(all, { center: "mean", band: "std" });
        const part = aggregated(all, { center: "mean", band: "std", range });
        const inside = whole.xs.filter((x) => x >= range[0] && x <= range[1]);
        const before = whole.xs.findLast((x) => x < range[0]);
        const after = whole.xs.find((x) => x > range[1]);
        expect([...part.xs]).toEqual([before, ...inside, after].filter((x) => x !== undefined));
        expect([part.unionCount, part.unionCountInRange]).toEqual([whole.xs.length, inside.length]);
        part.xs.forEach((x, i) => {
          const at = whole.xs.indexOf(x);
          expect([part.values[i], part.upper?.[i], part.memberCounts[i]]).toEqual([
            whole.values[at],
            whole.upper?.[at],
            whole.memberCounts[at],
          ]);
        });
      }),
    );
  });

  it("of nothing is empty", () => {
    expect(aggregated([], { center: "mean", band: "ci95" }).xs.length).toBe(0);
    expect(aggregated([[], []], { center: "mean", band: "none" }).values.length).toBe(0);
  });
});

describe("studentT95", () => {
  // Quantiles of p = 0.975 as published (R's qt and SciPy's t.ppf agree to all digits).
  it.each([
    [1, 12.706204736174694],
    [2, 4.302652729749462],
    [3, 3.1824463052837078],
    [4, 2.7764451051977934],
    [5, 2.5705818356363146],
    [9, 2.262157162798205],
    [10, 2.228138851986274],
    [30, 2.0422724563012378],
    [100, 1.9839715185235518],
    [999, 1.9623414611334493],
    [1000, 1.9623390808264083],
    [1001, 1.9623367052808798],
    [5000, 1.9604385517065073],
    [100_000, 1.9599877075346095],
  ])("of %i degrees of freedom", (degrees, quantile) => {
    expect(Math.abs(studentT95(degrees) / quantile - 1)).toBeLessThan(1e-12);
  });

  it("refuses what is no number of degrees", () => {
    for (const degrees of [0, -1, 1.5, NaN, Infinity]) expect(() => studentT95(degrees)).toThrow(RangeError);
  });
});

describe("compareWithBaseline", () => {
  it("compares several points of one x in their order, where the baseline has the same", () => {
    const curve = columnsOf([
      [0, 1],
      [0, 2],
      [0, 4],
      [1, 8],
    ]);
    expect([...compareWithBaseline(curve, curve, "difference")]).toEqual([0, 0, 0, 0]);
  });

  it("is what a look at every point gives", () => {
    fc.assert(
      fc.property(points, points, (one, base) => {
        const difference = compareWithBaseline(columnsOf(one), columnsOf(base), "difference");
        const ratio = compareWithBaseline(columnsOf(one), columnsOf(base), "ratio");
        one.forEach(([x, y], i) => {
          expect(difference[i]).toBe(y - valueAt(base, x));
          expect(ratio[i]).toBe(y / valueAt(base, x));
        });
      }),
    );
  });
});
