// Checkpoints of TensorFlow that runs saved beside their event files: which there are, and what the weights of one of them are like.
import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { RunName } from "./vocabulary.ts";

/** Greatest number of tensors in one answer. */
export const MAX_CHECKPOINT_TENSORS = 100_000;

/** A tensor that is saved in a checkpoint, partitioned or not. */
const CheckpointTensorEntry = z.object({
  /** The variable's: its key, or in a checkpoint of objects (TensorFlow 2) the full name that it was given, where no other variable has the same. */
  name: z.string(),
  dtype: z.string(),
  shape: z.array(z.number()),
});

export const Checkpoint = z.object({
  /** Below the log directory; with `.index` the file that lists its tensors. */
  path: z.string(),
  /** Of the path, up to the hyphen before the step: those of one training have the same. */
  prefix: z.string(),
  step: z.number(),
  /** When that file was changed. */
  wallTimeSeconds: z.number(),
  /** Place of its tensors in `tensorLists`; null where it cannot be used. */
  tensorList: z.int().nullable(),
  /** Why it cannot be used, as one that is being written cannot; null when it can. */
  problem: z.string().nullable(),
});
export type Checkpoint = z.infer<typeof Checkpoint>;

export const listCheckpoints = defineEndpoint({
  method: "GET",
  path: "/api/v1/checkpoints",
  summary:
    "Checkpoints of TensorFlow that lie in a run's directory, or one below it, with the step in their names, and the tensors that they hold.",
  access: "read",
  query: z.object({ run: RunName }),
  response: z.object({
    /** By prefix, then by step. */
    checkpoints: z.array(Checkpoint),
    /** Checkpoints of one training share a list. */
    tensorLists: z.array(z.array(CheckpointTensorEntry)),
    /** False where there are more files or tensors than are looked at. */
    isComplete: z.boolean(),
  }),
});

export const CheckpointWeights = CheckpointTensorEntry.extend({
  /** ‖w‖₂ of the finite values; null where it is unknown. */
  norm: z.number().nullable(),
  /** Of all values, 0 … 1; null where there are none. */
  zeroShare: z.number().nullable(),
  /** NaN and infinities. */
  nonFiniteCount: z.number(),
  /** ‖Δw‖₂ against the checkpoint before; null where it is unknown. */
  changeNorm: z.number().nullable(),
  /** ‖w‖₂ in the checkpoint before. */
  normBefore: z.number().nullable(),
  /** ‖Δw‖₂ / ‖w‖₂, of the checkpoint before; null also where all was zero before and is not now. */
  change: z.number().nullable(),
  /** Why one of these is not known: not in the checkpoint before, another shape, not finite, a wrong checksum. */
  problem: z.string().nullable(),
});
export type CheckpointWeights = z.infer<typeof CheckpointWeights>;

const CheckpointMoment = z.object({ step: z.number(), path: z.string() });

export const readCheckpointWeights = defineEndpoint({
  method: "POST",
  path: "/api/v1/checkpoints/weights",
  summary:
    "Of each variable of floating-point numbers in a checkpoint: norm, share of zeros, NaN and infinities, and how far it is from the checkpoint before.",
  access: "read",
  body: z.object({
    run: RunName,
    step: z.number(),
    prefix: z.string().optional().describe("Needed where several trainings saved at this step."),
  }),
  response: z.object({
    checkpoint: CheckpointMoment,
    /** The one of the step before, of the same prefix; null for the first. */
    before: CheckpointMoment.nullable(),
    weights: z.array(CheckpointWeights),
  }),
});
