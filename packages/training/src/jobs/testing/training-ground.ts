// A trainer on directories of its own, for tests: with models that only count, real processes, and a real table.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Job, JobId, JobStatus, Sweep, SweepId } from "@runboard/contract";
import { JobRequest, SweepRequest } from "@runboard/contract";
import type { z } from "zod";
import type { Trainer, TrainerOptions } from "../../trainer.ts";
import { openTrainerOf, type TrainerParts } from "../open-trainer.ts";
import { countingModel } from "./counting-model.ts";

/** Compiled before all tests; killed servers have it from them. */
export function testProgram(name: "counting-child" | "killed-server"): string {
  return path.join(process.env["RUNBOARD_TEST_PROGRAMS"] ?? "", `${name}.mjs`);
}

export const countingParts: TrainerParts = {
  models: [countingModel],
  entry: () => ({ modulePath: testProgram("counting-child"), execArgv: [] }),
  graceMillis: 5000,
  orphanGraceMillis: 5000,
  // Other tests run at the same time.
  niceness: 1,
};

export class TrainingGround {
  readonly path = mkdtempSync(path.join(tmpdir(), "runboard-training-"));
  readonly logdir = path.join(this.path, "runs");
  readonly notices: string[] = [];
  readonly #trainers: Trainer[] = [];

  async open(options: Partial<TrainerOptions> = {}, parts: Partial<TrainerParts> = {}): Promise<Trainer> {
    const trainer = await openTrainerOf(
      {
        logdir: this.logdir,
        runPrefix: "",
        stateDirectory: path.join(this.path, "state"),
        concurrency: 2,
        commands: [],
        dataDirectories: [],
        onNotice: (line) => this.notices.push(line),
        clock: Date.now,
        readMetric: () => Promise.resolve(null),
        ...options,
      },
      { ...countingParts, ...parts },
    );
    this.#trainers.push(trainer);
    return trainer;
  }

  /** Directories below the log directory. */
  runs(): readonly string[] {
    return readdirSync(this.logdir).sort();
  }

  read(run: string, file: string): string {
    return readFileSync(path.join(this.logdir, run, file), "utf8");
  }

  /** Steps that a run's processes counted, all attempts after one another. */
  steps(run: string): readonly number[] {
    return this.read(run, "steps").trimEnd().split("\n").map(Number);
  }

  async dispose(): Promise<void> {
    await Promise.all(this.#trainers.map((trainer) => trainer.close()));
    rmSync(this.path, { recursive: true, force: true, maxRetries: 3 });
  }
}

type Parameters = z.input<typeof JobRequest>["parameters"];

export function countingJob(
  parameters: Parameters = {},
  more: Partial<z.input<typeof JobRequest>> = {},
): JobRequest {
  return JobRequest.parse({ model: "counting", parameters, ...more });
}

export function countingSweep(
  /** Judged like a request's. */
  search: unknown,
  more: Partial<z.input<typeof SweepRequest>> = {},
): SweepRequest {
  return SweepRequest.parse({ model: "counting", search, ...more });
}

/** The job when it is as wanted; told by news, as the page is. */
export function jobWhen(
  trainer: Trainer,
  id: JobId,
  isWanted: JobStatus | ((job: Job) => boolean),
): Promise<Job> {
  return told(trainer, async () => {
    const [job] = await trainer.jobs({ jobs: [id] });
    const fits =
      job !== undefined && (typeof isWanted === "string" ? job.state.status === isWanted : isWanted(job));
    return fits ? job : null;
  });
}

export function sweepWhen(
  trainer: Trainer,
  id: SweepId,
  isWanted: (sweep: Sweep) => boolean,
): Promise<Sweep> {
  return told(trainer, async () => (await trainer.sweeps([id])).find(isWanted) ?? null);
}

const PATIENCE_MILLIS = 40_000;

function told<T>(trainer: Trainer, look: () => Promise<T | null>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      unsubscribe();
      void trainer
        .jobs()
        .then((jobs) =>
          reject(
            new Error(
              `It did not come to that: ${JSON.stringify(jobs.map(({ job, state }) => [job, state]))}`,
            ),
          ),
        );
    }, PATIENCE_MILLIS);
    const check = () =>
      void look().then((found) => {
        if (found === null) return;
        clearTimeout(timer);
        unsubscribe();
        resolve(found);
      }, reject);
    const unsubscribe = trainer.subscribe(check);
    check();
  });
}
