// Parameters of a model as flags: their names, and values as the model's JSON Schema wants them. The server checks them again and further.
import type { Distribution, Parameters, ParameterValue, TrainableModel } from "@runboard/contract";
import { z } from "zod";
import { nearestName } from "../settings.ts";
import { kebabCase, UsageError, type FlagSpec } from "./flags.ts";

/** What a flag needs to know of a parameter's JSON Schema. */
const ParameterSchema = z.object({
  type: z.string().optional(),
  enum: z.array(z.union([z.string(), z.number(), z.boolean()])).optional(),
  default: z.unknown(),
  title: z.string().default(""),
  "x-unit": z.string().optional(),
  "x-alias": z.string().optional(),
});

export interface Parameter {
  readonly name: string;
  readonly alias: string | undefined;
  readonly type: string | undefined;
  /** The only values that it takes; undefined when there are others. */
  readonly choices: readonly ParameterValue[] | undefined;
  readonly help: string;
}

export function parametersOf({ parameters }: Pick<TrainableModel, "parameters">): readonly Parameter[] {
  const { properties } = z
    .object({ properties: z.record(z.string(), ParameterSchema).default({}) })
    .parse(parameters);
  return Object.entries(properties).map(([name, schema]) => {
    const unit = schema["x-unit"] === undefined ? "" : ` ${schema["x-unit"]}`;
    const choices = schema.enum && `; ${schema.enum.join(" or ")}`;
    return {
      name,
      alias: schema["x-alias"],
      type: schema.type,
      choices: schema.enum,
      help: `${schema.title}${choices ?? ""} (default: ${String(schema.default)}${unit})`,
    };
  });
}

/** Those whose names a flag of the command itself has are left to `--param NAME=VALUE`. */
export function flagsOfParameters(
  parameters: readonly Parameter[],
  taken: readonly FlagSpec[],
): readonly FlagSpec[] {
  const names = new Set(taken.map(({ name }) => name));
  return parameters
    .filter(({ name }) => !names.has(kebabCase(name)))
    .map(({ name, alias, type, help }) => ({
      name: kebabCase(name),
      ...(alias !== undefined && !names.has(kebabCase(alias)) && { otherNames: [alias] }),
      ...(type !== "boolean" && { argument: type === "string" ? "TEXT" : "VALUE" }),
      help,
    }));
}

/** The parameter of a name in any spelling, or its alias. Throws UsageError. */
export function parameterNamed(parameters: readonly Parameter[], typed: string): Parameter {
  const names = (each: Parameter): readonly string[] =>
    [each.name, ...(each.alias === undefined ? [] : [each.alias])].map(kebabCase);
  const found = parameters.find((each) => names(each).includes(kebabCase(typed)));
  if (found) return found;
  const meant = nearestName(kebabCase(typed), parameters.flatMap(names));
  throw new UsageError(
    `there is no parameter ${typed}${meant === undefined ? `; there are ${parameters.map(({ name }) => name).join(", ")}` : `: did you mean ${meant}?`}`,
  );
}

/** A value as the schema wants it. Throws UsageError. */
export function valueOf({ name, type, choices }: Parameter, text: string): ParameterValue {
  const wrong = (expected: string): UsageError =>
    new UsageError(`${name}: expected ${expected} (given: ${JSON.stringify(text)})`);
  if (choices) {
    const chosen = choices.find((choice) => String(choice) === text || choice === numberIn(text));
    if (chosen === undefined) throw wrong(choices.join(" or "));
    return chosen;
  }
  switch (type) {
    case "number":
    case "integer": {
      const value = numberIn(text);
      if (value === undefined) throw wrong("a number");
      return value;
    }
    case "boolean":
      if (text !== "true" && text !== "false") throw wrong("true or false");
      return text === "true";
    default:
      return text;
  }
}

function numberIn(text: string): number | undefined {
  const value = Number(text);
  return text.trim() !== "" && Number.isFinite(value) ? value : undefined;
}

/** Values that were given as flags of their own, `--lr 1e-3`. Throws UsageError. */
export function valuesOfFlags(
  parameters: readonly Parameter[],
  values: ReadonlyMap<string, readonly string[]>,
  taken: readonly FlagSpec[],
): Parameters {
  const given: Parameters = {};
  for (const { name } of flagsOfParameters(parameters, taken)) {
    const parameter = parameterNamed(parameters, name);
    const texts = values.get(name) ?? [];
    if (texts.length > 1) throw new UsageError(`--${name} was given ${texts.length} times: give it once`);
    if (texts[0] !== undefined) given[parameter.name] = valueOf(parameter, texts[0]);
  }
  return given;
}

/** `NAME=TEXT`. Throws UsageError. */
export function pairOf(flag: string, text: string): { readonly name: string; readonly value: string } {
  const at = text.indexOf("=");
  if (at < 1) throw new UsageError(`--${flag} needs NAME=VALUE (given: ${JSON.stringify(text)})`);
  return { name: text.slice(0, at), value: text.slice(at + 1) };
}

/** `1e-3,1e-4`, or with `|` between values that hold commas. Throws UsageError. */
export function valuesOf(parameter: Parameter, text: string): ParameterValue[] {
  return text.split(text.includes("|") ? "|" : ",").map((item) => valueOf(parameter, item));
}

/** `log_uniform:1e-5:1e-2`, `uniform:0:1`, `int:1:8`, `choice:a,b`; undefined for what is a value. Throws UsageError. */
export function distributionOf(parameter: Parameter, text: string): Distribution | undefined {
  const [kind, ...ends] = text.split(":");
  switch (kind) {
    case "log_uniform":
    case "uniform":
    case "int": {
      const [min, max] = ends.map(numberIn);
      if (ends.length !== 2 || min === undefined || max === undefined)
        throw new UsageError(`${parameter.name}: expected ${kind}:MIN:MAX (given: ${JSON.stringify(text)})`);
      return { distribution: kind, min, max };
    }
    case "choice":
      if (ends.length === 0) return undefined;
      return {
        distribution: "choice",
        values: valuesOf(parameter, ends.join(":")),
      };
    default:
      return undefined;
  }
}
