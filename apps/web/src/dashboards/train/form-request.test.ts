import { describe, expect, it } from "vitest";
import { formFields, formRequest, serverProblems, withoutUntouched } from "./form-request.ts";
import { encodeTexts, startForm, type FieldTexts, type FormSearch } from "./form-state.ts";
import { parameterFields } from "./parameter-field.ts";

const fields = parameterFields({
  properties: {
    learningRate: { type: "number", default: 0.001, exclusiveMinimum: 0 },
    convLayers: { enum: [1, 2], default: 2 },
    shuffle: { type: "boolean", default: true },
  },
});
const form = (change: Partial<FormSearch>, texts: FieldTexts = {}): FormSearch => ({
  ...startForm("mnist-cnn"),
  ...change,
  values: encodeTexts(texts),
});

describe("what is asked of the server", () => {
  it("is one run with all parameters", () => {
    const { plan, queue } = formRequest(
      fields,
      form({ runName: " mine ", timeout: "60" }, { convLayers: "1" }),
    );
    expect(plan).toEqual({
      model: "mnist-cnn",
      parameters: { learningRate: 0.001, convLayers: 1, shuffle: true },
      run: "mine",
    });
    expect(queue).toEqual({ priority: 0, timeoutSeconds: 60 });
  });

  it("is a grid over what has several values", () => {
    const { plan, queue } = formRequest(
      fields,
      form(
        { trainMode: "grid", runName: "ignored", sweepTitle: "Twelve" },
        { learningRate: "1e-3, 1e-4", shuffle: "false" },
      ),
    );
    expect(plan).toEqual({
      model: "mnist-cnn",
      parameters: { convLayers: 2, shuffle: false },
      search: { kind: "grid", values: { learningRate: [1e-3, 1e-4] } },
    });
    expect(queue).toEqual({ priority: 0, title: "Twelve" });
  });

  it("draws from ranges and from several values", () => {
    const texts = { learningRate: "log_uniform:1e-5:1e-2", convLayers: "1, 2" };
    const drawn = {
      distributions: {
        learningRate: { distribution: "log_uniform", min: 1e-5, max: 1e-2 },
        convLayers: { distribution: "choice", values: [1, 2] },
      },
      runCount: 8,
      seed: 5,
    };
    const numbers = { runCount: "8", seed: "5" };
    expect(formRequest(fields, form({ trainMode: "random", ...numbers }, texts)).plan?.search).toEqual({
      kind: "random",
      ...drawn,
    });
    expect(formRequest(fields, form({ trainMode: "halving", ...numbers }, texts)).plan?.search).toEqual({
      kind: "halving",
      ...drawn,
      rungCount: 3,
    });
  });
});

describe("what is seen to be wrong at once", () => {
  it("stands beside its field, and nothing is asked", () => {
    const { plan, problems } = formRequest(fields, form({ priority: "900" }, { learningRate: "fast" }));
    expect(plan).toBeNull();
    expect([...problems.byField]).toEqual([
      ["learningRate", "“fast” is no number"],
      [formFields.priority, "-100 to 100"],
    ]);
  });

  it.each([
    [{ trainMode: "random", runCount: "501" }, formFields.runCount],
    [{ trainMode: "random", runCount: "" }, formFields.runCount],
    [{ trainMode: "random", seed: "-1" }, formFields.seed],
    [{ trainMode: "halving", rungCount: "1" }, formFields.rungCount],
    [{ timeout: "0" }, formFields.timeout],
    [{ timeout: "soon" }, formFields.timeout],
  ] as const)("%o", (change, field) => {
    const { plan, problems } = formRequest(fields, form(change, { learningRate: "1, 2" }));
    expect(plan).toBeNull();
    expect(problems.byField.has(field)).toBe(true);
  });

  it.each(["grid", "random", "halving"] as const)("a search of one run: %s", (trainMode) => {
    const { plan, problems } = formRequest(fields, form({ trainMode }));
    expect(plan).toBeNull();
    expect(problems.general).toHaveLength(1);
  });
});

describe("the server's problems", () => {
  it("stand beside the fields they speak of", () => {
    const { byField, general } = serverProblems(
      [
        { field: "parameters.learningRate", message: "too great" },
        { field: "search.values.convLayers[2]", message: "1 or 2" },
        { field: "search.distributions.shuffle.min", message: "no number" },
        { field: "body.search.runCount", message: "too many" },
        { field: "run", message: "taken" },
        { field: "parameters.unknown", message: "there is no such parameter" },
        { field: "model", message: "not there" },
      ],
      fields,
    );
    expect(Object.fromEntries(byField)).toEqual({
      learningRate: "too great",
      convLayers: "1 or 2",
      shuffle: "no number",
      [formFields.runCount]: "too many",
      [formFields.run]: "taken",
    });
    expect(general).toEqual(["there is no such parameter", "not there"]);
  });
});

it("leaves problems of fields untold that nobody has filled in yet", () => {
  const problems = {
    byField: new Map([
      ["file", "Choose a CSV file."],
      ["steps", "A whole number"],
    ]),
    general: ["No room."],
  };
  const told = withoutUntouched(problems, new Set(["file", "learningRate"]));
  expect([...told.byField.keys()]).toEqual(["steps"]);
  expect(told.general).toEqual(["No room."]);
});
