// Attributes as text: to be searched, compared and shown in a line.
import type { Attribute, AttributeValue, TensorType } from "../op-graph.ts";

/** As TensorFlow's tools write it: `[1, 2, 2, 1]`, `float32[3,?]`; what is cut ends in `…`. */
export function attributeText(value: AttributeValue): string {
  // A stack of what is still to be written: lists may lie in lists to any depth.
  const open: (AttributeValue | string)[] = [value];
  let text = "";
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === "string") text += next;
    else if (next.kind !== "list") text += plainText(next);
    else {
      open.push(next.isCut ? ", …]" : "]");
      for (let place = next.items.length - 1; place >= 0; place--) {
        const item = next.items[place];
        if (item !== undefined) open.push(item);
        if (place > 0) open.push(", ");
      }
      text += "[";
    }
  }
  return text;
}

export function shapeText(shape: TensorType["shape"]): string {
  return shape === null ? "[…]" : `[${shape.map((size) => size ?? "?").join(",")}]`;
}

function plainText(value: Exclude<AttributeValue, { kind: "list" }>): string {
  switch (value.kind) {
    case "text":
      return value.isCut ? `${value.text}…` : value.text;
    case "bytes":
      return `${value.sizeBytes} bytes`;
    case "number":
    case "bool":
      return String(value.value);
    case "dtype":
      return value.dtype;
    case "shape":
      return shapeText(value.shape);
    case "function":
      return value.functionName;
    case "tensor":
      return `${value.type.dtype}${shapeText(value.type.shape)} ${value.preview.join(", ")}${value.isCut ? "…" : ""}`;
  }
}

/** Attributes that name the node or something of its own, or seed its random numbers. */
const naming = new Set(["container", "debug_name", "name", "seed", "seed2", "shared_name"]);

/** Whether an attribute says what its node does. Those with `_` are notes of TensorFlow's for itself, and name other nodes. */
export function saysWhatIsDone({ name }: Attribute): boolean {
  return !naming.has(name) && !name.startsWith("_");
}

/**
 * What a node does, as text that is equal for nodes that do the same to tensors of any size: its attributes that matter, by name. Sizes and the values
 * of constants are left out: a block of 64 channels is like one of 128.
 */
export function structureText(attributes: readonly Attribute[]): string {
  if (attributes.length === 0) return "";
  return attributes.filter(saysWhatIsDone).map(sizelessLine).sort().join("\n");
}

/** Graphs give the same attribute to all nodes that have it. */
const sizelessLines = new WeakMap<Attribute, string>();

function sizelessLine(attribute: Attribute): string {
  let line = sizelessLines.get(attribute);
  if (line === undefined) {
    const { name, value } = attribute;
    line = `${name}=${value.kind} ${sizelessText(value)}`;
    sizelessLines.set(attribute, line);
  }
  return line;
}

function sizelessText(value: AttributeValue): string {
  if (value.kind === "shape") return String(value.shape?.length ?? "?");
  if (value.kind === "tensor") return value.type.dtype;
  return attributeText(value);
}

/** All that attributes say of what is done, as text; of tensors as much as can be shown. */
export function attributesText(attributes: readonly Attribute[]): string {
  if (attributes.length === 0) return "";
  return attributes
    .filter(saysWhatIsDone)
    .map(({ name, value }) => `${name}=${value.kind} ${attributeText(value)}`)
    .sort()
    .join("\n");
}
