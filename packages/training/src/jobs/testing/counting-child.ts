// The process of a counting job. Speaks the messages of a real one, and writes what it does into its run: a line for each step, and a line of alarm when two are there at once.
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { getPriority } from "node:os";
import path from "node:path";
import { spawn } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import type { FromChild, JobSpec, ToChild } from "../../messages.ts";
import type { CountingParameters } from "./counting-model.ts";

let mustEnd = false;
let isStubborn = false;
// Loads nothing, not even zod: tests start hundreds of these.
process.on("message", (told: ToChild) => {
  if (told.kind === "cancel") mustEnd = true;
  else void count(told.spec);
});
process.on("disconnect", () => {
  mustEnd = true;
  if (!hasBegun) process.exit(0);
});
process.on("SIGTERM", () => (mustEnd = true));
let hasBegun = false;

async function count(spec: JobSpec): Promise<void> {
  hasBegun = true;
  // The server has filled in the defaults.
  const parameters = spec.parameters as CountingParameters;
  isStubborn = parameters.isStubborn;
  const directory = path.join(spec.logdir, spec.run);
  const place = (name: string) => path.join(directory, name);
  mkdirSync(directory, { recursive: true });
  noteStart(place);
  writeFileSync(place("counting"), String(process.pid));
  await tell({ kind: "started", backend: { name: "cpu", version: "1.2.3", threads: 1, warning: null } });
  const memory = process.env["MALLOC_MMAP_MAX_"] === "0" ? "keeps" : "gives back";
  console.log(
    `counts ${spec.resume ? "on" : "from the beginning"} at priority ${getPriority()}, ${memory} memory`,
  );
  const end = spec.stopAfterStep ?? parameters.steps;
  let step = spec.resume ? Number(readFileSync(place("checkpoint-step"), "utf8")) : 0;
  const save = async () => {
    if (mustEnd) await pause(parameters.saveMillis);
    writeFileSync(place("checkpoint-new"), String(step));
    renameSync(place("checkpoint-new"), place("checkpoint-step"));
    writeFileSync(place(`model.ckpt-${step}.index`), "");
    await tell({ kind: "checkpoint", step });
  };
  while (step < end && (!mustEnd || isStubborn)) {
    if (step === parameters.endStep) await endBadly(parameters.ending);
    await pause(parameters.stepMillis);
    step += 1;
    appendFileSync(place("steps"), `${step}\n`);
    const progress = { step, totalSteps: parameters.steps, stepsPerSecond: 100, remainingSeconds: 1 };
    const hasDiverged = parameters.rate > parameters.greatestRate && step > 1;
    await tell({ kind: "progress", progress, metricValue: hasDiverged ? NaN : parameters.rate * step });
    if (step % parameters.checkpointSteps === 0) await save();
  }
  await save();
  rmSync(place("counting"));
  await tell(step < end ? { kind: "stopped" } : { kind: "finished", step });
  process.exit(0);
}

async function endBadly(ending: "exit" | "throw" | "abort" | "leave"): Promise<void> {
  console.error("something is \x1b[31mvery\x1b[0m wrong");
  switch (ending) {
    case "exit":
      return process.exit(7);
    case "throw":
      await tell({ kind: "failed", reason: "The loss is not a number." });
      return process.exit(1);
    case "abort":
      process.kill(process.pid, "SIGKILL");
      return;
    case "leave": {
      // Holds nothing of ours open but is in our group.
      const left = spawn("sleep", ["600"], { stdio: "ignore" });
      console.log(`left ${String(left.pid)}`);
    }
  }
}

/** First its own line, then a look at those who wrote the others: of two that are there at once the one that writes later finds the one before. */
function noteStart(place: (name: string) => string): void {
  const own = lifeOf(process.pid) ?? "";
  appendFileSync(place("starts"), `${own}\n`);
  for (const other of readFileSync(place("starts"), "utf8").trimEnd().split("\n"))
    if (other !== own && lifeOf(Number.parseInt(other, 10)) === other)
      appendFileSync(place("alarm"), `${own} found ${other}\n`);
}

/** `pid ticks`, which is no other process's; null when there is none, or it has ended and is not buried yet. */
function lifeOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // Fields 3, the state, and 4 to the last.
    const [, state, rest = ""] = /^\d+ \(.*\) (\S) (.*)$/s.exec(stat) ?? [];
    const startTicks = rest.split(" ")[22 - 4];
    return state === "Z" || startTicks === undefined ? null : `${pid} ${startTicks}`;
  } catch {
    return null;
  }
}

function tell(message: FromChild): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(message, undefined, undefined, () => resolve());
  });
}
