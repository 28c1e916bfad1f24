// Log directories for tests: scalar runs as training jobs write them, and jobs that are still writing, each a process of its own.
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { createRequire } from "node:module";
import {
  encodeMessage,
  eventFileName,
  EventWriter,
  GraphDefSchema,
  numberTensor,
  SessionLog_SessionStatus,
  type SummaryValue,
  tensorValue,
} from "@runboard/tfevents";
import type { FromWriter, ToWriter } from "./live-writer.ts";

/** Value of a series at a step. */
export type Curve = (step: number) => number;

export interface RunContent {
  readonly curves: Readonly<Record<string, Curve>>;
  readonly stepCount: number;
  /** Seconds since 1970 of the first step. */
  readonly startTimeSeconds?: number;
  readonly secondsPerStep?: number;
  /** The writer said that the session ended. */
  readonly isFinished?: boolean;
}

const START_TIME_SECONDS = 1_700_000_000;

/** Writes one run as one finished event file; returns its path. */
export function writeRun(logdir: string, run: string, content: RunContent): string {
  const { curves, stepCount, startTimeSeconds = START_TIME_SECONDS, secondsPerStep = 1 } = content;
  const chunks: Uint8Array[] = [];
  const writer = new EventWriter({
    write: (bytes) => chunks.push(bytes),
    wallTimeSeconds: startTimeSeconds,
  });
  for (let step = 0; step < stepCount; step++) {
    const wallTimeSeconds = startTimeSeconds + step * secondsPerStep;
    for (const [tag, curve] of Object.entries(curves))
      writer.writeScalar(tag, curve(step), { step, wallTimeSeconds });
  }
  if (content.isFinished)
    writer.writeSessionLog(SessionLog_SessionStatus.STOP, {
      step: stepCount,
      wallTimeSeconds: startTimeSeconds + stepCount * secondsPerStep,
    });
  writer.flush();
  const path = join(
    logdir,
    run,
    eventFileName({ wallTimeSeconds: startTimeSeconds, hostname: "e2e", pid: 1, uid: 0 }),
  );
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, Buffer.concat(chunks));
  return path;
}

/** What a file holds, in order: points, and START marks that say at which step its writer begins. */
export type Logged =
  | {
      readonly tag: string;
      readonly step: number;
      readonly value: number;
      /** As a double, which our own writer has no need of; else as a 32-bit float. */
      readonly isDouble?: boolean;
      readonly wallTimeSeconds: number;
    }
  | { readonly startAtStep: number; readonly wallTimeSeconds: number };

/** Writes one event file of a run; the first event is as old as the first of what was logged. Returns its path. */
export function writeEventFile(logdir: string, run: string, logged: readonly Logged[]): string {
  return writeFile(logdir, run, logged[0]?.wallTimeSeconds, (writer) => {
    for (const one of logged) {
      const { wallTimeSeconds } = one;
      if ("tag" in one && one.isDouble)
        writer.writeSummary([doubleValue(one.tag, one.value)], { step: one.step, wallTimeSeconds });
      else if ("tag" in one) writer.writeScalar(one.tag, one.value, { step: one.step, wallTimeSeconds });
      else writer.writeSessionLog(SessionLog_SessionStatus.START, { step: one.startAtStep, wallTimeSeconds });
    }
  });
}

/** Writes values of any kind, each a second after the one before, as one event file of a run. Returns its path. */
export function writeValues(
  logdir: string,
  run: string,
  values: readonly (readonly [step: number, value: SummaryValue])[],
  startTimeSeconds = START_TIME_SECONDS,
): string {
  return writeFile(logdir, run, startTimeSeconds, (writer) => {
    for (const [i, [step, value]] of values.entries())
      writer.writeSummary([value], { step, wallTimeSeconds: startTimeSeconds + i });
  });
}

/** A run that logged a graph: nodes with their operations and inputs. */
export function writeGraph(
  logdir: string,
  run: string,
  nodes: readonly { readonly name: string; readonly op: string; readonly input?: string[] }[],
): string {
  const graph = encodeMessage(GraphDefSchema, { node: [...nodes] });
  return writeFile(logdir, run, START_TIME_SECONDS, (writer) =>
    writer.writeGraph(graph, { step: 0, wallTimeSeconds: START_TIME_SECONDS }),
  );
}

function writeFile(
  logdir: string,
  run: string,
  startTimeSeconds = START_TIME_SECONDS,
  write: (writer: EventWriter) => void,
): string {
  const chunks: Uint8Array[] = [];
  const writer = new EventWriter({
    write: (bytes) => chunks.push(bytes),
    wallTimeSeconds: startTimeSeconds,
  });
  write(writer);
  writer.flush();
  const name = eventFileName({ wallTimeSeconds: startTimeSeconds, hostname: "e2e", pid: 1, uid: 0 });
  const path = join(logdir, run, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, Buffer.concat(chunks));
  return path;
}

function doubleValue(tag: string, value: number): SummaryValue {
  return tensorValue({ tag, plugin: "scalars", tensor: numberTensor(Float64Array.of(value), []) });
}

/** A curve that falls towards `floor` with some noise, the same every time. */
export function lossCurve(floor: number, halfLife: number, seed = 1): Curve {
  return (step) => floor + 2 ** (-step / halfLife) + 0.04 * noise(step, seed);
}

export function accuracyCurve(ceiling: number, halfLife: number, seed = 1): Curve {
  return (step) => ceiling * (1 - 2 ** (-step / halfLife)) + 0.02 * noise(step, seed);
}

/** Between −1 and 1. */
function noise(step: number, seed: number): number {
  const wave = Math.sin(step * 12.9898 + seed * 78.233) * 43_758.5453;
  return 2 * (wave - Math.floor(wave)) - 1;
}

/** A process that appends to an event file of a run, as a training job does. */
export class LiveJob {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async start(logdir: string, run: string): Promise<LiveJob> {
    const loader = createRequire(import.meta.url).resolve("tsx");
    const child = fork(join(import.meta.dirname, "live-writer.ts"), [join(logdir, run)], {
      execArgv: ["--import", pathToFileURL(loader).href],
    });
    await once(child, "message");
    return new LiveJob(child);
  }

  /** Writes points and flushes them; resolves with the moment of the flush, in milliseconds since 1970. */
  async log(tag: string, points: readonly (readonly [step: number, value: number])[]): Promise<number> {
    this.#child.send({ kind: "log", tag, points } satisfies ToWriter);
    const [message] = (await once(this.#child, "message")) as [FromWriter];
    return message.atMillis;
  }

  async stop(): Promise<void> {
    if (!this.#child.connected) return;
    const exit = once(this.#child, "exit");
    this.#child.disconnect();
    await exit;
  }
}
