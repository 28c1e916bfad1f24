// The jobs as they are listed: those of a sweep together, what runs first, filtered.
import { jobStatusWords, type Job, type JobId, type JobStatus, type Sweep } from "@runboard/contract";
import type { Filter } from "../../ui/filter.ts";
import { queuePlaces, withTurnsInOrder } from "./queue-turn.ts";
import type { TrainSearch } from "./search.ts";

export type JobItem =
  | { readonly kind: "job"; readonly job: Job }
  /** `jobs`: those that pass the filter, in the order in which they were made, waiting ones in that of their turns. */
  | { readonly kind: "sweep"; readonly sweep: Sweep; readonly jobs: readonly Job[] };

export interface JobFilter {
  readonly state: TrainSearch["jobState"];
  readonly text: Filter;
}

export function isEnded(status: JobStatus): boolean {
  return status !== "queued" && status !== "running" && status !== "cancelling";
}

/**
 * `jobs` come in the server's order: running ones, waiting ones in the order of their turns, ended ones from the newest. A sweep stands where the first of
 * its jobs would; inside of it nothing moves when a job begins or ends, unless somebody changed the turns.
 */
export function jobItems(
  jobs: readonly Job[],
  sweeps: readonly Sweep[],
  filter: JobFilter,
): readonly JobItem[] {
  const bySweep = new Map(sweeps.map((sweep) => [sweep.sweep, sweep]));
  const byId = new Map(jobs.map((job) => [job.job, job]));
  const places = queuePlaces(jobs);
  const placed = new Set<string>();
  const items: JobItem[] = [];
  for (const job of jobs) {
    const sweep = job.sweep === null ? undefined : bySweep.get(job.sweep);
    if (!sweep) {
      if (passes(job, "", filter)) items.push({ kind: "job", job });
      continue;
    }
    if (placed.has(sweep.sweep)) continue;
    placed.add(sweep.sweep);
    const own = withTurnsInOrder(
      sweep.jobs.flatMap((id) => byId.get(id) ?? []),
      places,
    ).filter((one) => passes(one, sweep.title, filter));
    if (own.length > 0) items.push({ kind: "sweep", sweep, jobs: own });
  }
  return items;
}

function passes(job: Job, sweepTitle: string, { state, text }: JobFilter): boolean {
  const hasEnded = isEnded(job.state.status);
  if (state !== "all" && hasEnded !== (state === "ended")) return false;
  if (!text.isActive) return true;
  return [job.run, job.model, sweepTitle, jobStatusWords[job.state.status]].some((name) =>
    text.matches(name),
  );
}

export interface JobCounts {
  readonly all: number;
  readonly running: number;
  readonly ended: number;
}

export function countJobs(jobs: readonly Job[]): JobCounts {
  const ended = jobs.filter(({ state }) => isEnded(state.status)).length;
  return { all: jobs.length, running: jobs.length - ended, ended };
}

/** The list with some jobs in a newer state; one that it does not hold is put in front. */
export function withChangedJobs(jobs: readonly Job[], changed: readonly Job[]): Job[] {
  const newer = new Map<JobId, Job>(changed.map((job) => [job.job, job]));
  const known = new Set(jobs.map(({ job }) => job));
  return [...changed.filter(({ job }) => !known.has(job)), ...jobs.map((job) => newer.get(job.job) ?? job)];
}

/** Where no run has a number none is best. */
export function isBestOf({ best }: Pick<Sweep, "best">, job: JobId): boolean {
  return best !== null && best.job === job && !Number.isNaN(best.value);
}

/** Sweeps of more runs are folded at first: they would push all others out of sight. */
const MOST_OPEN_RUNS = 100;

export function beginsFolded(sweep: Sweep): boolean {
  return sweep.jobs.length > MOST_OPEN_RUNS;
}

function rowCountOf(item: JobItem): number {
  return item.kind === "job" || beginsFolded(item.sweep) ? 1 : item.jobs.length;
}

/** The first items that take no more than so many rows, at least one; a sweep is not cut. */
export function firstItems(items: readonly JobItem[], rowLimit: number): readonly JobItem[] {
  let count = 0;
  const end = items.findIndex((item, index) => {
    count += rowCountOf(item);
    return index > 0 && count > rowLimit;
  });
  return end < 0 ? items : items.slice(0, end);
}

/** How many rows the items take up to the one that holds this job; 0 when none does. */
export function rowCountUpTo(items: readonly JobItem[], wanted: string): number {
  const at = items.findIndex((item) =>
    item.kind === "job" ? item.job.job === wanted : item.jobs.some(({ job }) => job === wanted),
  );
  return items.slice(0, at + 1).reduce((sum, item) => sum + rowCountOf(item), 0);
}

export function jobCountOf(items: readonly JobItem[]): number {
  return items.reduce((sum, item) => sum + (item.kind === "job" ? 1 : item.jobs.length), 0);
}

/** What can be done with a job in its state. */
export function jobActions({ state, resumableStep }: Pick<Job, "state" | "resumableStep">): {
  readonly canStop: boolean;
  readonly canRetry: boolean;
  readonly canResume: boolean;
} {
  const { status } = state;
  const hasEnded = isEnded(status);
  return {
    canStop: status === "queued" || status === "running",
    canRetry: hasEnded,
    canResume: hasEnded && status !== "succeeded" && resumableStep !== null,
  };
}
