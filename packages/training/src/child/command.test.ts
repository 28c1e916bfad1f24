import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { childEntry } from "../child-entry.ts";
import { DeclaredCommand } from "../jobs/command-model.ts";
import { jobWhen, TrainingGround } from "../jobs/testing/training-ground.ts";
import { JobRequest } from "@runboard/contract";
import type { Trainer } from "../trainer.ts";

let ground: TrainingGround;
beforeEach(() => {
  ground = new TrainingGround();
});
afterEach(async () => {
  await ground.dispose();
  expect(ground.notices).toEqual([]);
});

/** A trainer that knows one command, which runs a script with some arguments. */
async function openWith(script: string, words: readonly string[] = []): Promise<Trainer> {
  const file = path.join(ground.path, "script.mjs");
  writeFileSync(file, script);
  const declared = DeclaredCommand.parse({
    name: "script",
    command: [process.execPath, file, ...words],
    workingDirectory: ground.path,
    environment: { COLOUR: "blue" },
    metric: { tag: "loss", goal: "minimize" },
    parameters: {
      lr: { type: "number", default: 0.001, min: 0, max: 1, scale: "log" },
      note: { type: "string", default: "" },
    },
  });
  return await ground.open(
    { commands: [declared], readMetric: (run, tag) => Promise.resolve(run.length + tag.length) },
    { entry: childEntry, graceMillis: 5000 },
  );
}

const request = (parameters = {}) => JobRequest.parse({ model: "script", parameters });
const logOf = (trainer: Trainer, job: Parameters<Trainer["logPath"]>[0]) =>
  readFileSync(trainer.logPath(job), "utf8");

describe("a command", () => {
  it("gets its parameters and where its run goes, through no shell; what it prints is the log", async () => {
    const trainer = await openWith(
      `import { writeFileSync } from "node:fs";
       const { env, argv } = process;
       writeFileSync(env.RUNBOARD_RUN_DIR + "/seen.json", JSON.stringify({ argv: argv.slice(2), env, cwd: process.cwd() }));
       console.log("to the log"); console.error("this, too");`,
      ["--lr={lr}", "{note}", "{{lr}}", "{run_dir}", '{"a":{"b":1}}'],
    );
    const note = `"; touch ${path.join(ground.path, "shell")} $(id) 'x`;
    const { job, run } = await trainer.startJob(request({ note, lr: 0.01 }));
    expect(run).toBe(`script,lr=0.01,note=${note.replaceAll("/", "_")}`);
    const done = await jobWhen(trainer, job, "succeeded");
    expect(done).toMatchObject({ kind: "command", backend: null, metricValue: run.length + 4 });
    const runDirectory = path.join(ground.logdir, run);
    const seen = JSON.parse(ground.read(run, "seen.json")) as Record<string, unknown>;
    expect(seen).toMatchObject({
      argv: ["--lr=0.01", note, "{lr}", runDirectory, '{"a":{"b":1}}'],
      cwd: ground.path,
      env: {
        COLOUR: "blue",
        RUNBOARD_RUN_DIR: runDirectory,
        RUNBOARD_LOGDIR: ground.logdir,
        RUNBOARD_RUN: run,
        RUNBOARD_PARAM_LR: "0.01",
        RUNBOARD_PARAM_NOTE: note,
      },
    });
    expect(seen["env"]).not.toHaveProperty("MALLOC_MMAP_MAX_");
    expect(existsSync(path.join(ground.path, "shell"))).toBe(false);
    expect(logOf(trainer, job).split("\n").sort()).toEqual(
      expect.arrayContaining(["this, too", "to the log"]),
    );
  });

  it("tells its progress by what it prints", async () => {
    const trainer = await openWith(
      `for (let i = 1; i <= 4; i++) { process.stdout.write("\\x1b[1mStep " + i + "/4\\x1b[0m loss 0.1\\r"); await new Promise((r) => setTimeout(r, 300)); }
       await new Promise((r) => setTimeout(r, 60_000));`,
    );
    const { job } = await trainer.startJob(request());
    const told = await jobWhen(trainer, job, ({ progress }) => progress?.step === 4);
    expect(told.progress).toMatchObject({ step: 4, totalSteps: 4 });
    expect(told.progress?.stepsPerSecond).toBeGreaterThan(0);
    await trainer.cancel([job]);
    const { state } = await jobWhen(trainer, job, "cancelled");
    expect(state).toEqual({ status: "cancelled", reason: "It was stopped." });
  });

  it("that fails says how, with its last words", async () => {
    const trainer = await openWith(
      `console.log("so far so good"); console.error("\\x1b[31mno data\\x1b[0m\\n"); process.exit(3);`,
    );
    const { job } = await trainer.startJob(request());
    const { state } = await jobWhen(trainer, job, "failed");
    expect(state).toMatchObject({
      reason: `${process.execPath} ended with exit code 3. The last line that it printed: no data`,
    });
  });

  it("that is not there says so", async () => {
    const declared = DeclaredCommand.parse({
      name: "script",
      command: ["no-such-program"],
      metric: { tag: "loss", goal: "minimize" },
    });
    const trainer = await ground.open({ commands: [declared] }, { entry: childEntry });
    const { job } = await trainer.startJob(request());
    const { state } = await jobWhen(trainer, job, "failed");
    expect(state).toMatchObject({
      reason: expect.stringMatching(/^There is no program no-such-program/) as unknown,
    });
  });

  it("that does not listen is killed with all that it started, also when the server ends", async () => {
    const trainer = await openWith(
      `import { spawn } from "node:child_process";
       process.on("SIGTERM", () => console.log("no"));
       const child = spawn(process.execPath, ["-e", "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)"], { stdio: ["ignore", "pipe", "ignore"] });
       child.stdout.once("data", () => console.log("started " + child.pid));
       setInterval(() => {}, 1000);`,
    );
    const { job } = await trainer.startJob(request());
    await expect.poll(() => /^started (\d+)$/m.exec(readLog(trainer, job))).not.toBeNull();
    const [, pid = ""] = /^started (\d+)$/m.exec(logOf(trainer, job)) ?? [];
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    await trainer.close();
    expect(logOf(trainer, job)).toContain("no\n");
    await expect.poll(() => isThere(pid)).toBe(false);
    const next = await ground.open({}, { entry: childEntry });
    expect((await next.jobs())[0]?.state).toMatchObject({ status: "interrupted" });
  });
});

it("ends, with all that it started, when the server is gone", async () => {
  const { modulePath, execArgv } = childEntry();
  const child = fork(modulePath, [], {
    execArgv,
    detached: true,
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  let output = "";
  child.stdout?.on("data", (text: Buffer) => (output += text.toString()));
  const stubborn =
    "process.on('SIGTERM', () => {}); console.log('up ' + process.pid); setInterval(() => {}, 1000)";
  child.send({
    kind: "start",
    spec: {
      model: "script",
      parameters: {},
      logdir: ground.logdir,
      run: "run",
      resume: false,
      stopAfterStep: null,
      command: {
        command: [process.execPath, "-e", stubborn],
        workingDirectory: ground.path,
        environment: {},
      },
      dataDirectories: [],
    },
  });
  await expect.poll(() => output).toMatch(/^up \d+$/m);
  const [, pid = ""] = /^up (\d+)$/m.exec(output) ?? [];
  const before = performance.now();
  const exit = once(child, "exit");
  child.disconnect();
  await exit;
  expect(performance.now() - before).toBeLessThan(9000);
  await expect.poll(() => isThere(pid)).toBe(false);
});

function readLog(trainer: Trainer, job: Parameters<Trainer["logPath"]>[0]): string {
  return existsSync(trainer.logPath(job)) ? logOf(trainer, job) : "";
}

function isThere(pid: string): boolean {
  return existsSync(`/proc/${pid}`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
}
