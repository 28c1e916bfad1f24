// Any graph as TensorFlow's GraphDef, for what was read from something else.
import { encodeMessage, GraphDefSchema } from "@runboard/tfevents";
import { attributeText } from "../hierarchy/attribute-text.ts";
import { type AttributeValue, CONTROL_SLOT, type OpGraph, type TensorType } from "../op-graph.ts";
import { tensorflowDataType } from "./tensor-types.ts";

const encoder = new TextEncoder();
const OUTPUT_TYPES = "_output_shapes";

/**
 * Nodes with inputs, devices and attributes, in the graph's order; bodies of functions are left out. Of tensors among the attributes type and shape are
 * kept and not the values; what the graph knows of outputs is in `_output_shapes`.
 */
export function writeGraphDef(graph: OpGraph): Uint8Array<ArrayBuffer> {
  return encodeMessage(GraphDefSchema, {
    node: graph.names.map((name, node) => ({
      name,
      op: graph.ops.values[graph.ops.ids[node]!]!,
      device: graph.devices.values[graph.devices.ids[node]!]!,
      input: inputsOf(graph, node),
      attr: attributesOf(graph, node),
    })),
  });
}

function inputsOf(graph: OpGraph, node: number): string[] {
  const inputs: string[] = [];
  for (let at = graph.inputOffsets[node]!; at < graph.inputOffsets[node + 1]!; at++) {
    const name = graph.names[graph.inputSources[at]!]!;
    const slot = graph.inputSlots[at]!;
    if (slot === CONTROL_SLOT) inputs.push(`^${name}`);
    else inputs.push(slot === 0 ? name : `${name}:${slot}`);
  }
  return inputs;
}

function attributesOf(graph: OpGraph, node: number): Record<string, ReturnType<typeof valueInit>> {
  const attributes = graph.attributesOf(node).map(({ name, value }) => [name, valueInit(value)] as const);
  const types = graph.outputTypeIds.subarray(graph.outputOffsets[node], graph.outputOffsets[node + 1]);
  const own: Record<string, ReturnType<typeof valueInit>> = Object.fromEntries(attributes);
  if (types.length === 0 || Object.hasOwn(own, OUTPUT_TYPES)) return own;
  const shape = Array.from(types, (id) => shapeInit(graph.tensorTypes[id]!.shape));
  return { ...own, [OUTPUT_TYPES]: { value: { case: "list", value: { shape } } } as const };
}

function valueInit(value: AttributeValue) {
  switch (value.kind) {
    case "text":
      return { value: { case: "s", value: encoder.encode(value.text) } } as const;
    case "number":
      return typeof value.value === "bigint" || Number.isSafeInteger(value.value)
        ? ({ value: { case: "i", value: BigInt(value.value) } } as const)
        : ({ value: { case: "f", value: value.value } } as const);
    case "bool":
      return { value: { case: "b", value: value.value } } as const;
    case "dtype":
      return { value: { case: "type", value: tensorflowDataType(value.dtype) } } as const;
    case "shape":
      return { value: { case: "shape", value: shapeInit(value.shape) } } as const;
    case "tensor": {
      const { dtype, shape } = value.type;
      const tensor = { dtype: tensorflowDataType(dtype), tensorShape: shapeInit(shape) };
      return { value: { case: "tensor", value: tensor } } as const;
    }
    case "function":
      return { value: { case: "func", value: { name: value.functionName } } } as const;
    case "bytes":
    case "list":
      return { value: listInit(value) };
  }
}

/** Lists of one kind as that; all else as text. */
function listInit(value: Extract<AttributeValue, { kind: "bytes" | "list" }>) {
  const items = value.kind === "list" ? value.items : [];
  const shapes = items.flatMap((item) => (item.kind === "shape" ? [shapeInit(item.shape)] : []));
  if (shapes.length > 0 && shapes.length === items.length)
    return { case: "list", value: { shape: shapes } } as const;
  const types = items.flatMap((item) => (item.kind === "dtype" ? [tensorflowDataType(item.dtype)] : []));
  if (types.length > 0 && types.length === items.length)
    return { case: "list", value: { type: types } } as const;
  const integers = items.flatMap((item) =>
    item.kind === "number" && (typeof item.value === "bigint" || Number.isSafeInteger(item.value))
      ? [BigInt(item.value)]
      : [],
  );
  if (integers.length > 0 && integers.length === items.length)
    return { case: "list", value: { i: integers } } as const;
  const numbers = items.flatMap((item) => (item.kind === "number" ? [Number(item.value)] : []));
  if (numbers.length > 0 && numbers.length === items.length)
    return { case: "list", value: { f: numbers } } as const;
  return { case: "s", value: encoder.encode(attributeText(value)) } as const;
}

/** An unknown size is -1, as TensorFlow writes it. */
function shapeInit(shape: TensorType["shape"]) {
  const dim = (shape ?? []).map((size) => ({ size: BigInt(Math.trunc(size ?? -1)) }));
  return { unknownRank: shape === null, dim };
}
