// What a command shows while it waits: one line that is written over in a terminal, a line per change elsewhere, or JSON.
import { hasEnded, Job, Sweep, type SweepWithJobs } from "@runboard/contract";
import { z } from "zod";
import { barText, durationText, endText, metricText, numberText, stateText, stepsText } from "./job-text.ts";
import type { Output } from "./server-link.ts";

const BAR_WIDTH = 12;
/** Where the terminal does not say how wide it is. */
const COLUMNS = 80;
/** Without a terminal progress is told at each of so many parts of the way. */
const PARTS = 10;

export interface Progress {
  showJob(job: Job): void;
  showSweep(state: SweepWithJobs): void;
  /** Leaves the line that was written over. */
  end(): void;
}

export function progressOn(output: Output, isJson: boolean): Progress {
  if (isJson) return new JsonProgress(output);
  return output.isTTY ? new LineProgress(output) : new LogProgress(output);
}

export function jobJson(job: Job): string {
  return `${JSON.stringify({ job: z.encode(Job, job) })}\n`;
}

export function sweepJson(sweep: Sweep): string {
  return `${JSON.stringify({ sweep: z.encode(Sweep, sweep) })}\n`;
}

class JsonProgress implements Progress {
  readonly #output: Output;
  readonly #told = new Map<string, string>();

  constructor(output: Output) {
    this.#output = output;
  }

  showJob(job: Job): void {
    this.#tell(job.job, jobJson(job));
  }

  showSweep({ sweep, jobs }: SweepWithJobs): void {
    for (const job of jobs) this.showJob(job);
    this.#tell(sweep.sweep, sweepJson(sweep));
  }

  end(): void {
    this.#told.clear();
  }

  /** What has not changed is not news. */
  #tell(id: string, line: string): void {
    if (this.#told.get(id) === line) return;
    this.#told.set(id, line);
    this.#output.write(line);
  }
}

class LineProgress implements Progress {
  readonly #output: Output;
  #isShown = false;

  constructor(output: Output) {
    this.#output = output;
  }

  showJob(job: Job): void {
    const { progress, run } = job;
    const { stepsPerSecond = null, remainingSeconds = null } = progress ?? {};
    const rate = stepsPerSecond === null ? "" : `${numberText(stepsPerSecond)} steps/s`;
    const rest = remainingSeconds === null ? "" : `${durationText(remainingSeconds)} to go`;
    // What is worth most comes first: a narrow terminal cuts the rest off.
    const facts = progress ? [stepsText(job), rest, metricText(job), rate] : [];
    if (job.phase !== null || !progress) facts.unshift(job.phase ?? stateText(job));
    this.#show(run, shareOf(job), facts);
  }

  showSweep({ sweep, jobs }: SweepWithJobs): void {
    const doneCount = jobs.filter(hasEnded).length;
    const running = jobs.filter(({ state }) => state.status === "running");
    const shares = jobs.map((job) => (hasEnded(job) ? 1 : shareOf(job)));
    const share = shares.reduce((sum, each) => sum + each, 0) / Math.max(1, jobs.length);
    const best =
      sweep.best &&
      (Number.isNaN(sweep.best.value) ? "all NaN" : `best ${numberText(sweep.best.value)} ${sweep.best.run}`);
    this.#show(sweep.title, share, [
      `${doneCount}/${jobs.length} runs`,
      running.length > 0 ? `${running.length} running` : sweep.status,
      best ?? "",
    ]);
  }

  end(): void {
    if (this.#isShown) this.#output.write("\r\u001b[K");
    this.#isShown = false;
  }

  #show(title: string, share: number, facts: readonly string[]): void {
    const text = [title, barText(share, BAR_WIDTH), ...facts].filter((part) => part !== "").join("  ");
    // A line that wraps could not be written over.
    const line = text.slice(0, (this.#output.columns ?? COLUMNS) - 1);
    this.#output.write(`\r\u001b[K${line}`);
    this.#isShown = true;
  }
}

class LogProgress implements Progress {
  readonly #output: Output;
  readonly #told = new Map<string, string>();

  constructor(output: Output) {
    this.#output = output;
  }

  showJob(job: Job): void {
    const { state } = job;
    const part = Math.floor(PARTS * shareOf(job));
    const stage = `${state.status} ${state.status === "running" ? part : ""}`;
    if (this.#told.get(job.job) === stage) return;
    this.#told.set(job.job, stage);
    const facts = [stepsText(job), metricText(job)].filter((fact) => fact !== "").join(", ");
    this.#output.write(
      hasEnded(job)
        ? `${endText(job)}\n`
        : `${stateText(job)} ${job.run}${facts === "" ? "" : ` (${facts})`}\n`,
    );
  }

  showSweep({ jobs }: SweepWithJobs): void {
    for (const job of jobs) this.showJob(job);
  }

  end(): void {
    this.#told.clear();
  }
}

/** How much of a job is done, from 0 to 1; 0 when it does not say. */
function shareOf({ progress }: Job): number {
  return progress?.totalSteps ? progress.step / progress.totalSteps : 0;
}
