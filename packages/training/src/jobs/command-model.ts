// Programs that the configuration file declares as jobs: their parameters become the same kind of schema that a model has, so that form, REST and sweeps need not know the difference.
import { Metric, ModelId } from "@runboard/contract";
import { z } from "zod";

const described = {
  title: z.string().min(1).max(100).optional(),
  description: z.string().max(1000).optional(),
};

const numeric = {
  ...described,
  /** Both ends are allowed. */
  min: z.number().optional(),
  max: z.number().optional(),
  unit: z.string().max(20).optional(),
  /** `log`: the page shows a logarithmic slider. */
  scale: z.enum(["linear", "log"]).default("linear"),
};

const DeclaredParameter = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("number"), default: z.number(), ...numeric }),
  z.strictObject({ type: z.literal("integer"), default: z.int(), ...numeric }),
  z.strictObject({ type: z.literal("string"), default: z.string().max(4096), ...described }),
  z.strictObject({ type: z.literal("boolean"), default: z.boolean(), ...described }),
  z.strictObject({
    type: z.literal("choice"),
    values: z.array(z.string().max(200)).min(1).max(100),
    default: z.string(),
    ...described,
  }),
]);
type DeclaredParameter = z.infer<typeof DeclaredParameter>;

/** Placeholders that every command has, besides its parameters. */
const FIXED_PLACEHOLDERS = ["run_dir", "run", "logdir"] as const;

const ParameterName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, "Begin with a letter; go on with letters, digits and underscores.")
  .refine((name) => !FIXED_PLACEHOLDERS.some((fixed) => fixed === name), {
    error: `${FIXED_PLACEHOLDERS.join(", ")} are taken: they stand for where the run goes.`,
  });

/**
 * One entry of `commands` in the configuration file. `{name}` in a word of `command` stands for a parameter's value, `{run_dir}`, `{run}` and `{logdir}` for where the run goes;
 * `{{name}}` is `{name}` itself. No shell is involved: a word stays one argument whatever the value holds.
 */
export const DeclaredCommand = z
  .strictObject({
    /** In requests and on the command line. */
    name: ModelId,
    title: z.string().min(1).max(100).optional(),
    summary: z.string().max(500).optional(),
    command: z.array(z.string().min(1)).min(1),
    /** Relative to where the server was started; that itself when absent. */
    workingDirectory: z.string().min(1).optional(),
    environment: z.record(z.string().regex(/^[^=\0]+$/), z.string()).default({}),
    metric: Metric,
    parameters: z.record(ParameterName, DeclaredParameter).default({}),
  })
  .check((context) => {
    const { command, parameters } = context.value;
    const report = (path: (string | number)[], message: string) =>
      context.issues.push({ code: "custom", path, message, input: context.value });
    const known = [...Object.keys(parameters), ...FIXED_PLACEHOLDERS];
    for (const [at, word] of command.entries())
      for (const name of placeholdersOf(word))
        if (!known.includes(name))
          report(
            ["command", at],
            `{${name}} is no parameter; there are ${known.join(", ")}. Write {{${name}}} where the program is to see the braces.`,
          );
    const spellings = new Map<string, string>();
    for (const [name, parameter] of Object.entries(parameters)) {
      const other = spellings.get(name.toUpperCase());
      if (other !== undefined) report(["parameters", name], `Differs from ${other} in case only.`);
      spellings.set(name.toUpperCase(), name);
      const wrong = valueSchema(parameter).safeParse(parameter.default).error?.issues[0];
      if (wrong) report(["parameters", name, "default"], wrong.message);
    }
  });
export type DeclaredCommand = z.infer<typeof DeclaredCommand>;

/** Schema of a command's parameters, as a model declares its own. */
export function commandParameters(command: DeclaredCommand): z.ZodObject {
  const fields = Object.entries(command.parameters).map(([name, parameter]) => {
    const scale = "scale" in parameter && parameter.scale === "log" ? { "x-scale": "log" } : {};
    const unit = "unit" in parameter && parameter.unit !== undefined ? { "x-unit": parameter.unit } : {};
    const { title = name, description = "" } = parameter;
    const schema = valueSchema(parameter).default(parameter.default);
    return [name, schema.meta({ title, description, ...scale, ...unit })] as const;
  });
  return z.object(Object.fromEntries(fields));
}

function valueSchema(parameter: DeclaredParameter): z.ZodType<string | number | boolean> {
  switch (parameter.type) {
    case "number":
      return bounded(z.number(), parameter);
    case "integer":
      return bounded(z.int(), parameter);
    case "string":
      return z.string().max(4096).refine(holdsNoNul, { error: "A NUL cannot be an argument of a program." });
    case "boolean":
      return z.boolean();
    case "choice":
      return z.enum(parameter.values);
  }
}

function holdsNoNul(text: string): boolean {
  return !text.includes("\0");
}

function bounded(
  schema: z.ZodNumber,
  { min, max }: { readonly min?: number | undefined; readonly max?: number | undefined },
): z.ZodNumber {
  const above = min === undefined ? schema : schema.min(min);
  return max === undefined ? above : above.max(max);
}

const PLACEHOLDER = /\{\{([A-Za-z][A-Za-z0-9_]*)\}\}|\{([A-Za-z][A-Za-z0-9_]*)\}/g;

function placeholdersOf(word: string): readonly string[] {
  return Array.from(word.matchAll(PLACEHOLDER), ([, , name]) => name ?? "").filter((name) => name !== "");
}

/** A word of a command with its values; a placeholder without one stays. */
export function fillIn(word: string, values: ReadonlyMap<string, string>): string {
  return word.replace(PLACEHOLDER, (found, literal?: string, name?: string) =>
    literal === undefined ? (values.get(name ?? "") ?? found) : `{${literal}}`,
  );
}
