// A job and what can happen to it: all transitions in one pure function. Whoever calls it stores what it returns before anybody is told.
import {
  Job,
  jobStatusWords,
  type Backend,
  type JobId,
  type JobProgress,
  type RunName,
} from "@runboard/contract";
import { z } from "zod";
import { TrainingError } from "../trainer.ts";

/** A process that outlives its server is known again by both: process ids are given again. */
export const ProcessIdentity = z.object({
  pid: z.int().positive(),
  /** When it was started, in the system's own words; null where the system cannot say. */
  startToken: z.string().nullable(),
});
export type ProcessIdentity = z.infer<typeof ProcessIdentity>;

/** What is kept of a job. */
export const JobRecord = Job.omit({ logSizeBytes: true }).extend({
  phase: Job.shape.phase.default(null),
  /** When the last attempt had done its first step; null before, and in jobs of older versions. */
  firstStepSeconds: z.number().nullable().default(null),
  /** What its runs are named after, without prefix and suffix; null in a job of an older version: its run. */
  runBase: z.string().nullable().default(null),
  /** The next or present attempt goes on from the last checkpoint. */
  resumes: z.boolean(),
  /** Step at which the next or present attempt ends; null: at the end of the training. */
  stopAfterStep: z.int().positive().nullable(),
  /** From 0; null when it is in no successive halving, or has left it. */
  rung: z.int().nonnegative().nullable(),
  /** Its directory was made and is its own. */
  ownsDirectory: z.boolean(),
  /** There while it runs. */
  process: ProcessIdentity.nullable(),
});
export type JobRecord = z.infer<typeof JobRecord>;

/** How a process ended. `stopped`, `killed`: for the reason that it was given; killed when it did not end by itself in good order. */
export type Outcome =
  | { readonly kind: "finished"; readonly step: number | null }
  | { readonly kind: "stopped"; readonly reason: string }
  | { readonly kind: "killed"; readonly reason: string }
  | { readonly kind: "failed"; readonly reason: string };

export type JobEvent =
  /** It is its turn. */
  | { readonly kind: "start"; readonly process: ProcessIdentity; readonly atSeconds: number }
  /** It was its turn and it could not be started. */
  | { readonly kind: "reject"; readonly reason: string; readonly atSeconds: number }
  /** Told by the process. */
  | { readonly kind: "phase"; readonly phase: string | null; readonly atSeconds: number }
  | { readonly kind: "started"; readonly backend: Backend | null }
  | { readonly kind: "progress"; readonly progress: JobProgress; readonly metricValue: number | null }
  | { readonly kind: "checkpoint"; readonly step: number }
  /** The process is gone. */
  | { readonly kind: "end"; readonly outcome: Outcome; readonly atSeconds: number }
  /** The server that ran it is gone, and so is the process by now. */
  | {
      readonly kind: "lost";
      readonly reason: string;
      readonly atSeconds: number;
      readonly resumableStep: number | null;
    }
  /** Asked for by people. `cancel` leaves ended jobs as they are. */
  | { readonly kind: "cancel"; readonly reason: string; readonly atSeconds: number }
  | { readonly kind: "resume"; readonly held: "paused" | null }
  | { readonly kind: "prioritize"; readonly priority: number }
  /** Asked for by its sweep. */
  | { readonly kind: "hold" }
  | { readonly kind: "release" }
  | {
      readonly kind: "promote";
      readonly rung: number;
      readonly stopAfterStep: number | null;
      readonly held: "paused" | null;
    };

export function isEnded(job: Pick<JobRecord, "state">): boolean {
  switch (job.state.status) {
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

/** It has, or may have, a process. */
export function isRunning(job: Pick<JobRecord, "state">): boolean {
  return job.state.status === "running" || job.state.status === "cancelling";
}

/** The job after an event. Throws TrainingError `conflict` when that cannot happen to a job in this state. */
export function advance(job: JobRecord, event: JobEvent): JobRecord {
  switch (event.kind) {
    case "start":
    case "reject":
    case "hold":
    case "release":
    case "promote":
    case "prioritize":
      return advanceQueued(job, event);
    case "phase":
    case "started":
    case "progress":
    case "checkpoint":
    case "end":
    case "lost":
      return advanceRunning(job, event);
    case "resume":
      return resume(job, event);
    case "cancel":
      return cancel(job, event);
  }
}

type EventOf<Kind extends JobEvent["kind"]> = Extract<JobEvent, { readonly kind: Kind }>;

function advanceQueued(
  job: JobRecord,
  event: EventOf<"start" | "reject" | "hold" | "release" | "promote" | "prioritize">,
): JobRecord {
  if (job.state.status !== "queued") throw conflict(job, event);
  const { held } = job.state;
  switch (event.kind) {
    case "start":
      if (held !== null) throw conflict(job, event);
      return {
        ...job,
        state: { status: "running" },
        process: event.process,
        ownsDirectory: true,
        startedSeconds: event.atSeconds,
        firstStepSeconds: null,
        endedSeconds: null,
        phase: "starting its process",
      };
    case "reject":
      if (held !== null) throw conflict(job, event);
      return { ...ended(job, event.atSeconds), state: { status: "failed", reason: event.reason } };
    case "hold":
      if (held === "rung") throw conflict(job, event);
      return { ...job, state: { status: "queued", held: "paused" } };
    case "release":
      if (held === "rung") throw conflict(job, event);
      return { ...job, state: { status: "queued", held: null } };
    case "promote":
      if (held !== "rung") throw conflict(job, event);
      return {
        ...job,
        state: { status: "queued", held: event.held },
        rung: event.rung,
        stopAfterStep: event.stopAfterStep,
      };
    case "prioritize":
      return { ...job, priority: event.priority };
  }
}

function advanceRunning(
  job: JobRecord,
  event: EventOf<"phase" | "started" | "progress" | "checkpoint" | "end" | "lost">,
): JobRecord {
  if (!isRunning(job)) throw conflict(job, event);
  switch (event.kind) {
    case "phase":
      return {
        ...job,
        phase: event.phase,
        firstStepSeconds: event.phase === null ? event.atSeconds : job.firstStepSeconds,
      };
    case "started":
      return { ...job, backend: event.backend };
    case "progress":
      return { ...job, progress: event.progress, metricValue: event.metricValue ?? job.metricValue };
    case "checkpoint":
      return { ...job, resumableStep: event.step };
    case "lost": {
      const { reason, resumableStep, atSeconds } = event;
      return {
        ...ended(job, atSeconds),
        resumableStep: resumableStep ?? job.resumableStep,
        state:
          job.state.status === "cancelling"
            ? { status: "cancelled", reason: job.state.reason }
            : { status: "interrupted", reason },
      };
    }
    case "end":
      return endOf(job, event);
  }
}

function endOf(job: JobRecord, { outcome, atSeconds }: EventOf<"end">): JobRecord {
  const at = ended(job, atSeconds);
  if (outcome.kind === "finished") return finished(job, { ...at, progress: progressAt(job, outcome.step) });
  const { reason } = outcome;
  if (job.state.status === "cancelling") {
    return { ...at, state: { status: "cancelled", reason: reasonOfCancelled(job.state.reason, outcome) } };
  }
  return { ...at, state: { status: outcome.kind === "failed" ? "failed" : "interrupted", reason } };
}

function reasonOfCancelled(asked: string, outcome: Exclude<Outcome, { readonly kind: "finished" }>): string {
  switch (outcome.kind) {
    case "stopped":
      return asked;
    case "killed":
      return outcome.reason;
    case "failed":
      return `${asked} ${outcome.reason}`;
  }
}

function finished(job: JobRecord, at: Omit<JobRecord, "state">): JobRecord {
  if (job.stopAfterStep === null) return { ...at, state: { status: "succeeded" } };
  // It reached the end of its rung and was to go no further.
  if (job.state.status === "cancelling")
    return { ...at, state: { status: "cancelled", reason: job.state.reason } };
  return { ...at, state: { status: "queued", held: "rung" }, resumes: true, attempt: job.attempt + 1 };
}

function progressAt({ progress }: JobRecord, step: number | null): JobProgress | null {
  return progress && { ...progress, step: step ?? progress.step, remainingSeconds: null };
}

/** Without the state that it ended in. */
function ended(job: JobRecord, atSeconds: number): Omit<JobRecord, "state"> {
  return { ...job, process: null, phase: null, endedSeconds: atSeconds };
}

function resume(job: JobRecord, event: EventOf<"resume">): JobRecord {
  if (!isEnded(job)) throw conflict(job, event);
  if (job.state.status === "succeeded") throw conflict(job, event, "It has finished; retry it instead.");
  if (job.resumableStep === null)
    throw conflict(job, event, "It has no checkpoint to go on from; retry it instead.");
  return {
    ...job,
    ...rungOf(job),
    state: { status: "queued", held: event.held },
    attempt: job.attempt + 1,
    startedSeconds: null,
    endedSeconds: null,
    resumes: true,
  };
}

/** Of what an ended job goes on with: only what the server's end cut off is still a member of its rung. */
function rungOf({ state, rung, stopAfterStep }: JobRecord): Pick<JobRecord, "rung" | "stopAfterStep"> {
  return state.status === "interrupted" ? { rung, stopAfterStep } : { rung: null, stopAfterStep: null };
}

export interface NewJob {
  readonly job: JobId;
  readonly createdSeconds: number;
  readonly held: "paused" | null;
}

/** The same training from its first step, as a job of its own, which still needs a run. Throws TrainingError `conflict` when the job has not ended. */
export function trainedAgain(job: JobRecord, { held, ...made }: NewJob): JobRecord {
  if (!isEnded(job)) throw conflict(job, { kind: "retry" });
  return {
    ...job,
    ...made,
    ...rungOf(job),
    state: { status: "queued", held },
    attempt: 1,
    startedSeconds: null,
    firstStepSeconds: null,
    endedSeconds: null,
    phase: null,
    progress: null,
    backend: null,
    metricValue: null,
    resumableStep: null,
    resumes: false,
    ownsDirectory: false,
  };
}

/** Its place in the rung is another's. */
export function withoutRung(job: JobRecord): JobRecord {
  return { ...job, rung: null, stopAfterStep: null };
}

function cancel(job: JobRecord, { reason, atSeconds }: EventOf<"cancel">): JobRecord {
  switch (job.state.status) {
    case "queued":
      // Where nothing was begun the name can be given back.
      return {
        ...ended(job, atSeconds),
        ownsDirectory: job.resumes && job.ownsDirectory,
        state: { status: "cancelled", reason },
      };
    case "running":
      return { ...job, state: { status: "cancelling", reason } };
    case "cancelling":
    case "succeeded":
    case "failed":
    case "cancelled":
    case "interrupted":
      return job;
  }
}

/** Without its run, whose directory somebody deleted, where another has it now; else the same job. */
export function withoutRuns(job: JobRecord, lost: ReadonlySet<RunName>): JobRecord {
  return job.ownsDirectory && lost.has(job.run) ? { ...job, ownsDirectory: false, resumableStep: null } : job;
}

const asWords: Record<JobEvent["kind"] | "retry", string> = {
  start: "be started",
  reject: "be turned away",
  phase: "prepare its training",
  started: "begin",
  progress: "make progress",
  checkpoint: "write a checkpoint",
  end: "end",
  lost: "be lost",
  cancel: "be stopped",
  retry: "be trained again",
  resume: "be resumed",
  prioritize: "change its turn",
  hold: "be held",
  release: "be released",
  promote: "go on to the next rung",
};

function conflict(
  job: JobRecord,
  event: { readonly kind: keyof typeof asWords },
  advice?: string,
): TrainingError {
  const { status } = job.state;
  const held = job.state.status === "queued" && job.state.held !== null ? ` (held: ${job.state.held})` : "";
  const words = `Job ${job.job} is ${jobStatusWords[status]}${held} and cannot ${asWords[event.kind]}.`;
  return new TrainingError("conflict", advice === undefined ? words : `${words} ${advice}`);
}
