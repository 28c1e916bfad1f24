// Values of JSON as attributes.
import type { Attribute, AttributeValue } from "../op-graph.ts";
import { isRecord } from "./protobuf/json-to-wire.ts";

const MAX_TEXT_CHARACTERS = 2_000;
const MAX_ITEMS = 64;
const MAX_ATTRIBUTES = 500;

/** Entries of `json` with values; objects as what they spell. */
export function jsonAttributes(
  json: Readonly<Record<string, unknown>>,
  leftOut: ReadonlySet<string>,
): Attribute[] {
  const attributes: Attribute[] = [];
  for (const [name, value] of Object.entries(json)) {
    if (leftOut.has(name) || value === null || value === undefined) continue;
    if (attributes.length >= MAX_ATTRIBUTES) break;
    attributes.push({ name, value: jsonValue(value) });
  }
  return attributes;
}

function jsonValue(value: unknown): AttributeValue {
  if (typeof value === "number") return { kind: "number", value };
  if (typeof value === "boolean") return { kind: "bool", value };
  if (typeof value === "string") return text(value);
  if (Array.isArray(value) && value.every((item) => typeof item !== "object" || item === null))
    return {
      kind: "list",
      items: value.slice(0, MAX_ITEMS).map((item) => (item === null ? text("null") : jsonValue(item))),
      isCut: value.length > MAX_ITEMS,
    };
  return text(objectText(value));
}

function text(value: string): AttributeValue {
  const isCut = value.length > MAX_TEXT_CHARACTERS;
  return { kind: "text", text: isCut ? value.slice(0, MAX_TEXT_CHARACTERS) : value, isCut };
}

/** Keras writes what a layer is made of as `{class_name, config}`: its class says enough where nothing is configured. */
function objectText(value: unknown): string {
  if (isRecord(value)) {
    const { class_name: className, config } = value;
    if (typeof className === "string" && isRecord(config)) {
      const inner = Object.entries(config).filter(([, each]) => each !== null);
      if (inner.length === 0) return className;
      return `${className} ${spelled(Object.fromEntries(inner))}`;
    }
  }
  return spelled(value);
}

/** `JSON.stringify` calls itself for each level, and what is nested deeper than a card can show is not looked into. */
function spelled(value: unknown): string {
  let budget = MAX_TEXT_CHARACTERS;
  const write = (each: unknown, depth: number): string => {
    if (budget <= 0 || depth > MAX_DEPTH) return "…";
    if (Array.isArray(each)) return `[${joined(each.slice(0, MAX_ITEMS), (item) => write(item, depth + 1))}]`;
    if (isRecord(each))
      return `{${joined(Object.entries(each).slice(0, MAX_ITEMS), ([name, item]) => `${JSON.stringify(name)}: ${write(item, depth + 1)}`)}}`;
    const spelling = each === undefined ? "null" : JSON.stringify(each);
    budget -= spelling.length;
    return spelling;
  };
  return write(value, 0);
}

const MAX_DEPTH = 8;

function joined<Item>(items: readonly Item[], write: (item: Item) => string): string {
  return items.map(write).join(", ");
}
