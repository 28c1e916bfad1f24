// Layers that are fully connected, relu between them: the whole of the smaller models.
import type { Tensor2D } from "@tensorflow/tfjs";
import type { GraphRecorder } from "../graph-trace/recorder.ts";
import type { TensorFlow } from "../model.ts";
import { type LayerVariables, makeLayer } from "./variables.ts";

export interface DenseLayer {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** `none` for the last one: what it gives is read as it is. */
  readonly activation: "relu" | "none";
}

export class DenseNetwork {
  readonly layers: readonly LayerVariables[];
  readonly #tf: TensorFlow;
  readonly #shapes: readonly DenseLayer[];

  constructor(tf: TensorFlow, shapes: readonly DenseLayer[], seed: number) {
    this.#tf = tf;
    this.#shapes = shapes;
    this.layers = shapes.map(({ name, inputs, outputs }, index) =>
      makeLayer(
        tf,
        { name, shape: [inputs, outputs], seed: seed * 64 + index + 1 },
        // He and others (2015): keeps the variance from layer to layer under relu.
        { weightDeviation: Math.sqrt(2 / inputs), bias: 0 },
      ),
    );
  }

  /** What each layer gives, by its name, in order. */
  apply(input: Tensor2D, recorder: GraphRecorder): ReadonlyMap<string, Tensor2D> {
    const tf = this.#tf;
    const outputs = new Map<string, Tensor2D>();
    let features = input;
    for (const [index, { name, weights, biases }] of this.layers.entries()) {
      features = recorder.scope(name, () => {
        const sum: Tensor2D = tf.add(tf.matMul(features, weights), biases);
        return this.#shapes[index]?.activation === "relu" ? tf.relu(sum) : sum;
      });
      outputs.set(name, features);
    }
    return outputs;
  }

  get weightCount(): number {
    return this.#shapes.reduce((sum, { inputs, outputs }) => sum + (inputs + 1) * outputs, 0);
  }

  /** For the run's text. */
  table(): readonly (readonly string[])[] {
    return [
      ["layer", "activation", "weights", "parameters"],
      ...this.#shapes.map(({ name, activation, inputs, outputs }) => [
        name,
        activation,
        `${inputs} × ${outputs}`,
        ((inputs + 1) * outputs).toLocaleString("en"),
      ]),
      ["all", "", "", this.weightCount.toLocaleString("en")],
    ];
  }

  dispose(): void {
    for (const { weights, biases } of this.layers) this.#tf.dispose([weights, biases]);
  }
}
