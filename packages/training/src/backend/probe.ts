// Whether a tfjs-node computes, found out in a process of its own, since a broken one may end it: a convolution and its gradient.
// What worked is remembered with the sizes and times of its files, so that the next look costs milliseconds.
import { execFile } from "node:child_process";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import path from "node:path";
import { z } from "zod";
import { type NativePlace, nativeFiles } from "./native-place.ts";
import { RESTORE_NODE_UTIL } from "./node-util.ts";

export type Probe =
  | { readonly works: true; readonly tensorflowVersion: string }
  | { readonly works: false; readonly reason: string };

const TIMEOUT_MILLIS = 120_000;
const MAX_OUTPUT_BYTES = 1 << 20;
/** How many are remembered; more than enough for every Node of a machine. */
const MAX_REMEMBERED = 64;

const PROGRAM = `${RESTORE_NODE_UTIL}
const tf = require(process.argv[1]);
const gradient = tf.grad((filter) => tf.conv2d(tf.ones([1, 8, 8, 1]), filter, 1, "same").relu().sum())(tf.ones([3, 3, 1, 2]));
if (gradient.dataSync()[8] !== 64) throw new Error("a gradient is wrong: " + gradient.dataSync());
console.log("TensorFlow " + tf.backend().binding.TF_Version);`;

export async function probeNative(place: NativePlace, cacheDirectory: string): Promise<Probe> {
  const { directory } = place;
  if (directory === null) return { works: false, reason: "not installed" };
  const files = await nativeFiles(directory);
  if (files === null)
    return {
      works: false,
      reason: place.kind === "built" ? "not built yet" : "installed without its library",
    };
  const key = [directory, files, process.version, process.arch, cpus()[0]?.model ?? ""].join("\n");
  const memory = path.join(cacheDirectory, "tensorflow-probes.json");
  const remembered = await recall(memory);
  const version = remembered[key];
  if (version !== undefined) return { works: true, tensorflowVersion: version };
  const probe = await probeDirectory(directory);
  if (probe.works) await remember(memory, { ...remembered, [key]: probe.tensorflowVersion });
  return probe;
}

/** Without remembering. */
export function probeDirectory(directory: string): Promise<Probe> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["-e", PROGRAM, directory],
      {
        timeout: TIMEOUT_MILLIS,
        killSignal: "SIGKILL",
        maxBuffer: MAX_OUTPUT_BYTES,
        env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: "3", NODE_OPTIONS: "" },
      },
      (error, stdout, stderr) => {
        const version = /^TensorFlow (\S+)$/m.exec(stdout)?.[1];
        if (!error && version !== undefined) resolve({ works: true, tensorflowVersion: version });
        else resolve({ works: false, reason: reasonOf(error, stderr) });
      },
    );
  });
}

function reasonOf(
  error: (Error & { signal?: string | null; killed?: boolean }) | null,
  stderr: string,
): string {
  if (error?.killed === true) return `did not answer within ${TIMEOUT_MILLIS / 1000} s`;
  const thrown = /^\s*(?:\w*Error(?: \[\w+\])?: .*)$/m.exec(stderr)?.[0].trim();
  if (thrown !== undefined) return thrown;
  // An instruction that this processor does not have ends the process so: the builds of TensorFlow need AVX.
  if (error?.signal === "SIGILL") return "this processor lacks instructions that it needs (AVX)";
  if (error?.signal) return `its process ended with ${error.signal}`;
  return stderr.trim().split("\n").at(-1) || "no answer";
}

const Remembered = z.record(z.string(), z.string());

async function recall(file: string): Promise<Record<string, string>> {
  try {
    return Remembered.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    // Not there or not whole: what it held is found out again.
    return {};
  }
}

async function remember(file: string, all: Record<string, string>): Promise<void> {
  const newest = Object.fromEntries(Object.entries(all).slice(-MAX_REMEMBERED));
  const draft = `${file}.${process.pid}`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(draft, JSON.stringify(newest));
    await rename(draft, file);
  } catch {
    // Only slower next time.
  }
}
