import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import type { JobId } from "@runboard/contract";
import { openJobTable } from "@runboard/store";
import { isEnded, JobRecord } from "./job.ts";
import { jobWhen, testProgram, TrainingGround } from "./testing/training-ground.ts";

const KILL_COUNT = 12;
/** How many processes have to outlive their server for the test to have shown anything. */
const LEAST_OUTLIVED_COUNT = 4;

it("loses no job and runs none twice at once when the server is killed at any moment", async () => {
  const ground = new TrainingGround();
  /** All that servers have said that they have. */
  const known = new Map<string, string>();
  /** Steps that were counted in each run: none is lost any more. */
  const counted = new Map<string, string>();
  const state = path.join(ground.path, "state");
  let spare = startServer(ground, 1);
  let foundRunning = 0;
  let outlivedCount = 0;
  let attemptCount = 0;
  try {
    for (let round = 0; round < KILL_COUNT || outlivedCount < LEAST_OUTLIVED_COUNT; round++) {
      const server = await spare;
      // The next one loads while this one works.
      spare = startServer(ground, round + 2);
      let output = "";
      server.stdout.on("data", (text: Buffer) => (output += text.toString()));
      server.stdin.write("go\n");
      if (round % 2 === 0) {
        // However slow the machine is, some are killed while they open, some between any two jobs,
        const linesToSee = Math.floor(Math.random() * 6);
        const linesSeen = () => output.split("\n").length - 1;
        await expect.poll(linesSeen, { timeout: 30_000, interval: 5 }).toBeGreaterThanOrEqual(linesToSee);
      } else {
        // and some while jobs run that they began.
        const countBefore = startsIn(ground).length;
        const startCount = () => startsIn(ground).length;
        await expect.poll(startCount, { timeout: 30_000, interval: 20 }).toBeGreaterThan(countBefore);
      }
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 300));
      server.kill("SIGKILL");
      await once(server, "close");
      expect(output).not.toContain("notice");
      for (const [, job = "", run = ""] of output.matchAll(/^job (\S+) (\S+)$/gm)) known.set(job, run);

      const table = await openJobTable({ kind: "sqlite", path: path.join(state, "jobs.sqlite") });
      const records = (await table.listJobs()).map(({ record }) => JobRecord.parse(JSON.parse(record)));
      await table.close();
      const found = new Map(records.map((record) => [String(record.job), record]));
      for (const [job, run] of known) expect(found.get(job)?.run, `job ${job}, round ${round}`).toBe(run);
      for (const [run, steps] of counted)
        expect(countedIn(ground, run).startsWith(steps), `run ${run}, round ${round}`).toBe(true);
      for (const { run } of records) counted.set(run, countedIn(ground, run));
      for (const record of records) {
        const runs = record.state.status === "running" || record.state.status === "cancelling";
        expect(record.process !== null).toBe(runs);
        expect(record.endedSeconds !== null).toBe(isEnded(record));
        if (runs) foundRunning++;
        if (record.process !== null && isThere(String(record.process.pid))) outlivedCount++;
      }
      const runs = records.map(({ run }) => run);
      expect(new Set(runs).size).toBe(runs.length);
    }
    (await spare).kill("SIGKILL");
    expect(known.size).toBeGreaterThan(KILL_COUNT);
    expect(foundRunning).toBeGreaterThan(2);

    const trainer = await ground.open({ concurrency: 3 }, { orphanGraceMillis: 700 });
    const jobs = await trainer.jobs();
    const wanted: JobId[] = [];
    for (const { job } of jobs) {
      const settled = await jobWhen(trainer, job, ({ state }) =>
        ["interrupted", "succeeded"].includes(state.status),
      );
      const isLost = settled.state.status === "interrupted";
      if (isLost && settled.resumableStep !== null) await trainer.resume([job]);
      if (!isLost || settled.resumableStep !== null) wanted.push(job);
      else wanted.push(...(await trainer.retry([job])).map((again) => again.job));
    }
    for (const job of wanted) {
      const { run, parameters } = await jobWhen(trainer, job, "succeeded");
      const steps = new Set(ground.steps(run));
      expect(steps).toEqual(new Set(Array.from({ length: Number(parameters["steps"]) }, (_, i) => i + 1)));
    }
    for (const { run, attempt } of await trainer.jobs()) {
      // Each attempt was one process at most, and none of them found another.
      expect(startsOf(ground, run).length, run).toBeLessThanOrEqual(attempt);
      attemptCount += attempt;
      expect(existsSync(path.join(ground.logdir, run, "alarm")), run).toBe(false);
      expect(countedIn(ground, run).startsWith(counted.get(run) ?? ""), run).toBe(true);
    }
    const starts = startsIn(ground);
    expect(new Set(starts).size).toBe(starts.length);
    expect(starts.length).toBeLessThanOrEqual(attemptCount);
    // Some were begun again.
    expect(starts.length).toBeGreaterThan(jobs.length);
    expect(ground.notices).toEqual([]);
  } finally {
    (await spare).kill("SIGKILL");
    await ground.dispose();
  }
}, 300_000);

it.each([
  ["is waited for while it saves", 2000, 30_000],
  ["is killed when it does not end", 60_000, 500],
])(
  "a process that outlives its server %s, and only then another may begin",
  async (_, saveMillis, orphanGraceMillis) => {
    const ground = new TrainingGround();
    const parameters = JSON.stringify({ steps: 10_000, saveMillis, stepMillis: 20 });
    const server = await startServer(ground, 1, parameters);
    try {
      let output = "";
      server.stdout.on("data", (text: Buffer) => (output += text.toString()));
      server.stdin.write("go\n");
      const steps = path.join(ground.logdir, "rate=0.1", "steps");
      await expect.poll(() => existsSync(steps), { timeout: 30_000, interval: 10 }).toBe(true);
      server.kill("SIGKILL");
      await once(server, "close");
      const pid = ground.read("rate=0.1", "counting");
      expect(isThere(pid)).toBe(true);
      const trainer = await ground.open({}, { orphanGraceMillis });
      const [job] = await trainer.jobs();
      expect(job?.state.status).toBe("running");
      await expect(trainer.retry([job!.job])).rejects.toMatchObject({ code: "conflict" });
      const found = await jobWhen(trainer, job!.job, "interrupted");
      expect(isThere(pid)).toBe(false);
      // Nobody was there to be told of what it saved.
      if (saveMillis < orphanGraceMillis)
        expect(found.resumableStep).toBe(Number(ground.read("rate=0.1", "checkpoint-step")));
      else expect(found.resumableStep).toBeNull();
      const [again] = await trainer.retry([job!.job]);
      await jobWhen(trainer, again!.job, ({ progress }) => progress !== null);
      for (const run of ["rate=0.1", "rate=0.1_1"])
        expect(existsSync(path.join(ground.logdir, run, "alarm"))).toBe(false);
      expect((await trainer.jobs()).map(({ run }) => run)).toEqual(["rate=0.1_1", "rate=0.1"]);
    } finally {
      server.kill("SIGKILL");
      await ground.dispose();
    }
  },
  120_000,
);

function countedIn(ground: TrainingGround, run: string): string {
  return existsSync(path.join(ground.logdir, run, "steps")) ? ground.read(run, "steps") : "";
}

/** A line of each process that ever counted in a run, in the order in which they began. */
function startsOf(ground: TrainingGround, run: string): readonly string[] {
  return existsSync(path.join(ground.logdir, run, "starts"))
    ? ground.read(run, "starts").trimEnd().split("\n")
    : [];
}

function startsIn(ground: TrainingGround): readonly string[] {
  return existsSync(ground.logdir) ? readdirSync(ground.logdir).flatMap((run) => startsOf(ground, run)) : [];
}

function isThere(pid: string): boolean {
  return existsSync(`/proc/${pid}`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
}

async function startServer(
  ground: TrainingGround,
  seed: number,
  onlyJob?: string,
): Promise<ChildProcessWithoutNullStreams> {
  const child = spawn(process.execPath, [
    testProgram("killed-server"),
    ground.logdir,
    path.join(ground.path, "state"),
    String(seed),
    ...(onlyJob === undefined ? [] : [onlyJob]),
  ]);
  child.stderr.on("data", (text: Buffer) => process.stderr.write(text));
  await once(child.stdout, "data");
  return child;
}
