import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { TensorFlow } from "../model.ts";
import { backendCacheDirectory } from "./cache-directory.ts";
import { openBackend } from "./open-backend.ts";
import { replaceReluGradient } from "./relu-gradient.ts";

/** `auto` is TensorFlow where `npm test` could get it. */
describe.each(["auto", "wasm", "cpu"] as const)("on the back end %s", (want) => {
  let tf: TensorFlow;

  beforeAll(async () => {
    const opened = await openBackend({
      want,
      cacheDirectory: backendCacheDirectory(process.env),
      log: () => undefined,
    });
    tf = opened.tf;
    replaceReluGradient(tf);
    replaceReluGradient(tf);
  });

  function gradient(values: Float32Array, weights: Float32Array, shape: number[]): readonly number[] {
    return tf.tidy(() => {
      const weight = tf.tensor(weights, shape);
      const ofRelu = tf.grad((x) => tf.sum(tf.mul(tf.relu(x), weight)));
      return Array.from(ofRelu(tf.tensor(values, shape)).dataSync());
    });
  }

  it("is what comes from above where the input is positive, and zero elsewhere", () => {
    // TensorFlow takes numbers below 2⁻¹²⁶ as zero.
    const float = fc.integer({ min: -1e6, max: 1e6 }).map((eighths) => eighths / 8);
    const batch = fc
      .array(fc.tuple(fc.oneof(float, fc.constantFrom(0, -0)), float), { minLength: 1 })
      .map((pairs) => ({
        values: Float32Array.from(pairs, ([value]) => value),
        weights: Float32Array.from(pairs, ([, weight]) => weight),
      }));
    fc.assert(
      fc.property(batch, ({ values, weights }) => {
        const expected = Array.from(weights, (weight, at) => ((values[at] ?? 0) > 0 ? weight : 0));
        const unsigned = (numbers: readonly number[]) => numbers.map((number) => number + 0);
        expect(unsigned(gradient(values, weights, [1, values.length]))).toEqual(unsigned(expected));
      }),
    );
  });

  it("is one kernel, ReluGrad", async () => {
    const { kernelNames } = await tf.profile(() => {
      gradient(new Float32Array(6).fill(1), new Float32Array(6), [2, 3]);
      return [];
    });
    expect(kernelNames).toContain("ReluGrad");
    // What tfjs would make it of.
    if (tf.getBackend() === "tensorflow") expect(kernelNames).not.toContain("Step");
  });

  it("leaves nothing in memory", () => {
    const { numTensors } = tf.memory();
    gradient(new Float32Array(4).fill(-1), new Float32Array(4), [4]);
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});
