// The trainer of a server: what can be trained, the queue of jobs, and the processes that run them. Never loads TensorFlow itself.
import type {
  Job,
  JobId,
  JobRequest,
  JobStatus,
  Parameters,
  RunName,
  Search,
  Sweep,
  SweepId,
  SweepRequest,
  TrainingOverview,
  TrainingPlan,
} from "@runboard/contract";
import type { DeclaredCommand } from "./jobs/command-model.ts";

export interface TrainerOptions {
  /** New runs go here; made when there is none. null: training is unavailable, for `unavailableReason`. */
  readonly logdir: string | null;
  readonly unavailableReason?: string;
  /** Begins the names of new runs, for a log directory that has a name in `--logdir_spec`; empty, or ends with a slash. */
  readonly runPrefix: string;
  /** For the table of jobs and their logs. */
  readonly stateDirectory: string;
  /** Jobs that run at once. */
  readonly concurrency: number;
  readonly commands: readonly DeclaredCommand[];
  /** Where CSV files may be read, besides the log directory. */
  readonly dataDirectories: readonly string[];
  readonly onNotice: (line: string) => void;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Last value of a scalar in the store; for the metric of commands, whose processes tell none. */
  readonly readMetric: (run: string, tag: string) => Promise<number | null>;
}

/** A run that a job has or had. */
export interface TrainedRun {
  readonly isRunning: boolean;
  /** All of it was trained. */
  readonly hasSucceeded: boolean;
  /** When the process that wrote it was gone; later ones, or Infinity, while a job that runs no more waits. Seconds since 1970. */
  readonly endedSeconds: number;
}

/** Methods that change something throw TrainingError. */
export interface Trainer {
  overview(): Promise<TrainingOverview>;
  plan(request: {
    readonly model: string;
    readonly parameters: Parameters;
    readonly search?: Search | undefined;
    readonly run?: string | undefined;
  }): Promise<TrainingPlan>;
  startJob(request: JobRequest): Promise<Job>;
  jobs(filter?: {
    readonly jobs?: readonly JobId[] | undefined;
    readonly sweep?: SweepId | undefined;
    readonly statuses?: readonly JobStatus[] | undefined;
  }): Promise<readonly Job[]>;
  /** Which runs are being trained, and which were. Costs next to nothing. */
  trainedRuns(): ReadonlyMap<RunName, TrainedRun>;
  cancel(jobs: readonly JobId[]): Promise<readonly Job[]>;
  retry(jobs: readonly JobId[]): Promise<readonly Job[]>;
  resume(jobs: readonly JobId[]): Promise<readonly Job[]>;
  prioritize(jobs: readonly JobId[], priority: number): Promise<readonly Job[]>;
  /** Absolute path of what a job printed; the file need not be there yet. Throws for an unknown job. */
  logPath(job: JobId): string;
  startSweep(request: SweepRequest): Promise<{ readonly sweep: Sweep; readonly jobs: readonly Job[] }>;
  sweeps(ids?: readonly SweepId[]): Promise<readonly Sweep[]>;
  pauseSweep(sweep: SweepId): Promise<Sweep>;
  resumeSweep(sweep: SweepId): Promise<Sweep>;
  stopSweep(sweep: SweepId): Promise<Sweep>;
  /** Called after every change of a job or a sweep, progress included; at most every 200 ms. Returns how to stop it. */
  subscribe(listener: () => void): () => void;
  /** Stops the processes (they save a checkpoint first) and waits for their end. Their jobs are `interrupted`. */
  close(): Promise<void>;
}

export type TrainingErrorCode =
  | "unavailable"
  | "model_not_found"
  | "job_not_found"
  | "sweep_not_found"
  | "invalid"
  | "conflict"
  | "queue_full"
  | "disk_full";

/** A request that cannot be carried out; the message says what, where and what to do. */
export class TrainingError extends Error {
  override readonly name = "TrainingError";
  readonly code: TrainingErrorCode;
  /** The wrong fields of an `invalid` one. */
  readonly fields: readonly { readonly field: string; readonly message: string }[];

  constructor(
    code: TrainingErrorCode,
    message: string,
    fields: readonly { readonly field: string; readonly message: string }[] = [],
  ) {
    super(message);
    this.code = code;
    this.fields = fields;
  }
}
