// The variables of a model: made from a seed, and filled from a checkpoint.
import type { Scalar, Tensor, Variable } from "@tensorflow/tfjs";
import type { TensorFlow } from "../model.ts";

/** Weights of a layer, and its bias. */
export interface LayerVariables {
  readonly name: string;
  readonly weights: Variable;
  readonly biases: Variable;
}

/** Weights are drawn from a normal distribution that is cut off at two deviations; the same seed gives the same on every back end. */
export function makeLayer(
  tf: TensorFlow,
  layer: { readonly name: string; readonly shape: readonly number[]; readonly seed: number },
  scale: { readonly weightDeviation: number; readonly bias: number },
): LayerVariables {
  const { name, shape, seed } = layer;
  const outputs = shape.at(-1) ?? 1;
  return tf.tidy(() => ({
    name,
    weights: tf.variable(tf.truncatedNormal([...shape], 0, scale.weightDeviation, "float32", seed)),
    biases: tf.variable(tf.fill([outputs], scale.bias)),
  }));
}

/** By the names that TensorFlow's tutorial gives them: `conv1/W`, `conv1/B`. */
export function layerVariables(layers: readonly LayerVariables[]): ReadonlyMap<string, Variable> {
  return new Map(
    layers.flatMap(({ name, weights, biases }): readonly (readonly [string, Variable])[] => [
      [`${name}/W`, weights],
      [`${name}/B`, biases],
    ]),
  );
}

/** Throws, and changes nothing, when a variable is missing in the checkpoint or has another shape there. */
export function restoreVariables(
  tf: TensorFlow,
  variables: ReadonlyMap<string, Variable>,
  values: ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Float32Array }>,
): void {
  const found = [...variables].map(([name, variable]) => {
    const saved = values.get(name);
    if (saved === undefined)
      throw new Error(
        `The checkpoint has no ${name}: it was made by another model. Start a new run instead.`,
      );
    if (saved.shape.join() !== variable.shape.join())
      throw new Error(
        `${name} has the shape [${saved.shape.join(", ")}] in the checkpoint and [${variable.shape.join(", ")}] here: the run was started with other parameters. Start a new run instead.`,
      );
    return { variable, saved };
  });
  for (const { variable, saved } of found)
    tf.tidy(() => variable.assign(tf.tensor(saved.values, [...saved.shape])));
}

/** Mean over the examples of the cross entropy between the softmax of `logits` and `labels`, both [examples, classes]. */
export function softmaxCrossEntropy(tf: TensorFlow, labels: Tensor, logits: Tensor): Scalar {
  return tf.mean(tf.neg(tf.sum(tf.mul(labels, tf.logSoftmax(logits)), 1)));
}
