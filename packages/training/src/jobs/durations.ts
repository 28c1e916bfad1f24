// How long the runs of a plan would take, from how long such runs took: here, or where the model was measured. Nothing is said where neither is known.
import { availableParallelism } from "node:os";
import type { Backend, Parameters, PlannedDuration, Search } from "@runboard/contract";
import { isEnded, type JobRecord } from "./job.ts";
import { rungSteps } from "./search.ts";
import type { Trainable } from "./trainable.ts";

/** What a training takes on one back end. */
interface Pace {
  /** What it takes besides its steps. */
  readonly setupSeconds: number;
  readonly secondsPerStep: number;
  readonly isMeasuredHere: boolean;
  readonly isUpperLimit: boolean;
}

export interface DurationRequest {
  readonly trainable: Trainable;
  readonly runs: readonly { readonly parameters: Parameters }[];
  readonly search?: Search | undefined;
  readonly jobs: Iterable<JobRecord>;
  readonly concurrency: number;
}

const backends: readonly Backend["name"][] = ["tensorflow", "wasm", "cpu"];
/** What a step costs does not depend on these. */
const freeParameters: ReadonlySet<string> = new Set(["learningRate", "seed", "steps"]);
/** Of fewer the first ones, which take longer, would be too great a part. */
const LEAST_STEPS = 20;
/** The newest jobs of a kind: machines and versions change. */
const MOST_JOBS = 5;

/** One for each back end on which all runs are known; without those whose programs do not say how long they are. */
export function plannedDurations(request: DurationRequest): PlannedDuration[] {
  const { trainable, runs, jobs } = request;
  if (trainable.kind === "command" || runs.length === 0) return [];
  const measured = measuredPaces(trainable, jobs);
  return backends.flatMap((backend) => {
    const parts = runs.map(({ parameters }) => {
      const pace = paceOf(measured, { trainable, parameters, backend });
      const steps = trainable.totalSteps(parameters);
      return pace === null || steps === null ? null : { pace, seconds: secondsOf(pace, steps, request) };
    });
    const known = parts.flatMap((part) => part ?? []);
    if (known.length < parts.length) return [];
    const seconds = known.reduce((sum, part) => sum + part.seconds, 0) / atOnce(backend, request);
    return [
      {
        backend,
        seconds,
        isMeasuredHere: known.every(({ pace }) => pace.isMeasuredHere),
        isUpperLimit: known.some(({ pace }) => pace.isUpperLimit),
      },
    ];
  });
}

function secondsOf({ setupSeconds, secondsPerStep }: Pace, steps: number, request: DurationRequest): number {
  const { search, runs } = request;
  if (search?.kind !== "halving") return setupSeconds + secondsPerStep * steps;
  // Of each rung the share of the runs that are still there.
  let done = 0;
  let count = runs.length;
  let seconds = 0;
  for (const end of rungSteps(steps, search.rungCount)) {
    const last = end ?? steps;
    seconds += (count / runs.length) * (setupSeconds + secondsPerStep * (last - done));
    done = last;
    count = Math.ceil(count / 2);
  }
  return seconds;
}

/** TensorFlow takes all cores for one job; the others take one each. */
function atOnce(backend: Backend["name"], { concurrency, runs }: DurationRequest): number {
  return backend === "tensorflow" ? 1 : Math.min(concurrency, availableParallelism(), runs.length);
}

/** By back end and what a step depends on. */
type MeasuredPaces = ReadonlyMap<string, Pace>;

interface Training {
  readonly trainable: Trainable;
  readonly parameters: Parameters;
  readonly backend: Backend["name"];
}

function paceOf(measured: MeasuredPaces, { trainable, parameters, backend }: Training): Pace | null {
  const own = measured.get(keyOf(backend, parameters));
  if (own !== undefined) return own;
  const reference = trainable.referencePace(parameters, backend);
  if (reference === null) return null;
  const { stepsPerSecond, setupSeconds, isUpperLimit } = reference;
  return { setupSeconds, secondsPerStep: 1 / stepsPerSecond, isMeasuredHere: false, isUpperLimit };
}

function measuredPaces({ id }: Trainable, jobs: Iterable<JobRecord>): MeasuredPaces {
  const paces = new Map<string, Pace[]>();
  for (const job of [...jobs].reverse()) {
    const pace = job.model === id ? paceOfJob(job) : null;
    if (pace === null || job.backend === null) continue;
    const key = keyOf(job.backend.name, job.parameters);
    const known = paces.get(key) ?? [];
    paces.set(key, known);
    if (known.length < MOST_JOBS) known.push(pace);
  }
  return new Map([...paces].map(([key, known]) => [key, medianOf(known)]));
}

/** null for one that tells nothing: it has not ended, went on from a checkpoint, or did next to nothing. */
function paceOfJob(job: JobRecord): Pace | null {
  const { startedSeconds, firstStepSeconds, endedSeconds, progress, resumes } = job;
  if (!isEnded(job) || resumes || startedSeconds === null || firstStepSeconds === null) return null;
  if (endedSeconds === null || progress === null || progress.step < LEAST_STEPS) return null;
  return {
    setupSeconds: firstStepSeconds - startedSeconds,
    secondsPerStep: (endedSeconds - firstStepSeconds) / progress.step,
    isMeasuredHere: true,
    isUpperLimit: false,
  };
}

function medianOf(paces: readonly Pace[]): Pace {
  const sorted = [...paces].sort((a, b) => a.secondsPerStep - b.secondsPerStep);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  if (middle === undefined) throw new Error("There is no median of nothing.");
  return middle;
}

function keyOf(backend: Backend["name"], parameters: Parameters): string {
  const own = Object.entries(parameters).filter(([name]) => !freeParameters.has(name));
  return JSON.stringify([backend, own.sort(([a], [b]) => (a < b ? -1 : 1))]);
}
