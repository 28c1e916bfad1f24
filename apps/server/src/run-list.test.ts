import { RunName } from "@runboard/contract";
import type { RunRow } from "@runboard/store";
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
const stateAfter = (seconds: number, job?: { isRunning: boolean; endedSeconds: number }) =>
  runStateAt(row(), writtenMillis + seconds * 1000, new Map(job ? [[run, job]] : []));
const endedAfter = (seconds: number) => ({
  isRunning: false,
  endedSeconds: writtenMillis / 1000 + seconds,
});

it("is live while it grows when nobody knows who writes it", () => {
  expect(stateAfter(10)).toBe("live");
  expect(stateAfter(100)).toBe("stale");
});

it("is live while its job runs, however slow, and no longer", () => {
  const running = { isRunning: true, endedSeconds: Infinity };
  expect(stateAfter(500, running)).toBe("live");
  expect(stateAfter(10, endedAfter(1))).toBe("stale");
  expect(stateAfter(10, { isRunning: false, endedSeconds: Infinity })).toBe("stale");
});

it("is live again when somebody else goes on writing it", () => {
  expect(stateAfter(10, endedAfter(-600))).toBe("live");
  expect(stateAfter(100, endedAfter(-600))).toBe("stale");
});

it("has finished when its writer said so, also while its job ends", () => {
  const ended = row({ sessionEnded: true });
  const runs = new Map([[run, { isRunning: true, endedSeconds: Infinity }]]);
  expect(runStateAt(ended, writtenMillis + 1000, runs)).toBe("finished");
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
    trained = new Map([[run, { isRunning, endedSeconds: Infinity }]]);
    liveRuns.noteJobs();
  }
  liveRuns.close();
  expect(told).toEqual([[run]]);
});
