// Every point of a series in pages of bounded size, however long the series is.
import type { EventStore, ScalarColumns, SeriesRow } from "@runboard/store";

/** About 1.5 MB of columns. */
const PAGE_POINTS = 65_536;
/** Points that are looked at to find out where a range of steps is best cut. */
const PROBE_POINTS = 64;

export type PointPage = Pick<ScalarColumns, "steps" | "wallTimesSeconds" | "values" | "superseded">;

export interface PageQuery {
  readonly store: EventStore;
  /** Gives the series in one page: the store must hold all of it to tell what superseded what. */
  readonly includeSuperseded: boolean;
  readonly pagePoints?: number;
}

/** Pages by ascending step. */
export async function* readPointPages(
  row: SeriesRow,
  query: PageQuery,
): AsyncGenerator<PointPage, void, undefined> {
  if (query.includeSuperseded || row.pointCount <= (query.pagePoints ?? PAGE_POINTS)) {
    const page = await readColumns(row, query, {});
    if (page) yield page;
    return;
  }
  yield* readRange(row, query, [row.firstStep, row.lastStep]);
}

/** Cuts a range of steps until it holds no more than a page. */
async function* readRange(
  row: SeriesRow,
  query: PageQuery,
  [first, last]: readonly [number, number],
): AsyncGenerator<PointPage, void, undefined> {
  const probe = await readColumns(row, query, { range: [first, last], maxPoints: PROBE_POINTS });
  if (!probe || probe.pointCountInRange === 0) return;
  if (probe.pointCountInRange <= (query.pagePoints ?? PAGE_POINTS) || first === last) {
    const page = await readColumns(row, query, { range: [first, last] });
    if (page) yield within(page, first, last);
    return;
  }
  // Where points stand, not in the middle of the steps: those may have gaps of any size.
  const median = probe.steps[probe.steps.length >> 1] ?? first;
  const middle = Math.min(Math.max(median, first), last - 1);
  yield* readRange(row, query, [first, middle]);
  yield* readRange(row, query, [middle + 1, last]);
}

async function readColumns(
  { run, tag }: SeriesRow,
  { store, includeSuperseded }: PageQuery,
  part: { readonly range?: readonly [number, number]; readonly maxPoints?: number },
): Promise<ScalarColumns | undefined> {
  const [columns] = await store.readScalars({
    runs: [run],
    tags: [tag],
    axis: "step",
    smoothing: 0,
    includeSuperseded,
    ...part,
  });
  return columns;
}

/** Without the points beyond the ends of the range, which belong to other pages. */
function within(page: PointPage, first: number, last: number): PointPage {
  const { steps } = page;
  let start = 0;
  let end = steps.length;
  while (start < end && (steps[start] ?? first) < first) start += 1;
  while (end > start && (steps[end - 1] ?? last) > last) end -= 1;
  return {
    steps: steps.subarray(start, end),
    wallTimesSeconds: page.wallTimesSeconds.subarray(start, end),
    values: page.values.subarray(start, end),
  };
}
