// With what this machine has: TensorFlow where npm or the doctor could get it.
import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { examineBackends } from "../doctor/examine-backends.ts";
import { backendCacheDirectory } from "./cache-directory.ts";
import { openBackend } from "./open-backend.ts";

test("the best back end is the one that the doctor names, and it trains", async () => {
  const cacheDirectory = backendCacheDirectory(process.env);
  const { best } = await examineBackends({ cacheDirectory });
  const { tf, backend } = await openBackend({ want: "auto", cacheDirectory, log: () => undefined });
  expect(backend).toEqual(best);
  expect(tf.getBackend()).toBe(best.name);
  if (best.name === "tensorflow") {
    expect(best.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(best.warning).toBeNull();
    expect(best.threads).toBe(Number(process.env["TF_NUM_INTRAOP_THREADS"] ?? availableParallelism()));
  }
  // A filter that finds an edge, learnt from what such a filter gives.
  const losses = tf.tidy(() => {
    const images = tf.randomNormal([16, 8, 8, 1], 0, 1, "float32", 1).as4D(16, 8, 8, 1);
    const edge = tf.tensor4d([1, 0, -1, 2, 0, -2, 1, 0, -1], [3, 3, 1, 1]);
    const wanted = tf.conv2d(images, edge, 1, "same");
    const filter = tf.variable(tf.zeros([3, 3, 1, 1]));
    const optimizer = tf.train.adam(0.1);
    return Array.from({ length: 60 }, () => {
      const cost = optimizer.minimize(
        () =>
          tf
            .conv2d(images, filter.as4D(3, 3, 1, 1), 1, "same")
            .sub(wanted)
            .square()
            .mean()
            .asScalar(),
        true,
      );
      return cost?.dataSync()[0] ?? NaN;
    });
  });
  expect(losses[0]).toBeGreaterThan(5);
  expect(losses.at(-1)).toBeLessThan(0.1);
});
