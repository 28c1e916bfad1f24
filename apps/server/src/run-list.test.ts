import { RunName } from "@runboard/contract";
import type { RunRow } from "@runboard/store";
import type { TrainedRun } from "@runboard/training";
import { expect, it } from "vitest";
import { LiveRuns, runStateAt, type RunListReader, type TrainedRuns } from "./run-list.ts";

const run = RunName.parse("lr=0.1");
const writtenMillis = 1_700_000_000_000;
const row = (change: Partial<RunRow> = {}): Pick<RunRow, "run" | "sessionEnded" | "modifiedMillis"> => ({
  run,
  sessionEnded: false,
  modifiedMillis: writtenMillis,
  ...change,
});
const stateAfter = (seconds: number, job?: TrainedRun) =>
  runStateAt(row(), writtenMillis + seconds * 1000, new Map(job ? [[run, job]] : []));
const endedAfter = (seconds: number) => ({
  isRunning: false,
  hasSucceeded: false,
  endedSeconds: writtenMillis / 1000 + seconds,
});

it("is live while it grows when nobody knows who writes it", () => {
  expect(stateAfter(10)).toBe("live");
  expect(stateAfter(100)).toBe("stale");
});

it("is live while its job runs, however slow, and no longer", () => {
  const running = { ...endedAfter(Infinity), isRunning: true };
  expect(stateAfter(500, running)).toBe("live");
  expect(stateAfter(10, endedAfter(1))).toBe("stale");
  expect(stateAfter(10, endedAfter(Infinity))).toBe("stale");
});

it("is live again when somebody else goes on writing it", () => {
  expect(stateAfter(10, endedAfter(-600))).toBe("live");
  expect(stateAfter(100, endedAfter(-600))).toBe("stale");
});

it("has finished when its writer said so, and when a job of ours wrote it only if that has succeeded", () => {
  const stateOf = (job?: TrainedRun) =>
    runStateAt(row({ sessionEnded: true }), writtenMillis + 100_000, new Map(job ? [[run, job]] : []));
  expect(stateOf()).toBe("finished");
  expect(stateOf({ ...endedAfter(1), hasSucceeded: true })).toBe("finished");
  // Stopped, waiting to go on, and going on: what was written before is no end.
  expect(stateOf(endedAfter(1))).toBe("stale");
  expect(stateOf(endedAfter(Infinity))).toBe("stale");
  expect(stateOf({ ...endedAfter(Infinity), isRunning: true })).toBe("live");
  // Somebody else went on with it.
  expect(stateOf(endedAfter(-600))).toBe("finished");
});

it("is told of at once when its job has ended", () => {
  let trained: TrainedRuns = new Map();
  const told: (readonly string[])[] = [];
  const liveRuns = new LiveRuns({
    runList: { read: () => Promise.reject(new Error("not looked at")) } as unknown as RunListReader,
    clock: () => writtenMillis,
    trainedRuns: () => trained,
    onChange: (runs) => told.push(runs),
  });
  for (const isRunning of [true, true, false, false]) {
    trained = new Map([[run, { ...endedAfter(Infinity), isRunning }]]);
    liveRuns.noteJobs();
  }
  liveRuns.close();
  expect(told).toEqual([[run]]);
});
