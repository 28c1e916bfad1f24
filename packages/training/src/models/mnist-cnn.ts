// The network of TensorFlow's MNIST tutorial for TensorBoard, on the real digits: what everybody trains first.
import { Metric } from "@runboard/contract";
import { REFERENCE_SETUP_SECONDS, REFERENCE_STEPS_PER_SECOND } from "../backend/reference-pace.ts";
import { defineModel } from "../model.ts";
import { exponential } from "./exponential.ts";
import { mnistCnnParameters } from "./mnist-cnn-parameters.ts";
import { MnistCnnTraining } from "./mnist-cnn-training.ts";
import { layerSizes } from "./mnist-network.ts";

/** Of a point of the tutorial's summaries: three pictures, and distributions of 40 to 600 buckets of 16 bytes. */
const SUMMARY_BYTES = 60_000;
const SPRITE_BYTES = 500_000;
/** The newest, and one that is being written. */
const CHECKPOINTS = 6;
/** Weights and two slots of Adam. */
const COPIES = 3;

const standard = mnistCnnParameters.parse({});

export const mnistCnn = defineModel({
  id: "mnist-cnn",
  title: "Handwritten digits (CNN)",
  summary:
    "The convolutional network of TensorFlow's tutorial learns to read the 60,000 handwritten digits of MNIST.",
  parameters: mnistCnnParameters,
  metric: Metric.parse({ tag: "validation/accuracy", goal: "maximize" }),
  comparedTags: ["accuracy/accuracy", "xent/xent", "validation/xent"],
  examples: [
    { title: "The tutorial's network", parameters: {} },
    {
      title: "The tutorial's 12 runs",
      parameters: {},
      search: { kind: "grid", values: { learningRate: [1e-3, 1e-4, 1e-5], conv: [1, 2], fc: [1, 2] } },
    },
    { title: "A first look", parameters: { steps: 401, summaryInterval: 10 } },
  ],
  runName: ({ learningRate: rate, conv, fc }) => `lr_${exponential(rate)},conv=${conv},fc=${fc}`,
  totalSteps: ({ steps }) => steps,
  diskBytes(chosen) {
    const { weightCount, embeddingSize } = layerSizes(chosen);
    const checkpointBytes = 4 * (COPIES * weightCount + 1024 * embeddingSize);
    const checkpointCount = Math.min(CHECKPOINTS, chosen.steps / chosen.checkpointInterval + 2);
    const summaryCount = chosen.steps / chosen.summaryInterval + 1;
    return Math.ceil(checkpointBytes * checkpointCount + SUMMARY_BYTES * summaryCount + SPRITE_BYTES);
  },
  referencePace({ conv, fc, batch, ...chosen }, backend) {
    const { summaryInterval, checkpointInterval, validationImages } = standard;
    const isMore =
      batch > standard.batch ||
      chosen.summaryInterval < summaryInterval ||
      chosen.checkpointInterval < checkpointInterval ||
      chosen.validationImages > validationImages;
    if (isMore) return null;
    const isLess = conv < 2 || fc < 2 || batch < standard.batch;
    return {
      stepsPerSecond: REFERENCE_STEPS_PER_SECOND[backend],
      setupSeconds: REFERENCE_SETUP_SECONDS[backend],
      isUpperLimit: isLess,
    };
  },
  begin: (context) => MnistCnnTraining.begin(context),
});
