// The data of the train dashboard. Keys that begin with "jobs" are made stale by news of jobs.
import type { JobId, RunName, Tag, TrainingOverview } from "@runboard/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../../data/api.ts";
import type { PlanRequest } from "./form-request.ts";
import { readSparkline } from "./sparkline-batch.ts";

/** Free space changes. */
const OVERVIEW_INTERVAL_MILLIS = 30_000;
/** While the back end is being looked for, which takes the server seconds. */
const LOOKING_INTERVAL_MILLIS = 1000;
/** While somebody may be getting a better one. */
const SLOW_INTERVAL_MILLIS = 5000;
/** A program may print without telling of progress. */
const LOG_INTERVAL_MILLIS = 1000;
const KEPT_MILLIS = 60_000;

export const overviewQuery = queryOptions({
  queryKey: ["training"],
  queryFn: ({ signal }) => api.training({ signal }),
  refetchInterval: ({ state: { data } }) => overviewIntervalMillis(data),
});

function overviewIntervalMillis(overview: TrainingOverview | undefined): number {
  if (!overview || overview.unavailable !== null) return OVERVIEW_INTERVAL_MILLIS;
  if (overview.backend === null) return LOOKING_INTERVAL_MILLIS;
  return overview.backend.warning === null ? OVERVIEW_INTERVAL_MILLIS : SLOW_INTERVAL_MILLIS;
}

export const sweepsQuery = queryOptions({
  queryKey: ["jobs", "sweeps"],
  queryFn: ({ signal }) => api.sweeps({}, { signal }),
});

export const plansKey = ["training-plan"] as const;

export function planQuery(request: PlanRequest | null) {
  return queryOptions({
    queryKey: [...plansKey, request],
    queryFn: ({ signal }) => {
      if (!request) throw new Error("nothing to plan");
      return api.planTraining(request, { signal });
    },
    enabled: request !== null,
    gcTime: KEPT_MILLIS,
    placeholderData: keepPreviousData,
  });
}

export function logQuery(job: JobId, isGrowing: boolean) {
  return queryOptions({
    queryKey: ["jobs", "log", job],
    queryFn: ({ signal }) => api.jobLog(job, { signal }),
    gcTime: KEPT_MILLIS,
    refetchInterval: isGrowing && LOG_INTERVAL_MILLIS,
  });
}

export function sparklineQuery(run: RunName, tag: Tag) {
  return queryOptions({
    queryKey: ["sparkline", run, tag],
    queryFn: () => readSparkline(run, tag),
    gcTime: KEPT_MILLIS,
    // Typed arrays: compared by identity.
    structuralSharing: false,
    meta: { runs: new Set([run]) },
  });
}
