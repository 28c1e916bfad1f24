import { z } from "zod";
import { describe, expect, test } from "vitest";
import { readFlags } from "./flags.ts";
import {
  distributionOf,
  flagsOfParameters,
  pairOf,
  parameterNamed,
  parametersOf,
  valueOf,
  valuesOf,
  valuesOfFlags,
} from "./parameter-flags.ts";

const schema = z.object({
  learningRate: z.number().gt(0).default(1e-3).meta({ title: "Learning rate", "x-alias": "lr" }),
  conv: z.literal([1, 2]).default(2).meta({ title: "Convolutions" }),
  steps: z.int().default(2001).meta({ title: "Steps", "x-unit": "steps" }),
  normalise: z.boolean().default(true).meta({ title: "Normalise" }),
  hidden: z.string().default("64,32").meta({ title: "Hidden layers" }),
  optimizer: z.enum(["adam", "sgd"]).default("adam").meta({ title: "Optimizer" }),
  seed: z.int().default(0).meta({ title: "Seed" }),
});
const parameters = parametersOf({ parameters: z.toJSONSchema(schema) });
const named = (name: string) => parameterNamed(parameters, name);
const taken = [{ name: "seed", argument: "N", help: "of the draws" }];

describe("parameters as flags", () => {
  test("values have the types of the schema", () => {
    const flags = readFlags(
      "--lr 1e-4 --conv 1 --steps=300 --normalise=false --hidden 8,4 --optimizer sgd --seed 7".split(" "),
      [...taken, ...flagsOfParameters(parameters, taken)],
    );
    expect(valuesOfFlags(parameters, flags.values, taken)).toEqual({
      learningRate: 1e-4,
      conv: 1,
      steps: 300,
      normalise: false,
      hidden: "8,4",
      optimizer: "sgd",
    });
  });

  test("help says defaults, units and choices", () => {
    const help = Object.fromEntries(flagsOfParameters(parameters, []).map((flag) => [flag.name, flag]));
    expect(help["learning-rate"]).toEqual({
      name: "learning-rate",
      otherNames: ["lr"],
      argument: "VALUE",
      help: "Learning rate (default: 0.001)",
    });
    expect(help["steps"]?.help).toBe("Steps (default: 2001 steps)");
    expect(help["conv"]?.help).toBe("Convolutions; 1 or 2 (default: 2)");
    expect(help["normalise"]).not.toHaveProperty("argument");
  });

  test.each([
    ["lr", "fast", 'learningRate: expected a number (given: "fast")'],
    ["conv", "3", 'conv: expected 1 or 2 (given: "3")'],
    ["optimizer", "adamw", 'optimizer: expected adam or sgd (given: "adamw")'],
    ["normalise", "yes", "normalise: expected true or false"],
  ])("%s=%s is refused", (name, text, words) => {
    expect(() => valueOf(named(name), text)).toThrow(words);
  });

  test("a wrong name says what was meant", () => {
    expect(() => named("learningrat")).toThrow(
      "there is no parameter learningrat: did you mean learning-rate?",
    );
    expect(() => named("zzzzzzzz")).toThrow("; there are learningRate, conv,");
    expect(() => pairOf("grid", "lr")).toThrow('--grid needs NAME=VALUE (given: "lr")');
  });
});

describe("lists and distributions", () => {
  test("lists, with another mark where values hold commas", () => {
    expect(valuesOf(named("lr"), "1e-3,1e-4")).toEqual([1e-3, 1e-4]);
    expect(valuesOf(named("hidden"), "64,32|128")).toEqual(["64,32", "128"]);
  });

  test.each([
    ["lr", "log_uniform:1e-5:1e-2", { distribution: "log_uniform", min: 1e-5, max: 1e-2 }],
    ["lr", "uniform:0:1", { distribution: "uniform", min: 0, max: 1 }],
    ["steps", "int:1:8", { distribution: "int", min: 1, max: 8 }],
    ["optimizer", "choice:adam,sgd", { distribution: "choice", values: ["adam", "sgd"] }],
    ["lr", "1e-3", undefined],
  ])("%s=%s", (name, text, expected) => {
    expect(distributionOf(named(name), text)).toEqual(expected);
  });

  test("a distribution without its ends is refused", () => {
    expect(() => distributionOf(named("lr"), "uniform:1")).toThrow("learningRate: expected uniform:MIN:MAX");
  });
});
