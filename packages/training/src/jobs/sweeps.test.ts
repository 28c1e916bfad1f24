import { existsSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Sweep } from "@runboard/contract";
import { bestFirst } from "./sweeps.ts";
import { countingJob, countingSweep, jobWhen, sweepWhen, TrainingGround } from "./testing/training-ground.ts";

let ground: TrainingGround;
beforeEach(() => {
  ground = new TrainingGround();
});
afterEach(async () => {
  await ground.dispose();
  expect(ground.notices).toEqual([]);
});

const grid = { kind: "grid", values: { rate: [0.1, 0.3, 0.2] } } as const;
const isEnded = ({ status }: Sweep) => status === "ended";

it("judges by the goal: numbers, then what is no number, then no value", () => {
  const jobs = [0.5, NaN, 2, null, -Infinity, 0.5, Infinity, NaN].map((metricValue, at) => ({
    at,
    metricValue,
  }));
  const order = (goal: "maximize" | "minimize") => bestFirst(jobs, goal).map(({ at }) => at);
  expect(order("maximize")).toEqual([6, 2, 0, 5, 4, 1, 7, 3]);
  expect(order("minimize")).toEqual([4, 0, 5, 2, 6, 1, 7, 3]);
});

describe("a sweep", () => {
  it("is one object with its runs, and says which is best so far", async () => {
    const trainer = await ground.open();
    const { sweep, jobs } = await trainer.startSweep(
      countingSweep(grid, { title: "Rates", parameters: { steps: 5 }, priority: 3 }),
    );
    expect(sweep).toMatchObject({ title: "Rates", status: "running", best: null, jobCounts: { queued: 3 } });
    expect(sweep.jobs).toEqual(jobs.map(({ job }) => job));
    expect(jobs.map(({ run, priority }) => [run, priority])).toEqual([
      ["rate=0.1", 3],
      ["rate=0.3", 3],
      ["rate=0.2", 3],
    ]);
    const ended = await sweepWhen(trainer, sweep.sweep, isEnded);
    expect(ended).toMatchObject({
      jobCounts: { succeeded: 3 },
      best: { job: jobs[1]?.job, run: "rate=0.3", value: 1.5 },
    });
    expect((await trainer.jobs({ sweep: sweep.sweep })).length).toBe(3);
    const minimized = await trainer.startSweep(
      countingSweep(grid, { parameters: { steps: 5 }, metric: { tag: "score", goal: "minimize" } }),
    );
    expect(minimized.jobs[0]?.run).toBe("rate=0.1_1");
    const other = await sweepWhen(trainer, minimized.sweep.sweep, isEnded);
    expect(other.best?.run).toBe("rate=0.1_1");
    expect((await trainer.sweeps()).map((one) => one.sweep)).toEqual([other.sweep, ended.sweep]);
    await expect(trainer.pauseSweep(ended.sweep)).rejects.toMatchObject({ code: "conflict" });
  });

  it.each(["maximize", "minimize"] as const)(
    "has no diverged run as its best while there is another (%s)",
    async (goal) => {
      const trainer = await ground.open();
      const start = async (greatestRate: number) => {
        const request = { parameters: { steps: 4, greatestRate }, metric: { tag: "score", goal } };
        const { sweep } = await trainer.startSweep(countingSweep(grid, request));
        return await sweepWhen(trainer, sweep.sweep, isEnded);
      };
      expect((await start(0.1)).best).toMatchObject({ run: "rate=0.1", value: 0.4 });
      // NaN is a value, too.
      expect((await start(0.01)).best).toMatchObject({ run: "rate=0.1_1", value: NaN });
    },
  );

  it("is paused, over a restart too, and goes on when it is resumed", async () => {
    const first = await ground.open({ concurrency: 1 });
    const { sweep, jobs } = await first.startSweep(countingSweep(grid, { parameters: { steps: 40 } }));
    await jobWhen(first, jobs[0]!.job, "running");
    const paused = await first.pauseSweep(sweep.sweep);
    expect(paused).toMatchObject({ status: "paused", jobCounts: { running: 1, queued: 2 } });
    await jobWhen(first, jobs[0]!.job, "succeeded");
    await first.close();
    const second = await ground.open({ concurrency: 1 });
    // Another job goes past it.
    const { job } = await second.startJob(countingJob({}, { run: "other" }));
    await jobWhen(second, job, "succeeded");
    const [waiting] = await second.sweeps([sweep.sweep]);
    expect(waiting).toMatchObject({ status: "paused", jobCounts: { succeeded: 1, queued: 2 } });
    await second.resumeSweep(sweep.sweep);
    await sweepWhen(second, sweep.sweep, isEnded);
  });

  it("is stopped, whether its runs run or wait; one of them can be taken up again", async () => {
    const trainer = await ground.open({ concurrency: 1 });
    const { sweep, jobs } = await trainer.startSweep(
      countingSweep(grid, { parameters: { steps: 60, stepMillis: 20 } }),
    );
    await jobWhen(trainer, jobs[0]!.job, ({ progress }) => progress !== null);
    expect(await trainer.stopSweep(sweep.sweep)).toMatchObject({
      status: "stopping",
      jobCounts: { cancelling: 1, cancelled: 2 },
    });
    const stopped = await sweepWhen(trainer, sweep.sweep, isEnded);
    expect(stopped.jobCounts).toEqual({ cancelled: 3 });
    expect(existsSync(path.join(ground.logdir, "rate=0.2"))).toBe(false);
    await trainer.resume([jobs[0]!.job]);
    expect((await trainer.sweeps())[0]?.status).toBe("running");
    await jobWhen(trainer, jobs[0]!.job, "succeeded");
    expect((await trainer.sweeps())[0]).toMatchObject({
      status: "ended",
      jobCounts: { succeeded: 1, cancelled: 2 },
    });
  });

  it("starts nothing when anything is wrong with it", async () => {
    const trainer = await ground.open();
    const wrong = countingSweep({ kind: "grid", values: { kind: ["plain", "fancy"], layers: [1, 2] } });
    await expect(trainer.startSweep(wrong)).rejects.toMatchObject({
      code: "invalid",
      fields: [{ field: "parameters.layers", message: "Fancy ones have one layer." }],
    });
    const huge = countingSweep(grid, { parameters: { hugeDisk: true } });
    await expect(trainer.startSweep(huge)).rejects.toMatchObject({ code: "disk_full" });
    const many = countingSweep({
      kind: "random",
      distributions: { rate: { distribution: "uniform", min: 0, max: 1 } },
      runCount: 500,
    });
    await expect(trainer.startSweep(many)).rejects.toMatchObject({
      fields: [{ field: "search.distributions.rate.min" }],
    });
    expect(await trainer.jobs()).toEqual([]);
    expect(existsSync(path.join(ground.logdir, "rate=0.1"))).toBe(false);
  });
});

describe("successive halving", () => {
  const halving = {
    kind: "halving",
    distributions: { rate: { distribution: "choice", values: [0.1, 0.2, 0.3, 0.4, 0.5] } },
    runCount: 5,
    rungCount: 3,
  } as const;

  it("stops the worse half after each rung; the better half goes on from its checkpoints", async () => {
    const trainer = await ground.open({ concurrency: 3 });
    const { sweep, jobs } = await trainer.startSweep(countingSweep(halving, { parameters: { steps: 20 } }));
    const ended = await sweepWhen(trainer, sweep.sweep, isEnded);
    expect(ended).toMatchObject({
      jobCounts: { succeeded: 2, cancelled: 3 },
      best: { run: "rate=0.5", value: 10 },
    });
    const countOf = (rate: number) => ground.steps(`rate=${rate}`).length;
    expect([0.1, 0.2, 0.3, 0.4, 0.5].map(countOf)).toEqual([5, 5, 10, 20, 20]);
    const cut = await trainer.jobs({ sweep: sweep.sweep, statuses: ["cancelled"] });
    const reasons = cut.map(({ run, state }) => [run, "reason" in state ? state.reason : ""]);
    expect(Object.fromEntries(reasons)).toEqual({
      "rate=0.1": "Rung 1 of 3: with 0.5 of score it was number 5 of 5, and 3 went on.",
      "rate=0.2": "Rung 1 of 3: with 1 of score it was number 4 of 5, and 3 went on.",
      "rate=0.3": "Rung 2 of 3: with 3 of score it was number 3 of 3, and 2 went on.",
    });
    expect(jobs).toHaveLength(5);
  });

  it("stops runs that have diverged before any other", async () => {
    const trainer = await ground.open({ concurrency: 3 });
    const { sweep } = await trainer.startSweep(
      countingSweep(halving, { parameters: { steps: 20, greatestRate: 0.3 } }),
    );
    const ended = await sweepWhen(trainer, sweep.sweep, isEnded);
    expect(ended.best).toMatchObject({ run: "rate=0.3", value: expect.closeTo(6) as unknown });
    const cut = await trainer.jobs({ sweep: sweep.sweep, statuses: ["cancelled"] });
    const facts = cut.map(({ run, metricValue, state }) => [
      run,
      metricValue,
      "reason" in state ? state.reason : "",
    ]);
    expect(facts).toContainEqual([
      "rate=0.5",
      NaN,
      expect.stringMatching(/^Rung 1 of 3: with NaN of score it was number [45] of 5, and 3 went on\.$/),
    ]);
    expect(facts.map(([run]) => run).sort()).toEqual(["rate=0.1", "rate=0.4", "rate=0.5"]);
  });

  it("goes on without runs that fail or are cancelled, and waits for one that the server's end cut off", async () => {
    const first = await ground.open({ concurrency: 5 });
    const { sweep, jobs } = await first.startSweep(
      countingSweep(halving, { parameters: { steps: 200, stepMillis: 30, endStep: 1000 } }),
    );
    const jobOf = (rate: number) => jobs.find(({ parameters }) => parameters["rate"] === rate)!.job;
    await Promise.all(jobs.map(({ job }) => jobWhen(first, job, ({ progress }) => progress !== null)));
    await first.cancel([jobOf(0.5)]);
    await jobWhen(first, jobOf(0.5), "cancelled");
    await first.close();
    const second = await ground.open({ concurrency: 5 });
    const interrupted = await second.jobs({ sweep: sweep.sweep, statuses: ["interrupted"] });
    expect(interrupted.length).toBeGreaterThan(0);
    await second.resume(interrupted.map(({ job }) => job));
    const ended = await sweepWhen(second, sweep.sweep, isEnded);
    // Four went through the first rung.
    expect(ended.jobCounts).toEqual({ cancelled: 4, succeeded: 1 });
    expect(ended.best?.run).toBe("rate=0.4");
    expect(ground.steps("rate=0.4")).toEqual(Array.from({ length: 200 }, (_, step) => step + 1));
  });

  it("goes on with a run that is trained again in place of one that the server's end cut off", async () => {
    const first = await ground.open({ concurrency: 5 });
    const { sweep, jobs } = await first.startSweep(
      countingSweep(halving, { parameters: { steps: 200, stepMillis: 30 } }),
    );
    await Promise.all(jobs.map(({ job }) => jobWhen(first, job, ({ progress }) => progress !== null)));
    await first.close();
    const second = await ground.open({ concurrency: 5 });
    const again = await second.retry(jobs.map(({ job }) => job));
    const ended = await sweepWhen(second, sweep.sweep, isEnded);
    expect(ended.jobs).toEqual([...jobs, ...again].map(({ job }) => job));
    expect(ended.jobCounts).toEqual({ interrupted: 5, cancelled: 3, succeeded: 2 });
    expect(ended.best?.run).toBe("rate=0.5_1");
  });

  it("is refused where it cannot be done", async () => {
    const trainer = await ground.open();
    const short = countingSweep({ ...halving, rungCount: 4 }, { parameters: { steps: 3 } });
    await expect(trainer.startSweep(short)).rejects.toMatchObject({
      fields: [{ field: "search.rungCount" }],
    });
    const other = countingSweep(halving, { metric: { tag: "loss", goal: "minimize" } });
    await expect(trainer.startSweep(other)).rejects.toMatchObject({ fields: [{ field: "metric.tag" }] });
  });
});
