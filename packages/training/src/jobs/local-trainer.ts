// The trainer that runs jobs on this machine: carries requests into the ledger and the queue, and describes what is there.
import {
  MAX_QUEUED_JOBS,
  type Job,
  type JobId,
  type JobRequest,
  type Metric,
  type RunName,
  type Sweep,
  type SweepId,
  type SweepRequest,
  type TrainingOverview,
  type TrainingPlan,
} from "@runboard/contract";
import type { JobTable } from "@runboard/store";
import { TrainingError, type TrainedRun, type Trainer } from "../trainer.ts";
import { freeDiskBytes } from "./disk-space.ts";
import { plannedDurations } from "./durations.ts";
import { newJobId, newSweepId } from "./ids.ts";
import { JobViews } from "./job-views.ts";
import { logPathOf } from "./job-log.ts";
import { advance, isEnded, trainedAgain, withoutRung, type JobRecord } from "./job.ts";
import type { Draft, Ledger } from "./ledger.ts";
import { makePlan, type Plan, type PlanRequest } from "./plan.ts";
import { inTurn, type JobQueue, type QueueOptions } from "./queue.ts";
import { changeWithRuns, ownersThatLeft, runsOfUnended } from "./run-claims.ts";
import { releaseRuns } from "./run-directory.ts";
import { rungSteps } from "./search.ts";
import { describeSweep, jobsOf, sweepStatus, type SweepRecord } from "./sweeps.ts";
import { throttle } from "./throttle.ts";
import { trainedRuns } from "./trained-runs.ts";
import { describeTrainable, trainableOf, type Trainable } from "./trainable.ts";

export interface LocalTrainerParts extends Pick<
  QueueOptions,
  "place" | "stateDirectory" | "dataDirectories" | "concurrency" | "catalogue" | "clock"
> {
  readonly ledger: Ledger;
  readonly queue: JobQueue;
  readonly table: JobTable;
  /** Called after every change of the ledger. */
  readonly listeners: Set<() => void>;
  readonly readMetric: (run: string, tag: string) => Promise<number | null>;
}

const NEWS_INTERVAL_MILLIS = 200;

export class LocalTrainer implements Trainer {
  readonly #parts: LocalTrainerParts;
  readonly #views: JobViews;
  #trained: { readonly jobs: Ledger["jobs"]; readonly runs: ReadonlyMap<RunName, TrainedRun> } | undefined;

  constructor(parts: LocalTrainerParts) {
    this.#parts = parts;
    this.#views = new JobViews(parts);
  }

  async overview(): Promise<TrainingOverview> {
    const { ledger, catalogue, concurrency, place } = this.#parts;
    const [latest] = [...ledger.jobs.values()]
      .filter((job) => job.backend !== null)
      .sort((a, b) => (b.startedSeconds ?? 0) - (a.startedSeconds ?? 0));
    return {
      unavailable: null,
      backend: latest?.backend ?? null,
      models: Array.from(catalogue.values(), describeTrainable),
      concurrency,
      freeDiskBytes: await freeDiskBytes(place.logdir),
    };
  }

  async plan(request: PlanRequest & { readonly model: string }): Promise<TrainingPlan> {
    const { catalogue, ledger, concurrency } = this.#parts;
    const trainable = trainableOf(catalogue, request.model);
    const plan = await this.#plan(trainable, request);
    const { runs } = plan;
    const jobs = ledger.jobs.values();
    return {
      runs: plan.runs.map(({ run, parameters }) => ({ run, parameters })),
      problems: [...plan.problems],
      duplicateCount: plan.duplicateCount,
      durations: plannedDurations({ trainable, runs, search: request.search, jobs, concurrency }),
      neededDiskBytes: plan.neededDiskBytes,
      freeDiskBytes: plan.freeDiskBytes,
    };
  }

  async startJob(request: JobRequest): Promise<Job> {
    const trainable = trainableOf(this.#parts.catalogue, request.model);
    const plan = orThrow(await this.#plan(trainable, request));
    const { jobs } = await this.#enqueue(trainable, plan, { ...request, sweep: null });
    return this.#views.only(jobs);
  }

  async startSweep(request: SweepRequest): Promise<{ readonly sweep: Sweep; readonly jobs: readonly Job[] }> {
    const trainable = trainableOf(this.#parts.catalogue, request.model);
    const plan = orThrow(await this.#plan(trainable, request));
    const metric = request.metric ?? trainable.metric;
    const { title = `${trainable.title}, ${plan.runs.length} runs`, search, parameters } = request;
    const sweep: Omit<SweepRecord, "jobs"> = {
      sweep: newSweepId(this.#parts.clock()),
      title,
      model: trainable.id,
      parameters,
      search,
      metric,
      createdSeconds: this.#parts.clock() / 1000,
      isPaused: false,
      isStopped: false,
    };
    const { jobs, record } = await this.#enqueue(trainable, plan, { ...request, sweep });
    if (record === null) throw new Error("A sweep was queued without its record.");
    return { sweep: await this.#describe(record), jobs: await this.#views.all(jobs) };
  }

  async jobs(filter: Parameters<Trainer["jobs"]>[0] = {}): Promise<readonly Job[]> {
    const { ledger } = this.#parts;
    const chosen = [...ledger.jobs.values()].filter(
      (job) =>
        (filter.jobs?.includes(job.job) ?? true) &&
        (filter.sweep === undefined || job.sweep === filter.sweep) &&
        (filter.statuses?.includes(job.state.status) ?? true),
    );
    const waiting = chosen.filter(({ state }) => state.status === "queued");
    const ended = chosen.filter(isEnded);
    const running = chosen.filter((job) => !isEnded(job) && job.state.status !== "queued");
    const newestFirst = ended.sort((a, b) => (b.endedSeconds ?? 0) - (a.endedSeconds ?? 0));
    return await this.#views.all([...running, ...inTurn(waiting), ...newestFirst]);
  }

  trainedRuns(): ReadonlyMap<RunName, TrainedRun> {
    const { jobs } = this.#parts.ledger;
    // Another map with each change.
    if (this.#trained?.jobs !== jobs) this.#trained = { jobs, runs: trainedRuns(jobs.values()) };
    return this.#trained.runs;
  }

  async cancel(jobs: readonly JobId[]): Promise<readonly Job[]> {
    const { ledger, queue, place } = this.#parts;
    const { cancelled, unused } = await ledger.change((draft) => {
      const before = jobs.map((id) => ledger.job(id, draft.jobs));
      const after = queue.cancel(draft, before, "It was stopped.");
      return { cancelled: after, unused: ownersThatLeft(before, after) };
    });
    await releaseRuns(place, unused);
    queue.wake();
    return await this.#views.all(cancelled);
  }

  /** All or none, each as a job of its own. */
  async retry(jobs: readonly JobId[]): Promise<readonly Job[]> {
    const { ledger, queue, place, clock } = this.#parts;
    const queued = await changeWithRuns(this.#parts, async (draft, claim) => {
      const ids = [...new Set(jobs)];
      const again = ids.map((id) => {
        const job = ledger.job(id, draft.jobs);
        const made = { job: newJobId(clock()), createdSeconds: clock() / 1000 };
        return trainedAgain(job, { ...made, held: heldBySweep(draft, job) });
      });
      assertRoom(draft, again.length);
      const runs = await claim(again.map(({ run, runBase }) => runBase ?? run.slice(place.runPrefix.length)));
      const named = again.flatMap((job, at) => {
        const run = runs[at];
        return run === undefined ? [] : [{ ...job, run, ownsDirectory: true }];
      });
      draft.put(...ids.map((id) => withoutRung(ledger.job(id, draft.jobs))), ...named);
      for (const { job, sweep } of named) takeUpSweep(draft, sweep, [job]);
      draft.afterCommit(() => queue.wake());
      return named;
    });
    return await this.#views.all(queued);
  }

  /** All or none. */
  async resume(jobs: readonly JobId[]): Promise<readonly Job[]> {
    const { ledger, queue } = this.#parts;
    const queued = await ledger.change((draft) => {
      const next = [...new Set(jobs)].map((id) => {
        const job = ledger.job(id, draft.jobs);
        return advance(job, { kind: "resume", held: heldBySweep(draft, job) });
      });
      assertRoom(draft, next.length);
      draft.put(...next);
      for (const { sweep } of next) takeUpSweep(draft, sweep);
      draft.afterCommit(() => queue.wake());
      return next;
    });
    return await this.#views.all(queued);
  }

  async prioritize(jobs: readonly JobId[], priority: number): Promise<readonly Job[]> {
    const { ledger } = this.#parts;
    const changed = await ledger.change((draft) => {
      const next = jobs.map((id) => advance(ledger.job(id, draft.jobs), { kind: "prioritize", priority }));
      draft.put(...next);
      return next;
    });
    return await this.#views.all(changed);
  }

  logPath(job: JobId): string {
    return logPathOf(this.#parts.stateDirectory, this.#parts.ledger.job(job).job);
  }

  async sweeps(ids?: readonly SweepId[]): Promise<readonly Sweep[]> {
    const chosen = [...this.#parts.ledger.sweeps.values()].filter(
      ({ sweep }) => ids?.includes(sweep) ?? true,
    );
    return await Promise.all(chosen.reverse().map((sweep) => this.#describe(sweep)));
  }

  pauseSweep(sweep: SweepId): Promise<Sweep> {
    return this.#changeSweep(sweep, (draft, record, jobs) => {
      draft.putSweep({ ...record, isPaused: true });
      for (const job of jobs)
        if (job.state.status === "queued" && job.state.held === null)
          draft.put(advance(job, { kind: "hold" }));
    });
  }

  resumeSweep(sweep: SweepId): Promise<Sweep> {
    return this.#changeSweep(sweep, (draft, record, jobs) => {
      draft.putSweep({ ...record, isPaused: false });
      for (const job of jobs)
        if (job.state.status === "queued" && job.state.held === "paused")
          draft.put(advance(job, { kind: "release" }));
    });
  }

  async stopSweep(sweep: SweepId): Promise<Sweep> {
    const { queue, place, ledger } = this.#parts;
    let unused: readonly RunName[] = [];
    const stopped = await this.#changeSweep(sweep, (draft, record, jobs) => {
      draft.putSweep({ ...record, isStopped: true });
      const before = jobs.filter((job) => !isEnded(job));
      queue.cancel(draft, before, "Its sweep was stopped.");
      unused = ownersThatLeft(
        before,
        before.map(({ job }) => ledger.job(job, draft.jobs)),
      );
    });
    await releaseRuns(place, unused);
    return stopped;
  }

  subscribe(listener: () => void): () => void {
    const { listeners } = this.#parts;
    const throttled = throttle(listener, NEWS_INTERVAL_MILLIS);
    listeners.add(throttled.call);
    return () => {
      listeners.delete(throttled.call);
      throttled.cancel();
    };
  }

  async close(): Promise<void> {
    await this.#parts.queue.close();
    await this.#parts.table.close();
  }

  #plan(trainable: Trainable, request: PlanRequest): Promise<Plan> {
    const { place, dataDirectories } = this.#parts;
    const reservedRuns = runsOfUnended(this.#parts.ledger.jobs);
    return makePlan(trainable, request, { ...place, dataDirectories, reservedRuns });
  }

  async #enqueue(
    trainable: Trainable,
    { runs }: Plan,
    request: Pick<JobRequest, "priority" | "timeoutSeconds"> & {
      readonly sweep: Omit<SweepRecord, "jobs"> | null;
    },
  ): Promise<{ readonly jobs: readonly JobRecord[]; readonly record: SweepRecord | null }> {
    const { queue, clock } = this.#parts;
    const { sweep } = request;
    return await changeWithRuns(this.#parts, async (draft, claim) => {
      assertRoom(draft, runs.length);
      const names = await claim(runs.map(({ base }) => base));
      const jobs = runs.flatMap(({ base, parameters }, at): JobRecord[] => {
        const run = names[at];
        if (run === undefined) return [];
        const metric = sweep?.metric ?? trainable.metric;
        const first = firstRung(trainable, parameters, sweep);
        const job = newJob(trainable, clock(), metric);
        return [{ ...job, ...first, run, runBase: base, parameters, ...orderOf(request) }];
      });
      draft.put(...jobs);
      const record = sweep === null ? null : { ...sweep, jobs: jobs.map(({ job }) => job) };
      if (record !== null) draft.putSweep(record);
      draft.afterCommit(() => queue.wake());
      return { jobs, record };
    });
  }

  async #changeSweep(
    id: SweepId,
    work: (draft: Draft, record: SweepRecord, jobs: readonly JobRecord[]) => void,
  ): Promise<Sweep> {
    const { ledger, queue } = this.#parts;
    await ledger.change((draft) => {
      const record = ledger.sweep(id, draft.sweeps);
      const jobs = jobsOf(record, draft.jobs);
      if (sweepStatus(record, jobs) === "ended")
        throw new TrainingError("conflict", `Sweep ${id} has ended; retry or resume single runs of it.`);
      work(draft, record, jobs);
      draft.afterCommit(() => queue.wake());
    });
    return await this.#describe(ledger.sweep(id));
  }

  async #describe(record: SweepRecord): Promise<Sweep> {
    const jobs = jobsOf(record, this.#parts.ledger.jobs);
    return describeSweep(record, await Promise.all(jobs.map((job) => this.#views.withMetric(job))));
  }
}

function heldBySweep(draft: Draft, { sweep }: JobRecord): "paused" | null {
  return sweep !== null && draft.sweeps.get(sweep)?.isPaused ? "paused" : null;
}

/** A sweep of which something runs again is stopped no more. */
function takeUpSweep(draft: Draft, id: SweepId | null, newJobs: readonly JobId[] = []): void {
  const sweep = id === null ? undefined : draft.sweeps.get(id);
  if (sweep) draft.putSweep({ ...sweep, isStopped: false, jobs: [...sweep.jobs, ...newJobs] });
}

function orThrow(plan: Plan): Plan {
  if (plan.roomProblem !== null && plan.runs.length > 0)
    throw new TrainingError("disk_full", plan.roomProblem);
  const [first] = plan.problems;
  if (first === undefined) return plan;
  const count = plan.problems.length;
  const more = count > 1 ? ` (and ${count - 1} more)` : "";
  throw new TrainingError("invalid", `${first.field}: ${first.message}${more}`, plan.problems);
}

function assertRoom(draft: Draft, newCount: number): void {
  const waitingCount = [...draft.jobs.values()].filter(({ state }) => state.status === "queued").length;
  if (waitingCount + newCount <= MAX_QUEUED_JOBS) return;
  throw new TrainingError(
    "queue_full",
    `${waitingCount} jobs wait, and with ${newCount} more there would be more than ${MAX_QUEUED_JOBS}: wait for some to end, or stop them.`,
  );
}

function firstRung(
  trainable: Trainable,
  parameters: JobRecord["parameters"],
  sweep: Omit<SweepRecord, "jobs"> | null,
): Pick<JobRecord, "rung" | "stopAfterStep"> {
  if (sweep?.search.kind !== "halving") return { rung: null, stopAfterStep: null };
  const steps = rungSteps(trainable.totalSteps(parameters) ?? 1, sweep.search.rungCount);
  return { rung: 0, stopAfterStep: steps[0] ?? null };
}

function orderOf({
  priority,
  timeoutSeconds = null,
  sweep,
}: {
  readonly priority: number;
  readonly timeoutSeconds?: number | null | undefined;
  readonly sweep: Omit<SweepRecord, "jobs"> | null;
}): Pick<JobRecord, "priority" | "timeoutSeconds" | "sweep"> {
  return { priority, timeoutSeconds, sweep: sweep?.sweep ?? null };
}

/** Without what the request says. */
function newJob(
  { id, kind }: Trainable,
  clockMillis: number,
  metric: Metric,
): Omit<
  JobRecord,
  "run" | "runBase" | "parameters" | "rung" | "stopAfterStep" | "priority" | "timeoutSeconds" | "sweep"
> {
  return {
    job: newJobId(clockMillis),
    model: id,
    kind,
    metric,
    attempt: 1,
    createdSeconds: clockMillis / 1000,
    startedSeconds: null,
    endedSeconds: null,
    state: { status: "queued", held: null },
    progress: null,
    backend: null,
    metricValue: null,
    resumableStep: null,
    phase: null,
    firstStepSeconds: null,
    resumes: false,
    ownsDirectory: true,
    process: null,
  };
}
