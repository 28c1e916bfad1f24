// Trains a small network and logs it, in one line, for Runboard and TensorBoard: npx tsx examples/train-and-log.ts runs/xor
import * as tf from "@tensorflow/tfjs";
import { createSummaryWriter, summaries } from "runboard/writer";

const [directory = "runs/xor"] = process.argv.slice(2);
const writer = createSummaryWriter(directory);
writer.hparams({ units: 8, learningRate: 0.05 });

const model = tf.sequential();
model.add(tf.layers.dense({ units: 8, inputShape: [2], activation: "tanh", name: "hidden" }));
model.add(tf.layers.dense({ units: 1, activation: "sigmoid", name: "output" }));
model.compile({ optimizer: tf.train.adam(0.05), loss: "binaryCrossentropy", metrics: ["accuracy"] });

const points = tf.randomUniform<tf.Rank.R2>([256, 2], -1, 1, "float32", 1);
const isApart = tf.tidy(() => tf.less(points.slice([0, 0], [-1, 1]).mul(points.slice([0, 1], [-1, 1])), 0));
await model.fit(points, isApart.toFloat(), {
  epochs: 40,
  validationSplit: 0.25,
  callbacks: summaries(model, writer),
});
writer.endSession("success");
writer.close();
