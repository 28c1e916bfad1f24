// The data of a card as one query for all its sources and runs. Only runs whose data is missing or outdated are asked for.
import { ApiError, type CurvesQuery, type RunName, type ScalarSeries, type Tag } from "@runboard/contract";
import { queryOptions, type QueryClient } from "@tanstack/react-query";
import { api } from "../../data/api.ts";
import { inTurn } from "../../data/in-turn.ts";
import { runRevisions } from "../../data/revisions.ts";
import { reusableSeries, type CardPages, type SeriesPage, type SeriesWindow } from "./series-page.ts";

/** Leading part of the keys of all that is made of points: what the live stream invalidates. */
export const seriesKey = ["scalars", "series"] as const;

const pagesKey = [...seriesKey, "pages"] as const;

const KEPT_MILLIS = 60_000;

export interface RunsOfCard {
  readonly runs: readonly RunName[];
  /** Stands for the runs in keys. */
  readonly id: string;
}

export function pagesQuery(tags: readonly Tag[], { runs, id }: RunsOfCard, window: SeriesWindow) {
  return queryOptions({
    queryKey: [...pagesKey, tags, window, id],
    queryFn: async ({ client, signal }): Promise<CardPages> =>
      new Map(
        await Promise.all(
          tags.map(async (tag) => [tag, await readPage(client, { tag, runs, window, signal })] as const),
        ),
      ),
    gcTime: KEPT_MILLIS,
    // Typed arrays in maps: compared by identity.
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
    .getQueriesData<CardPages>({ queryKey: pagesKey })
    .flatMap(([, known]) => known?.get(tag) ?? []);
  const page = reusableSeries(pages, runs, window, (run, revision) => runRevisions.isFresh(run, revision));
  const missing = runs.filter((run) => !page.has(run));
  if (missing.length === 0) return page;
  const { range, ...rest } = window;
  const query = {
    tags: [tag],
    runs: missing,
    ...rest,
    ...(range && { range: [...range] as [number, number] }),
    precision: "screen" as const,
  };
  try {
    const { revision, series } = await inTurn(() => api.series(query, { signal }), signal);
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

/** Curves are worked out by the server from all points of all runs: they come as a whole. */
export function curvesQuery(query: CurvesQuery, { runs, id }: RunsOfCard) {
  // The fingerprint stands for the runs and the groups' members: they would make long keys.
  const asked = { ...query, runs: null, groups: query.groups?.map(({ name }) => name) };
  return queryOptions({
    queryKey: [...seriesKey, "curves", asked, id],
    queryFn: async ({ signal }) => {
      const answer = await inTurn(() => api.curves(query, { signal }), signal);
      runRevisions.noteAnswer(answer.revision);
      return answer.curves;
    },
    gcTime: KEPT_MILLIS,
    structuralSharing: false,
    meta: { runs: new Set(runs) },
  });
}

/** Series with the points that restarts replaced, of runs that were restarted. */
export function historyQuery(tag: Tag, { runs, id }: RunsOfCard, window: SeriesWindow) {
  const { range, axis, maxPoints } = window;
  return queryOptions({
    queryKey: [...seriesKey, "history", tag, { range, axis, maxPoints }, id],
    queryFn: async ({ signal }): Promise<ReadonlyMap<RunName, ScalarSeries>> => {
      const query = {
        tags: [tag],
        runs: [...runs],
        axis,
        maxPoints,
        includeSuperseded: true,
        precision: "screen" as const,
        ...(range && { range: [...range] as [number, number] }),
      };
      const { series } = await inTurn(() => api.series(query, { signal }), signal);
      return new Map(series.map((one) => [one.run, one]));
    },
    gcTime: KEPT_MILLIS,
    structuralSharing: false,
    meta: { runs: new Set(runs) },
  });
}
