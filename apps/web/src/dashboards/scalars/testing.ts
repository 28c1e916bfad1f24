// Builders for the tests of this dashboard.
import { RunName, Tag, type ScalarSeries } from "@runboard/contract";
import type { FetchedSeries, SeriesWindow } from "./series-page.ts";

export const wholeSeries: SeriesWindow = { axis: "step", range: null, maxPoints: 1024, smoothing: 0 };

export interface SeriesSpec {
  readonly run?: string;
  readonly values: readonly number[];
  /** As many as values; 0, 1, 2, … when absent. */
  readonly steps?: readonly number[];
  /** Seconds since 1970; 1,000 and one more for each value when absent. */
  readonly wallTimesSeconds?: readonly number[];
  readonly smoothed?: readonly number[];
  /** Of the whole series; the number of values when absent. */
  readonly pointCount?: number;
}

function scalarSeries({ run = "a", values, ...rest }: SeriesSpec): ScalarSeries {
  const pointCount = rest.pointCount ?? values.length;
  const steps = rest.steps ?? values.map((_, index) => index);
  const wallTimesSeconds = rest.wallTimesSeconds ?? values.map((_, index) => 1000 + index);
  return {
    run: RunName.parse(run),
    tag: Tag.parse("loss"),
    steps: Float64Array.from(steps),
    wallTimesSeconds: Float64Array.from(wallTimesSeconds),
    values: Float64Array.from(values),
    ...(rest.smoothed && { smoothed: Float64Array.from(rest.smoothed) }),
    pointCount,
    pointCountInRange: pointCount,
    firstWallTimeSeconds: wallTimesSeconds[0] ?? null,
    firstStep: steps[0] ?? null,
    lastStep: steps.at(-1) ?? null,
  };
}

export function fetchedSeries(spec: SeriesSpec, change: Partial<FetchedSeries> = {}): FetchedSeries {
  return { series: scalarSeries(spec), window: wholeSeries, revision: 5, ...change };
}
