import { RunName, Tag, type HistogramQuantilesSeries } from "@runboard/contract";
import { expect, test } from "vitest";
import { rankedLayers } from "./layer-ranking.ts";

interface Known {
  readonly change: number | null;
  readonly mean: number;
  readonly nan: number;
}

function layer(tag: string, { change, mean, nan }: Known): HistogramQuantilesSeries {
  const zeros = Float64Array.of(0, 0);
  return {
    run: RunName.parse("run"),
    tag: Tag.parse(tag),
    plugin: "histograms",
    steps: Float64Array.of(0, 1),
    wallTimesSeconds: zeros,
    pointCount: 2,
    pointCountInRange: 2,
    firstWallTimeSeconds: 0,
    valueRange: [0, 1],
    problems: [],
    problemCount: 0,
    counts: zeros,
    leasts: zeros,
    greatests: zeros,
    means: Float64Array.of(99, mean),
    deviations: zeros,
    zeroShares: Float64Array.of(0, 0.25),
    nanCounts: Float64Array.of(nan, 0),
    negativeInfinityCounts: zeros,
    positiveInfinityCounts: Float64Array.of(0, nan),
    quantiles: new Float64Array(6),
    change,
  };
}

const layers = [
  layer("still", { change: 0, mean: -1, nan: 0 }),
  layer("single", { change: null, mean: NaN, nan: 0 }),
  layer("moved", { change: 2, mean: 0.5, nan: 0 }),
  layer("broken", { change: Infinity, mean: 3, nan: 5 }),
];

const tagsIn = (order: "changed" | "zero" | "nan"): readonly string[] =>
  rankedLayers(layers, order).map(({ series }) => series.tag);

test("what moved farthest, is smallest, or is no number comes first, what cannot be told last", () => {
  expect(tagsIn("changed")).toEqual(["broken", "moved", "still", "single"]);
  expect(tagsIn("zero")).toEqual(["moved", "still", "broken", "single"]);
  expect(tagsIn("nan")).toEqual(["broken", "still", "single", "moved"]);
});

test("counts what is no number over all steps, and looks at the last step's size", () => {
  const [broken] = rankedLayers(layers, "nan");
  expect(broken).toMatchObject({ nonFiniteCount: 10, magnitude: 3, zeroShare: 0.25 });
});
