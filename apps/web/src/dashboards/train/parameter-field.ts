// The fields of a model's form, made from the JSON Schema of its parameters.
import { ParameterValue } from "@runboard/contract";
import { z } from "zod";

export interface NumberKind {
  readonly kind: "number";
  readonly isInteger: boolean;
  /** null: none. */
  readonly min: number | null;
  readonly max: number | null;
  /** The least and greatest value themselves are not allowed. */
  readonly excludesMin: boolean;
  readonly excludesMax: boolean;
  /** Its slider is logarithmic. */
  readonly isLog: boolean;
}

export type FieldKind =
  | NumberKind
  | { readonly kind: "choice"; readonly options: readonly ParameterValue[] }
  | { readonly kind: "boolean" }
  /** `isPath`: a file on the server. */
  | { readonly kind: "text"; readonly isPath: boolean };

export interface ParameterField {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Empty for none. */
  readonly unit: string;
  /** Behind a fold. */
  readonly isAdvanced: boolean;
  readonly standard: ParameterValue;
  readonly of: FieldKind;
}

const Property = z.object({
  type: z.enum(["number", "integer", "boolean", "string"]).optional().catch(undefined),
  title: z.string().optional().catch(undefined),
  description: z.string().optional().catch(undefined),
  default: ParameterValue.optional().catch(undefined),
  minimum: z.number().optional().catch(undefined),
  maximum: z.number().optional().catch(undefined),
  exclusiveMinimum: z.number().optional().catch(undefined),
  exclusiveMaximum: z.number().optional().catch(undefined),
  enum: z.array(ParameterValue).optional().catch(undefined),
  anyOf: z
    .array(z.object({ const: ParameterValue }))
    .optional()
    .catch(undefined),
  "x-unit": z.string().optional().catch(undefined),
  "x-scale": z.string().optional().catch(undefined),
  "x-advanced": z.boolean().optional().catch(undefined),
  "x-path": z.boolean().optional().catch(undefined),
});
type Property = z.infer<typeof Property>;

const Schema = z.object({ properties: z.record(z.string(), Property) });

/** In the order of the schema. What is no such schema has no fields. */
export function parameterFields(schema: unknown): readonly ParameterField[] {
  const parsed = Schema.safeParse(schema);
  if (!parsed.success) return [];
  return Object.entries(parsed.data.properties).map(([name, property]) => {
    const of = kindOf(property);
    return {
      name,
      title: property.title ?? name,
      description: property.description ?? "",
      unit: property["x-unit"] ?? "",
      isAdvanced: property["x-advanced"] === true,
      standard: property.default ?? fallback(of),
      of,
    };
  });
}

function kindOf(property: Property): FieldKind {
  const options = property.enum ?? property.anyOf?.map(({ const: option }) => option);
  if (options && options.length > 0) return { kind: "choice", options };
  switch (property.type) {
    case "number":
    case "integer":
      return numberKind(property);
    case "boolean":
      return { kind: "boolean" };
    case "string":
    case undefined:
      return { kind: "text", isPath: property["x-path"] === true };
  }
}

function numberKind(property: Property): NumberKind {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = property;
  return {
    kind: "number",
    isInteger: property.type === "integer",
    min: limit(exclusiveMinimum ?? minimum),
    max: limit(exclusiveMaximum ?? maximum),
    excludesMin: exclusiveMinimum !== undefined,
    excludesMax: exclusiveMaximum !== undefined,
    isLog: property["x-scale"] === "log",
  };
}

/** Integers are always bound by what a double can hold: that is no limit to tell of. */
function limit(value: number | undefined): number | null {
  return value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? null : value;
}

function fallback(of: FieldKind): ParameterValue {
  switch (of.kind) {
    case "number":
      return of.min ?? 0;
    case "choice":
      return of.options[0] ?? "";
    case "boolean":
      return false;
    case "text":
      return "";
  }
}
