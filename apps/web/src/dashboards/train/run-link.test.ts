import { JobId } from "@runboard/contract";
import { expect, it } from "vitest";
import { decodeSelection } from "../../runs/selection.ts";
import { onlyRun, shownJob } from "./run-link.ts";

it("shows the run alone, whatever its name, and keeps the rest of the view", () => {
  const runs = ["a", "lr_1E-03,conv=2;x!", "b"];
  const search = onlyRun(runs[1] ?? "")({ runs: "-a", runFilter: "b", smoothing: 0.2 } as const);
  expect(search).toMatchObject({ runFilter: "", smoothing: 0.2 });
  expect([...decodeSelection(search.runs, runs)]).toEqual([runs[1]]);
});

it("shows the job, whatever was filtered, and keeps the rest of the view", () => {
  const job = JobId.parse("abcdefgh");
  const search = { jobFilter: "failed", jobState: "running", model: "mlp", job: "" } as const;
  expect(shownJob(job)(search)).toEqual({ jobFilter: "", jobState: "all", model: "mlp", job });
});
