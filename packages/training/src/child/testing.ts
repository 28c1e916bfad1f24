// For tests: runs a job in a real process, and reads what a run's directory has in it afterwards.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeMessage, type Event, EventSchema, RecordReader } from "@runboard/tfevents";
import { ModelId } from "@runboard/contract";
import { childEntry, MEMORY_ENVIRONMENT } from "../child-entry.ts";
import { FromChild, type JobSpec, type ToChild } from "../messages.ts";

export interface RunningJob {
  readonly child: ChildProcess;
  readonly messages: readonly FromChild[];
  /** Of standard output and error. */
  readonly printed: () => string;
  /** Resolves when such a message has come. */
  until(isIt: (message: FromChild) => boolean): Promise<void>;
  say(message: ToChild): void;
  readonly exit: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

export function startJob(
  spec: Partial<Omit<JobSpec, "model">> & { model: string; logdir: string },
  environment: Readonly<Record<string, string>> = {},
): RunningJob {
  const { modulePath, execArgv } = childEntry();
  const child = fork(modulePath, [], {
    execArgv,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: { ...MEMORY_ENVIRONMENT, ...process.env, ...environment },
  });
  const messages: FromChild[] = [];
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  child.on("message", (message) => messages.push(FromChild.parse(message)));
  const exit = once(child, "exit").then(([code, signal]: (number | string | null)[]) => ({
    code: typeof code === "number" ? code : null,
    signal: typeof signal === "string" ? signal : null,
  }));
  const job: RunningJob = {
    child,
    messages,
    printed: () => printed,
    exit,
    async until(isIt) {
      while (!messages.some(isIt)) {
        const ended = await Promise.race([once(child, "message").then(() => false), exit.then(() => true)]);
        if (ended && !messages.some(isIt)) throw new Error(`the job ended before: ${printed}`);
      }
    },
    say: (message) => void child.send(message),
  };
  job.say({
    kind: "start",
    spec: {
      parameters: {},
      run: "run",
      resume: false,
      stopAfterStep: null,
      command: null,
      dataDirectories: [],
      ...spec,
      model: ModelId.parse(spec.model),
    },
  });
  return job;
}

/** Events of all event files of a run, in the order of the files' names. */
export function readEvents(runDirectory: string): readonly Event[] {
  return readdirSync(runDirectory)
    .filter((name) => name.includes("tfevents"))
    .sort()
    .flatMap((name) => {
      const reader = new RecordReader();
      reader.push(readFileSync(join(runDirectory, name)));
      const events: Event[] = [];
      for (let record = reader.next(); record.kind === "record"; record = reader.next()) {
        const event = decodeMessage(EventSchema, record.data);
        if (event !== undefined) events.push(event);
      }
      return events;
    });
}

/** How many points each tag has. */
export function countTags(events: readonly Event[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { what } of events)
    for (const { tag } of what.case === "summary" ? what.value.value : [])
      counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return counts;
}

/** Points of a scalar by step; of a step that was written twice the last one. */
export function readScalar(events: readonly Event[], tag: string): ReadonlyMap<number, number> {
  const points = new Map<number, number>();
  for (const { step, what } of events)
    for (const { tag: other, value } of what.case === "summary" ? what.value.value : []) {
      if (other !== tag) continue;
      if (value.case === "simpleValue") points.set(Number(step), value.value);
      if (value.case !== "tensor") continue;
      const { tensorContent, floatVal } = value.value;
      const bytes = tensorContent.slice();
      points.set(Number(step), floatVal[0] ?? new DataView(bytes.buffer).getFloat32(0, true));
    }
  return points;
}
