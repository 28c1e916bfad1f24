// The declarations of all models, and real trainings of the smaller ones.
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dashboardIds, dashboards, kindIds, kinds, ModelId, TrainableModel } from "@runboard/contract";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { countTags, readEvents, readScalar, startJob } from "../child/testing.ts";
import { models } from "./catalogue.ts";
import { exponential } from "./exponential.ts";
import { mlp } from "./mlp.ts";
import { hiddenSizes } from "./mlp-parameters.ts";
import { mnistCnn } from "./mnist-cnn.ts";

const logdir = mkdtempSync(join(tmpdir(), "runboard-models-"));
afterAll(() => rmSync(logdir, { recursive: true, force: true }));

describe.each(models.map((model) => [model.id, model] as const))("%s", (id, model) => {
  const Property = z.object({ title: z.string(), description: z.string(), default: z.unknown() });

  it("has a title, a description and a default for every parameter", () => {
    expect(ModelId.safeParse(id).success).toBe(true);
    const { properties = {} } = z.toJSONSchema(model.parameters, { io: "input" });
    for (const [name, property] of Object.entries(properties))
      expect(Property.safeParse(property).success, name).toBe(true);
    expect(TrainableModel.shape.parameters.safeParse(properties).success).toBe(true);
  });

  it("promises nothing that no dashboard shows", () => {
    const shown = new Set(dashboardIds.flatMap((name) => dashboards[name].kinds));
    // The digits are images, too.
    const others = kindIds.filter((kind) => kind !== "hparams" && kind !== "images");
    const hidden = others.filter((kind) => !shown.has(kind));
    const { title, summary, examples } = model;
    const texts = JSON.stringify([
      title,
      summary,
      examples,
      z.toJSONSchema(model.parameters, { io: "input" }),
    ]);
    for (const name of ["projector", ...hidden.map((kind) => kinds[kind].title)])
      expect(texts.toLowerCase()).not.toContain(name.toLowerCase());
  });

  it("has examples that its own schema takes, each run with a name of its own", () => {
    const defaults = model.parameters.parse({});
    expect(model.totalSteps(defaults)).toBeGreaterThan(0);
    expect(model.diskBytes(defaults)).toBeGreaterThan(0);
    for (const { parameters, search } of model.examples) {
      model.parameters.parse(parameters);
      if (search?.kind !== "grid") continue;
      let runs: Record<string, unknown>[] = [{ ...parameters }];
      for (const [name, values] of Object.entries(search.values))
        runs = runs.flatMap((run) => values.map((value) => ({ ...run, [name]: value })));
      const names = runs.map((run) => model.runName(model.parameters.parse(run)));
      expect(new Set(names).size).toBe(runs.length);
    }
  });
});

describe("names of runs", () => {
  it("follow the tutorial's rule", () => {
    const named = (parameters: object) => mnistCnn.runName(mnistCnn.parameters.parse(parameters));
    expect(named({})).toBe("lr_1E-03,conv=2,fc=2");
    expect(named({ learningRate: 1e-4, conv: 1, fc: 1 })).toBe("lr_1E-04,conv=1,fc=1");
  });

  it.each([
    [1e-3, "1E-03"],
    [3.5e-4, "3.5E-04"],
    [0.000123456, "1.235E-04"],
    [1, "1E+00"],
    [2.5e-11, "2.5E-11"],
  ])("write %d as %s", (value, text) => expect(exponential(value)).toBe(text));
});

describe("hidden layers", () => {
  it.each([
    ["64,32", [64, 32]],
    [" 8 , 4 ", [8, 4]],
    ["", []],
    ["64,", null],
    ["0", null],
    ["1.5", null],
    ["5000", null],
    ["1,1,1,1,1,1,1,1,1", null],
  ])("%j are %j", (text, sizes) => expect(hiddenSizes(text)).toEqual(sizes));
});

/** Three kinds that lie apart, and a number that follows from the others. */
function writeTable(): void {
  const lines = Array.from({ length: 300 }, (_, row) => {
    const [kind, wobble] = [row % 3, Math.sin(row * 7.3) * 0.4];
    const [length, width] = [kind + wobble, 2 * kind - wobble];
    return [length, width, ["red", "blue"][row % 2], (length * 3 + width).toFixed(4), ["a", "b", "c"][kind]];
  });
  const text = [["length", "width", "colour", "weight", "kind"], ...lines].map((cells) => cells.join(","));
  writeFileSync(join(logdir, "table.csv"), `${text.join("\n")}\n`);
}

describe("mlp", () => {
  writeTable();

  it("tells kinds apart, and writes what belongs to it", async () => {
    const job = startJob({
      model: "mlp",
      logdir,
      run: "kinds",
      parameters: { file: "table.csv", steps: 150, learningRate: 0.01 },
    });
    expect((await job.exit).code, job.printed()).toBe(0);
    const events = readEvents(join(logdir, "kinds"));
    expect([...readScalar(events, "accuracy/validation").values()].at(-1)).toBeGreaterThan(0.95);
    const tags = countTags(events);
    for (const tag of ["pr_curve/a", "pr_curve/c", "hidden1/weights", "output/activations", "model", "data"])
      expect(tags.get(tag), tag).toBeGreaterThan(0);
    expect(events.some(({ what }) => what.case === "graphDef")).toBe(true);
  });

  it("estimates numbers", async () => {
    const parameters = { file: "table.csv", target: "weight", features: "length, width", steps: 200 };
    const job = startJob({
      model: "mlp",
      logdir,
      run: "numbers",
      parameters: { ...parameters, hidden: "16", learningRate: 0.02 },
    });
    expect((await job.exit).code, job.printed()).toBe(0);
    const events = readEvents(join(logdir, "numbers"));
    expect([...readScalar(events, "r2/validation").values()].at(-1)).toBeGreaterThan(0.9);
    expect([...readScalar(events, "mae/validation").keys()].at(-1)).toBe(200);
  });

  it.each([
    [{}, "file", /Choose a CSV file/],
    [{ file: "missing.csv" }, "file", /missing\.csv is not there/],
    [{ file: "../secret.csv" }, "file", /is not there, or not below/],
    [{ file: "table.csv", target: "price" }, "target", /no column "price".*length, width/],
    [{ file: "table.csv", features: "length,price" }, "features", /"price" is no column/],
    [{ file: "table.csv", features: "kind" }, "features", /"kind" is the column to learn/],
    [{ file: "table.csv", task: "regression" }, "task", /only classification/],
  ])("refuses %j before anything is queued", async (parameters, field, message) => {
    const problems = await mlp.check?.(mlp.parameters.parse(parameters), { dataDirectories: [logdir] });
    expect(problems).toHaveLength(1);
    expect(problems?.[0]?.field).toBe(`parameters.${field}`);
    expect(problems?.[0]?.message).toMatch(message);
  });

  it("takes a good table", async () => {
    const parameters = mlp.parameters.parse({ file: join(logdir, "table.csv") });
    expect(await mlp.check?.(parameters, { dataDirectories: [logdir] })).toEqual([]);
  });
});

describe("autoencoder", () => {
  it("learns to draw digits", async () => {
    const parameters = { steps: 60, latent: 8, hidden: 64, checkpointInterval: 50, summaryInterval: 20 };
    const job = startJob({ model: "autoencoder", logdir, run: "digits", parameters });
    expect((await job.exit).code, job.printed()).toBe(0);
    const events = readEvents(join(logdir, "digits"));
    const loss = readScalar(events, "loss/validation");
    expect([...loss.keys()]).toEqual([0, 50, 60]);
    expect(loss.get(60)).toBeLessThan(0.35);
    const tags = countTags(events);
    for (let index = 0; index < 6; index += 1) expect(tags.get(`reconstruction/image/${index}`)).toBe(3);
    const names = readdirSync(join(logdir, "digits"));
    for (const name of ["model.ckpt-60.index", "projector_config.pbtxt", "labels_1024.tsv"])
      expect(names).toContain(name);
  });

  it("writes about as much as it said", () => {
    const autoencoder = models.find(({ id }) => id === "autoencoder")!;
    const said = autoencoder.diskBytes(
      autoencoder.parameters.parse({
        steps: 60,
        latent: 8,
        hidden: 64,
        checkpointInterval: 50,
        summaryInterval: 20,
      }),
    );
    const directory = join(logdir, "digits");
    const written = readdirSync(directory).reduce(
      (sum, name) => sum + statSync(join(directory, name)).size,
      0,
    );
    expect(written).toBeLessThan(said);
    expect(written).toBeGreaterThan(said / 10);
  });
});
