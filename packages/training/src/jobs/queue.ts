// The queue: takes jobs in their order, runs so many at once, each in a process of its own, and brings every one of them to an end that is kept.
import { mkdir } from "node:fs/promises";
import type { JobId, SweepId } from "@runboard/contract";
import { type ChildEntry, MEMORY_ENVIRONMENT } from "../child-entry.ts";
import type { JobSpec } from "../messages.ts";
import { checkpointStepSince } from "./checkpoint-step.ts";
import { freeDiskBytes, roomProblem } from "./disk-space.ts";
import { logPathOf } from "./job-log.ts";
import { startJobProcess, type JobProcess, type Report } from "./job-process.ts";
import { advance, isRunning, type JobEvent, type JobRecord, type Outcome } from "./job.ts";
import type { Draft, Ledger } from "./ledger.ts";
import { isAlive, killGroup, killRemains, waitForEnd } from "./process-identity.ts";
import { directoryOf, type RunPlace } from "./run-directory.ts";
import { endRung, jobsOf } from "./sweeps.ts";
import type { Catalogue } from "./trainable.ts";

export interface QueueOptions {
  readonly place: RunPlace;
  readonly stateDirectory: string;
  readonly dataDirectories: readonly string[];
  readonly concurrency: number;
  readonly catalogue: Catalogue;
  readonly entry: () => ChildEntry;
  /** After a cancellation. */
  readonly graceMillis: number;
  /** For a process that outlived its server. */
  readonly orphanGraceMillis: number;
  readonly niceness: number;
  readonly clock: () => number;
  readonly onNotice: (line: string) => void;
}

/** A table that cannot be written, on a full disk, is tried again. */
const RETRY_MILLIS = 5_000;
/** The longest that a timer of Node can wait. */
const MAX_TIMER_MILLIS = 2 ** 31 - 1;
/** File systems round times. */
const TIME_SLACK_SECONDS = 2;

export class JobQueue {
  readonly #ledger: Ledger;
  readonly #options: QueueOptions;
  readonly #processes = new Map<JobId, JobProcess>();
  /** Settled when a job's end is kept. */
  readonly #endings = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  #isFilling = false;
  #isWoken = false;

  /** What the last server left running is looked after at once. */
  constructor(ledger: Ledger, options: QueueOptions) {
    this.#ledger = ledger;
    this.#options = options;
    for (const job of ledger.jobs.values()) if (isRunning(job)) this.#track(this.#recover(job));
    // A server may have been killed between the end of a rung's last run and that of the rung.
    this.#track(
      this.#persist((draft) => {
        for (const sweep of draft.sweeps.keys()) this.settleSweep(draft, sweep);
      }),
    );
    this.wake();
  }

  /** Call it whenever a job may have its turn. */
  wake(): void {
    this.#isWoken = true;
    if (this.#isFilling || this.#closing.signal.aborted) return;
    this.#isFilling = true;
    this.#track(this.#fill());
  }

  /** Cancels as part of a change; ended ones stay as they are. Returns the jobs after it. */
  cancel(draft: Draft, jobs: readonly JobRecord[], reason: string): readonly JobRecord[] {
    const atSeconds = this.#nowSeconds();
    for (const job of jobs) {
      const next = advance(job, { kind: "cancel", reason, atSeconds });
      if (next === job) continue;
      draft.put(next);
      draft.afterCommit(() => this.#processes.get(job.job)?.stop(reason));
    }
    for (const sweep of new Set(jobs.flatMap((job) => job.sweep ?? []))) this.settleSweep(draft, sweep);
    return jobs.map(({ job }) => this.#ledger.job(job, draft.jobs));
  }

  /** Ends the rung of a successive halving when it is time. */
  settleSweep(draft: Draft, id: SweepId): void {
    const sweep = draft.sweeps.get(id);
    if (sweep === undefined) return;
    const totalSteps = ({ model, parameters }: JobRecord) =>
      this.#options.catalogue.get(model)?.totalSteps(parameters) ?? 1;
    draft.put(...endRung(sweep, jobsOf(sweep, draft.jobs), { atSeconds: this.#nowSeconds(), totalSteps }));
    draft.afterCommit(() => this.wake());
  }

  /** Stops all processes and waits until their ends are kept; starts none any more. */
  async close(): Promise<void> {
    this.#closing.abort();
    // One that is being started has its process after that.
    await this.#ledger.change(() => undefined);
    for (const process of this.#processes.values()) process.stop("The server was stopped.");
    while (this.#endings.size > 0) await Promise.all(this.#endings);
  }

  async #fill(): Promise<void> {
    while (this.#isWoken) {
      this.#isWoken = false;
      while (await this.#startNext());
    }
    this.#isFilling = false;
  }

  /** False when there is none, or no room for one more. */
  async #startNext(): Promise<boolean> {
    let process: JobProcess | undefined;
    try {
      return await this.#ledger.change(async (draft) => {
        if (this.#closing.signal.aborted) return false;
        const job = nextOf([...draft.jobs.values()], this.#options.concurrency);
        if (job === undefined) return false;
        process = await this.#start(draft, job);
        return true;
      });
    } catch (error) {
      if (process !== undefined) killGroup(process.identity.pid);
      this.#options.onNotice(`No job can be started, and that is tried again: ${wordsOf(error)}`);
      await this.#pause();
      return !this.#closing.signal.aborted;
    }
  }

  /** Either its process is there, known to the table before it does anything, or the job has failed. */
  async #start(draft: Draft, job: JobRecord): Promise<JobProcess | undefined> {
    const spec = await this.#specOf(job);
    if (typeof spec === "string") {
      this.#reject(draft, job, spec);
      return undefined;
    }
    try {
      await mkdir(directoryOf(this.#options.place, job.run), { recursive: true });
      const process = await startJobProcess({
        entry: this.#options.entry(),
        // A command is somebody else's program, and inherits.
        environment: spec.command === null ? MEMORY_ENVIRONMENT : {},
        logPath: logPathOf(this.#options.stateDirectory, job.job),
        headLine: headLineOf(job, this.#options.clock()),
        graceMillis: this.#options.graceMillis,
        niceness: this.#options.niceness,
        onReport: (report) => this.#report(job.job, report),
        onNotice: this.#options.onNotice,
      });
      draft.put(advance(job, { kind: "start", process: process.identity, atSeconds: this.#nowSeconds() }));
      draft.afterCommit(() => this.#attend(job, process, spec));
      return process;
    } catch (error) {
      this.#reject(draft, job, `Its process cannot be started: ${wordsOf(error)}`);
      return undefined;
    }
  }

  #attend(job: JobRecord, process: JobProcess, spec: JobSpec): void {
    this.#processes.set(job.job, process);
    process.begin(spec);
    const stopTimer = job.timeoutSeconds === null ? () => undefined : this.#limit(job, job.timeoutSeconds);
    this.#track(
      process.ended.then(async (outcome) => {
        stopTimer();
        await this.#end(job.job, outcome);
      }),
    );
  }

  #report(id: JobId, report: Report): void {
    this.#track(
      this.#persist((draft) => {
        const job = this.#ledger.job(id, draft.jobs);
        if (!isRunning(job)) return;
        const next = advance(
          job,
          report.kind === "phase" ? { ...report, atSeconds: this.#nowSeconds() } : report,
        );
        if (report.kind === "progress" || report.kind === "phase") draft.putVolatile(next);
        else draft.put(next);
      }),
    );
  }

  #end(id: JobId, outcome: Outcome): Promise<void> {
    return this.#persist((draft) => {
      const event = { kind: "end", outcome, atSeconds: this.#nowSeconds() } as const;
      this.#putEnd(draft, this.#ledger.job(id, draft.jobs), event);
      draft.afterCommit(() => this.#processes.delete(id));
    });
  }

  #reject(draft: Draft, job: JobRecord, reason: string): void {
    this.#putEnd(draft, job, { kind: "reject", reason, atSeconds: this.#nowSeconds() });
  }

  #putEnd(draft: Draft, job: JobRecord, event: JobEvent): void {
    draft.put(advance(job, event));
    if (job.sweep !== null) this.settleSweep(draft, job.sweep);
    draft.afterCommit(() => this.wake());
  }

  /** Cancels the job when its time is over. Returns how to stop the clock. */
  #limit(job: JobRecord, timeoutSeconds: number): () => void {
    const reason = `It ran for longer than the ${timeoutSeconds} s that it was given.`;
    let remainingMillis = timeoutSeconds * 1000;
    let timer: NodeJS.Timeout | undefined;
    const wait = () => {
      const millis = Math.min(remainingMillis, MAX_TIMER_MILLIS);
      remainingMillis -= millis;
      timer = setTimeout(() => {
        if (remainingMillis > 0) wait();
        else
          this.#track(
            this.#persist((draft) => {
              const current = this.#ledger.job(job.job, draft.jobs);
              if (isRunning(current)) this.cancel(draft, [current], reason);
            }),
          );
      }, millis);
    };
    wait();
    return () => clearTimeout(timer);
  }

  /** Of a server that has gone. Its process ends by itself when the channel closes; after a while it is made to. */
  async #recover(job: JobRecord): Promise<void> {
    const { signal } = this.#closing;
    const { process, startedSeconds } = job;
    if (process !== null) {
      if (!(await waitForEnd(process, this.#options.orphanGraceMillis, signal)) && isAlive(process)) {
        // The next server goes on waiting.
        if (signal.aborted) return;
        killGroup(process.pid);
        await waitForEnd(process, this.#options.orphanGraceMillis, signal);
      }
      killRemains(process);
    }
    const canResume = this.#options.catalogue.get(job.model)?.canResume === true;
    const resumableStep = canResume
      ? await checkpointStepSince(
          directoryOf(this.#options.place, job.run),
          (startedSeconds ?? 0) - TIME_SLACK_SECONDS,
        )
      : null;
    const reason = "The server that ran it was ended from outside, or its machine was.";
    await this.#persist((draft) => {
      const current = this.#ledger.job(job.job, draft.jobs);
      this.#putEnd(draft, current, { kind: "lost", reason, resumableStep, atSeconds: this.#nowSeconds() });
    });
  }

  /** What its process is told; a text when it cannot be started: why, and what to do. */
  async #specOf(job: JobRecord): Promise<JobSpec | string> {
    const { place, catalogue, dataDirectories } = this.#options;
    const trainable = catalogue.get(job.model);
    if (trainable === undefined)
      return `There is no model or command ${job.model} any more: declare it in the configuration file again.`;
    const free = await freeDiskBytes(place.logdir);
    const room = roomProblem(place.logdir, trainable.diskBytes(job.parameters), free);
    if (room !== null) return room;
    return {
      model: job.model,
      parameters: job.parameters,
      logdir: place.logdir,
      run: job.run.slice(place.runPrefix.length),
      resume: job.resumes,
      stopAfterStep: job.stopAfterStep,
      command: trainable.command,
      dataDirectories: [...dataDirectories],
    };
  }

  /** A change that the world has made already: it is tried until it is kept. */
  async #persist(work: (draft: Draft) => void): Promise<void> {
    for (;;) {
      try {
        await this.#ledger.change(work);
        return;
      } catch (error) {
        this.#options.onNotice(`A change of the jobs is not kept yet: ${wordsOf(error)}`);
        // What is not kept when the server ends shows at its next start.
        if (this.#closing.signal.aborted) return;
        await this.#pause();
      }
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, RETRY_MILLIS);
      const end = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#closing.signal.addEventListener("abort", end, { once: true });
    });
  }

  #track(work: Promise<void>): void {
    const ending = work
      .catch((error: unknown) => this.#options.onNotice(`The queue of jobs: ${wordsOf(error)}`))
      .finally(() => this.#endings.delete(ending));
    this.#endings.add(ending);
  }

  #nowSeconds(): number {
    return this.#options.clock() / 1000;
  }
}

/** Whose turn it is; undefined when nobody waits or enough run. Greater priorities first, then those that were made first. */
function nextOf(jobs: readonly JobRecord[], concurrency: number): JobRecord | undefined {
  if (jobs.filter(isRunning).length >= concurrency) return undefined;
  return inTurn(jobs.filter(({ state }) => state.status === "queued" && state.held === null))[0];
}

/** Waiting jobs in the order of their turns; those that are held are last. */
export function inTurn(jobs: readonly JobRecord[]): readonly JobRecord[] {
  const isHeld = ({ state }: JobRecord) => Number(state.status === "queued" && state.held !== null);
  return [...jobs].sort((a, b) => isHeld(a) - isHeld(b) || b.priority - a.priority);
}

function headLineOf(job: JobRecord, atMillis: number): string {
  const time = new Date(atMillis).toISOString();
  const resumption = job.resumes ? `, resumes from step ${job.resumableStep ?? 0}` : "";
  return `attempt ${job.attempt}, ${time}${resumption}`;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
