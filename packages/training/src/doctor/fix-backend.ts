// Gets TensorFlow onto a machine where npm could not: builds it in the user's cache, once for all clones and all versions of Node.
import { mkdir, readdir, rename, rm, statfs } from "node:fs/promises";
import path from "node:path";
import type { Backend } from "@runboard/contract";
import { z } from "zod";
import { buildDirectory, packageIn } from "../backend/native-place.ts";
import { probeDirectory } from "../backend/probe.ts";
import { takeBuildLock } from "./build-lock.ts";
import { buildTensorFlow } from "./build-tensorflow.ts";
import { type BackendExamination, examineBackends } from "./examine-backends.ts";
import { DoctorError, type Environment } from "./programs.ts";

export type Fix =
  | {
      readonly kind: "ready";
      readonly backend: Backend;
      readonly wasBuilt: boolean;
      readonly seconds: number;
    }
  | { readonly kind: "failed"; readonly backend: Backend; readonly reason: string; readonly advice: string };

export interface FixOptions {
  readonly cacheDirectory: string;
  readonly onProgress: (line: string) => void;
  /** For the programs that are run. */
  readonly environment?: Environment;
}

/** Wheel, library and packages, before the wheel is removed. */
const NEEDED_BYTES = 1.8e9;

/** Does nothing where TensorFlow works already. `backend` is what a job takes afterwards. */
export async function fixBackend(options: FixOptions): Promise<Fix> {
  const start = performance.now();
  const examination = await examineBackends(options);
  if (examination.best.name === "tensorflow") return ready(examination, false, start);
  const target = buildDirectory(options.cacheDirectory);
  try {
    checkPlatform();
    await mkdir(options.cacheDirectory, { recursive: true });
    const release = await takeBuildLock(`${target}.lock`, (processId) =>
      options.onProgress(`process ${processId} is building TensorFlow; waiting for it …`),
    );
    try {
      const found = await examineBackends(options);
      if (found.best.name === "tensorflow") return ready(found, false, start);
      await build(target, options);
    } finally {
      await release();
    }
    return ready(await examineBackends(options), true, start);
  } catch (error) {
    if (error instanceof DoctorError)
      return { kind: "failed", backend: examination.best, reason: error.message, advice: error.advice };
    const reason = error instanceof Error ? error.message : String(error);
    return {
      kind: "failed",
      backend: examination.best,
      reason: `TensorFlow could not be built in ${target}: ${reason}`,
      advice: "XDG_CACHE_HOME names another directory for it.",
    };
  }
}

function ready({ best }: BackendExamination, wasBuilt: boolean, start: number): Fix {
  return { kind: "ready", backend: best, wasBuilt, seconds: (performance.now() - start) / 1000 };
}

const GlibcReport = z.object({ header: z.object({ glibcVersionRuntime: z.string() }) });

function checkPlatform(): void {
  if (process.platform !== "linux")
    throw new DoctorError(
      "TensorFlow can be built on Linux only",
      "Here `npm install @tensorflow/tfjs-node` may get it, or run Runboard in a Linux container.",
    );
  if (!GlibcReport.safeParse(process.report.getReport()).success)
    throw new DoctorError(
      "TensorFlow is built for the GNU C library, which this Linux does not have",
      "Use an image with it, e.g. node:22-slim instead of node:22-alpine.",
    );
}

/** In a directory of its own that takes the place of the old one when it has computed. */
async function build(
  target: string,
  { cacheDirectory, onProgress, environment = process.env }: FixOptions,
): Promise<void> {
  const { bavail, bsize } = await statfs(cacheDirectory);
  if (bavail * bsize < NEEDED_BYTES)
    throw new DoctorError(
      `${cacheDirectory} has ${((bavail * bsize) / 1e9).toFixed(1)} GB left, and TensorFlow needs ${NEEDED_BYTES / 1e9} GB`,
      "Make room, or name another directory in XDG_CACHE_HOME, and run this again.",
    );
  const prefix = `${path.basename(target)}.building-`;
  // Left by builds that were killed: the lock is ours.
  for (const name of await readdir(cacheDirectory))
    if (name.startsWith(prefix)) await rm(path.join(cacheDirectory, name), { recursive: true, force: true });
  const directory = path.join(cacheDirectory, `${prefix}${process.pid}`);
  await mkdir(directory);
  try {
    await buildTensorFlow({ directory, environment, onProgress });
    onProgress("trying it …");
    const probe = await probeDirectory(packageIn(directory));
    if (!probe.works)
      throw new DoctorError(
        `The TensorFlow that was built does not compute: ${probe.reason}`,
        "WebAssembly is used instead.",
      );
    await rm(target, { recursive: true, force: true });
    await rename(directory, target);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
