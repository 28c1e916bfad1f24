// The data of one card: the runs that it shows, their series for its width and range, and the lines made of them.
import type { Line } from "@runboard/charts";
import type { RunName, TagEntry } from "@runboard/contract";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useBoard } from "../../board-store.ts";
import { fingerprint } from "../../fingerprint.ts";
import { useRunScope } from "../../runs/run-scope.tsx";
import type { CardView } from "./card-view.ts";
import { chartColumns } from "./chart-columns.ts";
import { pointBudget } from "./point-budget.ts";
import { seriesQuery, type RunsOfCard } from "./queries.ts";
import type { SeriesPage, SeriesWindow } from "./series-page.ts";
import type { CardLine } from "./tooltip-rows.ts";

const noPage: SeriesPage = new Map();

export interface CardSeries {
  readonly runs: readonly RunName[];
  readonly page: SeriesPage;
  readonly lines: readonly Line[];
  readonly byRun: ReadonlyMap<string, CardLine>;
  readonly isFirstLoad: boolean;
  readonly isFetching: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
}

/** `widthPixels` is null until the card was laid out: nothing is asked for before. */
export function useCardSeries(entry: TagEntry, view: CardView, widthPixels: number | null): CardSeries {
  const { shown } = useRunScope();
  const ofCard = useMemo((): RunsOfCard => {
    const runs = entry.runs.filter((run) => shown.has(run));
    return { runs, id: fingerprint(runs) };
  }, [entry.runs, shown]);
  const { axis, settledView, settledSmoothing } = view;
  const maxPoints = pointBudget(widthPixels ?? 0, window.devicePixelRatio, ofCard.runs.length);
  const wanted = useMemo(
    (): SeriesWindow => ({ axis, range: settledView.x, maxPoints, smoothing: settledSmoothing }),
    [axis, settledView.x, maxPoints, settledSmoothing],
  );
  const options = seriesQuery(entry.tag, ofCard, wanted);
  const { data, isFetching, error, refetch } = useQuery({
    ...options,
    enabled: widthPixels !== null && ofCard.runs.length > 0,
    // The old picture stays until the new one is there.
    placeholderData: keepPreviousData,
  });
  return {
    ...useLines(ofCard.runs, data ?? noPage, view),
    runs: ofCard.runs,
    page: data ?? noPage,
    isFirstLoad: data === undefined,
    isFetching,
    error: data === undefined ? error : null,
    retry: () => void refetch(),
  };
}

function useLines(
  runs: readonly RunName[],
  page: SeriesPage,
  { axis, smoothing }: CardView,
): Pick<CardSeries, "lines" | "byRun"> {
  const { colorOf } = useRunScope();
  const emphasized = useBoard((state) => state.pointedRun ?? state.chosenRun);
  const byRun = useMemo(() => {
    const lines = new Map<string, CardLine>();
    for (const run of runs) {
      const fetched = page.get(run);
      const columns = fetched && chartColumns(fetched, axis, smoothing);
      if (columns && columns.xs.length > 0)
        lines.set(run, { run, columns, firstWallTimeSeconds: fetched.series?.firstWallTimeSeconds ?? NaN });
    }
    return lines;
  }, [runs, page, axis, smoothing]);
  const lines = useMemo(
    () =>
      [...byRun.values()].map(({ run, columns }): Line => {
        const { color, dash } = colorOf(run);
        return {
          id: run,
          color,
          ...(dash && { dash }),
          xs: columns.xs,
          ys: columns.smoothed,
          ...(columns.smoothed !== columns.values && { rawYs: columns.values }),
          isEmphasized: run === emphasized,
        };
      }),
    [byRun, colorOf, emphasized],
  );
  return { lines, byRun };
}
