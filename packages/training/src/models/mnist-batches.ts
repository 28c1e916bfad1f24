// Digits as tensors: which images a step sees, and their labels.
import type { Tensor2D } from "@tensorflow/tfjs";
import type { LabeledImages } from "../datasets/mnist.ts";
import type { TensorFlow } from "../model.ts";
import { MNIST_CLASSES, MNIST_PIXELS } from "./mnist-network.ts";

export interface ImageBatch {
  /** [images, 784], from 0 to 1. */
  readonly images: Tensor2D;
  /** [images, 10]: 1 in the column of the digit. */
  readonly labels: Tensor2D;
  /** The values of `images`. */
  readonly pixels: Float32Array;
}

export function imageBatch(
  tf: TensorFlow,
  data: LabeledImages,
  indices: ArrayLike<number> & Iterable<number>,
): ImageBatch {
  const pixels = new Float32Array(indices.length * MNIST_PIXELS);
  const hot = new Float32Array(indices.length * MNIST_CLASSES);
  let row = 0;
  for (const index of indices) {
    const start = index * MNIST_PIXELS;
    for (let pixel = 0; pixel < MNIST_PIXELS; pixel += 1)
      pixels[row * MNIST_PIXELS + pixel] = (data.images[start + pixel] ?? 0) / 255;
    hot[row * MNIST_CLASSES + (data.labels[index] ?? 0)] = 1;
    row += 1;
  }
  return {
    images: tf.tensor2d(pixels, [row, MNIST_PIXELS]),
    labels: tf.tensor2d(hot, [row, MNIST_CLASSES]),
    pixels,
  };
}

/** The first images of a batch. */
export function imagesOf(pixels: Float32Array, count: number): readonly Float32Array[] {
  return Array.from({ length: Math.min(count, pixels.length / MNIST_PIXELS) }, (_, row) =>
    pixels.subarray(row * MNIST_PIXELS, (row + 1) * MNIST_PIXELS),
  );
}

/** `count` of `total` indices, evenly spread: the test set's halves were written by different people. */
export function spreadIndices(total: number, count: number): Uint32Array {
  return Uint32Array.from({ length: Math.min(count, total) }, (_, index) =>
    Math.floor((index * total) / Math.min(count, total)),
  );
}
