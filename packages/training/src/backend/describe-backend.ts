// What is said about a back end, on a job and by the doctor. The figures were measured with two cores and the network of the MNIST tutorial.
import { availableParallelism } from "node:os";
import type { Backend } from "@runboard/contract";
import { fixAdvice } from "./fix-advice.ts";

const slowness = {
  wasm: "WebAssembly computes, on one core: about 3 steps of mnist-cnn a second instead of 19.",
  cpu: "Plain JavaScript computes: about two minutes for each step of mnist-cnn, so only tiny models finish.",
} as const;

export function describeBackend(
  name: Backend["name"],
  version: string,
  environment: Readonly<Record<string, string | undefined>>,
): Backend {
  if (name === "tensorflow") return { name, version, threads: threadsOf(environment), warning: null };
  return {
    name,
    version,
    threads: 1,
    warning: `${slowness[name]} ${fixAdvice(environment)}`,
  };
}

/** The warning without what to do about it. */
export function slownessOf(name: Backend["name"]): string | null {
  return name === "tensorflow" ? null : slowness[name];
}

/** TensorFlow reads the variable itself; without it, it takes all cores. */
function threadsOf(environment: Readonly<Record<string, string | undefined>>): number {
  const chosen = Number(environment["TF_NUM_INTRAOP_THREADS"]);
  return Number.isSafeInteger(chosen) && chosen > 0 ? chosen : availableParallelism();
}
