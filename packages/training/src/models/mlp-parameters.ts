// What a network for tables is trained with.
import { z } from "zod";
import { batchSize, checkpointInterval, learningRate, seed, summaryInterval } from "./common-parameters.ts";

const MAX_LAYERS = 8;
const MAX_UNITS = 4096;

const hidden = z
  .string()
  .max(100)
  .refine((text) => hiddenSizes(text) !== null, {
    error: `Give up to ${MAX_LAYERS} whole numbers from 1 to ${MAX_UNITS} with commas between them, e.g. 64,32; nothing for no hidden layer.`,
  });

export const mlpParameters = z.strictObject({
  file: z.string().max(4096).default("").meta({
    title: "CSV file",
    description:
      "A table in the log directory or in a data directory of the configuration, its first line the names of the columns.",
    "x-path": true,
  }),
  target: z.string().max(200).default("").meta({
    title: "Column to learn",
    description: "Its name. When empty it is the last column.",
  }),
  features: z.string().max(4096).default("").meta({
    title: "Columns to learn from",
    description: "Names with commas between them. When empty they are all other columns.",
  }),
  task: z.enum(["auto", "classification", "regression"]).default("auto").meta({
    title: "Task",
    description:
      "Classification tells kinds apart, regression estimates a number. Auto takes regression for a column of more than ten different numbers.",
  }),
  hidden: hidden.default("64,32").meta({
    title: "Hidden layers",
    description: "Units of each, with commas between them.",
  }),
  learningRate: learningRate.default(1e-3),
  steps: z.int().min(1).max(10_000_000).default(1000).meta({
    title: "Steps",
    description: "How often the weights are changed.",
  }),
  batch: batchSize.default(32),
  validationShare: z.number().min(0.01).max(0.9).default(0.2).meta({
    title: "Validate on",
    description: "Share of the rows that is not learned from, but tried.",
    "x-advanced": true,
  }),
  seed: seed.default(0),
  summaryInterval: summaryInterval.default(10),
  checkpointInterval: checkpointInterval.default(100),
});
export type MlpParameters = z.output<typeof mlpParameters>;

/** null when the text is none. */
export function hiddenSizes(text: string): readonly number[] | null {
  if (text.trim() === "") return [];
  const sizes = text.split(",").map((size) => (/^\s*\d+\s*$/.test(size) ? Number(size) : NaN));
  const isGood = sizes.length <= MAX_LAYERS && sizes.every((size) => size >= 1 && size <= MAX_UNITS);
  return isGood ? sizes : null;
}
