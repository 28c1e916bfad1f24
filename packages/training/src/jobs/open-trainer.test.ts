import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { JobId, Search, SweepId, TrainableModel, TrainingPlan } from "@runboard/contract";
import { DeclaredCommand } from "./command-model.ts";
import { openTrainer } from "./open-trainer.ts";
import { countingJob, jobWhen, TrainingGround } from "./testing/training-ground.ts";

let ground: TrainingGround;
beforeEach(() => {
  ground = new TrainingGround();
});
afterEach(() => ground.dispose());

const command = DeclaredCommand.parse({
  name: "script",
  command: ["true"],
  metric: { tag: "loss", goal: "minimize" },
  parameters: { lr: { type: "number", default: 1 } },
});

describe("the overview", () => {
  it("has every model and command with the schema of its parameters", async () => {
    const trainer = await ground.open({ commands: [command] });
    const { models, ...rest } = await trainer.overview();
    expect(rest).toEqual({
      unavailable: null,
      backend: null,
      concurrency: 2,
      freeDiskBytes: expect.any(Number) as unknown,
    });
    expect(models.map(({ model, kind, canResume }) => [model, kind, canResume])).toEqual([
      ["counting", "model", true],
      ["script", "command", false],
    ]);
    expect(models[0]?.parameters).toMatchObject({
      type: "object",
      properties: {
        rate: {
          type: "number",
          exclusiveMinimum: 0,
          maximum: 1,
          default: 0.1,
          title: "Rate",
          "x-scale": "log",
        },
        kind: { type: "string", enum: ["plain", "fancy"] },
        layers: { enum: [1, 2], default: 1 },
      },
    });
    for (const model of models) expect(TrainableModel.parse(model)).toEqual(model);
  });

  it("describes all of our own models", async () => {
    const trainer = await openTrainer({
      logdir: ground.logdir,
      runPrefix: "",
      stateDirectory: path.join(ground.path, "state"),
      concurrency: 1,
      commands: [],
      dataDirectories: [],
      onNotice: () => undefined,
      clock: Date.now,
      readMetric: () => Promise.resolve(null),
    });
    try {
      const { models } = await trainer.overview();
      expect(models.map(({ model }) => String(model))).toContain("mnist-cnn");
      for (const model of models) {
        const properties = Object.entries(model.parameters["properties"] ?? {});
        for (const [name, property] of properties)
          expect(property, `${model.model}.${name}`).toHaveProperty("default");
        for (const { parameters, search } of model.examples) {
          const plan = await trainer.plan({ model: model.model, parameters, search });
          const fileProblems = plan.problems.filter(({ field }) => !/file|path|csv/i.test(field));
          expect(fileProblems, `${model.model} ${JSON.stringify(parameters)}`).toEqual([]);
        }
      }
    } finally {
      await trainer.close();
    }
  });

  it("says why training is not possible", async () => {
    const trainer = await ground.open({ logdir: null, unavailableReason: "This server is read-only." });
    expect(await trainer.overview()).toMatchObject({ unavailable: "This server is read-only." });
    await expect(trainer.startJob(countingJob())).rejects.toMatchObject({ code: "unavailable" });
    expect(await trainer.jobs()).toEqual([]);
    const file = path.join(mkdtempSync(path.join(ground.path, "x")), "file");
    writeFileSync(file, "");
    const other = await ground.open({ logdir: path.join(file, "below") });
    expect((await other.overview()).unavailable).toMatch(/^runs cannot be written to .*below/);
  });

  it("refuses commands with the name of a model", async () => {
    const twice = ground.open({ commands: [{ ...command, name: countingJob().model }] });
    await expect(twice).rejects.toMatchObject({ name: "TrainingError", code: "invalid" });
  });
});

describe("a plan", () => {
  it("tells which runs there would be, and starts nothing", async () => {
    const trainer = await ground.open();
    const search = Search.parse({ kind: "grid", values: { layers: [1, 2] } });
    const wanted = { model: "counting", parameters: { rate: 0.2 }, search };
    const plan = await trainer.plan(wanted);
    expect(TrainingPlan.parse(plan)).toEqual(plan);
    expect(plan).toMatchObject({
      runs: [
        { run: "rate=0.2", parameters: { layers: 1 } },
        { run: "rate=0.2_1", parameters: { layers: 2 } },
      ],
      problems: [],
      neededDiskBytes: 2000,
    });
    expect(await trainer.jobs()).toEqual([]);
    const { job, run } = await trainer.startJob(countingJob({ rate: 0.2 }));
    expect(run).toBe("rate=0.2");
    expect((await trainer.plan(wanted)).runs.map((planned) => String(planned.run))).toEqual([
      "rate=0.2_1",
      "rate=0.2_2",
    ]);
    await jobWhen(trainer, job, "succeeded");
  });

  it("tells what is wrong", async () => {
    const trainer = await ground.open({ commands: [command] });
    const fieldsOf = async (request: Parameters<typeof trainer.plan>[0]) =>
      (await trainer.plan(request)).problems.map(({ field }) => field);
    expect(await fieldsOf({ model: "counting", parameters: { rate: 2, other: 1 }, run: "../up" })).toEqual([
      "parameters.other",
      "parameters.rate",
      "run",
    ]);
    expect(await fieldsOf({ model: "counting", parameters: { hugeDisk: true } })).toEqual(["run"]);
    const halving = Search.parse({
      kind: "halving",
      distributions: { lr: { distribution: "uniform", min: 0, max: 1 } },
      runCount: 4,
    });
    expect(await fieldsOf({ model: "script", parameters: {}, search: halving })).toEqual(["search.kind"]);
    await expect(trainer.plan({ model: "other", parameters: {} })).rejects.toMatchObject({
      code: "model_not_found",
    });
  });
});

it("knows what it does not know", async () => {
  const trainer = await ground.open();
  const [job, sweep] = [JobId.parse("nothing00"), SweepId.parse("nothing00")];
  for (const act of [trainer.cancel([job]), trainer.retry([job]), trainer.resume([job])])
    await expect(act).rejects.toMatchObject({ code: "job_not_found" });
  await expect(trainer.stopSweep(sweep)).rejects.toMatchObject({ code: "sweep_not_found" });
  expect(() => trainer.logPath(job)).toThrow("There is no job nothing00.");
});

it("takes no more jobs than can wait", async () => {
  const trainer = await ground.open({ concurrency: 1 });
  const values = Array.from({ length: 100 }, (_, i) => i + 1);
  const sweep = () =>
    trainer.startSweep({
      model: countingJob().model,
      parameters: { steps: 100_000 },
      priority: 0,
      search: { kind: "grid", values: { checkpointSteps: values, stepMillis: [1, 2, 3, 4] } },
    });
  const { jobs } = await sweep();
  expect(jobs).toHaveLength(400);
  await sweep();
  await expect(sweep()).rejects.toMatchObject({ code: "queue_full" });
  const all = (await trainer.jobs()).map((one) => one.job);
  expect(all).toHaveLength(800);
  await trainer.cancel(all);
  rmSync(ground.logdir, { recursive: true, force: true });
});
