// What stands in a field, as text: one value, several with commas between (`1e-3, 1e-4`), or what values are drawn from (`log_uniform:1e-5:1e-2`).
import type { Distribution, ParameterValue } from "@runboard/contract";
import { formatRange } from "./field-range.ts";
import type { FieldKind, NumberKind, ParameterField } from "./parameter-field.ts";

export type Outcome<Value> =
  { readonly isRight: true; readonly value: Value } | { readonly isRight: false; readonly problem: string };

const right = <Value>(value: Value): Outcome<Value> => ({ isRight: true, value });
const wrong = (problem: string): { readonly isRight: false; readonly problem: string } => ({
  isRight: false,
  problem,
});

export function valueText(value: ParameterValue): string {
  return String(value);
}

export function readValue(of: FieldKind, text: string): Outcome<ParameterValue> {
  switch (of.kind) {
    case "number":
      return readNumber(of, text);
    case "choice": {
      const found = of.options.find((option) => valueText(option) === text.trim());
      return found === undefined ? wrong(`One of ${of.options.map(valueText).join(", ")}`) : right(found);
    }
    case "boolean":
      return text === "true" || text === "false" ? right(text === "true") : wrong("true or false");
    case "text":
      return right(text);
  }
}

function readNumber(of: NumberKind, text: string): Outcome<number> {
  const value = plainNumber(text);
  if (value === null)
    return wrong(text.trim() === "" ? "A number is needed" : `“${text.trim()}” is no number`);
  if (of.isInteger && !Number.isInteger(value)) return wrong("A whole number is needed");
  const isBelow = of.min !== null && (value < of.min || (of.excludesMin && value === of.min));
  const isAbove = of.max !== null && (value > of.max || (of.excludesMax && value === of.max));
  return isBelow || isAbove ? wrong(`Must be ${formatRange(of)}`) : right(value);
}

/** null for text that is no finite number. */
export function plainNumber(text: string): number | null {
  const value = text.trim() === "" ? NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}

/** Items with a comma or a quote in them are quoted, quotes doubled. */
export function joinItems(items: readonly string[]): string {
  return items
    .map((item) => (/[",]|^\s|\s$|^$/.test(item) ? `"${item.replaceAll('"', '""')}"` : item))
    .join(", ");
}

export function splitItems(text: string): readonly string[] {
  const items: string[] = [];
  for (const match of text.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,]*))\s*(?:,|$)/g)) {
    const [, quoted, plain] = match;
    const item = quoted?.replaceAll('""', '"') ?? plain?.trim() ?? "";
    if (quoted !== undefined || item !== "") items.push(item);
  }
  return items;
}

/** The first wrong item is what is told. */
export function readItems(of: FieldKind, text: string): Outcome<readonly ParameterValue[]> {
  const values: ParameterValue[] = [];
  for (const item of splitItems(text)) {
    const outcome = readValue(of, item);
    if (!outcome.isRight) return outcome;
    if (!values.includes(outcome.value)) values.push(outcome.value);
  }
  return values.length > 0 ? right(values) : wrong("At least one value is needed");
}

export type RangeDistribution = Exclude<Distribution["distribution"], "choice">;

const rangePattern = /^(log_uniform|uniform|int):([^:]*):([^:]*)$/;

export interface RangeText {
  readonly distribution: RangeDistribution;
  readonly min: string;
  readonly max: string;
}

/** null for values. */
export function rangeText(text: string): RangeText | null {
  const [, distribution, min = "", max = ""] = rangePattern.exec(text) ?? [];
  if (distribution !== "log_uniform" && distribution !== "uniform" && distribution !== "int") return null;
  return { distribution, min, max };
}

export function writeRange({ distribution, min, max }: RangeText): string {
  return `${distribution}:${min.trim()}:${max.trim()}`;
}

export function readRange({ distribution, min, max }: RangeText): Outcome<Distribution> {
  const [from, to] = [plainNumber(min), plainNumber(max)];
  if (from === null || to === null) return wrong("Two numbers are needed");
  if (from > to || (from === to && distribution !== "int"))
    return wrong("The first must be less than the second");
  if (distribution === "log_uniform" && from <= 0) return wrong("Both must be greater than 0");
  if (distribution === "int" && !(Number.isInteger(from) && Number.isInteger(to)))
    return wrong("Whole numbers are needed");
  return right({ distribution, min: from, max: to });
}

/** What a field of numbers is drawn from at first: about its default. */
export function startRange(field: ParameterField, distribution: RangeDistribution): string {
  const standard = typeof field.standard === "number" ? field.standard : 1;
  const of = field.of.kind === "number" ? field.of : null;
  const centre = standard > 0 ? standard : 1;
  const within = (value: number): number =>
    Math.min(Math.max(value, of?.min ?? -Infinity), of?.max ?? Infinity);
  const round = (value: number): number => Number((of?.isInteger ? Math.round(value) : value).toPrecision(2));
  const min = Math.max(round(within(centre / 10)), distribution === "int" ? 1 : 0);
  return writeRange({ distribution, min: String(min), max: String(round(within(centre * 10))) });
}
