// Waiting for the end of a job or a sweep: asks when the live stream says that something changed, never by the clock.
import { ApiError } from "./errors.ts";
import { listJobs, listSweeps, type Job, type Sweep } from "./jobs.ts";
import { callEndpoint, type CallOptions } from "./request.ts";
import { watchEvents } from "./watch.ts";

/** Whether nothing more comes from a job unless it is retried or resumed. */
export function hasEnded({ state }: Pick<Job, "state">): boolean {
  switch (state.status) {
    case "queued":
    case "running":
    case "cancelling":
      return false;
    case "succeeded":
    case "failed":
    case "cancelled":
    case "interrupted":
      return true;
  }
}

/** The job when it has ended, in whatever way. `onChange` sees it at the beginning and after every change. */
export async function waitForJob(
  id: string,
  options: CallOptions,
  onChange?: (job: Job) => void,
): Promise<Job> {
  return until(
    async () => {
      const [job] = (await callEndpoint(listJobs, { query: { job: [id] } }, options)).jobs;
      if (!job) throw new ApiError("job_not_found", `there is no job ${id}`);
      return job;
    },
    hasEnded,
    { options, onChange },
  );
}

export interface SweepWithJobs {
  readonly sweep: Sweep;
  readonly jobs: readonly Job[];
}

/** The sweep when all its jobs have ended. `onChange` sees it at the beginning and after every change. */
export async function waitForSweep(
  id: string,
  options: CallOptions,
  onChange?: (state: SweepWithJobs) => void,
): Promise<SweepWithJobs> {
  return until(
    async () => {
      const [{ sweeps }, { jobs }] = await Promise.all([
        callEndpoint(listSweeps, { query: { sweep: [id] } }, options),
        callEndpoint(listJobs, { query: { sweep: id } }, options),
      ]);
      const [sweep] = sweeps;
      if (!sweep) throw new ApiError("sweep_not_found", `there is no sweep ${id}`);
      return { sweep, jobs };
    },
    ({ sweep }) => sweep.status === "ended",
    { options, onChange },
  );
}

/** A server that goes away is waited for: its jobs come back with it. */
async function until<T>(
  read: () => Promise<T>,
  isEnd: (state: T) => boolean,
  {
    options,
    onChange,
  }: { readonly options: CallOptions; readonly onChange?: ((state: T) => void) | undefined },
): Promise<T> {
  for await (const news of watchEvents(options)) {
    // Every stream begins with one of them.
    if (news.kind !== "jobs" && news.kind !== "reset") continue;
    const state = await orUnreachable(read());
    if (state === undefined) continue;
    onChange?.(state);
    if (isEnd(state)) return state;
  }
  throw new Error("the waiting was aborted");
}

/** Undefined when no answer came, which `fetch` says by a TypeError: the stream is then lost too, and begins again with news. */
async function orUnreachable<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
