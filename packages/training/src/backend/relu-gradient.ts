// The gradient of relu as one kernel, as TensorFlow has it. tfjs-node 4.22 makes it of nine, for which JavaScript fills an array with ones:
// a fifth of the time of a step of mnist-cnn.
import type { KernelFunc, Tensor, TensorInfo } from "@tensorflow/tfjs";
import type { TensorFlow } from "../model.ts";
import { kernelInput } from "./kernel-input.ts";

const KERNEL = "ReluGrad";

/** What tfjs-node's back end has and tfjs does not declare. */
interface NativeBackend {
  readonly binding: { readonly TF_ATTR_TYPE: number; readonly TF_FLOAT: number };
  executeSingleOutput(
    op: string,
    attributes: readonly { readonly name: string; readonly type: number; readonly value: number }[],
    inputs: readonly (TensorInfo | undefined)[],
  ): TensorInfo;
}

/** For the back end that computes now; further calls do nothing. There are no gradients of this gradient. */
export function replaceReluGradient(tf: TensorFlow): void {
  const backendName = tf.getBackend();
  if (tf.getKernelsForBackend(backendName).some(({ kernelName }) => kernelName === KERNEL)) return;
  const backend: unknown = tf.backend();
  const kernelFunc = isNative(backend) ? nativeGradient(backend) : composedGradient(tf);
  tf.registerKernel({ kernelName: KERNEL, backendName, kernelFunc });
  tf.registerGradient({
    kernelName: tf.Relu,
    outputsToSave: [true],
    gradFunc: (dy, [features]) => {
      if (Array.isArray(dy) || features === undefined) throw new Error("relu has one input and one output");
      return { x: () => tf.engine().runKernel<Tensor>(KERNEL, { dy, features }) };
    },
  });
}

function isNative(backend: unknown): backend is NativeBackend {
  return typeof backend === "object" && backend !== null && "executeSingleOutput" in backend;
}

function nativeGradient(backend: NativeBackend): KernelFunc {
  const { TF_ATTR_TYPE, TF_FLOAT } = backend.binding;
  const type = { name: "T", type: TF_ATTR_TYPE, value: TF_FLOAT };
  return ({ inputs: { dy, features } }) => backend.executeSingleOutput(KERNEL, [type], [dy, features]);
}

function composedGradient(tf: TensorFlow): KernelFunc {
  return (call) => tf.tidy(() => tf.mul(kernelInput(call, "dy"), tf.step(kernelInput(call, "features"))));
}
