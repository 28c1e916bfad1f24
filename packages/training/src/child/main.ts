// The program of a job's process: is given a job, runs it, tells how it ended, and ends. Its output is the job's log.
import { type JobEnd, openChannel, STOP_TIMEOUT_MILLIS } from "./channel.ts";
import type { JobSpec } from "../messages.ts";

const { channel, start } = openChannel(process);
channel.signal.addEventListener("abort", () => {
  setTimeout(() => {
    printError(`did not stop within ${STOP_TIMEOUT_MILLIS / 1000} seconds`);
    process.exit(1);
  }, STOP_TIMEOUT_MILLIS).unref();
});
for (const event of ["uncaughtException", "unhandledRejection"] as const)
  process.once(event, (error: unknown) => void endWith(failure(error)));

await endWith(await start.then(run).catch(failure));

async function run(spec: JobSpec | null): Promise<JobEnd> {
  if (spec === null) return { kind: "stopped" };
  // Either alone: a command needs no TensorFlow.
  if (spec.command === null) return (await import("./run-model.ts")).runModel(spec, { channel, log: print });
  return (await import("./command.ts")).runCommand(spec, channel);
}

function failure(error: unknown): JobEnd {
  printError(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return { kind: "failed", reason: error instanceof Error ? error.message : String(error) };
}

/** What the server is told last. Writers flush as the process exits. */
async function endWith(end: JobEnd): Promise<never> {
  await channel.send(end);
  process.exit(end.kind === "failed" ? 1 : 0);
}

function print(line: string): void {
  process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
}

function printError(text: string): void {
  process.stderr.write(`${text}\n`);
}
