import { JobId, ModelId, RunName, type Job, type Search } from "@runboard/contract";
import { describe, expect, it } from "vitest";
import { parseSearchParams, stringifySearchParams } from "../../url/search-params.ts";
import {
  decodeTexts,
  encodeTexts,
  formOfExample,
  formOfJob,
  startForm,
  textOf,
  textsIn,
  withText,
} from "./form-state.ts";
import { formRequest, noProblems } from "./form-request.ts";
import { parameterFields } from "./parameter-field.ts";
import { TrainSearch, trainSearch } from "./search.ts";

const model = { model: ModelId.parse("mnist-cnn") };
const fields = parameterFields({
  properties: {
    learningRate: { type: "number", default: 0.001, exclusiveMinimum: 0, "x-scale": "log" },
    convLayers: { enum: [1, 2], default: 2 },
    file: { type: "string", default: "" },
  },
});
const [rate, layers, file] = fields;
if (!rate || !layers || !file) throw new Error("three fields");

describe("the form in the URL", () => {
  it("comes back from an address, whatever is in its fields", () => {
    const texts = { learningRate: "1e-3, 1e-4", file: 'a;b=c!"d",&?#%\n€' };
    const params = { board: {}, dashboards: { train: trainSearch.defaults }, plainlyNamed: [] };
    const form = { ...startForm("mnist-cnn"), values: encodeTexts(texts) };
    const address = stringifySearchParams({ train: form }, params);
    const search = trainSearch.read(parseSearchParams(address, params));
    expect(search.model).toBe("mnist-cnn");
    expect(decodeTexts(search.values)).toEqual(texts);
  });

  it("survives an address that is damaged", () => {
    expect(
      TrainSearch.parse({ trainMode: "all", jobState: "7", values: "=;x", runCount: "many" }),
    ).toMatchObject({ trainMode: "single", jobState: "all", values: "=;x", runCount: "many" });
    expect(decodeTexts("=;x;;a=1")).toEqual({ a: "1" });
  });

  it("leaves out what is the default", () => {
    expect(withText({ learningRate: "1" }, rate, "0.001", "single")).toEqual({});
    expect(withText({ learningRate: "1" }, rate, null, "grid")).toEqual({});
    expect(withText({}, layers, "1", "single")).toEqual({ convLayers: "1" });
    expect(textOf(rate, {}, "grid")).toBe("0.001");
    expect(textOf(file, {}, "grid")).toBe('""');
  });
});

describe("another kind of search", () => {
  it("keeps what it can", () => {
    const single = { learningRate: "0.1", file: "a,b" };
    const grid = textsIn(fields, single, { from: "single", to: "grid" });
    expect(grid).toEqual({ learningRate: "0.1", file: '"a,b"' });
    expect(textsIn(fields, grid, { from: "grid", to: "single" })).toEqual(single);
  });

  it("takes the first of several values for one", () => {
    expect(
      textsIn(fields, { learningRate: "0.1, 0.2", convLayers: "2, 1" }, { from: "grid", to: "single" }),
    ).toEqual({ learningRate: "0.1" });
  });

  it.each(["random", "halving"] as const)("begins %s with a learning rate that is drawn", (to) => {
    const texts = textsIn(fields, {}, { from: "single", to });
    expect(texts).toEqual({ learningRate: "log_uniform:0.0001:0.01" });
    const form = { ...startForm("mnist-cnn"), trainMode: to, values: encodeTexts(texts) };
    expect(formRequest(fields, form).problems).toEqual(noProblems);
    expect(textsIn(fields, { learningRate: "0.2" }, { from: "single", to })).toEqual({
      learningRate: "log_uniform:0.02:2",
    });
    const chosen = { convLayers: "1, 2" };
    expect(textsIn(fields, chosen, { from: "grid", to })).toEqual(chosen);
  });

  it("keeps ranges where they can be drawn from", () => {
    const texts = { learningRate: "log_uniform:1e-5:1e-2" };
    expect(textsIn(fields, texts, { from: "random", to: "halving" })).toEqual(texts);
    expect(textsIn(fields, texts, { from: "random", to: "grid" })).toEqual({});
  });
});

describe("filling the form", () => {
  it("with the grid of an example", () => {
    const search: Search = { kind: "grid", values: { learningRate: [1e-3, 1e-4], convLayers: [1, 2] } };
    const form = formOfExample(model, fields, { title: "12 runs", parameters: { file: "x" }, search });
    expect(form).toMatchObject({ model: "mnist-cnn", trainMode: "grid" });
    expect(decodeTexts(form.values)).toEqual({
      learningRate: "0.001, 0.0001",
      convLayers: "1, 2",
      file: "x",
    });
  });

  it("with what an example draws from", () => {
    const search: Search = {
      kind: "halving",
      runCount: 8,
      seed: 3,
      rungCount: 4,
      distributions: {
        learningRate: { distribution: "log_uniform", min: 1e-5, max: 0.01 },
        convLayers: { distribution: "choice", values: [1, 2] },
      },
    };
    const form = formOfExample(model, fields, { title: "", parameters: {}, search });
    expect(form).toMatchObject({ trainMode: "halving", runCount: "8", seed: "3", rungCount: "4" });
    expect(decodeTexts(form.values)).toEqual({
      learningRate: "log_uniform:0.00001:0.01",
      convLayers: "1, 2",
    });
  });

  it("with what a job was started with, without its name", () => {
    const job = {
      ...model,
      job: JobId.parse("abcdefgh"),
      run: RunName.parse("lr"),
      parameters: { learningRate: 1e-7, convLayers: 2, gone: 1 },
    } as Partial<Job> as Job;
    const form = formOfJob(job, fields);
    expect(form).toMatchObject({ trainMode: "single", runName: "" });
    expect(decodeTexts(form.values)).toEqual({ learningRate: "1e-7" });
  });
});
