// Runs a program that the configuration file declares: gives it its parameters and where its run goes, passes its output on to the job's log, and ends it with all that it started.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import { fillIn } from "../jobs/command-model.ts";
import type { CommandSpec, JobSpec } from "../messages.ts";
import { type Channel, type JobEnd, STOP_TIMEOUT_MILLIS } from "./channel.ts";
import { PrintedProgress } from "./printed-progress.ts";

/** Before this process ends itself. */
const KILL_MILLIS = STOP_TIMEOUT_MILLIS - 1000;
/** What a program left running may hold its output open: it is not waited for longer. */
const DRAIN_MILLIS = 1000;

/**
 * Resolves when the program has ended. It has no shell, and no standard input. It is told `SIGTERM` to end.
 *
 * Environment: that of the server, what the configuration file adds, and `RUNBOARD_RUN_DIR` (absolute; its event files go there), `RUNBOARD_LOGDIR`, `RUNBOARD_RUN`,
 * and `RUNBOARD_PARAM_<NAME>` for every parameter. A printed line that says `step 40/100` or `step 40 of 100` is the job's progress.
 */
export async function runCommand(spec: JobSpec, channel: Channel): Promise<JobEnd> {
  if (spec.command === null) throw new Error("The job is no command.");
  const runDirectory = path.join(spec.logdir, spec.run);
  await mkdir(runDirectory, { recursive: true });
  await channel.send({ kind: "started", backend: null });
  await channel.send({ kind: "phase", phase: null });
  if (channel.stopReason !== null) return { kind: "stopped" };
  const program = start(spec, spec.command, runDirectory);
  const progress = new PrintedProgress((told) => {
    void channel.send({ kind: "progress", progress: told, metricValue: null });
  });
  for (const [from, to] of [
    [program.stdout, process.stdout],
    [program.stderr, process.stderr],
  ] as const)
    from?.on("data", (bytes: Buffer) => {
      to.write(bytes);
      progress.read(bytes);
    });
  const stopping = new AbortController();
  const end = () => endGroup(program, channel.stopReason, stopping.signal);
  channel.signal.addEventListener("abort", end, { once: true });
  if (channel.signal.aborted) end();
  try {
    return endOf(await programEnd(program), spec.command, { channel, lastLine: () => progress.lastLine });
  } finally {
    stopping.abort();
  }
}

function start(spec: JobSpec, command: CommandSpec, runDirectory: string): ChildProcess {
  const values = new Map(Object.entries(spec.parameters).map(([name, value]) => [name, String(value)]));
  for (const [name, value] of [
    ["run_dir", runDirectory],
    ["run", spec.run],
    ["logdir", spec.logdir],
  ] as const)
    values.set(name, value);
  const [file = "", ...words] = command.command.map((word) => fillIn(word, values));
  const parameters = Object.entries(spec.parameters).map(
    ([name, value]) => [`RUNBOARD_PARAM_${name.toUpperCase()}`, String(value)] as const,
  );
  // In the group of this process, which leads one: so the server ends both at once, even when this process hangs.
  return spawn(file, words, {
    cwd: command.workingDirectory,
    stdio: ["ignore", "pipe", "pipe"],
    windowsHide: true,
    env: {
      // Else Python keeps what it prints until its buffer is full, and the log seems dead.
      PYTHONUNBUFFERED: "1",
      ...process.env,
      ...command.environment,
      ...Object.fromEntries(parameters),
      RUNBOARD_RUN_DIR: runDirectory,
      RUNBOARD_LOGDIR: spec.logdir,
      RUNBOARD_RUN: spec.run,
    },
  });
}

interface ProgramEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** It was never there. */
  readonly error: NodeJS.ErrnoException | null;
}

function programEnd(program: ChildProcess): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    program.once("error", (error) => {
      if (program.pid === undefined) resolve({ code: null, signal: null, error });
    });
    program.once("exit", (code, signal) => {
      const end = () => resolve({ code, signal, error: null });
      const timer = setTimeout(end, DRAIN_MILLIS);
      void Promise.all([drained(program.stdout), drained(program.stderr)]).then(() => {
        clearTimeout(timer);
        end();
      });
    });
  });
}

function drained(stream: Readable | null): Promise<void> {
  return new Promise((resolve) => {
    if (stream === null || stream.readableEnded || stream.destroyed) resolve();
    else stream.once("close", resolve);
  });
}

/** Asks the program and what it started to end. The server kills what it cancelled and does not end in time; where the server has gone this process has to, itself included. */
function endGroup(program: ChildProcess, why: Channel["stopReason"], signal: AbortSignal): void {
  // This process is told, too: it knows already.
  process.on("SIGTERM", () => undefined);
  signalGroup(program, "SIGTERM");
  if (why === "cancelled") return;
  const timer = setTimeout(() => signalGroup(program, "SIGKILL"), KILL_MILLIS);
  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
}

function signalGroup(program: ChildProcess, signal: "SIGTERM" | "SIGKILL"): void {
  try {
    process.kill(-process.pid, signal);
  } catch {
    // No group of its own: Windows has none.
    program.kill(signal);
  }
}

function endOf(
  { code, signal, error }: ProgramEnd,
  { command, workingDirectory }: CommandSpec,
  { channel, lastLine }: { readonly channel: Channel; readonly lastLine: () => string | null },
): JobEnd {
  const [name = ""] = command;
  if (error !== null) return { kind: "failed", reason: reasonOfNoStart(error, name, workingDirectory) };
  if (code === 0 && channel.stopReason === null) return { kind: "finished", step: null };
  if (channel.stopReason !== null) return { kind: "stopped" };
  const how = signal === null ? `exit code ${code ?? "unknown"}` : signal;
  const last = lastLine();
  return {
    kind: "failed",
    reason: `${name} ended with ${how}.${last === null ? "" : ` The last line that it printed: ${last}`}`,
  };
}

function reasonOfNoStart(error: NodeJS.ErrnoException, name: string, workingDirectory: string): string {
  const advice = "see its command in the configuration file.";
  switch (error.code) {
    case "ENOENT":
      return `There is no program ${name}, or no directory ${workingDirectory}: ${advice}`;
    case "EACCES":
      return `${name} may not be run: ${advice}`;
    default:
      return `${name} cannot be started (${error.message}): ${advice}`;
  }
}
