// Adam as TensorFlow computes it (training_ops.cc), with its slots named as TensorFlow 1 names them in a checkpoint. tfjs's own has another ε and no names.
import type { Tensor, Variable } from "@tensorflow/tfjs";
import type { GraphRecorder, NodeInput } from "../graph-trace/recorder.ts";
import type { TensorFlow } from "../model.ts";

/** Where the powers begin, and what they are multiplied by at each step. */
export const BETA1 = 0.9;
export const BETA2 = 0.999;
const EPSILON = 1e-8;

interface Slot {
  readonly name: string;
  readonly variable: Variable;
  readonly mean: Variable;
  readonly squareMean: Variable;
}

export class Adam {
  readonly #tf: TensorFlow;
  readonly #learningRate: number;
  readonly #slots: readonly Slot[];
  /** βᵗ for the step t that comes next: what a checkpoint tells of the number of steps. */
  readonly #beta1Power: Variable;
  readonly #beta2Power: Variable;

  constructor(tf: TensorFlow, learningRate: number, trained: ReadonlyMap<string, Variable>) {
    this.#tf = tf;
    this.#learningRate = learningRate;
    const zeros = (variable: Variable): Variable => tf.tidy(() => tf.variable(tf.zerosLike(variable), false));
    this.#slots = [...trained].map(([name, variable]) => ({
      name,
      variable,
      mean: zeros(variable),
      squareMean: zeros(variable),
    }));
    this.#beta1Power = tf.tidy(() => tf.variable(tf.scalar(BETA1), false));
    this.#beta2Power = tf.tidy(() => tf.variable(tf.scalar(BETA2), false));
  }

  /** Everything that a checkpoint needs besides the weights. */
  variables(): ReadonlyMap<string, Variable> {
    return new Map([
      ...this.#slots.flatMap(({ name, mean, squareMean }): readonly (readonly [string, Variable])[] => [
        [`${name}/Adam`, mean],
        [`${name}/Adam_1`, squareMean],
      ]),
      ["train/beta1_power", this.#beta1Power],
      ["train/beta2_power", this.#beta2Power],
    ]);
  }

  /** Changes the variables along their gradients, which are by the variables' names in tfjs. `step` counts from 0. Call it in a `tidy`. */
  apply(step: number, gradients: Readonly<Record<string, Tensor>>, recorder: GraphRecorder): void {
    const time = step + 1;
    const rate = (this.#learningRate * Math.sqrt(1 - BETA2 ** time)) / (1 - BETA1 ** time);
    recorder.within("train/Adam", () => {
      for (const slot of this.#slots) {
        const gradient = gradients[slot.variable.name];
        if (gradient === undefined) throw new Error(`The loss does not depend on the variable ${slot.name}.`);
        const node = `update_${slot.name}/ResourceApplyAdam`;
        const inputs = [...this.#inputs(slot), gradient];
        recorder.single({ op: "ResourceApplyAdam", name: node, inputs }, () => {
          this.#update(slot, gradient, rate);
        });
      }
      this.#advance(this.#beta1Power, { name: "beta1", constant: BETA1 }, time, recorder);
      this.#advance(this.#beta2Power, { name: "beta2", constant: BETA2 }, time, recorder);
    });
  }

  dispose(): void {
    for (const { mean, squareMean } of this.#slots) this.#tf.dispose([mean, squareMean]);
    this.#tf.dispose([this.#beta1Power, this.#beta2Power]);
  }

  #inputs({ variable, mean, squareMean }: Slot): readonly NodeInput[] {
    return [
      { handle: variable },
      { handle: mean },
      { handle: squareMean },
      this.#beta1Power,
      this.#beta2Power,
      { name: "learning_rate", constant: this.#learningRate },
      { name: "beta1", constant: BETA1 },
      { name: "beta2", constant: BETA2 },
      { name: "epsilon", constant: EPSILON },
    ];
  }

  #update({ variable, mean, squareMean }: Slot, gradient: Tensor, rate: number): void {
    const tf = this.#tf;
    // Tensors of the size of a weight matrix are let go at once: together they would be as large as the batch's activations.
    tf.tidy(() => mean.assign(tf.add(mean, tf.mul(tf.sub(gradient, mean), 1 - BETA1))));
    tf.tidy(() =>
      squareMean.assign(tf.add(squareMean, tf.mul(tf.sub(tf.square(gradient), squareMean), 1 - BETA2))),
    );
    tf.tidy(() => {
      const change = tf.div(tf.mul(mean, rate), tf.add(tf.sqrt(squareMean), EPSILON));
      variable.assign(tf.sub(variable, change));
    });
  }

  #advance(
    power: Variable,
    beta: { readonly name: string; readonly constant: number },
    time: number,
    recorder: GraphRecorder,
  ): void {
    const next = recorder.single({ op: "Mul", name: `mul_${beta.name}`, inputs: [power, beta] }, () =>
      this.#tf.scalar(beta.constant ** (time + 1)),
    );
    power.assign(next);
  }
}
