// A training of the tutorial's network: its step, and everything that the tutorial's summaries show.
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Rank, Scalar, Tensor, Tensor2D, Variable } from "@tensorflow/tfjs";
import { type ShuffledBatches, shuffledBatches } from "../datasets/batches.ts";
import { loadMnist, type Mnist, MNIST_SIDE } from "../datasets/mnist.ts";
import { type GraphRecorder, silentRecorder } from "../graph-trace/recorder.ts";
import { traceGraph } from "../graph-trace/trace-graph.ts";
import type { Readings, Training, TrainingContext } from "../model.ts";
import { Adam } from "./adam.ts";
import { type ImageBatch, imageBatch, imagesOf, spreadIndices } from "./mnist-batches.ts";
import type { MnistCnnParameters } from "./mnist-cnn-parameters.ts";
import { noteBesideStep, type SeenOutput, EMBEDDING } from "./mnist-graph-notes.ts";
import { layerShapes, layerSizes, MNIST_CLASSES, MNIST_PIXELS, MnistNetwork } from "./mnist-network.ts";
import { writeProjectorFiles } from "./projector-files.ts";
import { layerVariables, restoreVariables, softmaxCrossEntropy } from "./variables.ts";

const EMBEDDED_IMAGES = 1024;
const SHOWN_IMAGES = 3;
/** Test images that are looked at together: their activations take about 60 MB. */
const EVALUATION_BATCH = 256;

/** What a look at test images told. */
interface Evaluation {
  readonly accuracy: number;
  readonly xent: number;
  readonly digits: Uint8Array;
  /** [images, 10] */
  readonly probabilities: Float32Array;
}

export class MnistCnnTraining implements Training {
  readonly summaryInterval: number;
  readonly checkpointInterval: number;
  readonly #context: TrainingContext<MnistCnnParameters>;
  readonly #mnist: Mnist;
  readonly #network: MnistNetwork;
  /** Weights and biases, by their names in checkpoints. */
  readonly #weights: ReadonlyMap<string, Variable>;
  readonly #adam: Adam;
  readonly #embedding: Variable;
  readonly #batches: ShuffledBatches;

  static async begin(context: TrainingContext<MnistCnnParameters>): Promise<MnistCnnTraining> {
    await context.tellPhase("reading MNIST");
    const mnist = await loadMnist();
    await context.tellPhase("building the network");
    return new MnistCnnTraining(context, mnist);
  }

  private constructor(context: TrainingContext<MnistCnnParameters>, mnist: Mnist) {
    const { tf, parameters } = context;
    const { batch, seed, learningRate } = parameters;
    this.#context = context;
    this.#mnist = mnist;
    this.#network = new MnistNetwork(tf, parameters, seed);
    this.#weights = layerVariables(this.#network.layers);
    this.#adam = new Adam(tf, learningRate, this.#weights);
    const { embeddingSize } = layerSizes(parameters);
    this.#embedding = tf.tidy(() => tf.variable(tf.zeros([EMBEDDED_IMAGES, embeddingSize]), false));
    this.#batches = shuffledBatches({ count: mnist.train.count, batchSize: batch, seed });
    this.summaryInterval = parameters.summaryInterval;
    this.checkpointInterval = parameters.checkpointInterval;
  }

  variables(): ReadonlyMap<string, Variable> {
    return new Map([...this.#weights, ...this.#adam.variables(), [EMBEDDING, this.#embedding]]);
  }

  restore(
    values: ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Float32Array }>,
  ): void {
    restoreVariables(this.#context.tf, this.variables(), values);
  }

  describe(): void {
    const { writer, runDirectory, log } = this.#context;
    writer.text("model", this.#layerTable(), 0, { displayName: "Model" });
    const { images, labels } = this.#mnist.test;
    writeProjectorFiles(runDirectory, {
      tensorName: EMBEDDING,
      labels: labels.subarray(0, EMBEDDED_IMAGES),
      pictures: images.subarray(0, EMBEDDED_IMAGES * MNIST_PIXELS),
      side: MNIST_SIDE,
    });
    try {
      writer.graph(this.#graph());
    } catch (error) {
      // A picture of the network is missing then; it learns all the same.
      log(`The graph could not be drawn: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  trainStep(step: number): void {
    const { tf } = this.#context;
    tf.tidy(() => this.#step(step, this.#batch(step), silentRecorder));
  }

  summarize(step: number): Readings {
    const { tf, writer, parameters } = this.#context;
    let readings: Readings = {};
    tf.tidy(() => {
      const { images, labels, pixels } = this.#batch(step);
      const { logits, activations } = this.#network.apply(images, silentRecorder);
      readings = {
        "accuracy/accuracy": numberOf(this.#accuracy(logits, labels)),
        "xent/xent": numberOf(softmaxCrossEntropy(tf, labels, logits)),
        "train/learning_rate": parameters.learningRate,
      };
      for (const { name, weights, biases } of this.#network.layers) {
        writer.histogram(`${name}/weights`, weights, step);
        writer.histogram(`${name}/biases`, biases, step);
      }
      for (const [tag, values] of activations) writer.histogram(tag, values, step);
      for (const [index, data] of imagesOf(pixels, SHOWN_IMAGES).entries())
        writer.image(
          `input/image/${index}`,
          { width: MNIST_SIDE, height: MNIST_SIDE, channels: 1, data },
          step,
        );
    });
    return readings;
  }

  async beforeCheckpoint(): Promise<void> {
    const { tf } = this.#context;
    const rows: Tensor2D[] = [];
    for (let start = 0; start < EMBEDDED_IMAGES; start += EVALUATION_BATCH) {
      const indices = Array.from({ length: EVALUATION_BATCH }, (_, index) => start + index);
      rows.push(
        tf.tidy(() => {
          const { images } = imageBatch(tf, this.#mnist.test, indices);
          return this.#network.apply(images, silentRecorder).embedding;
        }),
      );
      await nextTurn();
    }
    tf.tidy(() => this.#embedding.assign(tf.concat2d(rows, 0)));
    tf.dispose(rows);
  }

  afterCheckpoint(step: number): Promise<Readings> {
    return this.#validate(step, this.#context.parameters.validationImages);
  }

  finish(step: number): Promise<Readings> {
    return this.#validate(step, this.#mnist.test.count);
  }

  dispose(): void {
    this.#network.dispose();
    this.#adam.dispose();
    this.#embedding.dispose();
  }

  #batch(step: number): ImageBatch {
    return imageBatch(this.#context.tf, this.#mnist.train, this.#batches.indicesOf(step));
  }

  #step(
    step: number,
    { images, labels }: Pick<ImageBatch, "images" | "labels">,
    recorder: GraphRecorder,
  ): void {
    const { tf } = this.#context;
    const seen: SeenOutput[] = [];
    const loss = (): Scalar => {
      const output = this.#network.apply(images, recorder);
      const { logits } = output;
      if (recorder === silentRecorder) return softmaxCrossEntropy(tf, labels, logits);
      // Only the graph shows it: a step needs no accuracy.
      const accuracy = recorder.scope("accuracy", () => this.#accuracy(logits, labels));
      const xent: Scalar = recorder.scope("xent", () => softmaxCrossEntropy(tf, labels, logits));
      seen.push({ ...output, accuracy, xent });
      return xent;
    };
    const { grads } = recorder.within("train/gradients", () =>
      tf.variableGrads(() => recorder.within("", loss), [...this.#weights.values()]),
    );
    this.#adam.apply(step, grads, recorder);
    const { learningRate } = this.#context.parameters;
    const { layers } = this.#network;
    const parts = { layers, learningRate, slots: this.#adam.variables(), embedding: this.#embedding };
    for (const output of seen) noteBesideStep(tf, recorder, { ...parts, output });
  }

  #accuracy(logits: Tensor2D, labels: Tensor2D): Tensor {
    const { tf } = this.#context;
    return tf.mean(tf.cast(tf.equal(tf.argMax(logits, 1), tf.argMax(labels, 1)), "float32"));
  }

  /** Empty when the process has to end before all images were looked at. */
  async #validate(step: number, imageCount: number): Promise<Readings> {
    const { writer } = this.#context;
    const evaluation = await this.#evaluate(spreadIndices(this.#mnist.test.count, imageCount));
    if (evaluation === null) return {};
    const { accuracy, xent, digits, probabilities } = evaluation;
    for (let digit = 0; digit < MNIST_CLASSES; digit += 1)
      writer.prCurve(
        `pr_curve/${digit}`,
        {
          labels: Uint8Array.from(digits, (actual) => Number(actual === digit)),
          predictions: Float32Array.from(digits, (_, row) => probabilities[row * MNIST_CLASSES + digit] ?? 0),
        },
        step,
      );
    return { "validation/accuracy": accuracy, "validation/xent": xent };
  }

  async #evaluate(indices: Uint32Array): Promise<Evaluation | null> {
    const { tf, signal } = this.#context;
    const { test } = this.#mnist;
    const digits = Uint8Array.from(indices, (index) => test.labels[index] ?? 0);
    const probabilities = new Float32Array(indices.length * MNIST_CLASSES);
    let [rightCount, xentSum] = [0, 0];
    for (let start = 0; start < indices.length; start += EVALUATION_BATCH) {
      if (signal.aborted) return null;
      const part = indices.subarray(start, start + EVALUATION_BATCH);
      tf.tidy(() => {
        const { images, labels } = imageBatch(tf, test, part);
        const { logits } = this.#network.apply(images, silentRecorder);
        probabilities.set(tf.softmax(logits).dataSync<"float32">(), start * MNIST_CLASSES);
        rightCount += numberOf(this.#accuracy(logits, labels)) * part.length;
        xentSum += numberOf(softmaxCrossEntropy(tf, labels, logits)) * part.length;
      });
      await nextTurn();
    }
    const count = indices.length;
    return { accuracy: rightCount / count, xent: xentSum / count, digits, probabilities };
  }

  #graph(): Uint8Array {
    const { tf } = this.#context;
    return traceGraph({
      tf,
      variables: this.variables(),
      inputs: (batchSize) => ({
        x: tf.zeros<Rank.R2>([batchSize, MNIST_PIXELS]),
        labels: tf.zeros<Rank.R2>([batchSize, MNIST_CLASSES]),
      }),
      step: ({ x, labels }, recorder) => this.#step(0, { images: x, labels }, recorder),
    });
  }

  #layerTable(): readonly (readonly string[])[] {
    const rows = layerShapes(this.#context.parameters).map(({ name, shape }) => {
      const count = shape.reduce((product, size) => product * size, 1) + (shape.at(-1) ?? 0);
      const kind = shape.length === 4 ? "convolution, relu, 2×2 max-pool" : "dense";
      return [name, kind, shape.join(" × "), count.toLocaleString("en")];
    });
    const { weightCount } = layerSizes(this.#context.parameters);
    return [
      ["layer", "kind", "weights", "parameters"],
      ...rows,
      ["all", "", "", weightCount.toLocaleString("en")],
    ];
  }
}

function numberOf(tensor: Tensor): number {
  return tensor.dataSync()[0] ?? NaN;
}
