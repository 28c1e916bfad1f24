// The jobs of the runs for the list, which costs the page as little as can be.
import type { Job } from "@runboard/contract";
import { useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { jobsQuery } from "./jobs-query.ts";
import { useIdleMoment } from "../ui/idle-moment.ts";
import { jobsByRun, keptIfSame, type RunJobs } from "./run-jobs.ts";

const noJobs: RunJobs = new Map();

/**
 * Empty until the page has come to rest. The same map as long as it says the same, whatever progress the jobs make.
 * It looks on: news makes others fetch the list, or `refreshRunJobs`, which does so seldom.
 */
export function useRunJobs(): RunJobs {
  const client = useQueryClient();
  const isAtRest = useIdleMoment();
  useEffect(() => {
    if (isAtRest) void client.query(jobsQuery).catch(waitForNews);
  }, [client, isAtRest]);
  return useQuery({ ...jobsQuery, enabled: false, select: selectRunJobs }).data ?? noJobs;
}

/** Fetches the jobs again for what shows runs; what shows the jobs themselves has done so. */
export async function refreshRunJobs(client: QueryClient): Promise<void> {
  const query = client.getQueryCache().find({ queryKey: jobsQuery.queryKey, exact: true });
  if (!query || query.getObserversCount() === 0 || query.isActive() || query.state.status === "pending")
    return;
  await client.query({ ...jobsQuery, staleTime: 0 }).catch(waitForNews);
}

/** A list that could not be fetched is fetched with the next news, which a server that comes back has. */
function waitForNews(): void {
  // What was known of the jobs stays.
}

let selected = noJobs;

function selectRunJobs({ jobs }: { readonly jobs: readonly Job[] }): RunJobs {
  selected = keptIfSame(selected, jobsByRun(jobs));
  return selected;
}
