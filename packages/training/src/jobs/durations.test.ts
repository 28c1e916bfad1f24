import { JobId, ModelId, RunName, Tag, type Backend, type Parameters, type Search } from "@runboard/contract";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { slownessOf } from "../backend/describe-backend.ts";
import { models } from "../models/catalogue.ts";
import { plannedDurations } from "./durations.ts";
import type { JobRecord } from "./job.ts";
import { checkParameters } from "./parameters.ts";
import { catalogueOf, trainableOf } from "./trainable.ts";

const catalogue = catalogueOf(models, []);
const cnn = trainableOf(catalogue, "mnist-cnn");
const wasm: Backend = { name: "wasm", version: "4.22.0", threads: 1, warning: null };

const whole = (parameters: Parameters) => checkParameters(cnn.schema, parameters).parameters;

/** Of 10 s to its first step and 4 steps a second. */
function trained(parameters: Parameters, change: Partial<JobRecord> = {}): JobRecord {
  return {
    job: JobId.parse("abcdefgh"),
    model: ModelId.parse("mnist-cnn"),
    kind: "model",
    parameters: whole(parameters),
    run: RunName.parse("run"),
    runBase: "run",
    sweep: null,
    priority: 0,
    attempt: 1,
    createdSeconds: 0,
    startedSeconds: 100,
    firstStepSeconds: 110,
    endedSeconds: 160,
    timeoutSeconds: null,
    state: { status: "succeeded" },
    phase: null,
    progress: { step: 200, totalSteps: 200, stepsPerSecond: 9, remainingSeconds: null },
    backend: wasm,
    metric: { tag: Tag.parse("validation/accuracy"), goal: "maximize" },
    metricValue: null,
    resumableStep: null,
    resumes: false,
    stopAfterStep: null,
    rung: null,
    ownsDirectory: true,
    process: null,
    ...change,
  };
}

function durations(
  runs: readonly Parameters[],
  { jobs = [], search }: { readonly jobs?: readonly JobRecord[]; readonly search?: Search } = {},
) {
  const planned = plannedDurations({
    trainable: cnn,
    runs: runs.map((parameters) => ({ parameters: whole(parameters) })),
    search,
    jobs,
    concurrency: 1,
  });
  return Object.fromEntries(planned.map(({ backend, ...rest }) => [backend, rest]));
}

describe("how long a plan takes", () => {
  it("is told by what was measured of the model, for all back ends", () => {
    const { tensorflow, wasm: slow } = durations([{ steps: 300 }, { steps: 600 }]);
    expect(slow).toEqual({ seconds: 300 + 2 * 13, isMeasuredHere: false, isUpperLimit: false });
    expect(tensorflow?.seconds).toBeCloseTo(900 / 11.2 + 2 * 7);
  });

  it("is that of its steps and of what is done before and after, however few they are", () => {
    expect(durations([{ steps: 30 }])["wasm"]?.seconds).toBeCloseTo(23);
    expect(durations([{ steps: 1 }])["tensorflow"]?.seconds).toBeGreaterThan(5);
  });

  it("is told with the figures that are told of the back ends elsewhere", () => {
    const [slow, fast] = (["wasm", "tensorflow"] as const).map(
      (name) => durations([{ steps: 100_000 }])[name],
    );
    const times = Math.round((slow?.seconds ?? 0) / (fast?.seconds ?? 1));
    const readme = readFileSync(new URL("../../../../README.md", import.meta.url), "utf8");
    expect(readme).toContain(`with WebAssembly, about ${times} times slower`);
    expect(slownessOf("wasm")).toContain(`about ${times} times slower`);
  });

  it("is at most that of the measured one for what does less, and unknown for what does more", () => {
    expect(durations([{ steps: 300, conv: 1 }])["wasm"]).toMatchObject({ seconds: 113, isUpperLimit: true });
    expect(durations([{ steps: 300 }, { batch: 1000 }])).toEqual({});
  });

  it("is told by jobs that ran here, whatever their learning rates and lengths", () => {
    const jobs = [trained({ batch: 1000, learningRate: 0.1 })];
    expect(durations([{ batch: 1000, steps: 400 }], { jobs })).toEqual({
      wasm: { seconds: 110, isMeasuredHere: true, isUpperLimit: false },
    });
    expect(durations([{ batch: 500 }], { jobs })).toEqual({});
  });

  it.each([
    ["goes on", { state: { status: "running" }, endedSeconds: null }],
    ["went on from a checkpoint", { resumes: true }],
    ["is of an older version", { firstStepSeconds: null }],
    [
      "did next to nothing",
      { progress: { step: 2, totalSteps: 9, stepsPerSecond: 1, remainingSeconds: null } },
    ],
  ] as const)("is not told by a job that %s", (_what, change) => {
    expect(durations([{ batch: 1000 }], { jobs: [trained({ batch: 1000 }, change)] })).toEqual({});
  });

  it("leaves out what halving stops", () => {
    const search: Search = { kind: "halving", distributions: {}, runCount: 4, seed: 0, rungCount: 2 };
    const runs = [1, 2, 3, 4].map((seed) => ({ steps: 300, seed }));
    expect(durations(runs)["wasm"]?.seconds).toBeCloseTo(4 * (13 + 100));
    // Half of the steps by four, the others by two.
    expect(durations(runs, { search })["wasm"]?.seconds).toBeCloseTo(6 * (13 + 50));
  });
});
