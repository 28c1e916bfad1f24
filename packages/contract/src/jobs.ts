// Jobs and sweeps: trainings that were started here.
import { z } from "zod";
import { NumberOrNonFinite } from "./codecs.ts";
import { defineEndpoint, defineStream } from "./endpoint.ts";
import {
  Backend,
  JobRequest,
  Metric,
  ModelId,
  Parameters,
  Priority,
  Search,
  SweepRequest,
} from "./training.ts";
import { RunName } from "./vocabulary.ts";

export const JobId = z
  .string()
  .regex(/^[a-z0-9]{8,32}$/)
  .brand<"JobId">();
export type JobId = z.infer<typeof JobId>;

export const SweepId = z
  .string()
  .regex(/^[a-z0-9]{8,32}$/)
  .brand<"SweepId">();
export type SweepId = z.infer<typeof SweepId>;

/** How far a job has come. */
export const JobProgress = z.object({
  /** Steps done. */
  step: z.int().nonnegative(),
  /** null when the program does not say. */
  totalSteps: z.int().positive().nullable(),
  stepsPerSecond: z.number().nullable(),
  remainingSeconds: z.number().nullable(),
});
export type JobProgress = z.infer<typeof JobProgress>;

/**
 * `queued`: waits for its turn; `held` says what else it waits for: a paused sweep, or the other runs of its rung.
 * `cancelling`: told to stop, killed after five seconds. `interrupted`: the server or its machine went away under it.
 */
export const JobState = z.discriminatedUnion("status", [
  z.object({ status: z.literal("queued"), held: z.enum(["paused", "rung"]).nullable() }),
  z.object({ status: z.literal("running") }),
  z.object({ status: z.literal("cancelling"), reason: z.string() }),
  z.object({ status: z.literal("succeeded") }),
  /** What went wrong and, where that is known, what to do. */
  z.object({ status: z.literal("failed"), reason: z.string() }),
  z.object({ status: z.literal("cancelled"), reason: z.string() }),
  z.object({ status: z.literal("interrupted"), reason: z.string() }),
]);
export type JobState = z.infer<typeof JobState>;
export const JobStatus = z.enum([
  "queued",
  "running",
  "cancelling",
  "succeeded",
  "failed",
  "cancelled",
  "interrupted",
]);
export type JobStatus = JobState["status"];

/** As people read them, on the page and in a terminal; what was cancelled, by whomever, is stopped. */
export const jobStatusWords: Readonly<Record<JobStatus, string>> = {
  queued: "waiting",
  running: "running",
  cancelling: "stopping",
  succeeded: "done",
  failed: "failed",
  cancelled: "stopped",
  interrupted: "interrupted",
};

export const Job = z.object({
  job: JobId,
  model: ModelId,
  kind: z.enum(["model", "command"]),
  /** All of them, defaults filled in. */
  parameters: Parameters,
  run: RunName,
  sweep: SweepId.nullable(),
  priority: z.int(),
  /** 1 for the first; grows with each resumption. */
  attempt: z.int().positive(),
  createdSeconds: z.number(),
  /** Of the last attempt; seconds since 1970. */
  startedSeconds: z.number().nullable(),
  endedSeconds: z.number().nullable(),
  timeoutSeconds: z.number().nullable(),
  state: JobState,
  /** What it does before its first step, e.g. `reading MNIST`; null while it makes steps, and when it does not run. */
  phase: z.string().nullable(),
  progress: JobProgress.nullable(),
  backend: Backend.nullable(),
  metric: Metric,
  /** Last value of the metric, NaN where the training has diverged; null before there is one. */
  metricValue: NumberOrNonFinite.nullable(),
  /** Step of the last checkpoint that it can be resumed from; null when there is none. */
  resumableStep: z.int().nullable(),
  logSizeBytes: z.number(),
});
export type Job = z.infer<typeof Job>;

export const listJobs = defineEndpoint({
  method: "GET",
  path: "/api/v1/jobs",
  summary:
    "Jobs: running ones first, then waiting ones in the order of their turns, then ended ones, newest first.",
  access: "read",
  query: z.object({
    job: z.array(JobId).optional().describe("Only these."),
    sweep: SweepId.optional().describe("Only those of this sweep."),
    status: z.array(JobStatus).optional().describe("Only those in these states."),
  }),
  response: z.object({ jobs: z.array(Job) }),
});

export const startJob = defineEndpoint({
  method: "POST",
  path: "/api/v1/jobs",
  summary: "Puts a training into the queue.",
  access: "write",
  body: JobRequest,
  response: z.object({ job: Job }),
});

const someJobs = z.strictObject({ jobs: z.array(JobId).min(1).max(1000) });
const changedJobs = z.object({ jobs: z.array(Job) });

export const cancelJobs = defineEndpoint({
  method: "POST",
  path: "/api/v1/jobs/cancel",
  summary:
    "Stops jobs, running or waiting; the process of one that does not stop within five seconds is ended. Ended ones stay as they are.",
  access: "write",
  body: someJobs,
  response: changedJobs,
});

export const retryJobs = defineEndpoint({
  method: "POST",
  path: "/api/v1/jobs/retry",
  summary:
    "Trains ended jobs again, from their first step, each as a new job in a new run. The ended ones stay as they are, with all that they trained and logged; the answer holds the new ones.",
  access: "write",
  body: someJobs,
  response: changedJobs,
});

export const resumeJobs = defineEndpoint({
  method: "POST",
  path: "/api/v1/jobs/resume",
  summary: "Queues ended jobs again, from their last checkpoints, in the same runs.",
  access: "write",
  body: someJobs,
  response: changedJobs,
});

export const prioritizeJobs = defineEndpoint({
  method: "POST",
  path: "/api/v1/jobs/priority",
  summary: "Changes the turn of waiting jobs: greater priorities go first.",
  access: "write",
  body: someJobs.extend({ priority: Priority }),
  response: changedJobs,
});

/** Most of a log that one answer holds. */
export const MAX_LOG_TAIL_BYTES = 65_536;

export const readJobLog = defineEndpoint({
  method: "GET",
  path: "/api/v1/jobs/log",
  summary: "The end of what a job printed, standard output and standard error together.",
  access: "read",
  query: z.object({
    job: JobId,
    maxBytes: z.coerce.number().int().min(1).max(MAX_LOG_TAIL_BYTES).default(MAX_LOG_TAIL_BYTES),
  }),
  response: z.object({
    job: JobId,
    /** Whole lines. */
    text: z.string(),
    /** Of the whole log. */
    sizeBytes: z.number(),
    /** Where the text begins in it. */
    offsetBytes: z.number(),
  }),
});

export const downloadJobLog = defineStream({
  method: "GET",
  path: "/api/v1/jobs/log/download",
  summary: "All that a job printed.",
  access: "read",
  query: z.object({ job: JobId }),
  mediaTypes: { "text/plain": "the whole log" },
});

/** `stopping`: its last runs are being stopped. */
export const SweepStatus = z.enum(["running", "paused", "stopping", "ended"]);
export type SweepStatus = z.infer<typeof SweepStatus>;

export const Sweep = z.object({
  sweep: SweepId,
  title: z.string(),
  model: ModelId,
  parameters: Parameters,
  search: Search,
  metric: Metric,
  status: SweepStatus,
  createdSeconds: z.number(),
  jobs: z.array(JobId),
  /** How many of its jobs are in each state; states without any are left out. */
  jobCounts: z.partialRecord(JobStatus, z.int()),
  /** The best run so far by the last value of the metric; null before there is one. NaN is worse than every number: it is here when no run has one. */
  best: z.object({ job: JobId, run: RunName, value: NumberOrNonFinite }).nullable(),
});
export type Sweep = z.infer<typeof Sweep>;

export const listSweeps = defineEndpoint({
  method: "GET",
  path: "/api/v1/sweeps",
  summary: "Sweeps, newest first, each with its best run so far.",
  access: "read",
  query: z.object({ sweep: z.array(SweepId).optional().describe("Only these.") }),
  response: z.object({ sweeps: z.array(Sweep) }),
});

export const startSweep = defineEndpoint({
  method: "POST",
  path: "/api/v1/sweeps",
  summary: "Queues a run for every combination or draw of parameters.",
  access: "write",
  body: SweepRequest,
  response: z.object({ sweep: Sweep, jobs: z.array(Job) }),
});

const oneSweep = z.strictObject({ sweep: SweepId });

export const pauseSweep = defineEndpoint({
  method: "POST",
  path: "/api/v1/sweeps/pause",
  summary: "Starts no more runs of a sweep until it is resumed; running ones go on.",
  access: "write",
  body: oneSweep,
  response: z.object({ sweep: Sweep }),
});

export const resumeSweep = defineEndpoint({
  method: "POST",
  path: "/api/v1/sweeps/resume",
  summary: "Goes on with a paused sweep.",
  access: "write",
  body: oneSweep,
  response: z.object({ sweep: Sweep }),
});

export const stopSweep = defineEndpoint({
  method: "POST",
  path: "/api/v1/sweeps/stop",
  summary: "Stops all runs of a sweep, running and waiting.",
  access: "write",
  body: oneSweep,
  response: z.object({ sweep: Sweep }),
});
