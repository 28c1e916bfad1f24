// `runboard doctor`: says what computes here and why nothing better does; with `fix` gets TensorFlow.
import type { Backend } from "@runboard/contract";
import { slownessOf } from "../backend/describe-backend.ts";
import type { BackendExamination } from "./examine-backends.ts";
import { examineBackends } from "./examine-backends.ts";
import { type Fix, fixBackend } from "./fix-backend.ts";

export interface DoctorOptions {
  readonly cacheDirectory: string;
  /** Gets TensorFlow where it is missing. */
  readonly fix: boolean;
  /** One line of JSON instead of sentences; progress goes nowhere. */
  readonly json: boolean;
  /** Without TensorFlow the exit code is 1. */
  readonly strict: boolean;
  readonly write: (line: string) => void;
}

/** Returns the exit code: 0, since training works without TensorFlow too, only slowly. */
export async function runDoctor(options: DoctorOptions): Promise<number> {
  const { cacheDirectory, json, strict, write } = options;
  const say = json ? () => undefined : write;
  const fix = options.fix ? await fixBackend({ cacheDirectory, onProgress: say }) : null;
  const examination = await examineBackends({ cacheDirectory });
  if (json) write(JSON.stringify({ ...examination, fix }));
  else for (const line of [...reportLines(examination, fix), ...fixLines(fix)]) write(line);
  return strict && examination.best.name !== "tensorflow" ? 1 : 0;
}

const names: Readonly<Record<Backend["name"], string>> = {
  tensorflow: "TensorFlow",
  wasm: "WebAssembly",
  cpu: "plain JavaScript",
};

function reportLines({ attempts, best }: BackendExamination, fix: Fix | null): readonly string[] {
  // Where TensorFlow works, nobody needs it from another place.
  const missing = best.name === "tensorflow" ? "–" : "✗";
  const tried = attempts.map(
    ({ works, name, place, detail }) =>
      `${works ? "✓" : missing} ${names[name].padEnd(12)} ${place}: ${detail}`,
  );
  const threads = `${best.threads} ${best.threads === 1 ? "thread" : "threads"}`;
  // Who has just tried to get TensorFlow is not told to.
  const warning = fix === null ? best.warning : slownessOf(best.name);
  return [
    ...tried,
    `Trainings compute with ${names[best.name]} ${best.version}, ${threads}.`,
    ...(warning === null ? [] : [warning]),
  ];
}

function fixLines(fix: Fix | null): readonly string[] {
  if (fix === null) return [];
  if (fix.kind === "failed") return [`Getting TensorFlow failed. ${fix.reason}. ${fix.advice}`];
  return fix.wasBuilt ? [`TensorFlow was built in ${fix.seconds.toFixed(1)} s.`] : [];
}
