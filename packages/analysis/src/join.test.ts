import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ascendingOrder, commonSteps } from "./join.ts";
import { reduceRange } from "./reduce-range.ts";

const steps = fc
  .uniqueArray(fc.integer({ min: 0, max: 50 }))
  .map((all) => Float64Array.from(all.sort((a, b) => a - b)));

describe("commonSteps", () => {
  it("pairs what both hold", () => {
    fc.assert(
      fc.property(steps, steps, (a, b) => {
        const found = commonSteps(a, b);
        const wanted = [...a].filter((step) => b.includes(step));
        expect(found === undefined).toBe(String([...a]) === String([...b]));
        if (!found) return;
        expect(Array.from(found.indexesA, (i) => a[i])).toEqual(wanted);
        expect(Array.from(found.indexesB, (i) => b[i])).toEqual(wanted);
      }),
    );
  });
});

describe("ascendingOrder", () => {
  it("sorts, keeps the order of equals and leaves out what is not finite", () => {
    const x = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constantFrom(NaN, Infinity, -Infinity));
    fc.assert(
      fc.property(fc.array(x), (all) => {
        const order = ascendingOrder(Float64Array.from(all));
        const wanted = all
          .map((_, i) => i)
          .filter((i) => Number.isFinite(all[i]))
          .sort((i, j) => (all[i] ?? NaN) - (all[j] ?? NaN));
        const isThereAlready = wanted.length === all.length && wanted.every((from, to) => from === to);
        expect(order && [...order]).toEqual(isThereAlready ? undefined : wanted);
      }),
    );
  });
});

describe("reduceRange", () => {
  it("keeps the points of the range and one beyond each end", () => {
    const xs = fc.array(fc.integer({ min: 0, max: 30 })).map((all) => all.sort((a, b) => a - b));
    const end = fc.integer({ min: -3, max: 33 });
    fc.assert(
      fc.property(xs, end, end, (all, one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)] as const;
        const curve = { xs: Float64Array.from(all), values: Float64Array.from(all, (_, i) => i) };
        const { kept, countInRange } = reduceRange(curve, 1000, [low, high]);
        const wanted = all.map((_, i) => i).filter((i) => all[i]! >= low && all[i]! <= high);
        const before = all.findLastIndex((x) => x < low);
        const after = all.findIndex((x) => x > high);
        expect(countInRange).toBe(wanted.length);
        expect([...kept]).toEqual([
          ...(before < 0 ? [] : [before]),
          ...wanted,
          ...(after < 0 ? [] : [after]),
        ]);
        expect(reduceRange(curve, 4, [low, high]).kept.length).toBeLessThanOrEqual(4);
        expect([...reduceRange(curve, 1000).kept]).toEqual(all.map((_, i) => i));
      }),
    );
  });
});
