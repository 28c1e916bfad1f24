// A sweep: one object with its runs. What it is now, its best run, and which runs of a successive halving go on, all follow from its jobs.
import { Sweep, type Goal, type JobId, type JobStatus, type SweepStatus } from "@runboard/contract";
import { z } from "zod";
import { advance, isEnded, type JobRecord } from "./job.ts";
import { rungSteps } from "./search.ts";

/** What is kept of a sweep. */
export const SweepRecord = Sweep.omit({ status: true, jobCounts: true, best: true }).extend({
  isPaused: z.boolean(),
  /** It was stopped, and none of its jobs was started again since. */
  isStopped: z.boolean(),
});
export type SweepRecord = z.infer<typeof SweepRecord>;

/** As the page and REST see it. `jobs` are all of its jobs. */
export function describeSweep(record: SweepRecord, jobs: readonly JobRecord[]): Sweep {
  const { sweep, title, model, parameters, search, metric, createdSeconds } = record;
  const jobCounts: Partial<Record<JobStatus, number>> = {};
  for (const { state } of jobs) jobCounts[state.status] = (jobCounts[state.status] ?? 0) + 1;
  const [best] = bestFirst(jobs, metric.goal);
  return {
    sweep,
    title,
    model,
    parameters,
    search,
    metric,
    createdSeconds,
    jobs: record.jobs,
    status: sweepStatus(record, jobs),
    jobCounts,
    best:
      best === undefined || best.metricValue === null
        ? null
        : { job: best.job, run: best.run, value: best.metricValue },
  };
}

export function sweepStatus(
  { isPaused, isStopped }: SweepRecord,
  jobs: readonly Pick<JobRecord, "state">[],
): SweepStatus {
  if (jobs.every(isEnded)) return "ended";
  if (isStopped) return "stopping";
  return isPaused ? "paused" : "running";
}

/** By the metric's value: numbers, infinite ones too, then what is no number, then those that have none. Among equals the one that was made first is first. */
export function bestFirst<T extends Pick<JobRecord, "metricValue">>(
  jobs: readonly T[],
  goal: Goal,
): readonly T[] {
  const isNumber = (value: number | null): value is number => value !== null && !Number.isNaN(value);
  const numbers = jobs.flatMap((job) =>
    isNumber(job.metricValue)
      ? [{ job, worth: goal === "maximize" ? job.metricValue : -job.metricValue }]
      : [],
  );
  return [
    ...numbers.sort((a, b) => (a.worth === b.worth ? 0 : b.worth - a.worth)).map(({ job }) => job),
    ...jobs.filter(({ metricValue }) => Number.isNaN(metricValue)),
    ...jobs.filter(({ metricValue }) => metricValue === null),
  ];
}

export interface Rungs {
  readonly atSeconds: number;
  readonly totalSteps: (job: JobRecord) => number;
}

/**
 * Ends a rung of a successive halving when all its runs are through: the worse half is cancelled, the better half goes on. Returns the jobs that change.
 * Runs that failed or were cancelled have left; one that the server's end cut off is waited for, until somebody resumes or retries it.
 */
export function endRung(
  sweep: SweepRecord,
  jobs: readonly JobRecord[],
  { atSeconds, totalSteps }: Rungs,
): readonly JobRecord[] {
  if (sweep.search.kind !== "halving") return [];
  const members = jobs.filter(({ rung, state }) => rung !== null && (!isEnded({ state }) || isCutOff(state)));
  const waiting = members.filter(({ state }) => state.status === "queued" && state.held === "rung");
  if (waiting.length === 0 || waiting.length < members.length) return [];
  const { rungCount } = sweep.search;
  const keptCount = Math.ceil(waiting.length / 2);
  const { tag, goal } = sweep.metric;
  return bestFirst(waiting, goal).map((job, place) => {
    const rung = job.rung ?? 0;
    if (place < keptCount) {
      const stopAfterStep = rungSteps(totalSteps(job), rungCount)[rung + 1] ?? null;
      const held = sweep.isPaused ? "paused" : null;
      return advance(job, { kind: "promote", rung: rung + 1, stopAfterStep, held });
    }
    const value = job.metricValue === null ? "no value" : String(Number(job.metricValue.toPrecision(4)));
    const reason = `Rung ${rung + 1} of ${rungCount}: with ${value} of ${tag} it was number ${place + 1} of ${waiting.length}, and ${keptCount} went on.`;
    return advance(job, { kind: "cancel", reason, atSeconds });
  });
}

function isCutOff({ status }: JobRecord["state"]): boolean {
  return status === "interrupted";
}

export function jobsOf(sweep: SweepRecord, jobs: ReadonlyMap<JobId, JobRecord>): readonly JobRecord[] {
  return sweep.jobs.flatMap((id) => jobs.get(id) ?? []);
}
