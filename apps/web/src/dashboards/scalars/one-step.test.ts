import { expect, it } from "vitest";
import { RunName } from "@runboard/contract";
import { chartColumns } from "./chart-columns.ts";
import { oneStepOf } from "./one-step.ts";
import { fetchedSeries } from "./testing.ts";

function linesOf(...lines: readonly (readonly number[])[]) {
  return new Map(
    lines.map((steps, index) => {
      const columns = chartColumns(fetchedSeries({ values: steps.map((_, i) => i), steps }), "step", 0);
      if (!columns) throw new Error("no columns");
      const run = RunName.parse(`run ${index}`);
      const line = {
        id: run,
        name: run,
        source: null,
        run,
        style: { color: "red" },
        columns,
        firstWallTimeSeconds: 0,
      };
      return [run, line] as const;
    }),
  );
}

it("is the step that several points all have", () => {
  expect(oneStepOf(linesOf([0, 0, 0]))).toBe(0);
  expect(oneStepOf(linesOf([7, 7], [7]))).toBe(7);
});

it("is none where steps differ, or where there is but one point of each line", () => {
  expect(oneStepOf(linesOf([0, 0, 1]))).toBeNull();
  expect(oneStepOf(linesOf([0, 0], [1, 1]))).toBeNull();
  expect(oneStepOf(linesOf([3], [3]))).toBeNull();
  expect(oneStepOf(linesOf())).toBeNull();
});
