// All jobs and sweeps, in memory and in the table: changes come one after another, and what one of them puts is committed before anybody sees it. The oldest
// ended ones are forgotten with what comes. What the table holds of other log directories stays there as it is.
import { parseJson, type JobId, type SweepId } from "@runboard/contract";
import type { JobTable, TableRow } from "@runboard/store";
import { z } from "zod";
import { TrainingError } from "../trainer.ts";
import { forgottenJobs, KEPT_ENDED_JOBS } from "./forgotten-jobs.ts";
import type { JobRecord } from "./job.ts";
import { jobHere, PlacedJob } from "./job-place.ts";
import type { RunPlace } from "./run-directory.ts";
import { SweepRecord } from "./sweeps.ts";

/** What a change sees and does. */
export interface Draft {
  /** With what was put so far; in the order in which they were made. */
  readonly jobs: ReadonlyMap<JobId, JobRecord>;
  readonly sweeps: ReadonlyMap<SweepId, SweepRecord>;
  put(...jobs: readonly JobRecord[]): void;
  putSweep(sweep: SweepRecord): void;
  /** What may be forgotten when the server ends: progress, many times a second. */
  putVolatile(job: JobRecord): void;
  /** Done when all is committed, before the next change begins. */
  afterCommit(act: () => void): void;
}

export interface LedgerOptions {
  /** Whose jobs these are; `logdir` by its real path. */
  readonly place: RunPlace;
  readonly onChange: () => void;
  readonly onNotice: (line: string) => void;
  /** How many ended jobs are not forgotten. */
  readonly keptEndedJobs?: number;
}

export class Ledger {
  readonly #table: JobTable;
  readonly #place: RunPlace;
  readonly #onChange: () => void;
  readonly #keptEndedJobs: number;
  #jobs: ReadonlyMap<JobId, JobRecord>;
  #sweeps: ReadonlyMap<SweepId, SweepRecord>;
  #lastChange: Promise<unknown> = Promise.resolve();

  private constructor(
    table: JobTable,
    content: Pick<Draft, "jobs" | "sweeps">,
    { place, onChange, keptEndedJobs = KEPT_ENDED_JOBS }: LedgerOptions,
  ) {
    this.#table = table;
    this.#place = place;
    this.#jobs = content.jobs;
    this.#sweeps = content.sweeps;
    this.#onChange = onChange;
    this.#keptEndedJobs = keptEndedJobs;
  }

  /** Records that cannot be read are told, and stay in the table. */
  static async open(table: JobTable, options: LedgerOptions): Promise<Ledger> {
    const read = <Record extends z.ZodType>(rows: readonly TableRow[], schema: Record) =>
      rows.flatMap(({ id, record }) => {
        const parsed = schema.safeParse(parseJson(record));
        if (parsed.success) return [parsed.data];
        options.onNotice(
          `The record of job or sweep ${id} cannot be read and is left out: ${parsed.error.message}`,
        );
        return [];
      });
    const jobs = new Map<JobId, JobRecord>();
    const adopted: JobRecord[] = [];
    for (const placed of read(await table.listJobs(), PlacedJob)) {
      const job = await jobHere(placed, options.place);
      if (job === null) continue;
      jobs.set(job.job, job);
      if (placed.place === null) adopted.push(job);
    }
    await table.commit({ jobs: adopted.map((job) => rowOf(job, options.place)) });
    // All jobs of a sweep lie in one log directory.
    const ownSweeps = new Set([...jobs.values()].map(({ sweep }) => sweep));
    const sweeps = new Map(
      read(await table.listSweeps(), SweepRecord).flatMap((sweep) =>
        ownSweeps.has(sweep.sweep) ? [[sweep.sweep, sweep]] : [],
      ),
    );
    return new Ledger(table, { jobs, sweeps }, options);
  }

  get jobs(): ReadonlyMap<JobId, JobRecord> {
    return this.#jobs;
  }

  get sweeps(): ReadonlyMap<SweepId, SweepRecord> {
    return this.#sweeps;
  }

  /** Throws TrainingError. */
  job(id: JobId, jobs = this.#jobs): JobRecord {
    const job = jobs.get(id);
    if (job === undefined) throw new TrainingError("job_not_found", `There is no job ${id}.`);
    return job;
  }

  /** Throws TrainingError. */
  sweep(id: SweepId, sweeps = this.#sweeps): SweepRecord {
    const sweep = sweeps.get(id);
    if (sweep === undefined) throw new TrainingError("sweep_not_found", `There is no sweep ${id}.`);
    return sweep;
  }

  /** Rejects, and changes nothing, when `work` throws or the table cannot be written. */
  change<T>(work: (draft: Draft) => T | Promise<T>): Promise<T> {
    const result = this.#lastChange.then(() => this.#change(work));
    this.#lastChange = result.catch(() => undefined);
    return result;
  }

  async #change<T>(work: (draft: Draft) => T | Promise<T>): Promise<T> {
    const jobs = new Map(this.#jobs);
    const sweeps = new Map(this.#sweeps);
    const lasting = { jobs: new Map<JobId, JobRecord>(), sweeps: new Map<SweepId, SweepRecord>() };
    const acts: (() => void)[] = [];
    let isChanged = false;
    const result = await work({
      jobs,
      sweeps,
      put(...put) {
        for (const job of put) {
          jobs.set(job.job, job);
          lasting.jobs.set(job.job, job);
        }
      },
      putSweep(sweep) {
        sweeps.set(sweep.sweep, sweep);
        lasting.sweeps.set(sweep.sweep, sweep);
      },
      putVolatile(job) {
        jobs.set(job.job, job);
        isChanged = true;
      },
      afterCommit: (act) => acts.push(act),
    });
    if (lasting.jobs.size + lasting.sweeps.size > 0) {
      const forgotten = forgottenJobs(jobs, sweeps, this.#keptEndedJobs);
      await this.#table.commit({
        jobs: Array.from(lasting.jobs.values(), (job) => rowOf(job, this.#place)),
        sweeps: Array.from(lasting.sweeps.values(), (sweep) => ({
          id: sweep.sweep,
          record: JSON.stringify(z.encode(SweepRecord, sweep)),
        })),
        forgottenJobs: forgotten.jobs,
        forgottenSweeps: forgotten.sweeps,
      });
      for (const job of forgotten.jobs) jobs.delete(job);
      for (const sweep of forgotten.sweeps) sweeps.delete(sweep);
      isChanged = true;
    }
    this.#jobs = jobs;
    this.#sweeps = sweeps;
    for (const act of acts) act();
    if (isChanged) this.#onChange();
    return result;
  }
}

function rowOf(job: JobRecord, place: RunPlace): TableRow {
  return { id: job.job, record: JSON.stringify(z.encode(PlacedJob, { ...job, place })) };
}
