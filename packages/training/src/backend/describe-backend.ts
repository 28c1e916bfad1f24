// What is said about a back end, on a job, before any training and by the doctor.
import { availableParallelism } from "node:os";
import type { Backend } from "@runboard/contract";
import { fixAdvice } from "./fix-advice.ts";
import { WASM_SLOWNESS } from "./reference-pace.ts";

const slowness = {
  wasm: `WebAssembly computes, on one core: a network of convolutions trains about ${WASM_SLOWNESS} times slower than with TensorFlow.`,
  cpu: "Plain JavaScript computes: about two minutes for each step of a network of convolutions, so only tiny models finish.",
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
