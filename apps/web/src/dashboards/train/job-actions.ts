// What can be done with jobs and sweeps, each with its outcome in the cache at once.
import type { Job, JobId, Search, Sweep, SweepId } from "@runboard/contract";
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "../../data/api.ts";
import { formatCounted } from "../../ui/format.ts";
import { sweepRequest, type PlanRequest, type QueueRequest } from "./form-request.ts";
import { withChangedJobs } from "./job-list.ts";
import { planQuery, plansKey, sweepsQuery } from "./queries.ts";
import { jobsQuery } from "../../jobs/jobs-query.ts";
import { failureText, setTrainNotice } from "./train-notice.ts";

export interface JobActions {
  readonly stop: (job: JobId) => void;
  readonly retry: (job: JobId) => void;
  readonly resume: (job: JobId) => void;
  readonly prioritize: (job: JobId, priority: number) => void;
  readonly pauseSweep: (sweep: SweepId) => void;
  readonly resumeSweep: (sweep: SweepId) => void;
  readonly stopSweep: (sweep: SweepId) => void;
}

type JobsCall = (jobs: readonly JobId[]) => Promise<{ readonly jobs: readonly Job[] }>;
type SweepCall = (sweep: SweepId) => Promise<{ readonly sweep: Sweep }>;

export function useJobActions(): JobActions {
  const client = useQueryClient();
  return useMemo(() => {
    const onJob = (call: JobsCall) => (job: JobId) =>
      void tell(async () => noteJobs(client, (await call([job])).jobs));
    const onSweep = (call: SweepCall) => (sweep: SweepId) =>
      void tell(async () => noteSweep(client, (await call(sweep)).sweep));
    return {
      stop: onJob((jobs) => api.cancelJobs(jobs)),
      retry: onJob((jobs) => api.retryJobs(jobs)),
      resume: onJob((jobs) => api.resumeJobs(jobs)),
      prioritize: (job, priority) => onJob((jobs) => api.prioritizeJobs(jobs, priority))(job),
      pauseSweep: onSweep((sweep) => api.pauseSweep(sweep)),
      resumeSweep: onSweep((sweep) => api.resumeSweep(sweep)),
      stopSweep: onSweep((sweep) => api.stopSweep(sweep)),
    };
  }, [client]);
}

/** Starts what the form holds; false when it was not started. The plan is asked for once more: names and room may have changed. */
export async function startRuns(
  client: QueryClient,
  request: PlanRequest,
  queue: QueueRequest,
): Promise<boolean> {
  return tell(async () => {
    const plan = await client.query({ ...planQuery(request), staleTime: 0 });
    if (plan.problems.length > 0) return false;
    const count = await queueRuns(client, request, queue);
    void client.invalidateQueries({ queryKey: plansKey });
    // Whether it waits or runs already stands in its row.
    setTrainNotice({ kind: "done", text: `${formatCounted(count, "run")} added` });
    return true;
  });
}

async function queueRuns(client: QueryClient, request: PlanRequest, queue: QueueRequest): Promise<number> {
  const { search, ...single } = request;
  if (!search) {
    const { job } = await api.startJob({ ...single, ...queue });
    noteJobs(client, [job]);
    return 1;
  }
  const planned: PlanRequest & { readonly search: Search } = { ...request, search };
  const { sweep, jobs } = await api.startSweep(sweepRequest(planned, queue));
  noteSweep(client, sweep);
  noteJobs(client, jobs);
  return jobs.length;
}

async function tell(act: () => Promise<boolean>): Promise<boolean> {
  setTrainNotice(null);
  try {
    return await act();
  } catch (error) {
    setTrainNotice({ kind: "problem", text: failureText(error) });
    return false;
  }
}

function noteJobs(client: QueryClient, changed: readonly Job[]): boolean {
  client.setQueryData(jobsQuery.queryKey, (old) => old && { jobs: withChangedJobs(old.jobs, changed) });
  void client.invalidateQueries({ queryKey: ["jobs"] });
  return true;
}

function noteSweep(client: QueryClient, changed: Sweep): boolean {
  client.setQueryData(sweepsQuery.queryKey, (old) => {
    if (!old) return undefined;
    const rest = old.sweeps.filter(({ sweep }) => sweep !== changed.sweep);
    const isKnown = rest.length < old.sweeps.length;
    return {
      sweeps: isKnown
        ? old.sweeps.map((one) => (one.sweep === changed.sweep ? changed : one))
        : [changed, ...rest],
    };
  });
  void client.invalidateQueries({ queryKey: ["jobs"] });
  return true;
}
