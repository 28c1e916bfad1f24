// Links between jobs and what their runs logged.
import type { JobId } from "@runboard/contract";
import { encodeList } from "../../url-list.ts";
import type { TrainSearch } from "./search.ts";

interface ChosenRuns {
  readonly runs?: string;
  readonly runFilter?: string;
}

/** The search parameters with this job in sight. */
export function shownJob(job: JobId) {
  return <Search extends Partial<TrainSearch>>(search: Search) => ({
    ...search,
    job,
    jobFilter: "",
    jobState: "all" as const,
  });
}

/** The search parameters with only this run shown. */
export function onlyRun(run: string) {
  return <Search extends ChosenRuns>(search: Search): Search => ({
    ...search,
    runs: `+${encodeList([run])}`,
    runFilter: "",
  });
}
