// Waits for what a command started; Ctrl-C leaves it running and says how to stop it.
import { jobStatusWords, type Job, type JobStatus, type SweepWithJobs } from "@runboard/contract";
import { endText, numberText } from "./job-text.ts";
import { progressOn, type Progress } from "./progress.ts";
import type { CommandIo, ServerLink } from "./server-link.ts";

export interface Waiting {
  readonly link: ServerLink;
  readonly io: CommandIo;
  readonly isJson: boolean;
}

const INTERRUPTED = 130;

/** The exit code: 0 when the job succeeded. */
export async function waitForJob(job: Job, waiting: Waiting): Promise<number> {
  return untilLeft(waiting, `runboard jobs cancel ${job.job}`, async (progress, signal) => {
    const ended = await waiting.link.client.waitForJob(job.job, {
      signal,
      onChange: (state) => progress.showJob(state),
    });
    progress.end();
    if (!waiting.isJson && waiting.io.stdout.isTTY) waiting.io.stdout.write(`${endText(ended)}\n`);
    return ended.state.status === "succeeded" ? 0 : 1;
  });
}

/** The exit code: 0 when no run failed or was interrupted, and one succeeded. */
export async function waitForSweep({ sweep }: SweepWithJobs, waiting: Waiting): Promise<number> {
  return untilLeft(waiting, `runboard jobs cancel --sweep ${sweep.sweep}`, async (progress, signal) => {
    const ended = await waiting.link.client.waitForSweep(sweep.sweep, {
      signal,
      onChange: (state) => progress.showSweep(state),
    });
    progress.end();
    if (!waiting.isJson) waiting.io.stdout.write(sweepEndText(ended));
    const { jobCounts } = ended.sweep;
    const isWhole = jobCounts.failed === undefined && jobCounts.interrupted === undefined;
    return isWhole && (jobCounts.succeeded ?? 0) > 0 ? 0 : 1;
  });
}

function sweepEndText({ sweep, jobs }: SweepWithJobs): string {
  const failures = jobs.filter(({ state }) => state.status === "failed" || state.status === "interrupted");
  const counts = Object.entries(sweep.jobCounts).map(
    ([status, count]) => `${count} ${jobStatusWords[status as JobStatus]}`,
  );
  const { best, metric } = sweep;
  return [
    ...failures.map(endText),
    `${sweep.title}: ${counts.join(", ")}`,
    best === null
      ? `no run has a value of ${metric.tag}`
      : Number.isNaN(best.value)
        ? `${metric.tag} is NaN in every run that has it`
        : `best: ${best.run} (${metric.tag} ${numberText(best.value)})`,
    "",
  ].join("\n");
}

async function untilLeft(
  { io, isJson }: Waiting,
  stopWords: string,
  wait: (progress: Progress, signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const left = new AbortController();
  const leave = (): void => left.abort();
  process.once("SIGINT", leave);
  const progress = progressOn(io.stdout, isJson);
  try {
    return await wait(progress, left.signal);
  } catch (error) {
    if (!left.signal.aborted) throw error;
    progress.end();
    io.stderr.write(`it goes on without being watched; ${stopWords} stops it\n`);
    return INTERRUPTED;
  } finally {
    process.removeListener("SIGINT", leave);
  }
}
