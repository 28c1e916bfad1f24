// Parameters and their schema: what is wrong with a request's, and the schema as the page and REST see it.
import { Parameters, type FieldProblem } from "@runboard/contract";
import { z } from "zod";

export interface CheckedParameters {
  /** All of them, defaults filled in; empty when there are problems. */
  readonly parameters: Parameters;
  /** Fields begin with `parameters`. */
  readonly problems: readonly FieldProblem[];
}

/** Judges parameters; those that are left out have their defaults. */
export function checkParameters(schema: z.ZodObject, parameters: Parameters): CheckedParameters {
  const names = Object.keys(schema.shape);
  const unknown = Object.keys(parameters).filter((name) => !names.includes(name));
  const result = schema.safeParse(parameters);
  const problems = [
    ...unknown.map((name) => ({
      field: `parameters.${name}`,
      message:
        names.length > 0
          ? `There is no such parameter; there are ${names.join(", ")}.`
          : "There are no parameters.",
    })),
    ...(result.error?.issues.map(problemOf) ?? []),
  ];
  return problems.length > 0 || !result.success
    ? { parameters: {}, problems }
    : { parameters: Parameters.parse(result.data), problems };
}

function problemOf(issue: z.core.$ZodIssue): FieldProblem {
  return { field: ["parameters", ...issue.path.map(String)].join("."), message: issue.message };
}

/** JSON Schema of the parameters as `TrainableModel.parameters` promises it: flat, with all that `meta` says. */
export function jsonSchemaOf(schema: z.ZodObject): Record<string, unknown> {
  return {
    ...z.toJSONSchema(schema, {
      target: "draft-2020-12",
      // What a request has to hold: nothing that has a default.
      io: "input",
      override({ jsonSchema }) {
        flattenChoices(jsonSchema);
        // Every integer of zod has these; they say nothing, and a slider would take them at their word.
        if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
        if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      },
    }),
  };
}

/** A union of literals is a choice. */
function flattenChoices(jsonSchema: z.core.JSONSchema.BaseSchema): void {
  const choices = jsonSchema.anyOf?.map((choice) => choice.const);
  if (choices === undefined || choices.some((choice) => choice === undefined)) return;
  delete jsonSchema.anyOf;
  jsonSchema.enum = choices.filter((choice) => choice !== undefined);
}
