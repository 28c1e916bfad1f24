// Squeezes digits through a few numbers and draws them again from these: reconstructions to look at, and a space of digits for the projector.
import { setImmediate as nextTurn } from "node:timers/promises";
import { Metric } from "@runboard/contract";
import type { Rank, Scalar, Tensor, Tensor2D, Variable } from "@tensorflow/tfjs";
import { z } from "zod";
import { type ShuffledBatches, shuffledBatches } from "../datasets/batches.ts";
import { loadMnist, type Mnist, MNIST_SIDE } from "../datasets/mnist.ts";
import { type GraphRecorder, silentRecorder } from "../graph-trace/recorder.ts";
import { traceGraph } from "../graph-trace/trace-graph.ts";
import { defineModel, type Readings, type Training, type TrainingContext } from "../model.ts";
import { Adam } from "./adam.ts";
import { batchSize, checkpointInterval, learningRate, seed, summaryInterval } from "./common-parameters.ts";
import { type DenseLayer, DenseNetwork } from "./dense-network.ts";
import { exponential } from "./exponential.ts";
import { imageBatch, imagesOf, spreadIndices } from "./mnist-batches.ts";
import { MNIST_PIXELS } from "./mnist-network.ts";
import { writeProjectorFiles } from "./projector-files.ts";
import { layerVariables, restoreVariables } from "./variables.ts";

const parameters = z.strictObject({
  learningRate: learningRate.default(1e-3),
  latent: z.int().min(1).max(256).default(16).meta({
    title: "Latent size",
    description: "Through how many numbers each digit has to go.",
  }),
  hidden: z.int().min(1).max(4096).default(256).meta({
    title: "Hidden units",
    description: "Size of the layer before and of the one after the latent numbers.",
  }),
  steps: z.int().min(1).max(1_000_000).default(2001).meta({
    title: "Steps",
    description: "How often the weights are changed.",
  }),
  batch: batchSize.default(100),
  seed: seed.default(0),
  summaryInterval: summaryInterval.default(20),
  checkpointInterval: checkpointInterval.default(200),
});
type AutoencoderParameters = z.output<typeof parameters>;

const EMBEDDING = "latent_embedding";
const EMBEDDED_IMAGES = 1024;
const SHOWN_IMAGES = 6;
const VALIDATION_IMAGES = 2000;
const EVALUATION_BATCH = 500;
/** Distributions and pictures of one point. */
const SUMMARY_BYTES = 25_000;
const SPRITE_BYTES = 500_000;

export const autoencoder = defineModel({
  id: "autoencoder",
  title: "Digits through a bottleneck (autoencoder)",
  summary: "Learns to draw handwritten digits again from a few numbers.",
  parameters,
  metric: Metric.parse({ tag: "loss/validation", goal: "minimize" }),
  comparedTags: ["loss/train"],
  examples: [
    { title: "16 numbers a digit", parameters: {} },
    {
      title: "How many numbers does a digit need?",
      parameters: {},
      search: { kind: "grid", values: { latent: [2, 4, 8, 16, 32] } },
    },
  ],
  runName: ({ learningRate: rate, latent, hidden }) =>
    `autoencoder_lr_${exponential(rate)},latent=${latent},hidden=${hidden}`,
  totalSteps: ({ steps }) => steps,
  diskBytes({ hidden, latent, steps, ...chosen }) {
    const weightCount = 2 * hidden * (MNIST_PIXELS + latent + 1) + latent + MNIST_PIXELS;
    const checkpointBytes = 4 * (3 * weightCount + EMBEDDED_IMAGES * latent);
    const checkpointCount = Math.min(6, steps / chosen.checkpointInterval + 2);
    const summaryCount = steps / chosen.summaryInterval + 1;
    return Math.ceil(checkpointBytes * checkpointCount + SUMMARY_BYTES * summaryCount + SPRITE_BYTES);
  },
  async begin(context) {
    await context.tellPhase("reading MNIST");
    const mnist = await loadMnist();
    await context.tellPhase("building the network");
    return new AutoencoderTraining(context, mnist);
  },
});

function layersOf({ hidden, latent }: AutoencoderParameters): readonly DenseLayer[] {
  return [
    { name: "encoder", inputs: MNIST_PIXELS, outputs: hidden, activation: "relu" },
    { name: "latent", inputs: hidden, outputs: latent, activation: "none" },
    { name: "decoder", inputs: latent, outputs: hidden, activation: "relu" },
    { name: "output", inputs: hidden, outputs: MNIST_PIXELS, activation: "none" },
  ];
}

class AutoencoderTraining implements Training {
  readonly summaryInterval: number;
  readonly checkpointInterval: number;
  readonly #context: TrainingContext<AutoencoderParameters>;
  readonly #mnist: Mnist;
  readonly #network: DenseNetwork;
  readonly #weights: ReadonlyMap<string, Variable>;
  readonly #adam: Adam;
  readonly #embedding: Variable;
  readonly #batches: ShuffledBatches;

  constructor(context: TrainingContext<AutoencoderParameters>, mnist: Mnist) {
    const { tf, parameters: chosen } = context;
    this.#context = context;
    this.#mnist = mnist;
    this.#network = new DenseNetwork(tf, layersOf(chosen), chosen.seed);
    this.#weights = layerVariables(this.#network.layers);
    this.#adam = new Adam(tf, chosen.learningRate, this.#weights);
    this.#embedding = tf.tidy(() => tf.variable(tf.zeros([EMBEDDED_IMAGES, chosen.latent]), false));
    this.#batches = shuffledBatches({
      count: mnist.train.count,
      batchSize: chosen.batch,
      seed: chosen.seed,
    });
    this.summaryInterval = chosen.summaryInterval;
    this.checkpointInterval = chosen.checkpointInterval;
  }

  variables(): ReadonlyMap<string, Variable> {
    return new Map([...this.#weights, ...this.#adam.variables(), [EMBEDDING, this.#embedding]]);
  }

  restore(values: Parameters<Training["restore"]>[0]): void {
    restoreVariables(this.#context.tf, this.variables(), values);
  }

  describe(): void {
    const { tf, writer, runDirectory } = this.#context;
    writer.text("model", this.#network.table(), 0, { displayName: "Model" });
    const { images, labels } = this.#mnist.test;
    writeProjectorFiles(runDirectory, {
      tensorName: EMBEDDING,
      labels: labels.subarray(0, EMBEDDED_IMAGES),
      pictures: images.subarray(0, EMBEDDED_IMAGES * MNIST_PIXELS),
      side: MNIST_SIDE,
    });
    const graph = traceGraph({
      tf,
      variables: new Map([...this.#weights, ...this.#adam.variables()]),
      inputs: (count) => ({ x: tf.zeros<Rank.R2>([count, MNIST_PIXELS]) }),
      step: ({ x }, recorder) => this.#step(0, x, recorder),
    });
    writer.graph(graph);
  }

  trainStep(step: number): void {
    const { tf } = this.#context;
    tf.tidy(() => this.#step(step, this.#images(step), silentRecorder));
  }

  summarize(step: number): Readings {
    const { tf, writer } = this.#context;
    let loss = NaN;
    tf.tidy(() => {
      const images = this.#images(step);
      const outputs = this.#network.apply(images, silentRecorder);
      loss = numberOf(this.#loss(images, outputs, silentRecorder));
      for (const { name, weights, biases } of this.#network.layers) {
        writer.histogram(`${name}/weights`, weights, step);
        writer.histogram(`${name}/biases`, biases, step);
      }
      for (const [name, values] of outputs) writer.histogram(`${name}/activations`, values, step);
    });
    return { "loss/train": loss, "train/learning_rate": this.#context.parameters.learningRate };
  }

  async beforeCheckpoint(): Promise<void> {
    const { tf } = this.#context;
    tf.tidy(() => {
      const indices = Array.from({ length: EMBEDDED_IMAGES }, (_, index) => index);
      const { images } = imageBatch(tf, this.#mnist.test, indices);
      const latent = this.#network.apply(images, silentRecorder).get("latent");
      if (latent !== undefined) this.#embedding.assign(latent);
    });
    await nextTurn();
  }

  afterCheckpoint(step: number): Promise<Readings> {
    return this.#validate(step, VALIDATION_IMAGES);
  }

  finish(step: number): Promise<Readings> {
    return this.#validate(step, this.#mnist.test.count);
  }

  dispose(): void {
    this.#network.dispose();
    this.#adam.dispose();
    this.#embedding.dispose();
  }

  #images(step: number): Tensor2D {
    return imageBatch(this.#context.tf, this.#mnist.train, this.#batches.indicesOf(step)).images;
  }

  #step(step: number, images: Tensor2D, recorder: GraphRecorder): void {
    const { tf } = this.#context;
    const loss = (): Scalar => this.#loss(images, this.#network.apply(images, recorder), recorder);
    const { grads } = recorder.within("train/gradients", () =>
      tf.variableGrads(() => recorder.within("", loss), [...this.#weights.values()]),
    );
    this.#adam.apply(step, grads, recorder);
  }

  /** Cross entropy of the pixels, which are taken for probabilities of ink, in nats a pixel. */
  #loss(images: Tensor2D, outputs: ReadonlyMap<string, Tensor2D>, recorder: GraphRecorder): Scalar {
    const { tf } = this.#context;
    return recorder.scope("loss", () => {
      const logits = outputOf(outputs);
      return tf.mean(tf.sub(tf.softplus(logits), tf.mul(logits, images)));
    });
  }

  /** Shows the first test images, each above what was made of it. Empty when the process has to end. */
  async #validate(step: number, imageCount: number): Promise<Readings> {
    const { tf, writer, signal } = this.#context;
    const { test } = this.#mnist;
    const indices = spreadIndices(test.count, imageCount);
    let sum = 0;
    for (let start = 0; start < indices.length; start += EVALUATION_BATCH) {
      if (signal.aborted) return {};
      const part = indices.subarray(start, start + EVALUATION_BATCH);
      tf.tidy(() => {
        const { images, pixels } = imageBatch(tf, test, part);
        const outputs = this.#network.apply(images, silentRecorder);
        sum += numberOf(this.#loss(images, outputs, silentRecorder)) * part.length;
        if (start > 0) return;
        const drawn = tf.sigmoid(outputOf(outputs)).dataSync<"float32">();
        const [originals, copies] = [imagesOf(pixels, SHOWN_IMAGES), imagesOf(drawn, SHOWN_IMAGES)];
        for (const [index, original] of originals.entries()) {
          const data = Float32Array.from([...original, ...(copies[index] ?? [])]);
          const picture = { width: MNIST_SIDE, height: 2 * MNIST_SIDE, channels: 1 as const, data };
          writer.image(`reconstruction/image/${index}`, picture, step);
        }
      });
      await nextTurn();
    }
    return { "loss/validation": sum / indices.length };
  }
}

function outputOf(outputs: ReadonlyMap<string, Tensor2D>): Tensor2D {
  const output = outputs.get("output");
  if (output === undefined) throw new Error("an autoencoder has an output");
  return output;
}

function numberOf(tensor: Tensor): number {
  return tensor.dataSync()[0] ?? NaN;
}
