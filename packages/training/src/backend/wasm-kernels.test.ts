import { tmpdir } from "node:os";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { TensorFlow } from "../model.ts";
import { openBackend } from "./open-backend.ts";

let tf: TensorFlow;

beforeAll(async () => {
  const listenerCount = process.listenerCount("uncaughtException");
  const opened = await openBackend({ want: "wasm", cacheDirectory: tmpdir(), log: () => undefined });
  // Emscripten's would print all of its program for any error that nobody catches.
  expect(process.listenerCount("uncaughtException")).toBe(listenerCount);
  expect(opened.backend).toMatchObject({ name: "wasm", version: "4.22.0", threads: 1 });
  tf = opened.tf;
});

interface Convolution {
  readonly input: [number, number, number, number];
  readonly filter: [number, number, number, number];
  readonly strides: [number, number];
  readonly pad: "same" | "valid" | number | [[0, 0], [number, number], [number, number], [0, 0]];
}

const size = (max: number) => fc.integer({ min: 1, max });
const around = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 }));
const convolutions: fc.Arbitrary<Convolution> = fc
  .record({
    batch: size(3),
    height: size(9),
    width: size(9),
    channels: size(4),
    filterHeight: size(5),
    filterWidth: size(5),
    filters: size(4),
    strides: fc.tuple(size(3), size(3)),
    pad: fc.oneof(
      fc.constantFrom("same" as const, "valid" as const),
      fc.integer({ min: 0, max: 3 }),
      fc.tuple(fc.constant([0, 0] as [0, 0]), around, around, fc.constant([0, 0] as [0, 0])),
    ),
  })
  .map((drawn): Convolution => ({
    input: [drawn.batch, drawn.height, drawn.width, drawn.channels],
    filter: [drawn.filterHeight, drawn.filterWidth, drawn.channels, drawn.filters],
    strides: drawn.strides,
    pad: drawn.pad,
  }))
  .filter(({ input, filter, strides, pad }) => {
    // With one number for the padding tfjs itself takes the filter to be square.
    if (typeof pad === "number" && (filter[0] !== filter[1] || strides[0] !== strides[1])) return false;
    // The padded image is at least as large as the filter, or there is nothing to convolve.
    const paddedBy = (axis: 1 | 2): number =>
      typeof pad === "number"
        ? 2 * pad
        : typeof pad === "string"
          ? pad === "same"
            ? filter[0] + filter[1]
            : 0
          : pad[axis][0] + pad[axis][1];
    return input[1] + paddedBy(1) >= filter[0] && input[2] + paddedBy(2) >= filter[1];
  });

/** Gradients by the image and by the filter of a sum that weighs every output differently. */
async function gradientsOn(backend: "wasm" | "cpu", { input, filter, strides, pad }: Convolution) {
  await tf.setBackend(backend);
  const results = tf.tidy(() => {
    const loss = (x: InstanceType<TensorFlow["Tensor"]>, w: InstanceType<TensorFlow["Tensor"]>) => {
      const output = tf.conv2d(x.as4D(...input), w.as4D(...filter), strides, pad);
      return output.mul(tf.randomNormal(output.shape, 0, 1, "float32", 3)).sum();
    };
    const x = tf.randomNormal(input, 0, 1, "float32", 1);
    const w = tf.randomNormal(filter, 0, 1, "float32", 2);
    return tf
      .grads(loss)([x, w])
      .map((gradient) => ({ shape: gradient.shape, values: gradient.dataSync() }));
  });
  return results;
}

function expectSame(
  actual: readonly { shape: number[]; values: ArrayLike<number> }[],
  expected: typeof actual,
): void {
  expect(actual.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
  actual.forEach(({ values }, index) => {
    const other = expected[index]!.values;
    for (let at = 0; at < other.length; at += 1) {
      const difference = Math.abs(values[at]! - other[at]!);
      if (!(difference <= 1e-4 * Math.max(1, Math.abs(other[at]!))))
        throw new Error(`gradient ${index}, value ${at}: ${values[at]} on wasm, ${other[at]} on cpu`);
    }
  });
}

describe("gradients of a convolution", () => {
  test("are those of the cpu back end for any shape, stride and padding", async () => {
    await fc.assert(
      fc.asyncProperty(convolutions, async (convolution) => {
        expectSame(await gradientsOn("wasm", convolution), await gradientsOn("cpu", convolution));
      }),
      { numRuns: 150, seed: 4 },
    );
  });

  test("hold for a layer like those of mnist-cnn", async () => {
    const convolution: Convolution = {
      input: [1, 8, 8, 8],
      filter: [5, 5, 8, 16],
      strides: [1, 1],
      pad: "same",
    };
    expectSame(await gradientsOn("wasm", convolution), await gradientsOn("cpu", convolution));
  });

  test("leave no tensors behind", async () => {
    await tf.setBackend("wasm");
    const convolution: Convolution = {
      input: [2, 8, 8, 3],
      filter: [3, 3, 3, 4],
      strides: [1, 1],
      pad: "same",
    };
    await gradientsOn("wasm", convolution);
    const before = tf.memory().numTensors;
    for (let round = 0; round < 5; round += 1) await gradientsOn("wasm", convolution);
    expect(tf.memory().numTensors).toBe(before);
  });

  test("of a transposed convolution, as an autoencoder has it", async () => {
    const gradientOn = async (backend: string) => {
      await tf.setBackend(backend);
      return tf.tidy(() => {
        const filter = tf.randomNormal<typeof tf.Rank.R4>([3, 3, 2, 4], 0, 1, "float32", 2);
        const x = tf.randomNormal<typeof tf.Rank.R4>([2, 5, 5, 4], 0, 1, "float32", 1);
        const loss = (w: InstanceType<TensorFlow["Tensor"]>) =>
          tf
            .conv2dTranspose(x, w.as4D(3, 3, 2, 4), [2, 10, 10, 2], 2, "same")
            .square()
            .sum();
        const gradient = tf.grad(loss)(filter);
        return [{ shape: gradient.shape, values: gradient.dataSync() }];
      });
    };
    expectSame(await gradientOn("wasm"), await gradientOn("cpu"));
  });
});

test("matrix products are those of the cpu back end, transposed or not", async () => {
  const productsOn = async (backend: string) => {
    await tf.setBackend(backend);
    return tf.tidy(() =>
      [false, true].flatMap((transposeA) =>
        [false, true].map((transposeB) => {
          const a = tf.randomNormal(transposeA ? [3, 5, 7] : [3, 7, 5], 0, 1, "float32", 1);
          const b = tf.randomNormal(transposeB ? [3, 4, 5] : [3, 5, 4], 0, 1, "float32", 2);
          const product = tf.matMul(a, b, transposeA, transposeB);
          return { shape: product.shape, values: product.dataSync() };
        }),
      ),
    );
  };
  expectSame(await productsOn("wasm"), await productsOn("cpu"));
});

test("a convolution with its channels first is refused with a reason", async () => {
  await tf.setBackend("wasm");
  expect(() =>
    tf
      .engine()
      .runKernel(
        "Conv2DBackpropFilter",
        { x: tf.zeros([1, 1, 4, 4]), dy: tf.zeros([1, 1, 4, 4]) },
        { strides: [1, 1], pad: "same", dataFormat: "NCHW", filterShape: [3, 3, 1, 1] },
      ),
  ).toThrow(/channels last/);
});
