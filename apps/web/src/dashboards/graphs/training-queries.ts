// What the graph's run logged of its items: which tags, and what they say at a step.
import type { HistogramSeries, RunName, ScalarSeries, Tag } from "@runboard/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../../data/api.ts";
import { fingerprint } from "../../data/fingerprint.ts";
import { inTurn } from "../../data/in-turn.ts";
import { valuesKey } from "../../data/queries.ts";
import { askGraph } from "./graph-thread.ts";

/** A tag that belongs to an item of the graph. */
export interface OwnedTag {
  readonly tag: Tag;
  /** Path of the item. */
  readonly owner: string;
}

/** Those of some tags that belong to items of the graph. */
export function ownedTagsQuery(loadedKey: string | null, tags: readonly Tag[]) {
  return queryOptions({
    queryKey: ["graphs", "owners", loadedKey ?? "", fingerprint(tags)],
    enabled: loadedKey !== null && tags.length > 0,
    queryFn: async (): Promise<readonly OwnedTag[]> => {
      const owners = await askGraph(loadedKey ?? "", "owners", { tags });
      return tags.flatMap((tag, place) => {
        const owner = owners[place];
        return typeof owner === "string" ? [{ tag, owner }] : [];
      });
    },
    staleTime: Infinity,
    retry: false,
  });
}

/** One histogram of a series. */
export interface StepHistogram {
  readonly step: number;
  /** Left edge, right edge, count. */
  readonly rows: Float64Array;
  /** Of all values, whether finite or not. */
  readonly count: number;
  /** Of finite values; NaN without any. */
  readonly mean: number;
  readonly deviation: number;
  /** At most so many of all values are zero. */
  readonly zeroShare: number;
  readonly nonFiniteCount: number;
}

export interface LoggedAtStep {
  readonly tag: Tag;
  readonly histogram: StepHistogram;
}

export interface LoggedStep {
  /** That was asked for. */
  readonly step: number;
  readonly logged: readonly LoggedAtStep[];
}

/** Of each tag the histogram of a step, or the newest before it; nothing of those that begin later. */
export function histogramsAtQuery(run: RunName | null, tags: readonly Tag[], step: number | null) {
  return queryOptions({
    queryKey: [...valuesKey, "histograms", "graph", run, fingerprint(tags), step],
    enabled: run !== null && tags.length > 0 && step !== null,
    queryFn: async ({ signal }): Promise<LoggedStep> => {
      if (run === null || step === null) return { step: NaN, logged: [] };
      const query = { runs: [run], tags: [...tags], maxSteps: 0, steps: [step] };
      const { series } = await inTurn(() => api.histograms(query, { signal }), signal);
      return { step, logged: series.flatMap((one) => lastOf(one) ?? []) };
    },
    placeholderData: keepPreviousData,
    structuralSharing: false,
    meta: { runs: new Set(run === null ? [] : [run]) },
  });
}

function lastOf(series: HistogramSeries): LoggedAtStep | null {
  const at = series.steps.length - 1;
  const step = series.steps[at];
  if (step === undefined) return null;
  const rowCount = series.rowCounts[at] ?? 0;
  return {
    tag: series.tag,
    histogram: {
      step,
      rows: series.rows.slice(series.rows.length - 3 * rowCount),
      count: series.counts[at] ?? 0,
      mean: series.means[at] ?? NaN,
      deviation: series.deviations[at] ?? NaN,
      zeroShare: series.zeroShares[at] ?? NaN,
      nonFiniteCount:
        (series.nanCounts[at] ?? 0) +
        (series.negativeInfinityCounts[at] ?? 0) +
        (series.positiveInfinityCounts[at] ?? 0),
    },
  };
}

/** Of a sparkline and the values that are told of it. */
const MOST_POINTS = 1000;

export function scalarsQuery(run: RunName | null, tags: readonly Tag[]) {
  return queryOptions({
    queryKey: [...valuesKey, "scalars", "graph", run, fingerprint(tags)],
    enabled: run !== null && tags.length > 0,
    queryFn: async ({ signal }): Promise<readonly ScalarSeries[]> => {
      if (run === null) return [];
      const query = { runs: [run], tags: [...tags], maxPoints: MOST_POINTS };
      const { series } = await inTurn(() => api.series(query, { signal }), signal);
      return series;
    },
    placeholderData: keepPreviousData,
    structuralSharing: false,
    meta: { runs: new Set(run === null ? [] : [run]) },
  });
}
