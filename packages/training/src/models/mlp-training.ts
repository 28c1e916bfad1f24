// A training on a table.
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Rank, Scalar, Tensor, Tensor2D, Variable } from "@tensorflow/tfjs";
import { type ShuffledBatches, shuffledBatches } from "../datasets/batches.ts";
import { type GraphRecorder, silentRecorder } from "../graph-trace/recorder.ts";
import { traceGraph } from "../graph-trace/trace-graph.ts";
import type { Readings, Training, TrainingContext } from "../model.ts";
import { Adam } from "./adam.ts";
import { DenseNetwork } from "./dense-network.ts";
import type { MlpParameters } from "./mlp-parameters.ts";
import type { TableProblem, Target } from "./mlp-problem.ts";
import { layerVariables, restoreVariables, softmaxCrossEntropy } from "./variables.ts";

const EVALUATION_BATCH = 4096;
/** Classes that have a curve each; of two the second one's says it all. */
const MAX_CURVES = 20;

interface RowBatch {
  /** [rows, inputs] */
  readonly inputs: Tensor2D;
  /** [rows, classes], 1 in the column of the class; or [rows, 1], the normalised number. */
  readonly targets: Tensor2D;
}

export class MlpTraining implements Training {
  readonly summaryInterval: number;
  readonly checkpointInterval: number;
  readonly #context: TrainingContext<MlpParameters>;
  readonly #problem: TableProblem;
  readonly #outputCount: number;
  readonly #network: DenseNetwork;
  readonly #weights: ReadonlyMap<string, Variable>;
  readonly #adam: Adam;
  readonly #batches: ShuffledBatches;

  constructor(
    context: TrainingContext<MlpParameters>,
    problem: TableProblem,
    hiddenSizes: readonly number[],
  ) {
    const { tf, parameters } = context;
    const { seed, batch, learningRate } = parameters;
    this.#context = context;
    this.#problem = problem;
    this.#outputCount = outputCountOf(problem.target);
    const sizes = [problem.features.width, ...hiddenSizes];
    const hidden = hiddenSizes.map((outputs, index) => ({
      name: `hidden${index + 1}`,
      inputs: sizes[index] ?? 0,
      outputs,
      activation: "relu" as const,
    }));
    const last = {
      name: "output",
      inputs: sizes.at(-1) ?? 0,
      outputs: this.#outputCount,
      activation: "none" as const,
    };
    this.#network = new DenseNetwork(tf, [...hidden, last], seed);
    this.#weights = layerVariables(this.#network.layers);
    this.#adam = new Adam(tf, learningRate, this.#weights);
    this.#batches = shuffledBatches({ count: problem.split.train.length, batchSize: batch, seed });
    this.summaryInterval = parameters.summaryInterval;
    this.checkpointInterval = parameters.checkpointInterval;
  }

  variables(): ReadonlyMap<string, Variable> {
    return new Map([...this.#weights, ...this.#adam.variables()]);
  }

  restore(values: Parameters<Training["restore"]>[0]): void {
    restoreVariables(this.#context.tf, this.variables(), values);
  }

  describe(): void {
    const { tf, writer, log } = this.#context;
    const { features, target, targetName, split } = this.#problem;
    writer.text("model", this.#network.table(), 0, { displayName: "Model" });
    const task =
      target.kind === "classes" ? `${target.names.length} kinds of ${targetName}` : `${targetName}, a number`;
    const data = `${split.train.length} rows to learn from, ${split.validation.length} to try, ${features.width} inputs, ${task}`;
    log(data);
    writer.text("data", `${data}\n\nInputs: ${features.names.slice(0, 200).join(", ")}`, 0);
    const graph = traceGraph({
      tf,
      variables: this.variables(),
      inputs: (rowCount) => ({
        x: tf.zeros<Rank.R2>([rowCount, features.width]),
        target: tf.zeros<Rank.R2>([rowCount, this.#outputCount]),
      }),
      step: ({ x, target: targets }, recorder) => this.#step(0, { inputs: x, targets }, recorder),
    });
    writer.graph(graph);
  }

  trainStep(step: number): void {
    this.#context.tf.tidy(() => this.#step(step, this.#trainBatch(step), silentRecorder));
  }

  summarize(step: number): Readings {
    const { tf, writer, parameters } = this.#context;
    let loss = NaN;
    tf.tidy(() => {
      const batch = this.#trainBatch(step);
      const outputs = this.#network.apply(batch.inputs, silentRecorder);
      loss = numberOf(this.#loss(outputOf(outputs), batch.targets));
      for (const { name, weights, biases } of this.#network.layers) {
        writer.histogram(`${name}/weights`, weights, step);
        writer.histogram(`${name}/biases`, biases, step);
      }
      for (const [name, values] of outputs) writer.histogram(`${name}/activations`, values, step);
    });
    return { "loss/train": loss, "train/learning_rate": parameters.learningRate };
  }

  afterCheckpoint(step: number): Promise<Readings> {
    return this.#validate(step);
  }

  finish(step: number): Promise<Readings> {
    return this.#validate(step);
  }

  dispose(): void {
    this.#network.dispose();
    this.#adam.dispose();
  }

  #trainBatch(step: number): RowBatch {
    const { train } = this.#problem.split;
    return this.#batch(this.#batches.indicesOf(step).map((index) => train[index] ?? 0));
  }

  #batch(rows: Uint32Array): RowBatch {
    const { tf } = this.#context;
    const { features, target } = this.#problem;
    const inputs = new Float32Array(rows.length * features.width);
    const targets = new Float32Array(rows.length * this.#outputCount);
    rows.forEach((row, index) => {
      const start = row * features.width;
      inputs.set(features.values.subarray(start, start + features.width), index * features.width);
      if (target.kind === "classes") targets[index * this.#outputCount + (target.codes[row] ?? 0)] = 1;
      else targets[index] = target.values[row] ?? 0;
    });
    return {
      inputs: tf.tensor2d(inputs, [rows.length, features.width]),
      targets: tf.tensor2d(targets, [rows.length, this.#outputCount]),
    };
  }

  #step(step: number, { inputs, targets }: RowBatch, recorder: GraphRecorder): void {
    const { tf } = this.#context;
    const loss = (): Scalar => {
      const output = outputOf(this.#network.apply(inputs, recorder));
      return recorder.scope("loss", () => this.#loss(output, targets));
    };
    const { grads } = recorder.within("train/gradients", () =>
      tf.variableGrads(() => recorder.within("", loss), [...this.#weights.values()]),
    );
    this.#adam.apply(step, grads, recorder);
  }

  /** Cross entropy, or the mean squared error of the normalised number. */
  #loss(output: Tensor2D, targets: Tensor2D): Scalar {
    const { tf } = this.#context;
    return this.#problem.target.kind === "classes"
      ? softmaxCrossEntropy(tf, targets, output)
      : tf.mean(tf.squaredDifference(output, targets));
  }

  async #validate(step: number): Promise<Readings> {
    const { tf, signal } = this.#context;
    const rows = this.#problem.split.validation;
    if (rows.length === 0) return {};
    const predictions = new Float32Array(rows.length * this.#outputCount);
    let lossSum = 0;
    for (let start = 0; start < rows.length; start += EVALUATION_BATCH) {
      if (signal.aborted) return {};
      const part = rows.subarray(start, start + EVALUATION_BATCH);
      tf.tidy(() => {
        const { inputs, targets } = this.#batch(part);
        const output = outputOf(this.#network.apply(inputs, silentRecorder));
        lossSum += numberOf(this.#loss(output, targets)) * part.length;
        const predicted = this.#problem.target.kind === "classes" ? tf.softmax(output) : output;
        predictions.set(predicted.dataSync<"float32">(), start * this.#outputCount);
      });
      await nextTurn();
    }
    return { "loss/validation": lossSum / rows.length, ...this.#judge(step, rows, predictions) };
  }

  #judge(step: number, rows: Uint32Array, predictions: Float32Array): Readings {
    const { target } = this.#problem;
    if (target.kind === "number") return judgeNumbers(target, rows, predictions);
    const { writer } = this.#context;
    const classCount = target.names.length;
    const actual = Array.from(rows, (row) => target.codes[row] ?? 0);
    const probability = (row: number, code: number): number => predictions[row * classCount + code] ?? 0;
    const rightCount = actual.filter((code, row) =>
      target.names.every((_, other) => other === code || probability(row, other) < probability(row, code)),
    ).length;
    const curves = classCount === 2 ? [1] : target.names.map((_, code) => code).slice(0, MAX_CURVES);
    for (const code of curves)
      writer.prCurve(
        `pr_curve/${target.names[code] ?? ""}`,
        {
          labels: actual.map((other) => other === code),
          predictions: Float32Array.from(actual, (_, row) => probability(row, code)),
        },
        step,
      );
    return { "accuracy/validation": rightCount / rows.length };
  }
}

/** In the column's own unit, and the share of its variance that is explained. */
function judgeNumbers(
  target: Extract<Target, { kind: "number" }>,
  rows: Uint32Array,
  predictions: Float32Array,
): Readings {
  const actual = Array.from(rows, (row) => target.values[row] ?? 0);
  const mean = actual.reduce((sum, value) => sum + value, 0) / actual.length;
  let [absoluteSum, squareSum, variance] = [0, 0, 0];
  for (const [index, value] of actual.entries()) {
    const error = (predictions[index] ?? 0) - value;
    absoluteSum += Math.abs(error);
    squareSum += error ** 2;
    variance += (value - mean) ** 2;
  }
  const mae = (absoluteSum / actual.length) * target.deviation;
  return variance > 0
    ? { "mae/validation": mae, "r2/validation": 1 - squareSum / variance }
    : { "mae/validation": mae };
}

function outputCountOf(target: Target): number {
  return target.kind === "classes" ? target.names.length : 1;
}

function outputOf(outputs: ReadonlyMap<string, Tensor2D>): Tensor2D {
  const output = outputs.get("output");
  if (output === undefined) throw new Error("a network has an output");
  return output;
}

function numberOf(tensor: Tensor): number {
  return tensor.dataSync()[0] ?? NaN;
}
