// What the server and the process of a job tell each other. The process's data goes into the log directory, never through here.
import { Backend, JobProgress, ModelId, Parameters } from "@runboard/contract";
import { z } from "zod";

/** A program that the configuration file declares as a job. */
export const CommandSpec = z.strictObject({
  /** Program and arguments; `{name}` in an argument stands for a parameter's value. No shell is involved. */
  command: z.array(z.string()).min(1),
  workingDirectory: z.string(),
  environment: z.record(z.string(), z.string()),
});
export type CommandSpec = z.infer<typeof CommandSpec>;

/** Everything that the process of a job needs to know. */
export const JobSpec = z.strictObject({
  model: ModelId,
  parameters: Parameters,
  /** Absolute; the log directory. */
  logdir: z.string(),
  /** Below it. */
  run: z.string(),
  /** Goes on from the run's last checkpoint instead of beginning. */
  resume: z.boolean(),
  /** Ends successfully, with a checkpoint, when this many steps are done; null: at the end of the training. A rung of successive halving. */
  stopAfterStep: z.int().positive().nullable(),
  /** null for a model of ours. */
  command: CommandSpec.nullable(),
  /** Where files of the user (CSV) may be read: absolute directories. The log directory is always one. */
  dataDirectories: z.array(z.string()),
});
export type JobSpec = z.infer<typeof JobSpec>;

/** After `cancel` the process has five seconds to end by itself. */
export const ToChild = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("start"), spec: JobSpec }),
  z.object({ kind: z.literal("cancel") }),
]);
export type ToChild = z.infer<typeof ToChild>;

/**
 * Comes in this order: any number of `phase` with `started` among them, any number of `progress` and `checkpoint`, then one of the three ends; after it the process exits with 0 (`finished`, `stopped`) or 1.
 * A process that exits without an end has failed.
 */
export const FromChild = z.discriminatedUnion("kind", [
  /** What it does before its first step; null when that is done. */
  z.object({ kind: z.literal("phase"), phase: z.string().nullable() }),
  /** `backend` is null for a command. */
  z.object({ kind: z.literal("started"), backend: Backend.nullable() }),
  z.object({
    kind: z.literal("progress"),
    progress: JobProgress,
    /** null while this attempt has none. */
    metricValue: z.union([z.number(), z.nan(), z.literal([Infinity, -Infinity])]).nullable(),
  }),
  /** It can be resumed from here. */
  z.object({ kind: z.literal("checkpoint"), step: z.int() }),
  z.object({ kind: z.literal("finished"), step: z.int().nullable() }),
  /** It was told to cancel, and did. */
  z.object({ kind: z.literal("stopped") }),
  z.object({ kind: z.literal("failed"), reason: z.string() }),
]);
export type FromChild = z.infer<typeof FromChild>;
