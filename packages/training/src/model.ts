// What a model is: its parameters as a zod schema, and how a training of it begins. Everything else (form, REST schema, sweeps, loop, checkpoints) comes from that.
// A model's file is loaded by the server too, which never loads TensorFlow: it uses the `tf` that it is given.
import type { Backend, FieldProblem, Metric, Parameters, Search } from "@runboard/contract";
import type * as Tf from "@tensorflow/tfjs";
import type { z } from "zod";
import type { SummaryWriter } from "./writer.ts";

export type TensorFlow = typeof Tf;

export interface ModelExample {
  readonly title: string;
  readonly parameters: Parameters;
  readonly search?: Search;
}

export interface ReferencePace {
  /** With all that is written on the way. */
  readonly stepsPerSecond: number;
  /** What it takes besides: until the first step, and after the last. */
  readonly setupSeconds: number;
  /** These parameters ask for less than what was measured. */
  readonly isUpperLimit: boolean;
}

export interface Model<Schema extends z.ZodObject = z.ZodObject> {
  /** In requests and on the command line, e.g. `mnist-cnn`. */
  readonly id: string;
  readonly title: string;
  /** One sentence. */
  readonly summary: string;
  /** Numbers, booleans, strings and enums, each with a default and with `meta({ title, description, … })`; see `TrainableModel.parameters` in the contract. */
  readonly parameters: Schema;
  readonly metric: Metric;
  /** Tags of other scalars that runs are compared by, for the table of hyper-parameters. */
  readonly comparedTags?: readonly string[];
  readonly examples: readonly ModelExample[];
  /** Where the run goes below the log directory, unless told otherwise. */
  runName(parameters: z.output<Schema>): string;
  totalSteps(parameters: z.output<Schema>): number;
  /** About how much a run writes. */
  diskBytes(parameters: z.output<Schema>): number;
  /** How fast a training goes, as it was measured once; null where nothing was. Jobs of the same server tell better, when there are any. */
  referencePace?(parameters: z.output<Schema>, backend: Backend["name"]): ReferencePace | null;
  /** What a schema cannot say, e.g. that a file is not there. Runs on the server before anything is queued. */
  check?(parameters: z.output<Schema>, place: DataPlace): Promise<readonly FieldProblem[]>;
  /** In the process of the job. */
  begin(context: TrainingContext<z.output<Schema>>): Promise<Training>;
}

/** Where files of the user may be read. */
export interface DataPlace {
  /** Absolute; the log directory is the first. A relative path is looked for in each. */
  readonly dataDirectories: readonly string[];
}

export interface TrainingContext<P> extends DataPlace {
  readonly tf: TensorFlow;
  readonly parameters: P;
  readonly writer: SummaryWriter;
  /** Absolute. */
  readonly runDirectory: string;
  readonly log: (line: string) => void;
  /** Says what is done before the first step, e.g. `reading MNIST`. */
  readonly tellPhase: (phase: string) => Promise<void>;
  /** Aborted when the process has to end: what takes longer than a step looks at it. */
  readonly signal: AbortSignal;
}

/** Scalars by their tags. */
export type Readings = Readonly<Record<string, number>>;

/** A training that has begun: the loop of the process calls these, in order of steps, one at a time. */
export interface Training {
  /** What a checkpoint holds and a resumption restores, by the names that TensorFlow would give them, e.g. `conv1/W`, `conv1/W/Adam`. Call again for the current tensors. */
  readonly variables: () => ReadonlyMap<string, Tf.Tensor>;
  /** Puts values into the variables. */
  restore(
    values: ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Float32Array }>,
  ): void;
  /** Once, before the first step: graph, text, inputs, metadata of the embedding. */
  describe?(): Promise<void> | void;
  /** One optimisation step. `step` counts from 0; batches depend on seed and step only, so that a resumption sees the same ones. */
  trainStep(step: number): void;
  /** Every `summaryInterval` steps, before the step: writes distributions, pictures …; the loop writes the scalars that it returns. */
  summarize(step: number): Promise<Readings> | Readings;
  /** Before a checkpoint is written, which is every `checkpointInterval` steps and at the end: brings variables up to date that no step changes. */
  beforeCheckpoint?(step: number): Promise<void> | void;
  /** After it was written, but not at the end. */
  afterCheckpoint?(step: number): Promise<Readings> | Readings;
  /** At the end of the training, after the last checkpoint. */
  finish?(step: number): Promise<Readings> | Readings;
  /** In steps. */
  readonly summaryInterval: number;
  readonly checkpointInterval: number;
  dispose(): void;
}

/** Keeps the types of a model's parameters together. */
export function defineModel<const Schema extends z.ZodObject>(model: Model<Schema>): Model<Schema> {
  return model;
}
