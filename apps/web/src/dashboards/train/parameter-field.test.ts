import { describe, expect, it } from "vitest";
import { z } from "zod";
import { parameterFields } from "./parameter-field.ts";

const schema = z.toJSONSchema(
  z.object({
    learningRate: z
      .number()
      .gt(0)
      .lte(1)
      .default(1e-3)
      .meta({ title: "Learning rate", description: "Of Adam", "x-scale": "log" }),
    steps: z.int().min(1).default(2001).meta({ title: "Steps", "x-advanced": true }),
    layers: z.literal([1, 2]).default(2),
    kind: z.enum(["a", "b"]).default("b"),
    either: z.union([z.literal(3), z.literal("x")]).default(3),
    shuffle: z.boolean().default(true),
    file: z.string().default("").meta({ "x-path": true, "x-unit": "rows" }),
  }),
);

describe("parameterFields", () => {
  const fields = parameterFields(schema);
  const field = (name: string) => fields.find((one) => one.name === name);

  it("keeps the order of the schema", () => {
    expect(fields.map(({ name }) => name)).toEqual([
      "learningRate",
      "steps",
      "layers",
      "kind",
      "either",
      "shuffle",
      "file",
    ]);
  });

  it("reads limits, title, unit and what the form is to do with it", () => {
    expect(field("learningRate")).toEqual({
      name: "learningRate",
      title: "Learning rate",
      description: "Of Adam",
      unit: "",
      isAdvanced: false,
      standard: 1e-3,
      of: {
        kind: "number",
        isInteger: false,
        min: 0,
        max: 1,
        excludesMin: true,
        excludesMax: false,
        isLog: true,
      },
    });
    expect(field("file")).toMatchObject({ unit: "rows", of: { kind: "text", isPath: true } });
  });

  it("takes the limits of doubles for none", () => {
    expect(field("steps")).toMatchObject({ isAdvanced: true, of: { isInteger: true, min: 1, max: null } });
  });

  it("makes choices of enums, literals and unions of literals", () => {
    expect(field("layers")?.of).toEqual({ kind: "choice", options: [1, 2] });
    expect(field("kind")?.of).toEqual({ kind: "choice", options: ["a", "b"] });
    expect(field("either")?.of).toEqual({ kind: "choice", options: [3, "x"] });
    expect(field("shuffle")?.of).toEqual({ kind: "boolean" });
  });

  it("has no fields for what is no schema of an object", () => {
    expect(parameterFields({ type: "string" })).toEqual([]);
    expect(parameterFields(null)).toEqual([]);
  });

  it("shows what it cannot read as text", () => {
    expect(parameterFields({ properties: { odd: { type: ["a"], title: 3 } } })).toMatchObject([
      { name: "odd", title: "odd", standard: "", of: { kind: "text" } },
    ]);
  });
});
