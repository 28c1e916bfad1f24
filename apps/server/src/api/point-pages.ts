// Every point of a series in pages of bounded size, however long the series is.
import type { EventStore, ScalarColumns, SeriesRow } from "@runboard/store";

/** About 1.5 MB of columns. */
const PAGE_POINTS = 65_536;

export type PointPage = Pick<ScalarColumns, "steps" | "wallTimesSeconds" | "values" | "superseded">;

export interface PageQuery {
  readonly store: EventStore;
  /** Gives the series in one page: the store must hold all of it to tell what superseded what. */
  readonly includeSuperseded: boolean;
  readonly pagePoints?: number;
}

/** Pages by step. */
export async function* readPointPages(
  { run, tag, pointCount, isPlain }: SeriesRow,
  { store, includeSuperseded, pagePoints = PAGE_POINTS }: PageQuery,
): AsyncGenerator<PointPage, void, undefined> {
  const query = { runs: [run], tags: [tag], axis: "step", smoothing: 0, includeSuperseded } as const;
  if (includeSuperseded || pointCount <= pagePoints) {
    const [page] = await store.readScalars(query);
    if (page) yield page;
    return;
  }
  if (!isPlain) {
    // Which of its points are shown would be worked out from all of them for each page.
    const [all] = await store.readScalars(query);
    if (all) yield* pagesOf(all, pagePoints);
    return;
  }
  for (let from = 0; from < pointCount; from += pagePoints) {
    const slice = [from, Math.min(from + pagePoints, pointCount)] as const;
    const [page] = await store.readScalars({ ...query, slice });
    if (!page || page.steps.length === 0) return;
    yield page;
  }
}

function* pagesOf({ steps, wallTimesSeconds, values }: PointPage, pagePoints: number): Generator<PointPage> {
  for (let from = 0; from < steps.length; from += pagePoints) {
    const to = from + pagePoints;
    yield {
      steps: steps.subarray(from, to),
      wallTimesSeconds: wallTimesSeconds.subarray(from, to),
      values: values.subarray(from, to),
    };
  }
}

/** A series' row with its points, page by page. */
export interface SeriesPages {
  readonly row: SeriesRow;
  readonly pages: AsyncIterable<PointPage>;
}
