import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSummaryWriter, summaries } from "../writer.ts";
import { readRun, scalarsOf } from "./testing/read-run.ts";

let directory: string;

beforeEach(async () => {
  await tf.setBackend("cpu");
  directory = mkdtempSync(join(tmpdir(), "runboard-fit-"));
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

test("model.fit writes metrics, validation, learning rate, histograms and layers", async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 4, inputShape: [2], activation: "relu", name: "hidden" }),
      tf.layers.dense({ units: 1, activation: "sigmoid", name: "output" }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.05), loss: "binaryCrossentropy", metrics: ["accuracy"] });
  const x = tf.tensor2d(Array.from({ length: 32 }, (_, index) => [index % 2, (index >> 1) % 2]));
  const y = tf.tensor2d(Array.from({ length: 32 }, (_, index) => [(index % 2) | ((index >> 1) % 2)]));
  const writer = createSummaryWriter(directory);
  const tensorCount = tf.memory().numTensors;
  const { history } = await model.fit(x, y, {
    epochs: 4,
    validationSplit: 0.25,
    callbacks: summaries(model, writer, { every: 2 }),
  });
  // Training made the optimiser's slots; the callback holds nothing.
  expect(tf.memory().numTensors - tensorCount).toBeLessThanOrEqual(2 * model.weights.length + 2);
  writer.close();

  const training = readRun(directory);
  const float = (name: string, epoch: number): number => Math.fround(Number(history[name]?.[epoch]));
  expect(scalarsOf(training)).toEqual({
    epoch_loss: [
      [0, float("loss", 0)],
      [2, float("loss", 2)],
    ],
    epoch_accuracy: [
      [0, float("acc", 0)],
      [2, float("acc", 2)],
    ],
    epoch_learning_rate: [
      [0, Math.fround(0.05)],
      [2, Math.fround(0.05)],
    ],
  });
  expect(scalarsOf(readRun(join(directory, "validation")))).toMatchObject({
    epoch_loss: [
      [0, float("val_loss", 0)],
      [2, float("val_loss", 2)],
    ],
    epoch_accuracy: [[0], [2]].map(([epoch = 0]) => [epoch, float("val_acc", epoch)]),
  });
  const other = new Map(training.records.map((series) => [series.tag, series]));
  expect([...other.keys()].sort()).toEqual([
    "hidden/bias",
    "hidden/kernel",
    "keras",
    "model",
    "output/bias",
    "output/kernel",
  ]);
  expect([...(other.get("hidden/kernel")?.steps ?? [])]).toEqual([0, 2]);
  expect(other.get("keras")?.metadata.plugin).toBe("graph_keras_model");
});

test("refuses no epochs", () => {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
  const writer = createSummaryWriter(directory);
  expect(() => summaries(model, writer, { every: 0 })).toThrow("every is 1 or more");
  writer.close();
});
