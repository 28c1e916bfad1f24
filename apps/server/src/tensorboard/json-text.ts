// JSON in the layout of Python's `json.dumps`, so that answers equal TensorBoard's to the byte: `", "` and `": "` between, ASCII only.

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | ReadonlyMap<string, JsonValue>
  | { readonly [key: string]: JsonValue };

/** Numbers must be integers below 2⁵³: floats are written by `number-text.ts`. Maps become objects; keys stand in the order given. */
export function jsonText(value: JsonValue): string {
  if (typeof value === "string") return jsonString(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (isArray(value)) return `[${value.map(jsonText).join(", ")}]`;
  const entries: Iterable<readonly [string, JsonValue]> = isMap(value) ? value : Object.entries(value);
  return `{${Array.from(entries, ([key, item]) => `${jsonString(key)}: ${jsonText(item)}`).join(", ")}}`;
}

/** What `JSON.stringify` writes: no maps. */
export type PlainJson =
  string | number | boolean | null | readonly PlainJson[] | { readonly [key: string]: PlainJson };

/** In the layout of `json.dumps(…, indent=2)`; numbers must be integers below 2⁵³. */
export function indentedJsonText(value: PlainJson): string {
  return asciiText(JSON.stringify(value, null, 2));
}

function jsonString(text: string): string {
  return asciiText(JSON.stringify(text));
}

/** Escapes what can only stand in strings. */
function asciiText(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function isArray(value: object): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function isMap(value: object): value is ReadonlyMap<string, JsonValue> {
  return value instanceof Map;
}
