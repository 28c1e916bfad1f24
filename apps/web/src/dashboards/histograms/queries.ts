// What the views of histograms are drawn from.
import type {
  HistogramGridSeries,
  HistogramQuantilesSeries,
  HistogramSeries,
  RunName,
  Tag,
  ValueScale,
} from "@runboard/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../../data/api.ts";
import { fingerprint } from "../../data/fingerprint.ts";
import { inTurn } from "../../data/in-turn.ts";
import { valuesKey } from "../../data/queries.ts";

type Axis = "step" | "relative" | "wall";

interface SeriesName {
  readonly run: RunName;
  readonly tag: Tag;
}

const key = [...valuesKey, "histograms"] as const;
const isTyped = { structuralSharing: false, placeholderData: keepPreviousData } as const;

/** At most so many histograms, evenly spread over all steps; null where the run has no such series (any more). */
export function spreadQuery({ run, tag }: SeriesName, maxSteps: number) {
  return queryOptions({
    queryKey: [...key, "spread", run, tag, maxSteps],
    queryFn: async ({ signal }): Promise<HistogramSeries | null> => {
      const query = { runs: [run], tags: [tag], maxSteps };
      const { series } = await inTurn(() => api.histograms(query, { signal }), signal);
      return series[0] ?? null;
    },
    meta: { runs: new Set([run]) },
    ...isTyped,
  });
}

/** Of some runs the histograms that stand at some steps, or are the newest before them. */
export function atStepsQuery(tag: Tag, runs: readonly RunName[], steps: readonly number[]) {
  return queryOptions({
    queryKey: [...key, "at", tag, fingerprint(runs), ...steps],
    queryFn: async ({ signal }): Promise<ReadonlyMap<RunName, HistogramSeries>> => {
      const query = { runs: [...runs], tags: [tag], maxSteps: 0, steps: [...steps] };
      const { series } = await inTurn(() => api.histograms(query, { signal }), signal);
      return new Map(series.map((one) => [one.run, one]));
    },
    meta: { runs: new Set(runs) },
    ...isTyped,
  });
}

interface GridSize {
  readonly columns: number;
  readonly rows: number;
}

export function gridQuery(
  { run, tag }: SeriesName,
  { axis, scale, columns, rows }: GridSize & { readonly axis: Axis; readonly scale: ValueScale },
) {
  return queryOptions({
    queryKey: [...key, "grid", run, tag, axis, scale, columns, rows],
    queryFn: async ({ signal }): Promise<HistogramGridSeries | null> => {
      const query = { runs: [run], tags: [tag], axis, scale, columns, rows };
      const { series } = await inTurn(() => api.histogramGrid(query, { signal }), signal);
      return series[0] ?? null;
    },
    meta: { runs: new Set([run]) },
    ...isTyped,
  });
}

interface QuantilesOptions {
  readonly axis: Axis;
  readonly basisPoints: readonly number[];
  readonly maxPoints: number;
}

/** Of some runs, in no order. */
export function quantilesQuery(
  tag: Tag,
  runs: readonly RunName[],
  { axis, basisPoints, maxPoints }: QuantilesOptions,
) {
  return queryOptions({
    queryKey: [...key, "quantiles", tag, fingerprint(runs), axis, maxPoints, ...basisPoints],
    queryFn: async ({ signal }): Promise<readonly HistogramQuantilesSeries[]> => {
      const query = { runs: [...runs], tags: [tag], axis, maxPoints, basisPoints: [...basisPoints] };
      const { series } = await inTurn(() => api.histogramQuantiles(query, { signal }), signal);
      return series;
    },
    meta: { runs: new Set(runs) },
    ...isTyped,
  });
}

/** Every histogram as it was logged, for a file. */
export async function readEveryHistogram({ run, tag }: SeriesName): Promise<HistogramSeries | null> {
  const { series } = await api.histograms({ runs: [run], tags: [tag], maxSteps: 10_000 });
  return series[0] ?? null;
}
