import { RunName } from "@runboard/contract";
import { describe, expect, it } from "vitest";
import { makeJob } from "./testing.ts";
import { jobsByRun, keptIfSame } from "./run-jobs.ts";

const run = RunName.parse("lr=0.1");
const running = makeJob("running", { run, state: { status: "running" } });
const failed = makeJob("failed", { state: { status: "failed", reason: "exit code 1" } });
const gaveUp = makeJob("gaveup", { run, state: { status: "cancelled", reason: "It was stopped." } });

describe("jobs of runs", () => {
  it("are found by the run, in words", () => {
    const jobs = jobsByRun([running, failed]);
    expect(jobs.get(run)).toEqual({ job: running.job, status: "running", text: "running" });
    expect(jobs.get(failed.run)?.text).toBe("failed. exit code 1");
    expect(jobs.get(RunName.parse("by hand"))).toBeUndefined();
  });

  it("are the ones that have the run now, not those that were stopped before they began", () => {
    expect(jobsByRun([running, failed, gaveUp]).get(run)?.job).toBe(running.job);
  });

  it("stay the same map through progress, and become another with a state or a job", () => {
    const known = jobsByRun([running, failed]);
    const progress = { step: 5, totalSteps: 10, stepsPerSecond: 1, remainingSeconds: 5 };
    expect(keptIfSame(known, jobsByRun([{ ...running, progress }, failed]))).toBe(known);
    const done = { ...running, state: { status: "succeeded" } } as const;
    for (const other of [[done, failed], [failed], [running, failed, makeJob("more")], [gaveUp, failed]])
      expect(keptIfSame(known, jobsByRun(other))).not.toBe(known);
  });
});
