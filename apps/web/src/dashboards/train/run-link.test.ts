import { expect, it } from "vitest";
import { decodeSelection } from "../../runs/selection.ts";
import { onlyRun } from "./run-link.ts";

it("shows the run alone, whatever its name, and keeps the rest of the view", () => {
  const runs = ["a", "lr_1E-03,conv=2;x!", "b"];
  const search = onlyRun(runs[1] ?? "")({ runs: "-a", runFilter: "b", smoothing: 0.2 } as const);
  expect(search).toMatchObject({ runFilter: "", smoothing: 0.2 });
  expect([...decodeSelection(search.runs, runs)]).toEqual([runs[1]]);
});
