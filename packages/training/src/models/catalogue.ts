// All models that can be trained here. A new one is a file beside this and a line below.
import type { Model } from "../model.ts";
import { autoencoder } from "./autoencoder.ts";
import { mlp } from "./mlp.ts";
import { mnistCnn } from "./mnist-cnn.ts";

export const models: readonly Model[] = [mnistCnn, mlp, autoencoder];
