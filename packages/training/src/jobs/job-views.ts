// Jobs as the page and REST see them: with the size of the log, and for programs that tell us nothing, with the metric that the log directory's reader found.
import type { Job } from "@runboard/contract";
import { logPathOf, logSizeBytes } from "./job-log.ts";
import { isEnded, type JobRecord } from "./job.ts";
import type { QueueOptions } from "./queue.ts";

export interface JobViewsOptions extends Pick<QueueOptions, "stateDirectory" | "catalogue" | "clock"> {
  readonly readMetric: (run: string, tag: string) => Promise<number | null>;
}

/** By then the log directory's reader has seen all that a process wrote. */
const SETTLED_SECONDS = 60;

export class JobViews {
  readonly #options: JobViewsOptions;
  /** Values of runs that change no more, by job and attempt. */
  readonly #settled = new Map<string, number | null>();

  constructor(options: JobViewsOptions) {
    this.#options = options;
  }

  all(jobs: readonly JobRecord[]): Promise<readonly Job[]> {
    return Promise.all(jobs.map((job) => this.#view(job)));
  }

  async only(jobs: readonly JobRecord[]): Promise<Job> {
    const [job] = jobs;
    if (job === undefined || jobs.length > 1)
      throw new Error(`There are ${jobs.length} jobs instead of one.`);
    return await this.#view(job);
  }

  /** A model tells its own metric while it trains; any other is read from the run. */
  async withMetric(job: JobRecord): Promise<JobRecord> {
    const trainable = this.#options.catalogue.get(job.model);
    const isTold = job.kind === "model" && trainable?.metric.tag === job.metric.tag;
    if (isTold || job.startedSeconds === null) return job;
    const key = `${job.job} ${job.attempt}`;
    const settled = this.#settled.get(key);
    const metricValue =
      settled !== undefined ? settled : await this.#options.readMetric(job.run, job.metric.tag);
    const isSettled =
      isEnded(job) && this.#options.clock() / 1000 - (job.endedSeconds ?? 0) > SETTLED_SECONDS;
    if (isSettled) this.#settled.set(key, metricValue);
    return { ...job, metricValue };
  }

  async #view(record: JobRecord): Promise<Job> {
    const logPath = logPathOf(this.#options.stateDirectory, record.job);
    const [job, sizeBytes] = await Promise.all([
      this.withMetric(record),
      // Every start writes a line.
      record.attempt === 1 && record.startedSeconds === null ? 0 : logSizeBytes(logPath),
    ]);
    return {
      job: job.job,
      model: job.model,
      kind: job.kind,
      parameters: job.parameters,
      run: job.run,
      sweep: job.sweep,
      priority: job.priority,
      attempt: job.attempt,
      createdSeconds: job.createdSeconds,
      startedSeconds: job.startedSeconds,
      endedSeconds: job.endedSeconds,
      timeoutSeconds: job.timeoutSeconds,
      state: job.state,
      phase: job.phase,
      progress: job.progress,
      backend: job.backend,
      metric: job.metric,
      metricValue: job.metricValue,
      resumableStep: job.resumableStep,
      logSizeBytes: sizeBytes,
    };
  }
}
