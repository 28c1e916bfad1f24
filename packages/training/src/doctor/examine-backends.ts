// What can compute on this machine, what cannot, and why not.
import type { Backend } from "@runboard/contract";
import { describeBackend } from "../backend/describe-backend.ts";
import { buildDirectory, nativePlaces, TFJS_VERSION } from "../backend/native-place.ts";
import { probeNative } from "../backend/probe.ts";
import { wasmDirectory } from "../backend/wasm-files.ts";

interface BackendAttempt {
  readonly name: Backend["name"];
  /** Where it was looked for, e.g. `built by the doctor in …`. */
  readonly place: string;
  readonly works: boolean;
  /** The version when it works, else why not. */
  readonly detail: string;
}

export interface BackendExamination {
  /** Best first; what comes after a TensorFlow that works is not tried. */
  readonly attempts: readonly BackendAttempt[];
  /** What a job would take. */
  readonly best: Backend;
}

/** Costs milliseconds when TensorFlow worked before and its files are the same, else up to seconds. Loads nothing into this process. */
export async function examineBackends(options: {
  readonly cacheDirectory: string;
}): Promise<BackendExamination> {
  const attempts: BackendAttempt[] = [];
  for (const place of nativePlaces(options.cacheDirectory)) {
    const probe = await probeNative(place, options.cacheDirectory);
    const title =
      place.kind === "installed"
        ? "from npm (@tensorflow/tfjs-node)"
        : `built by the doctor in ${buildDirectory(options.cacheDirectory)}`;
    const detail = probe.works ? `TensorFlow ${probe.tensorflowVersion}` : probe.reason;
    attempts.push({ name: "tensorflow", place: title, works: probe.works, detail });
    if (probe.works)
      return { attempts, best: describeBackend("tensorflow", probe.tensorflowVersion, process.env) };
  }
  const hasWasm = wasmDirectory() !== null;
  attempts.push({
    name: "wasm",
    place: "part of Runboard",
    works: hasWasm,
    detail: hasWasm ? `tfjs ${TFJS_VERSION}` : "its files are missing, install Runboard again",
  });
  return { attempts, best: describeBackend(hasWasm ? "wasm" : "cpu", TFJS_VERSION, process.env) };
}
