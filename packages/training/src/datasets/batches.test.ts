import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shuffledBatches } from "./batches.ts";
import { seededRandom } from "./seeded-random.ts";

describe("shuffled batches", () => {
  test("show every example once in each epoch, whatever the batch size", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 50 }),
        fc.nat(),
        (count, batchSize, seed) => {
          const batches = shuffledBatches({ count, batchSize, seed });
          const steps = Math.ceil((3 * count) / batchSize);
          const seen = Array.from({ length: steps }, (_, step) => [...batches.indicesOf(step)]).flat();
          for (let epoch = 0; epoch < 3; epoch += 1) {
            const part = seen.slice(epoch * count, (epoch + 1) * count).sort((a, b) => a - b);
            expect(part).toEqual(Array.from({ length: count }, (_, index) => index));
          }
        },
      ),
    );
  });

  test("of a step depend on seed and step only", () => {
    const options = { count: 1000, batchSize: 300, seed: 7 };
    const inOrder = shuffledBatches(options);
    const expected = Array.from({ length: 12 }, (_, step) => inOrder.indicesOf(step));
    for (const step of [11, 0, 3, 2, 7]) {
      expect(shuffledBatches(options).indicesOf(step)).toEqual(expected[step]);
      expect(inOrder.indicesOf(step)).toEqual(expected[step]);
    }
    expect(shuffledBatches({ ...options, seed: 8 }).indicesOf(0)).not.toEqual(expected[0]);
  });

  test("have another order in every epoch", () => {
    const batches = shuffledBatches({ count: 100, batchSize: 100, seed: 0 });
    expect(batches.indicesOf(0)).not.toEqual(batches.indicesOf(1));
  });

  test.each([
    [{ count: 0, batchSize: 1 }, /count is 0/],
    [{ count: 10, batchSize: 0 }, /batchSize is 0/],
    [{ count: 10, batchSize: 1.5 }, /batchSize is 1.5/],
  ])("refuse %o", (sizes, message) => {
    expect(() => shuffledBatches({ ...sizes, seed: 0 })).toThrow(message);
  });
});

describe("random numbers", () => {
  test("are these, on every machine", () => {
    const random = seededRandom(42);
    const numbers = Array.from({ length: 4 }, () => random.uint32());
    expect(numbers).toMatchInlineSnapshot(`
      [
        2760705718,
        2804940409,
        2980482377,
        2443422857,
      ]
    `);
  });

  test("are evenly spread", () => {
    const random = seededRandom(3);
    const counts = new Array<number>(6).fill(0);
    let sum = 0;
    for (let draw = 0; draw < 60_000; draw += 1) {
      const face = random.below(6);
      counts[face] = (counts[face] ?? 0) + 1;
      sum += random.next();
    }
    // Five standard deviations of a count are 456; of the mean of 60,000 numbers 0.006.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(456);
    expect(Math.abs(sum / 60_000 - 0.5)).toBeLessThan(0.006);
  });

  test("differ between streams and between large seeds", () => {
    const first = (seed: number, stream = 0) => seededRandom(seed, stream).uint32();
    const numbers = [first(1), first(2), first(1, 1), first(1, 2), first(1 + 2 ** 32), first(2 ** 52)];
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
