import { RunName } from "@runboard/contract";
import { describe, expect, it } from "vitest";
import { reusableSeries, serves, type FetchedSeries } from "./series-page.ts";
import { fetchedSeries, wholeSeries } from "./testing.ts";

const window = { ...wholeSeries, smoothing: 0.6 };
const [a, b] = [RunName.parse("a"), RunName.parse("b")];

function fetched(given: number, of: number, more: Partial<FetchedSeries> = {}): FetchedSeries {
  return fetchedSeries({ values: Array<number>(given).fill(0), pointCount: of }, { window, ...more });
}

describe("a fetched series", () => {
  it("serves everything when complete", () => {
    expect(serves(fetched(10, 10), { axis: "wall", range: [1, 2], maxPoints: 40, smoothing: 0 })).toBe(true);
  });

  it.each([
    [{ smoothing: 0.7 }],
    [{ maxPoints: 512 }],
    [{ axis: "wall" as const }],
    [{ range: [0, 1] as const }],
  ])("serves only its own window when reduced: not %j", (change) => {
    expect(serves(fetched(10, 99), window)).toBe(true);
    expect(serves(fetched(10, 99), { ...window, ...change })).toBe(false);
  });

  it("of a range is no complete one even with all its points", () => {
    const ranged = fetched(10, 10, { window: { ...window, range: [0, 5] } });
    expect(serves(ranged, window)).toBe(false);
    expect(serves(ranged, { ...window, range: [0, 5] })).toBe(true);
  });
});

describe("reuse", () => {
  it("takes the newest that is fresh", () => {
    const pages = [new Map([[a, fetched(3, 3)]]), new Map([[a, fetched(4, 4, { revision: 7 })]])];
    expect(reusableSeries(pages, [a, b], window, () => true).get(a)?.revision).toBe(7);
    expect(reusableSeries(pages, [a, b], window, () => true).has(b)).toBe(false);
    expect(reusableSeries(pages, [a], window, (_, revision) => revision >= 8).size).toBe(0);
  });

  it("remembers that a run has no such series", () => {
    const pages = [new Map([[b, fetched(0, 0, { series: null })]])];
    expect(reusableSeries(pages, [b], { ...window, smoothing: 0 }, () => true).get(b)?.series).toBeNull();
  });
});
