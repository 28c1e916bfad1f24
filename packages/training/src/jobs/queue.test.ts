import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { getPriority } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { countingJob, jobWhen, TrainingGround } from "./testing/training-ground.ts";

let ground: TrainingGround;
beforeEach(() => {
  ground = new TrainingGround();
});
afterEach(async () => {
  await ground.dispose();
  expect(ground.notices).toEqual([]);
});

describe("a job", () => {
  it("runs in a process of its own, which writes its log, and tells how far it is", async () => {
    const trainer = await ground.open();
    const job = await trainer.startJob(countingJob({ rate: 0.5, steps: 8 }));
    expect(job).toMatchObject({
      model: "counting",
      run: "rate=0.5",
      attempt: 1,
      state: { status: "queued", held: null },
      parameters: { rate: 0.5, steps: 8, kind: "plain", layers: 1 },
      logSizeBytes: 0,
    });
    const done = await jobWhen(trainer, job.job, "succeeded");
    expect(done).toMatchObject({
      metricValue: 4,
      progress: { step: 8, totalSteps: 8 },
      backend: { name: "cpu", version: "1.2.3" },
      resumableStep: 8,
    });
    expect(done.endedSeconds).toBeGreaterThanOrEqual(done.startedSeconds!);
    const log = readFileSync(trainer.logPath(job.job), "utf8");
    expect(log).toMatch(
      /^=== attempt 1, \d{4}-.*Z ===\ncounts from the beginning at priority \d+, keeps memory\n$/,
    );
    // The server comes first.
    expect(Number(/priority (\d+)/.exec(log)?.[1])).toBeGreaterThan(getPriority());
    expect(done.logSizeBytes).toBe(log.length);
    expect(ground.steps("rate=0.5")).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect((await trainer.overview()).backend).toMatchObject({ version: "1.2.3" });
  });

  it("waits its turn: greater priorities first, then who came first, so many at once", async () => {
    const trainer = await ground.open({ concurrency: 1 });
    const start = (run: string, priority: number) =>
      trainer.startJob(countingJob({ steps: 30 }, { run, priority }));
    const first = await start("first", 0);
    await jobWhen(trainer, first.job, "running");
    const jobs = [await start("b", 0), await start("c", 5), await start("d", 0), await start("e", 0)];
    await trainer.prioritize([jobs[3]!.job], 9);
    expect((await trainer.jobs()).map(({ run }) => run)).toEqual(["first", "e", "c", "b", "d"]);
    let mostAtOnce = 0;
    trainer.subscribe(() => {
      void trainer.jobs({ statuses: ["running"] }).then((running) => {
        mostAtOnce = Math.max(mostAtOnce, running.length);
      });
    });
    const done = await Promise.all(jobs.map(({ job }) => jobWhen(trainer, job, "succeeded")));
    const starts = done.sort((a, b) => a.startedSeconds! - b.startedSeconds!);
    expect(starts.map(({ run }) => run)).toEqual(["e", "c", "b", "d"]);
    expect(mostAtOnce).toBe(1);
    for (const [at, job] of starts.entries())
      expect(job.startedSeconds).toBeGreaterThanOrEqual(starts[at - 1]?.endedSeconds ?? 0);
    await expect(trainer.prioritize([first.job], 1)).rejects.toMatchObject({ code: "conflict" });
  });

  it.each([
    ["exit", /^Its process ended with exit code 7, .* The last line of its log: something is very wrong$/],
    ["throw", /^The loss is not a number\.$/],
    ["abort", /SIGKILL\).* The last line of its log: something is very wrong$/],
  ] as const)("that fails (%s) says why, and the next one goes on", async (ending, reason) => {
    const trainer = await ground.open({ concurrency: 1 });
    const bad = await trainer.startJob(countingJob({ endStep: 2, ending }));
    const good = await trainer.startJob(countingJob());
    const failed = await jobWhen(trainer, bad.job, "failed");
    expect(failed.state).toMatchObject({ reason: expect.stringMatching(reason) as unknown });
    expect(failed.metricValue).toBeCloseTo(0.2);
    await jobWhen(trainer, good.job, "succeeded");
  });

  it("is cancelled: while it waits at once, while it runs after it has saved, when it does not listen by force", async () => {
    const trainer = await ground.open({ concurrency: 2 }, { graceMillis: 1500 });
    const [polite, stubborn, waiting] = [
      await trainer.startJob(countingJob({ steps: 5000 }, { run: "polite" })),
      await trainer.startJob(countingJob({ steps: 5000, isStubborn: true }, { run: "stubborn" })),
      await trainer.startJob(countingJob({}, { run: "waiting" })),
    ];
    await jobWhen(trainer, polite.job, ({ progress }) => progress !== null);
    await jobWhen(trainer, stubborn.job, ({ progress }) => progress !== null);
    expect(existsSync(path.join(ground.logdir, "waiting"))).toBe(true);
    const all = [polite.job, stubborn.job, waiting.job];
    const cancelled = await trainer.cancel(all);
    expect(cancelled.map(({ state }) => state.status)).toEqual(["cancelling", "cancelling", "cancelled"]);
    // Nothing was written there: another may have the name.
    expect(existsSync(path.join(ground.logdir, "waiting"))).toBe(false);
    const saved = await jobWhen(trainer, polite.job, "cancelled");
    expect(saved.state).toEqual({ status: "cancelled", reason: "It was stopped." });
    expect(saved.resumableStep).toBe(saved.progress?.step);
    const killed = await jobWhen(trainer, stubborn.job, "cancelled");
    expect(killed.state).toEqual({
      status: "cancelled",
      reason: "It was stopped. It did not stop by itself within 1.5 s, and its process was ended.",
    });
    expect(killed.resumableStep).toBeNull();
    expect((await trainer.cancel(all)).map(({ state }) => state.status)).toEqual(all.map(() => "cancelled"));
  });

  it("is stopped when its time is over", async () => {
    const trainer = await ground.open();
    const job = await trainer.startJob(countingJob({ steps: 50_000 }, { timeoutSeconds: 0.5 }));
    const { state } = await jobWhen(trainer, job.job, "cancelled");
    expect(state).toMatchObject({ reason: "It ran for longer than the 0.5 s that it was given." });
  });

  it("is resumed from its last checkpoint in its run, and retried from its first step in a new one", async () => {
    const trainer = await ground.open();
    const { job } = await trainer.startJob(countingJob({ steps: 30, stepMillis: 20, checkpointSteps: 5 }));
    await expect(trainer.resume([job])).rejects.toMatchObject({ code: "conflict" });
    await jobWhen(trainer, job, ({ resumableStep }) => resumableStep !== null);
    await trainer.cancel([job]);
    const cancelled = await jobWhen(trainer, job, "cancelled");
    const at = cancelled.resumableStep!;
    expect(at).toBeLessThan(30);
    const [resumed] = await trainer.resume([job]);
    expect(resumed).toMatchObject({ attempt: 2, state: { status: "queued" }, endedSeconds: null });
    expect(await jobWhen(trainer, job, "succeeded")).toMatchObject({ attempt: 2, resumableStep: 30 });
    expect(ground.steps("rate=0.1")).toEqual(Array.from({ length: 30 }, (_, step) => step + 1));
    await expect(trainer.resume([job])).rejects.toThrow(/It has finished; retry it instead/);
    const log = readFileSync(trainer.logPath(job), "utf8");
    expect(log.match(/^=== attempt .*/gm)).toEqual([
      expect.stringContaining("attempt 1, "),
      expect.stringMatching(new RegExp(`attempt 2, .*, resumes from step ${at} ===`)),
    ]);
  });

  it("is trained again as a job of its own in a new run, and stays as it is", async () => {
    const trainer = await ground.open();
    const { job } = await trainer.startJob(
      countingJob({ steps: 30, rate: 0.2 }, { run: "mine", priority: 3, timeoutSeconds: 60 }),
    );
    const first = await jobWhen(trainer, job, "succeeded");
    const [again] = await trainer.retry([job, job]);
    expect(again).toMatchObject({
      run: "mine_1",
      attempt: 1,
      parameters: first.parameters,
      priority: 3,
      timeoutSeconds: 60,
      metricValue: null,
      resumableStep: null,
      logSizeBytes: 0,
    });
    const second = await jobWhen(trainer, again!.job, "succeeded");
    const [third] = await trainer.retry([again!.job]);
    expect(third?.run).toBe("mine_2");
    await jobWhen(trainer, third!.job, "succeeded");
    expect((await trainer.jobs()).map(({ run }) => run)).toEqual(["mine_2", "mine_1", "mine"]);
    expect(await trainer.jobs({ jobs: [job, again!.job] })).toEqual([second, first]);
    for (const run of ground.runs()) expect(ground.steps(run)).toHaveLength(30);
    expect([...trainer.trainedRuns().keys()].sort()).toEqual(["mine", "mine_1", "mine_2"]);
  });

  it("that is trained again and stopped before its turn gives the new run up", async () => {
    const trainer = await ground.open({ concurrency: 1 });
    const { job } = await trainer.startJob(countingJob({ steps: 3 }, { run: "first" }));
    await jobWhen(trainer, job, "succeeded");
    const busy = await trainer.startJob(countingJob({ steps: 5000 }, { run: "busy" }));
    await jobWhen(trainer, busy.job, "running");
    const [again] = await trainer.retry([job]);
    expect(again?.run).toBe("first_1");
    // The name is taken while it waits, even when somebody deletes the empty directory.
    rmSync(path.join(ground.logdir, "first_1"), { recursive: true });
    const other = await trainer.startJob(countingJob({}, { run: "first" }));
    expect(other.run).toBe("first_2");
    expect((await trainer.plan({ model: "counting", parameters: {}, run: "first" })).runs[0]?.run).toBe(
      "first_3",
    );
    await trainer.cancel([again!.job]);
    expect((await trainer.jobs({ jobs: [job] }))[0]).toMatchObject({
      run: "first",
      metricValue: expect.closeTo(0.3) as unknown,
    });
    await trainer.cancel([other.job, busy.job]);
    await jobWhen(trainer, busy.job, "cancelled");
    expect(ground.runs()).toEqual(["busy", "first"]);
    expect(ground.steps("first")).toHaveLength(3);
  });

  it("leaves a run that somebody else has by now", async () => {
    const trainer = await ground.open();
    const { job } = await trainer.startJob(countingJob({ endStep: 0, ending: "throw" }, { run: "mine" }));
    await jobWhen(trainer, job, "failed");
    rmSync(path.join(ground.logdir, "mine"), { recursive: true });
    const { job: other, run } = await trainer.startJob(countingJob({}, { run: "mine" }));
    expect(run).toBe("mine");
    await jobWhen(trainer, other, "succeeded");
    const [again] = await trainer.retry([job]);
    expect(again?.run).toBe("mine_1");
    await jobWhen(trainer, again!.job, "failed");
    expect(ground.steps("mine")).toHaveLength(10);
  });

  it("that waits in vain for room on the disk is refused", async () => {
    const trainer = await ground.open();
    await expect(trainer.startJob(countingJob({ hugeDisk: true }))).rejects.toMatchObject({
      code: "disk_full",
    });
    expect(existsSync(path.join(ground.logdir, "rate=0.1"))).toBe(false);
  });

  it("leaves nothing running behind it", async () => {
    const trainer = await ground.open();
    const { job } = await trainer.startJob(countingJob({ endStep: 2, ending: "leave", steps: 4 }));
    await jobWhen(trainer, job, "succeeded");
    const [, left] = /left (\d+)/.exec(readFileSync(trainer.logPath(job), "utf8")) ?? [];
    await expect.poll(() => isThere(Number(left))).toBe(false);
  });

  it("gets a run of its own, whoever has the name", async () => {
    const trainer = await ground.open({ runPrefix: "mine/" });
    mkdirSync(path.join(ground.logdir, "deep", "name"), { recursive: true });
    writeFileSync(path.join(ground.logdir, "deep", "name_1"), "a file");
    const start = () => trainer.startJob(countingJob({}, { run: "deep/name" }));
    const runs = await Promise.all([start(), start(), start()]);
    expect(runs.map(({ run }) => run).sort()).toEqual([
      "mine/deep/name_2",
      "mine/deep/name_3",
      "mine/deep/name_4",
    ]);
    const clone = await trainer.startJob(countingJob({}, { run: "mine/deep/name_2" }));
    expect(clone.run).toBe("mine/deep/name_2_1");
    await jobWhen(trainer, clone.job, "succeeded");
    expect(ground.steps("deep/name_2_1")).toHaveLength(10);
    for (const run of ["../out", "/abs", "a//b", "a/./b", "nul\0", "x".repeat(256), "back\\slash"])
      await expect(trainer.startJob(countingJob({}, { run }))).rejects.toMatchObject({
        code: "invalid",
        fields: [{ field: "run" }],
      });
    await expect(trainer.startJob(countingJob({}, { run: "deep/name_1/below" }))).rejects.toMatchObject({
      code: "invalid",
      fields: [{ field: "run" }],
    });
  });
});

describe("the server's end", () => {
  it("stops its jobs, which are interrupted and can be resumed; waiting ones go on in the next", async () => {
    const first = await ground.open({ concurrency: 1 });
    const running = await first.startJob(countingJob({ steps: 60, stepMillis: 20 }, { run: "running" }));
    const waiting = await first.startJob(countingJob({}, { run: "waiting" }));
    await jobWhen(first, running.job, ({ progress }) => progress !== null);
    await first.close();
    const second = await ground.open({ concurrency: 1 });
    const [interrupted] = await second.jobs({ jobs: [running.job] });
    expect(interrupted?.state).toEqual({ status: "interrupted", reason: "The server was stopped." });
    expect(interrupted?.resumableStep).toBeGreaterThan(0);
    await jobWhen(second, waiting.job, "succeeded");
    await second.resume([running.job]);
    await jobWhen(second, running.job, "succeeded");
    expect(ground.steps("running")).toEqual(Array.from({ length: 60 }, (_, step) => step + 1));
  });

  it("keeps a second server from running the same jobs", async () => {
    const first = await ground.open();
    const second = await ground.open();
    expect((await second.overview()).unavailable).toMatch(/is used by another server/);
    expect((await second.overview()).models).toHaveLength(1);
    await expect(second.startJob(countingJob())).rejects.toMatchObject({ code: "unavailable" });
    expect((await first.overview()).unavailable).toBeNull();
  });

  it("does not hide a job whose directory was removed meanwhile", async () => {
    const trainer = await ground.open({ concurrency: 1 });
    const first = await trainer.startJob(countingJob({ steps: 40 }, { run: "first" }));
    const second = await trainer.startJob(countingJob({}, { run: "second" }));
    rmSync(path.join(ground.logdir, "second"), { recursive: true });
    await jobWhen(trainer, first.job, "succeeded");
    await jobWhen(trainer, second.job, "succeeded");
    expect(ground.steps("second")).toHaveLength(10);
  });
});

it("tells of changes, but not more often than five times a second", async () => {
  const trainer = await ground.open();
  let count = 0;
  const unsubscribe = trainer.subscribe(() => (count += 1));
  const before = performance.now();
  const { job } = await trainer.startJob(countingJob({ steps: 200, stepMillis: 2 }));
  await jobWhen(trainer, job, "succeeded");
  const seconds = (performance.now() - before) / 1000;
  expect(count).toBeGreaterThan(2);
  expect(count).toBeLessThan(seconds * 5 + 3);
  unsubscribe();
  const atEnd = count;
  await trainer.retry([job]);
  await pause(300);
  expect(count).toBe(atEnd);
});

function isThere(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
}
