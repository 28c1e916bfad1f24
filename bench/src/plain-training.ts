// The tutorial's network in plain tfjs, as its documentation would have it: what a job is measured against. Prints its steps a second.
import { backendCacheDirectory, openBackend } from "@runboard/training/testing";

const [warmUpCount = 0, stepCount = 0] = process.argv.slice(2).map(Number);
const BATCH = 100;

const { tf } = await openBackend({
  want: "auto",
  cacheDirectory: backendCacheDirectory(process.env),
  log: () => undefined,
});
const kernel = (height: number, width: number, inputs: number, outputs: number) =>
  tf.randomNormal([height, width, inputs, outputs], 0, 0.05).as4D(height, width, inputs, outputs);
const bias = (size: number) => tf.variable(tf.fill([size], 0.05));
const [w1, w2] = [tf.variable(kernel(5, 5, 1, 32)), tf.variable(kernel(5, 5, 32, 64))];
const [w3, w4] = [
  tf.variable(tf.randomNormal([3136, 1024], 0, 0.05)),
  tf.variable(tf.randomNormal([1024, 10], 0, 0.05)),
];
const [b1, b2, b3, b4] = [bias(32), bias(64), bias(1024), bias(10)];
const optimizer = tf.train.adam(1e-3);
const pixels = Float32Array.from({ length: BATCH * 784 }, (_, index) => (index % 97) / 97);
const hot = Float32Array.from({ length: BATCH * 10 }, (_, index) => Number(index % 10 === 3));

function step(): void {
  tf.tidy(() => {
    const images = tf.tensor4d(pixels, [BATCH, 28, 28, 1]);
    const labels = tf.tensor2d(hot, [BATCH, 10]);
    const loss = () => {
      const first = tf.maxPool(
        tf.relu(tf.add(tf.conv2d(images, w1, 1, "same"), b1)).as4D(BATCH, 28, 28, 32),
        2,
        2,
        "same",
      );
      const second = tf.maxPool(
        tf.relu(tf.add(tf.conv2d(first, w2, 1, "same"), b2)).as4D(BATCH, 14, 14, 64),
        2,
        2,
        "same",
      );
      const dense = tf.relu(tf.add(tf.matMul(second.reshape([BATCH, 3136]), w3), b3));
      const logits = tf.add(tf.matMul(dense, w4), b4);
      return tf.losses.softmaxCrossEntropy(labels, logits).asScalar();
    };
    optimizer.minimize(loss, false, [w1, b1, w2, b2, w3, b3, w4, b4]);
  });
}

for (let index = 0; index < warmUpCount; index += 1) step();
const start = performance.now();
for (let index = 0; index < stepCount; index += 1) step();
process.stdout.write(`${(stepCount / (performance.now() - start)) * 1000}\n`);
