// Jobs and sweeps for tests, as the server would tell of them.
import { JobId, ModelId, RunName, SweepId, Tag, type Job, type Sweep } from "@runboard/contract";

const metric = { tag: Tag.parse("accuracy/accuracy"), goal: "maximize" } as const;

export function makeJob(name: string, change: Partial<Job> = {}): Job {
  return {
    job: JobId.parse(name.padEnd(8, "0")),
    model: ModelId.parse("mnist-cnn"),
    kind: "model",
    parameters: { learningRate: 0.001 },
    run: RunName.parse(`run_${name}`),
    sweep: null,
    priority: 0,
    attempt: 1,
    createdSeconds: 1_700_000_000,
    startedSeconds: null,
    endedSeconds: null,
    timeoutSeconds: null,
    state: { status: "queued", held: null },
    phase: null,
    progress: null,
    backend: null,
    metric,
    metricValue: null,
    resumableStep: null,
    logSizeBytes: 0,
    ...change,
  };
}

export function makeSweep(name: string, jobs: readonly Job[], change: Partial<Sweep> = {}): Sweep {
  return {
    sweep: SweepId.parse(name.padEnd(8, "0")),
    title: `Sweep ${name}`,
    model: ModelId.parse("mnist-cnn"),
    parameters: {},
    search: { kind: "grid", values: {} },
    metric,
    status: "running",
    createdSeconds: 1_700_000_000,
    jobs: jobs.map(({ job }) => job),
    jobCounts: {},
    best: null,
    ...change,
  };
}
