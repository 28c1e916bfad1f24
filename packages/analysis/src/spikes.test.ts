import { expect, test } from "vitest";
import { findSpikes } from "./spikes.ts";

const noise = Float64Array.from({ length: 200 }, (_, i) => Math.sin(i * 12.9898) / 10);

function withLeaps(leaps: Readonly<Record<number, number>>): Float64Array {
  const values = noise.slice();
  for (const [index, value] of Object.entries(leaps)) values[Number(index)] = value;
  return values;
}

test("a point that leaps away and comes back is one, up to three beside each other are one, a level that changes is none", () => {
  expect(findSpikes(noise, 0, 200)).toEqual([]);
  expect(findSpikes(withLeaps({ 50: 9, 120: -9, 121: -9, 122: -8 }), 0, 200)).toEqual([
    [50, 50],
    [120, 122],
  ]);
  const risen = noise.map((value, i) => (i < 100 ? value : value + 9));
  expect(findSpikes(risen, 0, 200)).toEqual([]);
});

test("indexes count from where the search begins, and a few values have none", () => {
  const values = withLeaps({ 50: 9 });
  expect(findSpikes(values, 20, 120)).toEqual([[30, 30]]);
  expect(findSpikes(values, 40, 72)).toEqual([]);
});
