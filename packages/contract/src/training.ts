// Training: what can be trained here, and what a request for a run or a sweep looks like.
import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { FieldProblem } from "./errors.ts";
import { RunName, Tag } from "./vocabulary.ts";

/** Most jobs that wait at once. */
export const MAX_QUEUED_JOBS = 1000;

/** Of either sign. */
export const MAX_PRIORITY = 100;
/** Waiting jobs with greater ones go first. */
export const Priority = z.int().min(-MAX_PRIORITY).max(MAX_PRIORITY);
/** Most runs of one sweep. */
export const MAX_SWEEP_RUNS = 500;

/** Name of a model or of a command of the configuration file, e.g. `mnist-cnn`. */
export const ModelId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/)
  .brand<"ModelId">();
export type ModelId = z.infer<typeof ModelId>;

export const ParameterValue = z.union([z.string().max(4096), z.number(), z.boolean()]);
export type ParameterValue = z.infer<typeof ParameterValue>;

/** By name. Those that are left out have the model's defaults. */
export const Parameters = z.record(z.string(), ParameterValue);
export type Parameters = z.infer<typeof Parameters>;

/** Whether a metric is better when it is greater or when it is less. */
export const Goal = z.enum(["maximize", "minimize"]);
export type Goal = z.infer<typeof Goal>;

/** The scalar that tells how good a run is. */
export const Metric = z.strictObject({ tag: Tag, goal: Goal });
export type Metric = z.infer<typeof Metric>;

/** What a parameter is drawn from. `log_uniform`, `uniform`: max is excluded; `int`: both ends are included. */
export const Distribution = z.discriminatedUnion("distribution", [
  z.strictObject({
    distribution: z.literal("log_uniform"),
    min: z.number().positive(),
    max: z.number().positive(),
  }),
  z.strictObject({ distribution: z.literal("uniform"), min: z.number(), max: z.number() }),
  z.strictObject({ distribution: z.literal("int"), min: z.int(), max: z.int() }),
  z.strictObject({ distribution: z.literal("choice"), values: z.array(ParameterValue).min(1).max(100) }),
]);
export type Distribution = z.infer<typeof Distribution>;

const drawn = {
  distributions: z.record(z.string(), Distribution),
  runCount: z.int().min(1).max(MAX_SWEEP_RUNS).describe("How many runs are drawn."),
  seed: z.int().min(0).default(0).describe("The same seed draws the same runs."),
};

export const Search = z.discriminatedUnion("kind", [
  z
    .strictObject({
      kind: z.literal("grid"),
      values: z.record(z.string(), z.array(ParameterValue).min(1).max(100)),
    })
    .describe("Every combination of the values."),
  z.strictObject({ kind: z.literal("random"), ...drawn }).describe("Drawn at random."),
  z
    .strictObject({
      kind: z.literal("halving"),
      ...drawn,
      rungCount: z
        .int()
        .min(2)
        .max(8)
        .default(3)
        .describe(
          "After each rung but the last the worse half is stopped; each rung has twice the steps of the one before.",
        ),
    })
    .describe(
      "Successive halving: all begin, the worse half is stopped again and again. For models that can be resumed.",
    ),
]);
export type Search = z.infer<typeof Search>;

export const TrainableModel = z.object({
  model: ModelId,
  /** `model`: trained by Runboard. `command`: a program that the configuration file declares. */
  kind: z.enum(["model", "command"]),
  title: z.string(),
  /** One sentence. */
  summary: z.string(),
  /**
   * JSON Schema of the parameters: an object whose properties are numbers, integers, booleans, strings or enums, each with `title`, `description`,
   * `default`, and where they hold `minimum`, `exclusiveMinimum`, `maximum`, `enum`; `x-unit` is a unit, `x-scale: "log"` asks for a logarithmic slider and
   * `x-advanced: true` for a place behind a fold, `x-path: true` says that a string is a file on the server.
   */
  parameters: z.record(z.string(), z.unknown()),
  metric: Metric,
  canResume: z.boolean(),
  examples: z.array(z.object({ title: z.string(), parameters: Parameters, search: Search.optional() })),
});
export type TrainableModel = z.infer<typeof TrainableModel>;

/** What computes. */
export const Backend = z.object({
  name: z.enum(["tensorflow", "wasm", "cpu"]),
  /** Version of TensorFlow, or of tfjs where there is no TensorFlow. */
  version: z.string(),
  threads: z.int().positive(),
  /** Why it is slow and what to do about it; null for TensorFlow. */
  warning: z.string().nullable(),
});
export type Backend = z.infer<typeof Backend>;

/** Whether training can be started, and with what. */
export const TrainingOverview = z.object({
  /** null when it can; else why not and what to do. */
  unavailable: z.string().nullable(),
  /** Of the next training; null until it has been looked for, and where none can be started. */
  backend: Backend.nullable(),
  models: z.array(TrainableModel),
  /** Jobs that run at once. */
  concurrency: z.int().positive(),
  freeDiskBytes: z.number().nullable(),
});
export type TrainingOverview = z.infer<typeof TrainingOverview>;

export const readTraining = defineEndpoint({
  method: "GET",
  path: "/api/v1/training",
  summary:
    "What can be trained here: models and commands with the schemas of their parameters, and the back end.",
  access: "read",
  response: TrainingOverview,
});

export const JobRequest = z.strictObject({
  model: ModelId,
  parameters: Parameters.default({}),
  run: RunName.optional().describe("Name of the run; made from the parameters when absent."),
  priority: Priority.default(0).describe("Greater ones go first."),
  timeoutSeconds: z.number().positive().max(31_536_000).optional(),
});
export type JobRequest = z.infer<typeof JobRequest>;

export const SweepRequest = z.strictObject({
  model: ModelId,
  parameters: Parameters.default({}).describe("Those that are the same in all runs."),
  search: Search,
  title: z.string().min(1).max(200).optional(),
  metric: Metric.optional().describe("The model's own when absent."),
  priority: Priority.default(0),
  timeoutSeconds: z.number().positive().max(31_536_000).optional().describe("Of each run."),
});
export type SweepRequest = z.infer<typeof SweepRequest>;

/** How long the runs of a plan take together on a back end. */
export const PlannedDuration = z.object({
  backend: Backend.shape.name,
  seconds: z.number(),
  /** From jobs of this server; else from the model's own figures. */
  isMeasuredHere: z.boolean(),
  /** Some of the runs do less than what was measured. */
  isUpperLimit: z.boolean(),
});
export type PlannedDuration = z.infer<typeof PlannedDuration>;

/** What a request would start. */
export const TrainingPlan = z.object({
  runs: z.array(z.object({ run: RunName, parameters: Parameters })),
  /** What is wrong with the request; nothing is started while there is any. Fields begin with `parameters.`, `search.` or `run`. */
  problems: z.array(FieldProblem),
  /** Combinations that were there already, and start nothing. */
  duplicateCount: z.int().nonnegative(),
  /** One for each back end of which it is known. */
  durations: z.array(PlannedDuration),
  neededDiskBytes: z.number(),
  freeDiskBytes: z.number().nullable(),
});
export type TrainingPlan = z.infer<typeof TrainingPlan>;

export const planTraining = defineEndpoint({
  method: "POST",
  path: "/api/v1/training/plan",
  summary: "Which runs a job or a sweep would start, and what is wrong with it. Starts nothing.",
  access: "read",
  body: z.strictObject({
    model: ModelId,
    parameters: Parameters.default({}),
    search: Search.optional(),
    run: RunName.optional(),
  }),
  response: TrainingPlan,
});
