// Links from what a run logged to its job.
import type { JobId } from "@runboard/contract";

/** The search parameters with this job in sight. */
export function shownJob(job: JobId) {
  return <Search extends object>(search: Search) => ({
    ...search,
    train: { job, jobFilter: "", jobState: "all" as const },
  });
}
