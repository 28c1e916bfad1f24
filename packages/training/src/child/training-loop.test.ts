import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Metric } from "@runboard/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../backend/open-backend.ts";
import { FromChild } from "../messages.ts";
import type { TensorFlow, Training } from "../model.ts";
import { createSummaryWriter, type SummaryWriter } from "../writer.ts";
import { Pace } from "./pace.ts";
import { findCheckpoint } from "./saved-checkpoint.ts";
import { countTags, readEvents, readScalar } from "./testing.ts";
import { TrainingLoop, type TrainingLoopOptions } from "./training-loop.ts";

const directory = mkdtempSync(join(tmpdir(), "runboard-loop-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let tf: TensorFlow;
beforeAll(async () => {
  ({ tf } = await openBackend({ want: "cpu", cacheDirectory: directory, log: () => undefined }));
});

/** Counts its steps in a variable. */
function counting(change: Partial<Training> = {}): Training {
  const count = tf.variable(tf.scalar(0));
  return {
    variables: () => new Map([["count", count]]),
    restore: (values) => count.assign(tf.scalar(values.get("count")?.values[0] ?? 0)),
    trainStep: () => tf.tidy(() => count.assign(tf.add(count, 1))),
    summarize: () => ({ "loss/train": 1 }),
    summaryInterval: 2,
    checkpointInterval: 3,
    dispose: () => count.dispose(),
    ...change,
  };
}

function loopOf(
  training: Training,
  run: string,
  change: Partial<TrainingLoopOptions> = {},
  signal = new AbortController().signal,
): {
  readonly loop: TrainingLoop;
  readonly writer: SummaryWriter;
  readonly messages: readonly FromChild[];
  readonly lines: readonly string[];
  readonly runDirectory: string;
} {
  const runDirectory = join(directory, run);
  const writer = createSummaryWriter(runDirectory);
  const [messages, lines]: [FromChild[], string[]] = [[], []];
  const channel = {
    send: (message: FromChild) => {
      messages.push(message);
      return Promise.resolve();
    },
    signal,
    stopReason: null,
  };
  const metric = Metric.parse({ tag: "loss/train", goal: "minimize" });
  const loop = new TrainingLoop({
    ...{ tf, training, writer, channel, metric, totalSteps: 7, startStep: 0, stopAfterStep: null },
    log: (line) => void lines.push(line),
    ...change,
  });
  return { loop, writer, messages, lines, runDirectory };
}

describe("the loop", () => {
  it("summarizes before steps, saves what is done, validates after each checkpoint and at the end", async () => {
    const calls: string[] = [];
    const training = counting({
      afterCheckpoint: (step) => ({ "loss/validation": calls.push(`after ${step}`) }),
      finish: (step) => ({ "loss/validation": calls.push(`finish ${step}`) }),
    });
    const { loop, writer, messages, runDirectory } = loopOf(training, "whole");
    expect(await loop.run()).toEqual({ kind: "finished", step: 7 });
    writer.close();
    expect(calls).toEqual(["after 0", "after 3", "after 6", "finish 7"]);
    const events = readEvents(runDirectory);
    expect([...readScalar(events, "loss/train").keys()]).toEqual([0, 2, 4, 6]);
    expect([...readScalar(events, "loss/validation").keys()]).toEqual([0, 3, 6, 7]);
    expect(countTags(events).get("memory/tensors_bytes")).toBe(4);
    const saved = messages.flatMap((message) => (message.kind === "checkpoint" ? [message.step] : []));
    expect(saved).toEqual([0, 3, 6, 7]);
    const checkpoint = await findCheckpoint(runDirectory, () => undefined);
    expect(checkpoint?.values.get("count")?.values[0]).toBe(7);
    training.dispose();
  });

  it("stops at the end of a rung without finishing", async () => {
    const training = counting({ finish: () => Promise.reject(new Error("not the end")) });
    const { loop, messages } = loopOf(training, "rung", { stopAfterStep: 4 });
    expect(await loop.run()).toEqual({ kind: "finished", step: 4 });
    expect(messages.at(-1)).toMatchObject({
      kind: "progress",
      progress: { step: 4, totalSteps: 7 },
      metricValue: 1,
    });
    training.dispose();
  });

  it("fails when a step leaves tensors behind", async () => {
    const training = counting({ trainStep: () => void tf.scalar(1) });
    const { loop } = loopOf(training, "leak");
    await expect(loop.run()).rejects.toThrow("Step 0 left 1 tensors in memory");
    training.dispose();
  });

  it("goes on, with a word about it, when the loss is no number", async () => {
    const training = counting({ summarize: () => ({ "loss/train": NaN }) });
    const { loop, lines, messages } = loopOf(training, "diverged");
    expect(await loop.run()).toEqual({ kind: "finished", step: 7 });
    expect(lines.filter((line) => line.includes("diverged"))).toHaveLength(1);
    expect(messages.at(-1)).toMatchObject({ kind: "progress", metricValue: NaN });
    training.dispose();
  });

  it.each([NaN, Infinity, -Infinity])("tells that a metric which was a number is %s", async (value) => {
    const training = counting({ summarize: (step) => ({ "loss/train": step < 4 ? 0.3 : value }) });
    const { loop, messages } = loopOf(training, `turned ${value}`);
    await loop.run();
    const told = messages.flatMap((message) => (message.kind === "progress" ? [message.metricValue] : []));
    expect(told.at(-1)).toBe(value);
    expect(messages.map((message) => FromChild.parse(message))).toEqual(messages);
    training.dispose();
  });

  it("that is stopped tells its last metric", async () => {
    const stop = new AbortController();
    const training = counting({
      summarize: (step) => ({ "loss/train": step }),
      trainStep: (step) => {
        if (step === 4) stop.abort();
      },
    });
    const { loop, messages } = loopOf(training, "stopped", {}, stop.signal);
    expect(await loop.run()).toEqual({ kind: "stopped", step: 5 });
    expect(messages.findLast(({ kind }) => kind === "progress")).toMatchObject({
      progress: { step: 5 },
      metricValue: 4,
    });
    training.dispose();
  });
});

describe("finding a checkpoint", () => {
  it("takes the newest one that is whole", async () => {
    const training = counting();
    const { loop, runDirectory } = loopOf(training, "damaged");
    await loop.run();
    training.dispose();
    truncateSync(join(runDirectory, "model.ckpt-7.data-00000-of-00001"), 1);
    writeFileSync(join(runDirectory, "model.ckpt-6.index"), "no table");
    const lines: string[] = [];
    const found = await findCheckpoint(runDirectory, (line) => void lines.push(line));
    expect(found?.step).toBe(3);
    expect(found?.values.get("count")?.values[0]).toBe(3);
    expect(lines[0]).toBe("The checkpoint of step 7 is left aside: count is cut off");
    expect(lines[1]).toMatch(/^The checkpoint of step 6 is left aside: /);
  });

  it("finds none where there is none", async () => {
    expect(await findCheckpoint(join(directory, "nowhere"), () => undefined)).toBeNull();
  });
});

describe("pace", () => {
  it("is over the last ten seconds", () => {
    const pace = new Pace({ totalSteps: 1000, lastStep: 500 });
    expect(pace.progress).toEqual({
      step: 0,
      totalSteps: 1000,
      stepsPerSecond: null,
      remainingSeconds: null,
    });
    pace.mark(0, 0);
    for (let second = 1; second <= 20; second += 1) pace.mark(second, second * 1000);
    for (let second = 21; second <= 32; second += 1) pace.mark(20 + (second - 20) * 10, second * 1000);
    expect(pace.stepsPerSecond).toBeCloseTo(10, 5);
    expect(pace.progress.remainingSeconds).toBeCloseTo((500 - 140) / 10, 5);
  });

  it("is not told before a few steps are done, however long they take", () => {
    const pace = new Pace({ totalSteps: 1000, lastStep: 1000 });
    const told = [1, 2, 3, 4, 5].map((step) => {
      pace.mark(step, step * 60_000);
      return pace.progress.remainingSeconds;
    });
    expect(told).toEqual([null, null, null, 996 * 60, 995 * 60]);
  });

  it("leaves the first step out, which warms up", async () => {
    const pause = (millis: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, millis);
    const training = counting({ trainStep: (step) => pause(step === 7 ? 1500 : 20) });
    const { loop, messages } = loopOf(training, "warm-up", { startStep: 7, totalSteps: 20 });
    await loop.run();
    const told = messages.flatMap((message) => (message.kind === "progress" ? [message.progress] : []));
    expect(told.at(0)).toMatchObject({ step: 7, stepsPerSecond: null, remainingSeconds: null });
    expect(told.find(({ step }) => step === 8)).toMatchObject({ stepsPerSecond: null });
    expect(told.at(-1)?.stepsPerSecond).toBeGreaterThan(12 / 1.5);
    training.dispose();
  });
});
