import type { Job, JobId, ModelId, RunName, Tag } from "@runboard/contract";
import { expect, test } from "vitest";
import { barText, durationText, endText, metricText, stateText, stepsText, tableText } from "./job-text.ts";

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
  endedSeconds: 190,
  timeoutSeconds: null,
  state: { status: "running" },
  phase: null,
  progress: { step: 520, totalSteps: 2001, stepsPerSecond: 48, remainingSeconds: 31 },
  backend: null,
  metric: { tag: "accuracy/accuracy" as Tag, goal: "maximize" },
  metricValue: 0.937512,
  resumableStep: null,
  logSizeBytes: 0,
};

test("states", () => {
  expect(stateText(job)).toBe("running");
  expect(stateText({ state: { status: "cancelled", reason: "" } })).toBe("stopped");
  expect(stateText({ state: { status: "queued", held: null } })).toBe("waiting");
  expect(stateText({ state: { status: "queued", held: "paused" } })).toBe("paused");
  expect(stateText({ state: { status: "queued", held: "rung" } })).toBe("waits for its rung");
});

test("progress", () => {
  expect(stepsText(job)).toBe("520/2001 25 %");
  expect(stepsText({ progress: null })).toBe("");
  expect(
    stepsText({ progress: { step: 5, totalSteps: null, stepsPerSecond: null, remainingSeconds: null } }),
  ).toBe("step 5");
  expect(metricText(job)).toBe("accuracy/accuracy 0.9375");
  expect(metricText({ ...job, metricValue: Number.NaN })).toBe("accuracy/accuracy NaN");
  expect(metricText({ ...job, metricValue: null })).toBe("");
});

test("ends", () => {
  expect(endText({ ...job, state: { status: "succeeded" } })).toBe(
    "done lr_1E-03 (accuracy/accuracy 0.9375, after 1 min 30 s)",
  );
  expect(
    endText({
      ...job,
      state: { status: "failed", reason: "no disk" },
      metricValue: null,
      startedSeconds: null,
    }),
  ).toBe("failed lr_1E-03: no disk");
});

test("durations, bars and tables", () => {
  expect([0.4, 59.4, 60, 3599, 3600, 90_061].map(durationText)).toEqual([
    "0 s",
    "59 s",
    "1 min 0 s",
    "59 min 59 s",
    "1 h 0 min",
    "25 h 1 min",
  ]);
  expect([0, 0.5, 1, 2].map((share) => barText(share, 4))).toEqual(["[    ]", "[=>  ]", "[===>]", "[===>]"]);
  expect(
    tableText([
      ["A", "B"],
      ["long", ""],
    ]),
  ).toBe("A     B\nlong\n");
});
