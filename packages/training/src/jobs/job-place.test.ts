// One index directory that serves one log directory after another.
import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openJobTable } from "@runboard/store";
import { realPathOf } from "./job-place.ts";
import { countingJob, countingSweep, jobWhen, TrainingGround } from "./testing/training-ground.ts";

let ground: TrainingGround;
beforeEach(() => {
  ground = new TrainingGround();
});
afterEach(async () => {
  await ground.dispose();
  expect(ground.notices).toEqual([]);
});

describe("jobs of another log directory", () => {
  it("are neither listed nor changed nor started, and come back with it as they were", async () => {
    const other = path.join(ground.path, "other");
    const first = await ground.open({ concurrency: 1 });
    const stopped = await first.startJob(
      countingJob({ steps: 5000, checkpointSteps: 1 }, { run: "stopped" }),
    );
    await jobWhen(first, stopped.job, ({ resumableStep }) => resumableStep !== null);
    await first.cancel([stopped.job]);
    await jobWhen(first, stopped.job, "cancelled");
    const busy = await first.startJob(countingJob({ steps: 5000 }, { run: "busy" }));
    await jobWhen(first, busy.job, "running");
    const waiting = await first.startJob(countingJob({ steps: 3 }, { run: "waiting" }));
    const { sweep, jobs } = await first.startSweep(
      countingSweep({ kind: "grid", values: { rate: [0.1, 0.2] } }, { parameters: { steps: 3 } }),
    );
    await first.close();

    const second = await ground.open({ logdir: other });
    expect(await second.jobs()).toEqual([]);
    expect(await second.sweeps()).toEqual([]);
    expect([...second.trainedRuns()]).toEqual([]);
    for (const act of [
      second.resume([stopped.job]),
      second.retry([stopped.job]),
      second.cancel([waiting.job]),
    ])
      await expect(act).rejects.toMatchObject({ code: "job_not_found" });
    await expect(second.stopSweep(sweep.sweep)).rejects.toMatchObject({ code: "sweep_not_found" });
    const { job, run } = await second.startJob(countingJob({ steps: 3 }, { run: "waiting" }));
    expect(run).toBe("waiting");
    await jobWhen(second, job, "succeeded");
    expect(readdirSync(other)).toEqual(["waiting"]);
    expect(existsSync(path.join(ground.logdir, "waiting", "steps"))).toBe(false);
    await second.close();

    const third = await ground.open();
    for (const one of [waiting, ...jobs]) await jobWhen(third, one.job, "succeeded");
    expect(await third.jobs({ jobs: [job] })).toEqual([]);
    expect((await third.jobs({ jobs: [busy.job] }))[0]?.state).toMatchObject({ status: "interrupted" });
    expect((await third.sweeps())[0]?.jobs).toEqual(jobs.map((one) => one.job));
    const [resumed] = await third.resume([stopped.job]);
    expect(resumed).toMatchObject({ run: "stopped", attempt: 2 });
  });

  it("are told by where the directory really is, and renamed with it", async () => {
    const real = path.join(ground.path, "real");
    mkdirSync(real);
    symlinkSync(real, path.join(ground.path, "link"));
    const first = await ground.open({ logdir: path.join(ground.path, "link", "runs") });
    const { job } = await first.startJob(countingJob({ steps: 5000, checkpointSteps: 1 }, { run: "one" }));
    await jobWhen(first, job, ({ resumableStep }) => resumableStep !== null);
    await first.close();
    const second = await ground.open({ logdir: path.join(real, "runs"), runPrefix: "named/" });
    expect((await second.jobs()).map(({ run }) => run)).toEqual(["named/one"]);
    await second.resume([job]);
    await jobWhen(second, job, ({ progress }) => (progress?.step ?? 0) > 5);
    await second.close();
    expect(readdirSync(path.join(real, "runs"))).toEqual(["one"]);
    const third = await ground.open({ logdir: path.join(real, "runs") });
    expect((await third.jobs()).map(({ run }) => run)).toEqual(["one"]);
  });

  it("of an older version belong to the one that their runs lie in", async () => {
    const first = await ground.open();
    const { job } = await first.startJob(countingJob({ steps: 1 }, { run: "old" }));
    await jobWhen(first, job, "succeeded");
    await first.close();
    const table = await openJobTable({
      kind: "sqlite",
      path: path.join(ground.path, "state", "jobs.sqlite"),
    });
    const [row] = await table.listJobs();
    const { place, ...record } = JSON.parse(row?.record ?? "{}") as Record<string, unknown>;
    expect(place).toEqual({ logdir: await realPathOf(ground.logdir), runPrefix: "" });
    await table.commit({ jobs: [{ id: job, record: JSON.stringify(record) }] });
    await table.close();
    const listed = async (logdir: string) => {
      const trainer = await ground.open({ logdir });
      const jobs = await trainer.jobs();
      await trainer.close();
      return jobs.map(({ run }) => run);
    };
    expect(await listed(path.join(ground.path, "other"))).toEqual([]);
    expect(await listed(ground.logdir)).toEqual(["old"]);
    mkdirSync(path.join(ground.path, "other", "old"), { recursive: true });
    expect(await listed(path.join(ground.path, "other"))).toEqual([]);
  });
});
