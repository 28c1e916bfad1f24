// Which ended jobs are forgotten, so that the list stays of a size that can be held in memory and shown. Only they are: runs and logs stay where they are.
import type { JobId, SweepId } from "@runboard/contract";
import { isEnded, type JobRecord } from "./job.ts";
import { jobsOf, type SweepRecord } from "./sweeps.ts";

export const KEPT_ENDED_JOBS = 10_000;
/** Looking for the oldest is worth it for some at a time. */
const SLACK_SHARE = 1 / 20;

export interface ForgottenJobs {
  readonly jobs: readonly JobId[];
  readonly sweeps: readonly SweepId[];
}

/** A job alone, or an ended sweep with all of its jobs. */
interface Unit {
  readonly jobs: readonly JobRecord[];
  readonly sweep: SweepId | null;
  readonly endedSeconds: number;
}

const nothing: ForgottenJobs = { jobs: [], sweeps: [] };

/** All but the newest `keptCount` and what belongs to them: a sweep goes as a whole, by its last end, and stays while a job of it may run. */
export function forgottenJobs(
  jobs: ReadonlyMap<JobId, JobRecord>,
  sweeps: ReadonlyMap<SweepId, SweepRecord>,
  keptCount: number,
): ForgottenJobs {
  let endedCount = 0;
  for (const job of jobs.values()) if (isEnded(job)) endedCount++;
  if (endedCount <= keptCount * (1 + SLACK_SHARE)) return nothing;
  const units = [...loneUnits(jobs, sweeps), ...sweepUnits(jobs, sweeps)];
  units.sort((a, b) => b.endedSeconds - a.endedSeconds);
  let newerCount = 0;
  const old = units.filter((unit) => {
    const isOld = newerCount >= keptCount;
    newerCount += unit.jobs.length;
    return isOld;
  });
  return {
    jobs: old.flatMap((unit) => unit.jobs.map(({ job }) => job)),
    sweeps: old.flatMap(({ sweep }) => sweep ?? []),
  };
}

function loneUnits(
  jobs: ReadonlyMap<JobId, JobRecord>,
  sweeps: ReadonlyMap<SweepId, SweepRecord>,
): readonly Unit[] {
  return [...jobs.values()].flatMap((job) => {
    if (!isEnded(job) || (job.sweep !== null && sweeps.has(job.sweep))) return [];
    return [{ jobs: [job], sweep: null, endedSeconds: job.endedSeconds ?? 0 }];
  });
}

function sweepUnits(
  jobs: ReadonlyMap<JobId, JobRecord>,
  sweeps: ReadonlyMap<SweepId, SweepRecord>,
): readonly Unit[] {
  return [...sweeps.values()].flatMap((record) => {
    const own = jobsOf(record, jobs);
    if (!own.every(isEnded)) return [];
    const endedSeconds = Math.max(0, ...own.map((job) => job.endedSeconds ?? 0));
    return [{ jobs: own, sweep: record.sweep, endedSeconds }];
  });
}
