// What the tutorial's network is trained with.
import { z } from "zod";
import { batchSize, checkpointInterval, learningRate, seed, summaryInterval } from "./common-parameters.ts";

export const mnistCnnParameters = z.strictObject({
  // At 1e-3 a student sees 0.9 within seconds; the tutorial's 1e-4 needs minutes for that.
  learningRate: learningRate.default(1e-3),
  conv: z.literal([1, 2]).default(2).meta({
    title: "Convolutions",
    description: "How many convolutional layers look for patterns in the image.",
  }),
  fc: z.literal([1, 2]).default(2).meta({
    title: "Dense layers",
    description: "How many fully connected layers decide which digit the patterns make.",
  }),
  steps: z.int().min(1).max(1_000_000).default(2001).meta({
    title: "Steps",
    description: "How often the weights are changed. 600 steps of 100 images see every image once.",
  }),
  batch: batchSize.default(100),
  seed: seed.default(0),
  summaryInterval: summaryInterval.default(5),
  checkpointInterval: checkpointInterval.default(100),
  validationImages: z.int().min(100).max(10_000).default(2000).meta({
    title: "Validate on",
    description:
      "How many of the 10,000 test images, evenly spread, are looked at after each checkpoint. At the end it is all of them.",
    "x-unit": "images",
    "x-advanced": true,
  }),
});
export type MnistCnnParameters = z.output<typeof mnistCnnParameters>;
