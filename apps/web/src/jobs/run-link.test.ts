import { JobId } from "@runboard/contract";
import { expect, it } from "vitest";
import { shownJob } from "./run-link.ts";

it("shows the job, whatever was filtered, and keeps the rest of the view", () => {
  const job = JobId.parse("abcdefgh");
  const search = { runs: "+a", train: { jobFilter: "failed", jobState: "running" } } as const;
  expect(shownJob(job)(search)).toEqual({ runs: "+a", train: { jobFilter: "", jobState: "all", job } });
});
