import { expect, it } from "vitest";
import { PrintedProgress } from "./printed-progress.ts";

function readAll(pieces: readonly string[], millisEach = 1000) {
  const told: { step: number; totalSteps: number | null; stepsPerSecond: number | null }[] = [];
  let now = 0;
  const progress = new PrintedProgress(
    ({ step, totalSteps, stepsPerSecond }) => told.push({ step, totalSteps, stepsPerSecond }),
    () => now,
  );
  for (const piece of pieces) {
    progress.read(Buffer.from(piece));
    now += millisEach;
  }
  return { told, lastLine: progress.lastLine };
}

it("finds step and total, however the text is cut and whatever stands around it", () => {
  const { told, lastLine } = readAll([
    "[epoch 1] st",
    "ep 10/100, loss 3\nSTEP 20 of 100\r",
    "step  40 / 100\nbye",
  ]);
  expect(told).toEqual([
    { step: 10, totalSteps: 100, stepsPerSecond: null },
    { step: 40, totalSteps: 100, stepsPerSecond: 30 },
  ]);
  expect(lastLine).toBe("bye");
});

it("begins again when the program does, and ignores what is no progress", () => {
  const { told } = readAll([
    "step 5/10\n",
    "step 11/10\nstep 0/0\nsteps 3/4\nmisstep 3/4\nstep 3 and 4\n",
    "step 1/10\n",
  ]);
  expect(told.map(({ step, stepsPerSecond }) => [step, stepsPerSecond])).toEqual([
    [5, null],
    [1, null],
  ]);
});

it("tells no pace by what a program does before its first step", () => {
  const { told } = readAll(["step 0/9\n", "step 1/9\n", "step 3/9\n", "step 4/9\n"], 1000);
  expect(told.map(({ step, stepsPerSecond }) => [step, stepsPerSecond])).toEqual([
    [0, null],
    [1, null],
    [3, null],
    [4, 1.5],
  ]);
});

it("tells at most four times a second, but always of the last step", () => {
  const lines = Array.from({ length: 100 }, (_, step) => `step ${step + 1}/100\n`);
  const { told } = readAll(lines, 10);
  expect(told.length).toBeLessThan(7);
  expect(told.at(-1)?.step).toBe(100);
});

it("keeps no more of a line without end than it needs", () => {
  const { lastLine } = readAll(["x".repeat(5_000_000), "\n\n\x1b[32m  \x1b[0m\n"]);
  expect(lastLine?.length).toBeLessThan(400);
});
