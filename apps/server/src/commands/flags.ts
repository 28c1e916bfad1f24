// Flags of one command, read against the list of those that it takes. Names may be spelled `learning-rate`, `learning_rate` or `learningRate`.
import { nearestName } from "../settings.ts";

/** The command line is wrong. The message says what and what was meant. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export interface FlagSpec {
  /** As help shows it, without dashes. */
  readonly name: string;
  readonly otherNames?: readonly string[];
  /** Placeholder of the value; a switch has none and may still be given `=true` or `=false`. */
  readonly argument?: string;
  readonly help: string;
}

export interface ReadFlags {
  /** By the names of the specs, in the order they were given. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** What is no flag. */
  readonly words: readonly string[];
}

/** Throws UsageError. */
export function readFlags(args: readonly string[], specs: readonly FlagSpec[]): ReadFlags {
  const byName = new Map(
    specs.flatMap((spec) => [spec.name, ...(spec.otherNames ?? [])].map((name) => [kebabCase(name), spec])),
  );
  const values = new Map<string, string[]>();
  const words: string[] = [];
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === "--") {
      words.push(...rest);
      break;
    }
    const match = /^--([^=]+)(?:=(.*))?$/s.exec(arg);
    if (!match && !isShort(arg)) {
      words.push(arg);
      continue;
    }
    const typed = match?.[1] ?? arg.slice(1);
    const spec = byName.get(kebabCase(typed));
    if (!spec)
      throw new UsageError(
        `there is no flag ${arg.split("=")[0] ?? arg}${didYouMean(typed, [...byName.keys()])}`,
      );
    // A value that begins with two dashes is given behind `=`.
    const value =
      match?.[2] ??
      (spec.argument === undefined ? "true" : rest[0]?.startsWith("--") ? undefined : rest.shift());
    if (value === undefined)
      throw new UsageError(`--${spec.name} needs a value: --${spec.name} ${spec.argument ?? ""}`);
    values.set(spec.name, [...(values.get(spec.name) ?? []), value]);
  }
  return { values, words };
}

/** `-h`, but not `-1`, which is a value. */
function isShort(arg: string): boolean {
  return /^-[a-z]$/i.test(arg);
}

function didYouMean(typed: string, names: readonly string[]): string {
  const meant = nearestName(kebabCase(typed), names);
  return meant === undefined ? "" : `: did you mean --${meant}?`;
}

export function kebabCase(name: string): string {
  return name
    .replaceAll("_", "-")
    .replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter}`)
    .toLowerCase();
}

/** The value of a flag that may be given once; undefined when it was not. Throws UsageError. */
export function oneOf({ values }: ReadFlags, name: string): string | undefined {
  const given = values.get(name) ?? [];
  if (given.length > 1) throw new UsageError(`--${name} was given ${given.length} times: give it once`);
  return given[0];
}

/** Whether a switch is on. Throws UsageError. */
export function isOn(flags: ReadFlags, name: string): boolean {
  const value = oneOf(flags, name) ?? "false";
  if (value === "true" || value === "false") return value === "true";
  throw new UsageError(`--${name}: expected true or false (given: ${JSON.stringify(value)})`);
}

/** The number that a flag gives; undefined when it was not given. Throws UsageError. */
export function numberOf(flags: ReadFlags, name: string): number | undefined {
  const text = oneOf(flags, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw new UsageError(`--${name}: expected a number (given: ${JSON.stringify(text)})`);
}

/** `  --flag <VALUE>   what it is for`, one a line. */
export function flagsHelp(specs: readonly FlagSpec[]): string {
  const terms = specs.map(({ name, otherNames = [], argument }) => {
    const names = [name, ...otherNames].map((each) => (each.length === 1 ? `-${each}` : `--${each}`));
    return `  ${names.join(", ")}${argument === undefined ? "" : ` <${argument}>`}`;
  });
  const width = Math.max(...terms.map((term) => term.length)) + 2;
  return specs.map(({ help }, index) => `${(terms[index] ?? "").padEnd(width)}${help}\n`).join("");
}
