// Which runs were trained here, and what their jobs are doing: looked up by each row of the list.
import type { Job, JobId, JobStatus, RunName } from "@runboard/contract";
import { stateReason, stateWord } from "./job-text.ts";

export interface RunJob {
  readonly job: JobId;
  readonly status: JobStatus;
  /** What it is doing, in words. */
  readonly text: string;
}

export type RunJobs = ReadonlyMap<RunName, RunJob>;

/** Of jobs with the same run the first: in the server's order one that was stopped before it began comes later. */
export function jobsByRun(jobs: readonly Job[]): RunJobs {
  const byRun = new Map<RunName, RunJob>();
  for (const { run, job, state } of jobs) {
    if (byRun.has(run)) continue;
    const reason = stateReason(state);
    const text = reason === null ? stateWord(state) : `${stateWord(state)}. ${reason}`;
    byRun.set(run, { job, status: state.status, text });
  }
  return byRun;
}

/** `known` where `next` says the same. */
export function keptIfSame(known: RunJobs, next: RunJobs): RunJobs {
  if (known.size !== next.size) return next;
  for (const [run, { job, text }] of next) {
    const before = known.get(run);
    if (before?.job !== job || before.text !== text) return next;
  }
  return known;
}
