// Finds what computes, best first: TensorFlow, WebAssembly, plain JavaScript. For the process of a job only: it loads tfjs.
import { createRequire } from "node:module";
import type { Backend } from "@runboard/contract";
import type { TensorFlow } from "../model.ts";
import { describeBackend } from "./describe-backend.ts";
import { doctorCommand } from "./doctor-command.ts";
import { type NativePlace, nativePlaces } from "./native-place.ts";
import { restoreNodeUtil } from "./node-util.ts";
import { probeNative } from "./probe.ts";
import { wasmDirectory } from "./wasm-files.ts";
import { registerTrainingKernels } from "./wasm-kernels.ts";

export interface BackendOptions {
  /** `auto`: the best one that works. */
  readonly want: "auto" | Backend["name"];
  /** Where the doctor builds TensorFlow; see `backendCacheDirectory`. */
  readonly cacheDirectory: string;
  /** What is being loaded, in words; it takes seconds. */
  readonly onOpening?: (title: string) => Promise<void>;
  /** What was tried and why it did not work. */
  readonly log: (line: string) => void;
}

export interface OpenBackend {
  /** Use this one and no other: TensorFlow brings a tfjs of its own. */
  readonly tf: TensorFlow;
  readonly backend: Backend;
}

/** Throws when the wanted one cannot be had. */
export async function openBackend({
  want,
  cacheDirectory,
  log,
  onOpening,
}: BackendOptions): Promise<OpenBackend> {
  const reasons: string[] = [];
  for (const name of want === "auto" ? (["tensorflow", "wasm", "cpu"] as const) : [want]) {
    await onOpening?.(openingTitles[name]);
    const opened =
      name === "tensorflow"
        ? await openNative(cacheDirectory, reasons)
        : name === "wasm"
          ? await openWasm(reasons)
          : await openPlain();
    if (opened === null) continue;
    for (const reason of reasons) log(reason);
    log(sentenceOf(opened.backend));
    if (opened.backend.warning !== null) log(opened.backend.warning);
    return opened;
  }
  const doctor = doctorCommand({ codeDirectory: import.meta.dirname, environment: process.env });
  throw new Error(
    `The back end ${want} does not work here. ${reasons.join(". ")}. \`${doctor}\` tells more; \`auto\` takes another one.`,
  );
}

const openingTitles = { tensorflow: "TensorFlow", wasm: "WebAssembly", cpu: "plain JavaScript" } as const;

function sentenceOf({ name, version, threads }: Backend): string {
  const titles = { tensorflow: "TensorFlow", wasm: "tfjs on WebAssembly", cpu: "tfjs in plain JavaScript" };
  return `Computes with ${titles[name]} ${version}, ${threads} ${threads === 1 ? "thread" : "threads"}`;
}

async function openNative(cacheDirectory: string, reasons: string[]): Promise<OpenBackend | null> {
  for (const place of nativePlaces(cacheDirectory)) {
    try {
      return await openPlace(place, cacheDirectory);
    } catch (error) {
      reasons.push(`tfjs-node, ${titleOf(place)}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return null;
}

function titleOf({ kind, directory }: NativePlace): string {
  return kind === "installed" ? "installed by npm" : `built by the doctor in ${directory ?? ""}`;
}

/** Probed in another process first: loading a broken one may end this one. */
async function openPlace(place: NativePlace, cacheDirectory: string): Promise<OpenBackend> {
  const probe = await probeNative(place, cacheDirectory);
  if (!probe.works) throw new Error(probe.reason);
  restoreNodeUtil();
  // TensorFlow reads it when it is loaded. 0 would print what it does, 2 leaves errors.
  process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "2";
  // The door to a package that is not ours to compile against.
  const tf = createRequire(import.meta.url)(place.directory ?? "") as TensorFlow;
  await tf.ready();
  if (tf.getBackend() !== "tensorflow") throw new Error(`it chose the back end ${tf.getBackend()}`);
  return { tf, backend: describeBackend("tensorflow", probe.tensorflowVersion, process.env) };
}

async function openWasm(reasons: string[]): Promise<OpenBackend | null> {
  try {
    const directory = wasmDirectory();
    if (directory === null) throw new Error("its files are missing. Install Runboard again");
    const tf = await loadTfjs();
    const { setWasmPaths } = (await import("@tensorflow/tfjs-backend-wasm")).default;
    setWasmPaths(directory);
    registerTrainingKernels(tf);
    const started = await withoutNewListeners(() => tf.setBackend("wasm"));
    if (!started) throw new Error("it did not start");
    return { tf, backend: describeBackend("wasm", tf.version.tfjs, process.env) };
  } catch (error) {
    reasons.push(`WebAssembly: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

/** What Emscripten compiled listens for errors that nobody catches and throws them again, with its own hundred kilobytes as the place. */
async function withoutNewListeners<T>(task: () => Promise<T>): Promise<T> {
  const uncaught = new Set(process.listeners("uncaughtException"));
  const unhandled = new Set(process.listeners("unhandledRejection"));
  const result = await task();
  for (const listener of process.listeners("uncaughtException"))
    if (!uncaught.has(listener)) process.off("uncaughtException", listener);
  for (const listener of process.listeners("unhandledRejection"))
    if (!unhandled.has(listener)) process.off("unhandledRejection", listener);
  return result;
}

async function openPlain(): Promise<OpenBackend> {
  const tf = await loadTfjs();
  await tf.setBackend("cpu");
  return { tf, backend: describeBackend("cpu", tf.version.tfjs, process.env) };
}

/** Our own tfjs, with nothing but plain JavaScript in it. It is CommonJS, so all of it is the default export. */
async function loadTfjs(): Promise<TensorFlow> {
  return (await import("@tensorflow/tfjs")).default as TensorFlow;
}
