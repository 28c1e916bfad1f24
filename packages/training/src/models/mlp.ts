// A network for tables: reads a CSV file, learns one column from the others.
import { Metric } from "@runboard/contract";
import { z } from "zod";
import { defineModel } from "../model.ts";
import { batchSize, checkpointInterval, learningRate, seed, summaryInterval } from "./common-parameters.ts";
import { exponential } from "./exponential.ts";
import { loadProblem, TableProblemError } from "./mlp-problem.ts";
import { MlpTraining } from "./mlp-training.ts";

const MAX_LAYERS = 8;
const MAX_UNITS = 4096;

const hidden = z
  .string()
  .max(100)
  .refine((text) => hiddenSizes(text) !== null, {
    error: `Give up to ${MAX_LAYERS} whole numbers from 1 to ${MAX_UNITS} with commas between them, e.g. 64,32; nothing for no hidden layer.`,
  });

const parameters = z.strictObject({
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
export type MlpParameters = z.output<typeof parameters>;

/** The table is not known yet: room for 200 inputs and outputs. */
const ASSUMED_WIDTH = 200;
const SUMMARY_BYTES = 15_000;

export const mlp = defineModel({
  id: "mlp",
  title: "Any table (MLP)",
  summary: "Learns a column of a CSV file from the other columns, whether it holds kinds or numbers.",
  parameters,
  metric: Metric.parse({ tag: "loss/validation", goal: "minimize" }),
  comparedTags: ["loss/train", "accuracy/validation", "r2/validation"],
  examples: [],
  runName: ({ file, hidden: sizes, learningRate: rate }) =>
    `mlp_${nameOf(file)}_lr_${exponential(rate)},hidden=${sizes.replaceAll(/\s/g, "").replaceAll(",", "-") || "none"}`,
  totalSteps: ({ steps }) => steps,
  diskBytes({ hidden: sizes, steps, ...chosen }) {
    const widths = [ASSUMED_WIDTH, ...(hiddenSizes(sizes) ?? []), ASSUMED_WIDTH];
    const weightCount = widths
      .slice(1)
      .reduce((sum, size, index) => sum + ((widths[index] ?? 0) + 1) * size, 0);
    const checkpointCount = Math.min(6, steps / chosen.checkpointInterval + 2);
    return Math.ceil(
      12 * weightCount * checkpointCount + SUMMARY_BYTES * (steps / chosen.summaryInterval + 1),
    );
  },
  async check(chosen, place) {
    try {
      await loadProblem(chosen, place.dataDirectories);
      return [];
    } catch (error) {
      if (error instanceof TableProblemError)
        return [{ field: `parameters.${error.parameter}`, message: error.message }];
      throw error;
    }
  },
  begin: async (context) =>
    new MlpTraining(
      context,
      await loadProblem(context.parameters, context.dataDirectories),
      hiddenSizes(context.parameters.hidden) ?? [],
    ),
});

/** null when the text is none. */
export function hiddenSizes(text: string): readonly number[] | null {
  if (text.trim() === "") return [];
  const sizes = text.split(",").map((size) => (/^\s*\d+\s*$/.test(size) ? Number(size) : NaN));
  const isGood = sizes.length <= MAX_LAYERS && sizes.every((size) => size >= 1 && size <= MAX_UNITS);
  return isGood ? sizes : null;
}

/** Of a file, for the name of a run. */
function nameOf(file: string): string {
  const name =
    file
      .split(/[/\\]/)
      .at(-1)
      ?.replace(/\.[^.]*$/, "") ?? "";
  return name.replaceAll(/[^\p{L}\p{N}._-]+/gu, "_").slice(0, 60) || "table";
}
