// The tensors that a kernel of ours is called with.
import type { KernelFunc, Tensor } from "@tensorflow/tfjs";

export type KernelParams = Parameters<KernelFunc>[0];

/** An input of a kernel; tfjs gives tensors where it promises less. */
export function kernelInput({ inputs }: KernelParams, name: string): Tensor {
  const input: object | undefined = inputs[name];
  if (!isTensor(input)) throw new Error(`A kernel was called without a tensor ${name}`);
  return input;
}

function isTensor(value: object | undefined): value is Tensor {
  return value !== undefined && "rank" in value;
}
