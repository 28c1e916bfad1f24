// The runs that jobs have or had, and whether somebody trains them: a process that was killed leaves a run that looks as if it still grew.
import type { RunName } from "@runboard/contract";
import type { TrainedRun } from "../trainer.ts";
import { isRunning, type JobRecord } from "./job.ts";

export function trainedRuns(jobs: Iterable<JobRecord>): ReadonlyMap<RunName, TrainedRun> {
  const runs = new Map<RunName, TrainedRun>();
  for (const job of jobs) {
    if (!job.ownsDirectory) continue;
    note(runs, job.run, {
      isRunning: isRunning(job),
      hasSucceeded: job.state.status === "succeeded",
      endedSeconds: job.endedSeconds ?? Infinity,
    });
  }
  return runs;
}

/** Of jobs with the same run the one that runs counts. */
function note(runs: Map<RunName, TrainedRun>, run: RunName, state: TrainedRun): void {
  if (runs.get(run)?.isRunning !== true) runs.set(run, state);
}
