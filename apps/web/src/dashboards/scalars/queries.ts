// The series of a card as one query for all its runs. Only runs whose data is missing or outdated are asked for.
import { ApiError, type RunName, type Tag } from "@runboard/contract";
import { queryOptions, type QueryClient } from "@tanstack/react-query";
import { api } from "../../api.ts";
import { runRevisions } from "../../revisions.ts";
import { reusableSeries, type SeriesPage, type SeriesWindow } from "./series-page.ts";

/** Leading part of the keys of all series: what the live stream invalidates. */
export const seriesKey = ["scalars", "series"] as const;

const KEPT_MILLIS = 60_000;

export interface RunsOfCard {
  readonly runs: readonly RunName[];
  /** Stands for the runs in keys. */
  readonly id: string;
}

export function seriesQuery(tag: Tag, { runs, id }: RunsOfCard, window: SeriesWindow) {
  return queryOptions({
    queryKey: [...seriesKey, tag, window, id],
    queryFn: ({ client, signal }) => readPage(client, { tag, runs, window, signal }),
    enabled: runs.length > 0,
    gcTime: KEPT_MILLIS,
    // Typed arrays in a map: compared by identity.
    structuralSharing: false,
    meta: { runs: new Set(runs) },
  });
}

interface PageRequest {
  readonly tag: Tag;
  readonly runs: readonly RunName[];
  readonly window: SeriesWindow;
  readonly signal: AbortSignal;
}

async function readPage(
  client: QueryClient,
  { tag, runs, window, signal }: PageRequest,
): Promise<SeriesPage> {
  const pages = client
    .getQueriesData<SeriesPage>({ queryKey: [...seriesKey, tag] })
    .flatMap(([, known]) => known ?? []);
  const page = reusableSeries(pages, runs, window, (run, revision) => runRevisions.isFresh(run, revision));
  const missing = runs.filter((run) => !page.has(run));
  if (missing.length === 0) return page;
  const { range, ...rest } = window;
  const query = {
    tags: [tag],
    runs: missing,
    ...rest,
    ...(range && { range: [...range] as [number, number] }),
  };
  try {
    const { revision, series } = await api.series(query, { signal });
    runRevisions.noteAnswer(revision);
    for (const run of missing) page.set(run, { series: null, window, revision });
    for (const one of series) page.set(one.run, { series: one, window, revision });
    return page;
  } catch (error) {
    // While the server is gone, what was read before is better than nothing; all is asked for again when it is back.
    const old = reusableSeries(pages, runs, window, () => true);
    if (error instanceof ApiError || signal.aborted || old.size === 0) throw error;
    return old;
  }
}
