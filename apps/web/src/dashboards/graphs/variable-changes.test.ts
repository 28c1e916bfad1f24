import type { Checkpoint, CheckpointWeights } from "@runboard/contract";
import { expect, it } from "vitest";
import { changesOf, movedTogether, ofOneTraining, withoutSlots } from "./variable-changes.ts";

const row = (name: string, facts: Partial<CheckpointWeights> = {}): CheckpointWeights => ({
  ...{ name, dtype: "float32", shape: [2, 5], norm: 3, zeroShare: 0, nonFiniteCount: 0 },
  ...{ changeNorm: 3, normBefore: 6, change: 0.5, problem: null },
  ...facts,
});

it("leaves out what an optimizer keeps of a variable", () => {
  const names = ["conv1/W", "conv1/W/Adam", "conv1/W/Adam_1", "train/beta1_power", "conv1", "a/b/c"];
  expect(withoutSlots(names.map((name) => ({ name }))).map(({ name }) => name)).toEqual([
    "train/beta1_power",
    "conv1",
    "a/b/c",
  ]);
  expect(withoutSlots([{ name: "conv1/W" }, { name: "conv1/W/Adam" }])).toEqual([{ name: "conv1/W" }]);
});

it("follows the training that saved most", () => {
  const one = (prefix: string, step: number, tensorList: number | null = 0): Checkpoint => ({
    ...{ path: `${prefix}-${step}`, prefix, step, wallTimeSeconds: 1, tensorList, problem: null },
  });
  const all = [one("a", 1, null), one("a", 2), one("a", 3, null), one("b", 1), one("b", 1), one("b", 4)];
  expect(ofOneTraining(all).map(({ path }) => path)).toEqual(["b-1", "b-4"]);
  expect(ofOneTraining([])).toEqual([]);
});

it("squares norms, and keeps what is not known apart", () => {
  const changes = changesOf([row("w"), row("b", { changeNorm: null })]);
  expect(changes.names).toEqual(["w", "b"]);
  expect([...changes.changeSquares, ...changes.squaresBefore]).toEqual([9, NaN, 36, 36]);
});

it("puts several together by squares, of those that are compared alone", () => {
  const rows = [
    row("w", { zeroShare: 0.5 }),
    row("b", { norm: 4, changeNorm: 4, normBefore: 8, shape: [30] }),
    row("new", {
      norm: 12,
      changeNorm: null,
      normBefore: null,
      change: null,
      problem: "new",
      nonFiniteCount: 2,
    }),
  ];
  expect(movedTogether(rows)).toEqual({
    ...{ variableCount: 3, norm: 13, changeNorm: 5, change: 0.5, comparedCount: 2 },
    ...{ zeroShare: 0.1, nonFiniteCount: 2, problems: ["new"] },
  });
  expect(movedTogether([row("b", { normBefore: 0, change: null })])).toMatchObject({
    changeNorm: 3,
    change: null,
  });
  expect(movedTogether([row("b", { normBefore: 0, changeNorm: 0 })]).change).toBe(0);
  expect(movedTogether([])).toMatchObject({ norm: null, changeNorm: null, change: null, zeroShare: NaN });
});
