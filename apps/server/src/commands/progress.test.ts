import type { Job, JobId, ModelId, RunName, Sweep, SweepId, Tag } from "@runboard/contract";
import { describe, expect, test } from "vitest";
import { progressOn } from "./progress.ts";

const job: Job = {
  job: "abcdefgh" as JobId,
  model: "mnist-cnn" as ModelId,
  kind: "model",
  parameters: {},
  run: "lr_1E-03" as RunName,
  sweep: null,
  priority: 0,
  attempt: 1,
  createdSeconds: 100,
  startedSeconds: 100,
  endedSeconds: null,
  timeoutSeconds: null,
  state: { status: "running" },
  phase: null,
  progress: null,
  backend: null,
  metric: { tag: "accuracy" as Tag, goal: "maximize" },
  metricValue: null,
  resumableStep: null,
  logSizeBytes: 0,
};
const at = (step: number): Job => ({
  ...job,
  progress: { step, totalSteps: 100, stepsPerSecond: 10, remainingSeconds: (100 - step) / 10 },
  metricValue: step / 100,
});
const done: Job = { ...at(100), endedSeconds: 110, state: { status: "succeeded" } };
const sweep: Sweep = {
  sweep: "sweepsweep" as SweepId,
  title: "rates",
  model: job.model,
  parameters: {},
  search: { kind: "grid", values: { lr: [1, 2] } },
  metric: job.metric,
  status: "running",
  createdSeconds: 100,
  jobs: [],
  jobCounts: {},
  best: { job: job.job, run: job.run, value: 1 },
};

function output(isTTY: boolean, columns?: number) {
  const written: string[] = [];
  return {
    written,
    isTTY,
    ...(columns !== undefined && { columns }),
    write: (text: string) => written.push(text),
  };
}

describe("progress", () => {
  test("in a terminal is one line that is written over and goes away", () => {
    const terminal = output(true);
    const progress = progressOn(terminal, false);
    progress.showJob(job);
    progress.showJob(at(50));
    progress.showSweep({ sweep, jobs: [done, at(50)] });
    progress.end();
    progress.end();
    expect(terminal.written.map((text) => text.replace("\r\u001b[K", "^"))).toEqual([
      "^lr_1E-03  [            ]  running",
      "^lr_1E-03  [=====>      ]  50/100 50 %  5 s to go  accuracy 0.5  10 steps/s",
      "^rates  [========>   ]  1/2 runs  1 running  best 1 lr_1E-03",
      "^",
    ]);
  });

  test("never wraps", () => {
    const terminal = output(true, 20);
    progressOn(terminal, false).showJob(at(50));
    expect(terminal.written).toEqual(["\r\u001b[Klr_1E-03  [=====>  "]);
  });

  test("elsewhere is a line at each tenth of the way and at the end", () => {
    const file = output(false);
    const progress = progressOn(file, false);
    for (const state of [job, at(1), at(2), at(10), at(19), at(20)]) progress.showJob(state);
    progress.showSweep({ sweep, jobs: [done] });
    expect(file.written).toEqual([
      "running lr_1E-03\n",
      "running lr_1E-03 (10/100 10 %, accuracy 0.1)\n",
      "running lr_1E-03 (20/100 20 %, accuracy 0.2)\n",
      "done lr_1E-03 (accuracy 1, after 10 s)\n",
    ]);
  });

  test("tells that all of a sweep have diverged", () => {
    const terminal = output(true);
    const diverged = { ...sweep, best: sweep.best && { ...sweep.best, value: Number.NaN } };
    progressOn(terminal, false).showSweep({ sweep: diverged, jobs: [done] });
    expect(terminal.written.join("")).toMatch(/ all NaN$/);
  });

  test("as JSON is a line per change", () => {
    const file = output(true);
    const progress = progressOn(file, true);
    progress.showJob(at(1));
    progress.showJob(at(1));
    progress.showSweep({ sweep, jobs: [at(1), { ...done, metricValue: Number.NaN }] });
    expect(file.written.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { job: { progress: { step: 1 } } },
      { job: { state: { status: "succeeded" }, metricValue: "NaN" } },
      { sweep: { title: "rates" } },
    ]);
  });
});
