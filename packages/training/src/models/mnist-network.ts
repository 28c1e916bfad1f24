// The tutorial's layers: one or two convolutions with max-pooling, one or two dense layers, named as the tutorial names them.
import type { Tensor, Tensor2D, Tensor4D } from "@tensorflow/tfjs";
import { MNIST_SIDE } from "../datasets/mnist.ts";
import type { GraphRecorder } from "../graph-trace/recorder.ts";
import type { TensorFlow } from "../model.ts";
import { type LayerVariables, makeLayer } from "./variables.ts";

/** Of the network; what is not said here is fixed. */
export interface NetworkShape {
  readonly conv: 1 | 2;
  readonly fc: 1 | 2;
}

interface LayerShape {
  readonly name: string;
  readonly shape: readonly number[];
}

export interface NetworkOutput {
  /** [images, 28, 28, 1] */
  readonly pictures: Tensor4D;
  /** [images, 10] */
  readonly logits: Tensor2D;
  /** [images, 1024], or [images, 3136] where there is a single dense layer: what the projector shows. */
  readonly embedding: Tensor2D;
  /** By the tags of their histograms. */
  readonly activations: ReadonlyMap<string, Tensor>;
}

export const MNIST_PIXELS = MNIST_SIDE * MNIST_SIDE;
export const MNIST_CLASSES = 10;
/** What two poolings leave of an image, in 64 channels. */
const FLAT_SIZE = 7 * 7 * 64;
const FC_SIZE = 1024;
export const INITIAL_SCALE = { weightDeviation: 0.05, bias: 0.05 } as const;

/** Convolutions are [height, width, channels in, channels out], dense layers [in, out]. */
export function layerShapes({ conv, fc }: NetworkShape): readonly LayerShape[] {
  return [
    ...(conv === 2
      ? [
          { name: "conv1", shape: [5, 5, 1, 32] },
          { name: "conv2", shape: [5, 5, 32, 64] },
        ]
      : [{ name: "conv", shape: [5, 5, 1, 64] }]),
    ...(fc === 2
      ? [
          { name: "fc1", shape: [FLAT_SIZE, FC_SIZE] },
          { name: "fc2", shape: [FC_SIZE, MNIST_CLASSES] },
        ]
      : [{ name: "fc", shape: [FLAT_SIZE, MNIST_CLASSES] }]),
  ];
}

export function layerSizes(network: NetworkShape): {
  readonly weightCount: number;
  readonly embeddingSize: number;
} {
  const counts = layerShapes(network).map(
    ({ shape }) => shape.reduce((product, size) => product * size, 1) + (shape.at(-1) ?? 0),
  );
  return {
    weightCount: counts.reduce((sum, count) => sum + count, 0),
    embeddingSize: network.fc === 2 ? FC_SIZE : FLAT_SIZE,
  };
}

export class MnistNetwork {
  readonly layers: readonly LayerVariables[];
  readonly #tf: TensorFlow;
  readonly #shape: NetworkShape;

  constructor(tf: TensorFlow, shape: NetworkShape, seed: number) {
    this.#tf = tf;
    this.#shape = shape;
    this.layers = layerShapes(shape).map((layer, index) =>
      makeLayer(tf, { ...layer, seed: seed * 16 + index + 1 }, INITIAL_SCALE),
    );
  }

  /** `images` is [images, 784], from 0 to 1. */
  apply(images: Tensor2D, recorder: GraphRecorder): NetworkOutput {
    const tf = this.#tf;
    const activations = new Map<string, Tensor>();
    const pictures: Tensor4D = tf.reshape(images, [-1, MNIST_SIDE, MNIST_SIDE, 1]);
    let features = pictures;
    for (const layer of this.layers.slice(0, this.#shape.conv))
      features = recorder.scope(layer.name, () => {
        const convolved = tf.conv2d(features, kernelOf(layer), 1, "same");
        const active: Tensor4D = tf.relu(tf.add(convolved, layer.biases));
        activations.set(`${layer.name}/activations`, active);
        return tf.maxPool(active, 2, 2, "same");
      });
    if (this.#shape.conv === 1) features = tf.maxPool(features, 2, 2, "same");
    const flat: Tensor2D = tf.reshape(features, [-1, FLAT_SIZE]);
    const dense = (layer: LayerVariables, input: Tensor2D): Tensor2D =>
      recorder.scope(layer.name, () => {
        const output: Tensor2D = tf.add(tf.matMul(input, layer.weights), layer.biases);
        activations.set(`${layer.name}/activations`, output);
        return output;
      });
    const [first, second] = this.layers.slice(this.#shape.conv);
    if (first === undefined) throw new Error("a network has a dense layer");
    if (second === undefined) return { pictures, logits: dense(first, flat), embedding: flat, activations };
    const embedding = tf.relu(dense(first, flat));
    activations.set(`${first.name}/relu`, embedding);
    return { pictures, logits: dense(second, embedding), embedding, activations };
  }

  dispose(): void {
    for (const { weights, biases } of this.layers) this.#tf.dispose([weights, biases]);
  }
}

function kernelOf({ name, weights }: LayerVariables): Tensor4D {
  if (!isKernel(weights)) throw new Error(`${name} is no convolution`);
  return weights;
}

function isKernel(tensor: Tensor): tensor is Tensor4D {
  return tensor.rank === 4;
}
