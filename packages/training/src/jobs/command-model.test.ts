import { describe, expect, it } from "vitest";
import { commandParameters, DeclaredCommand, fillIn } from "./command-model.ts";
import { checkParameters, jsonSchemaOf } from "./parameters.ts";

const declared = {
  name: "train",
  command: ["python", "train.py", "--lr", "{lr}", "--out={run_dir}"],
  metric: { tag: "val/loss", goal: "minimize" },
  parameters: {
    lr: { type: "number", default: 0.001, min: 1e-6, max: 1, scale: "log", title: "Learning rate" },
    layers: { type: "integer", default: 2, min: 1, unit: "layers" },
    optimizer: { type: "choice", default: "adam", values: ["adam", "sgd"] },
    name: { type: "string", default: "x", description: "Any." },
    augment: { type: "boolean", default: false },
  },
} as const;

describe("a declared command", () => {
  it("has the schema that a model would have", () => {
    const schema = commandParameters(DeclaredCommand.parse(declared));
    expect(jsonSchemaOf(schema)).toMatchObject({
      type: "object",
      properties: {
        lr: {
          type: "number",
          default: 0.001,
          minimum: 1e-6,
          maximum: 1,
          title: "Learning rate",
          description: "",
          "x-scale": "log",
        },
        layers: { type: "integer", default: 2, minimum: 1, title: "layers", "x-unit": "layers" },
        optimizer: { type: "string", enum: ["adam", "sgd"], default: "adam" },
        name: { type: "string", default: "x", description: "Any." },
        augment: { type: "boolean", default: false },
      },
    });
    const { properties, required } = jsonSchemaOf(schema) as {
      properties: Record<string, object>;
      required?: string[];
    };
    expect(properties["layers"]).not.toHaveProperty("maximum");
    expect(required).toBeUndefined();
    expect(checkParameters(schema, { lr: 0.5 }).parameters).toEqual({
      lr: 0.5,
      layers: 2,
      optimizer: "adam",
      name: "x",
      augment: false,
    });
    const wrong = { lr: 2, layers: 1.5, optimizer: "rms", name: "a\0b", augment: "yes", other: 1 };
    expect(
      checkParameters(schema, wrong)
        .problems.map(({ field }) => field)
        .sort(),
    ).toEqual(
      Object.keys(wrong)
        .map((name) => `parameters.${name}`)
        .sort(),
    );
  });

  it.each([
    [
      "a placeholder that is no parameter",
      { command: ["run", "{lrr}"] },
      /\{lrr\} is no parameter; there are lr,/,
    ],
    [
      "a default outside of its range",
      { parameters: { ...declared.parameters, lr: { ...declared.parameters.lr, default: 7 } } },
      /<=1/,
    ],
    [
      "names that differ in case only",
      { parameters: { ...declared.parameters, LR: declared.parameters.lr } },
      /Differs from lr in case only/,
    ],
    [
      "a parameter named like a placeholder",
      { parameters: { run_dir: declared.parameters.name } },
      /are taken/,
    ],
    ["an empty command", { command: [] }, /./],
    ["a name that cannot stand in a request", { name: "Train it" }, /./],
    ["an unknown key", { shell: true }, /Unrecognized key/],
  ])("is refused with %s", (_, change, message) => {
    const result = DeclaredCommand.safeParse({ ...declared, ...change });
    expect(result.error?.issues.map((issue) => JSON.stringify(issue)).join()).toMatch(message);
  });

  it("fills in values, once, and leaves other braces alone", () => {
    const values = new Map([
      ["lr", "{name}"],
      ["name", "$& $1"],
    ]);
    expect(fillIn('{lr} {name} {{lr}} {other} {} {1} {"a":{"b":1}}', values)).toBe(
      '{name} $& $1 {lr} {other} {} {1} {"a":{"b":1}}',
    );
  });
});
