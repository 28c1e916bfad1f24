// What `model.fit` of TensorFlow.js can show, as a callback: the names and places are those of Keras's TensorBoard callback.
//
// TensorFlow.js is not loaded here: models are known by what they have.
import type { SummaryWriter, TensorSource } from "./summary-content.ts";

/** A model of TensorFlow.js, as far as it is looked at. */
export interface FittedModel {
  readonly name?: string;
  readonly weights: readonly { readonly name: string; read(): TensorSource }[];
  toJSON(unused?: unknown, returnString?: boolean): unknown;
  /** Its learning rate is shown where it has one. */
  readonly optimizer?: object | string;
}

export interface FitSummariesOptions {
  /** Histograms of the weights; true by default. */
  readonly histograms?: boolean;
  /** Epochs from one point to the next; 1 by default. */
  readonly every?: number;
}

/** Goes into `callbacks` of `model.fit` and `model.fitDataset`. */
export interface FitCallbacks {
  onTrainBegin(): void;
  onEpochEnd(epoch: number, logs?: Readonly<Record<string, number>>): void;
  onTrainEnd(): void;
}

const VALIDATION = "val_";
/** TensorFlow.js shortens names that Keras does not. */
const LONG_NAMES: ReadonlyMap<string, string> = new Map([
  ["acc", "accuracy"],
  ["mse", "mean_squared_error"],
]);

/**
 * Writes after each epoch: `epoch_loss` and a scalar for each metric, those of the validation data under the same tags in the run
 * `validation` below the writer's; `epoch_learning_rate`; a histogram of each weight. At the beginning the model's layers, as text
 * and as a graph. The writer stays open.
 */
export function summaries(
  model: FittedModel,
  writer: SummaryWriter,
  { histograms = true, every = 1 }: FitSummariesOptions = {},
): FitCallbacks {
  if (!(Number.isSafeInteger(every) && every > 0))
    throw new RangeError(`summaries every ${every} epochs cannot be written; every is 1 or more`);
  return {
    onTrainBegin() {
      const topology: unknown = model.toJSON(null, false);
      writer.kerasModel(topology);
      writer.text("model", `\`\`\`json\n${JSON.stringify(topology, null, 2)}\n\`\`\``, 0);
    },
    onEpochEnd(epoch, logs = {}) {
      if (epoch % every !== 0) return;
      for (const [name, value] of Object.entries(logs)) {
        const isValidation = name.startsWith(VALIDATION);
        const metric = isValidation ? name.slice(VALIDATION.length) : name;
        const run = isValidation ? writer.subRun("validation") : writer;
        run.scalar(`epoch_${LONG_NAMES.get(metric) ?? metric}`, value, epoch);
      }
      const learningRate = learningRateOf(model);
      if (learningRate !== undefined) writer.scalar("epoch_learning_rate", learningRate, epoch);
      if (!histograms) return;
      for (const weight of model.weights)
        writer.histogram(weight.name.replaceAll(":", "_"), weight.read(), epoch);
    },
    onTrainEnd() {
      writer.flush();
    },
  };
}

function learningRateOf({ optimizer }: FittedModel): number | undefined {
  if (typeof optimizer !== "object" || !("learningRate" in optimizer)) return undefined;
  const rate: unknown = optimizer.learningRate;
  return typeof rate === "number" ? rate : undefined;
}
