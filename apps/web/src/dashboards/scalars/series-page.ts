// The series of one card, and which of them can be kept when the card asks for something else: other runs, another range, another smoothing.
import type { RunName, ScalarSeries, Tag, XAxis } from "@runboard/contract";
import type { Interval } from "@runboard/charts";

/** How series are asked for: what decides which points come. */
export interface SeriesWindow {
  readonly axis: XAxis;
  /** On the axis; null for the whole series. */
  readonly range: Interval | null;
  readonly maxPoints: number;
  /** Weight, 0 to 0.999. */
  readonly smoothing: number;
}

/** One run's answer. */
export interface FetchedSeries {
  /** null when the run has no such series. */
  readonly series: ScalarSeries | null;
  readonly window: SeriesWindow;
  /** The store's revision when it was read. */
  readonly revision: number;
}

/** What a card has of one tag, by run. */
export type SeriesPage = ReadonlyMap<RunName, FetchedSeries>;

/** What a card has, by tag. */
export type CardPages = ReadonlyMap<Tag, SeriesPage>;

/** Whether every point of the series is there: such a series serves any range, and can be smoothed here. */
export function isComplete({ series, window }: FetchedSeries): boolean {
  return series === null || (window.range === null && series.steps.length === series.pointCount);
}

/** Whether a series that was fetched for one window is as good as one fetched for another. */
export function serves(fetched: FetchedSeries, wanted: SeriesWindow): boolean {
  const { axis, range, maxPoints, smoothing } = fetched.window;
  return (
    isComplete(fetched) ||
    (axis === wanted.axis &&
      range?.[0] === wanted.range?.[0] &&
      range?.[1] === wanted.range?.[1] &&
      maxPoints === wanted.maxPoints &&
      smoothing === wanted.smoothing)
  );
}

/** Of the pages at hand, what serves the window and is fresh, by run; of several the newest. */
export function reusableSeries(
  pages: readonly SeriesPage[],
  runs: readonly RunName[],
  wanted: SeriesWindow,
  isFresh: (run: RunName, revision: number) => boolean,
): Map<RunName, FetchedSeries> {
  const found = new Map<RunName, FetchedSeries>();
  for (const page of pages) {
    for (const run of runs) {
      const fetched = page.get(run);
      if (!fetched || !isFresh(run, fetched.revision) || !serves(fetched, wanted)) continue;
      if (fetched.revision > (found.get(run)?.revision ?? -1)) found.set(run, fetched);
    }
  }
  return found;
}
