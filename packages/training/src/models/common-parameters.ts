// Parameters that several models have, so that they are called and explained alike.
import { z } from "zod";

export const batchSize = z.int().min(1).max(10_000).meta({
  title: "Batch",
  description: "How many examples each step learns from.",
  "x-unit": "examples",
});

export const seed = z.int().min(0).max(4_294_967_295).meta({
  title: "Seed",
  description: "First weights and order of the examples follow from it: the same seed gives the same run.",
});

export const summaryInterval = z.int().min(1).max(1_000_000).meta({
  title: "Summaries every",
  description: "How often loss, accuracy, distributions and pictures are written.",
  "x-unit": "steps",
  "x-advanced": true,
});

export const checkpointInterval = z.int().min(1).max(1_000_000).meta({
  title: "Checkpoint every",
  description:
    "How often the model is saved and validated. A stopped run can be resumed from its last checkpoint; the newest five are kept.",
  "x-unit": "steps",
  "x-advanced": true,
});

export const learningRate = z.number().gt(0).max(10).meta({
  title: "Learning rate",
  description: "How far each step goes. Too small learns slowly, too great not at all.",
  "x-scale": "log",
  "x-alias": "lr",
});
