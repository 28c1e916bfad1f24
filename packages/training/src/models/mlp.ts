// A network for tables: reads a CSV file, learns one column from the others.
import { Metric } from "@runboard/contract";
import { defineModel } from "../model.ts";
import { exponential } from "./exponential.ts";
import { hiddenSizes, mlpParameters } from "./mlp-parameters.ts";
import { loadProblem, TableProblemError } from "./mlp-problem.ts";
import { MlpTraining } from "./mlp-training.ts";

/** The table is not known yet: room for 200 inputs and outputs. */
const ASSUMED_WIDTH = 200;
const SUMMARY_BYTES = 15_000;

export const mlp = defineModel({
  id: "mlp",
  title: "Any table (MLP)",
  summary: "Learns a column of a CSV file from the other columns, whether it holds kinds or numbers.",
  parameters: mlpParameters,
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
  async begin(context) {
    await context.tellPhase("reading the table");
    const problem = await loadProblem(context.parameters, context.dataDirectories);
    await context.tellPhase("building the network");
    return new MlpTraining(context, problem, hiddenSizes(context.parameters.hidden) ?? []);
  },
});

/** Of a file, for the name of a run. */
function nameOf(file: string): string {
  const name =
    file
      .split(/[/\\]/)
      .at(-1)
      ?.replace(/\.[^.]*$/, "") ?? "";
  return name.replaceAll(/[^\p{L}\p{N}._-]+/gu, "_").slice(0, 60) || "table";
}
