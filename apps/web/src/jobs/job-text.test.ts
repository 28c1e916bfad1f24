import { describe, expect, it } from "vitest";
import {
  backendText,
  durationSeconds,
  metricText,
  paceTexts,
  planDurationText,
  parameterLines,
  progressShare,
  progressText,
  rateText,
  remainingText,
  stateReason,
  stateWord,
  stoppedBySweep,
  sweepCountsText,
  variedText,
} from "./job-text.ts";
import { makeSweep } from "./testing.ts";

const progress = { step: 680, totalSteps: 2001, stepsPerSecond: 19.23, remainingSeconds: 68.7 };
const running = { status: "running" } as const;

describe("a job in words", () => {
  it("says how far it is", () => {
    expect(progressText({ progress, state: running })).toBe("680 / 2,001 · 33 %");
    expect(progressText({ progress: { ...progress, totalSteps: null }, state: running })).toBe("680 steps");
    expect(progressText({ progress: null, state: running })).toBe("");
    expect(progressShare({ progress, state: running })).toBeCloseTo(0.3398, 3);
    expect(progressShare({ progress: null, state: running })).toBeNull();
    expect(progressShare({ progress: null, state: { status: "queued", held: null } })).toBe(0);
    expect(progressShare({ progress, state: { status: "succeeded" } })).toBe(1);
  });

  it("says how fast, and how long still", () => {
    expect(paceTexts(progress, "running")).toEqual(["19.2 steps/s", "1 min 10 s left"]);
    expect(paceTexts(progress, "cancelled")).toEqual(["", ""]);
    expect(paceTexts({ ...progress, stepsPerSecond: null, remainingSeconds: null }, "running")).toEqual([
      "",
      "",
    ]);
    expect([1234.5, 18.26, 0.05].map(rateText)).toEqual(["1,235 steps/s", "18.3 steps/s", "3.0 steps/min"]);
    expect([0.2, 41.3, 90, 601, 5000].map(remainingText)).toEqual([
      "1 s left",
      "42 s left",
      "1 min 30 s left",
      "11 min left",
      "1 h 24 min left",
    ]);
  });

  it("says how long it took", () => {
    expect(durationSeconds({ startedSeconds: null, endedSeconds: null }, 0)).toBeNull();
    expect(durationSeconds({ startedSeconds: 100, endedSeconds: 101.25 }, 0)).toBe(1.25);
    expect(durationSeconds({ startedSeconds: 100, endedSeconds: null }, 103_600)).toBe(4);
    // The server's clock is ahead.
    expect(durationSeconds({ startedSeconds: 100, endedSeconds: null }, 90_000)).toBe(0);
  });

  it("says its state, and why", () => {
    expect(stateWord({ status: "queued", held: "paused" })).toBe("paused");
    expect(stateWord({ status: "queued", held: "rung" })).toBe("waits for its rung");
    expect(stateReason({ status: "failed", reason: "exit code 1" })).toBe("exit code 1");
    expect(stateReason(running)).toBeNull();
    expect(stateReason({ status: "cancelling", reason: "It was stopped." })).toBeNull();
    expect(stateReason({ status: "cancelled", reason: "It was stopped." })).toBe("It was stopped.");
  });

  it("keeps values as wide as they are", () => {
    expect([0.98, 1, 12.345, 0.00012, -3.5, NaN, 0].map(metricText)).toEqual([
      "0.9800",
      "1.000",
      "12.35",
      "1.20e-4",
      "−3.500",
      "NaN",
      "0.000",
    ]);
  });

  it("names parameters and what computes", () => {
    expect(parameterLines({ learningRate: 0.001, target: "", shuffle: true })).toBe(
      "learningRate 0.001\nshuffle true",
    );
    expect(backendText({ name: "tensorflow", version: "2.21.0", threads: 1, warning: null })).toBe(
      "TensorFlow 2.21.0, 1 thread",
    );
  });
});

describe("a sweep in words", () => {
  const sweep = makeSweep("s", [], { jobCounts: { queued: 8, running: 1, succeeded: 3 } });

  it("counts its runs by state", () => {
    expect(sweepCountsText(sweep)).toBe("1 running · 8 waiting · 3 done");
    expect(sweepCountsText({ ...sweep, status: "paused" })).toBe("1 running · 8 paused · 3 done");
  });

  it("tells its runs apart by what varies", () => {
    const job = { parameters: { latent: 32, learningRate: 0.001, steps: 5 } };
    const grid = makeSweep("s", [], { search: { kind: "grid", values: { latent: [2, 32] } } });
    expect(variedText(grid, job)).toBe("latent 32");
    const range = { distribution: "log_uniform", min: 1e-4, max: 1 } as const;
    const distributions = { latent: { distribution: "int", min: 1, max: 9 }, learningRate: range } as const;
    const drawn = makeSweep("s", [], { search: { kind: "random", runCount: 3, seed: 0, distributions } });
    expect(variedText(drawn, job)).toBe("latent 32, learningRate 0.001");
  });

  it("says what stopping stops", () => {
    expect(stoppedBySweep(sweep)).toBe("1 running and 8 waiting runs");
    expect(stoppedBySweep({ jobCounts: { running: 1 } })).toBe("1 running run");
  });
});

it("says about how long a plan takes, on what computes and on what would be faster", () => {
  const of = (backend: "wasm" | "tensorflow", seconds: number, isUpperLimit = false) => ({
    backend,
    seconds,
    isMeasuredHere: false,
    isUpperLimit,
  });
  const both = [of("tensorflow", 1263), of("wasm", 8004)];
  expect(planDurationText(both, "wasm")).toBe("About 2 h 10 min with WebAssembly, 21 min with TensorFlow");
  expect(planDurationText(both, "tensorflow")).toBe("About 21 min with TensorFlow");
  expect(planDurationText([of("wasm", 134, true)], "wasm")).toBe("At most 2 min with WebAssembly");
  expect(planDurationText([of("tensorflow", 8)], "wasm")).toBe("About 8 s with TensorFlow");
  expect(planDurationText([], "wasm")).toBe("");
});
