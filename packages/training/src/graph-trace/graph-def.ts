// Traced nodes as TensorFlow's GraphDef.
import type { DataType } from "@tensorflow/tfjs";
import { encodeMessage, GraphDefSchema } from "@runboard/tfevents";
import type { NodeAttribute, TracedNode } from "./traced-node.ts";

/** TensorFlow's DataType. */
const DATA_TYPES = { float32: 1, int32: 3, string: 7, complex64: 8, bool: 10 } as const satisfies Record<
  DataType,
  number
>;

/** Operations whose type is the attribute `dtype` instead of `T`. */
const HAVE_DTYPE: ReadonlySet<string> = new Set([
  "Const",
  "Placeholder",
  "VarHandleOp",
  "ReadVariableOp",
  "AssignVariableOp",
]);

const encoder = new TextEncoder();

/** Serialised; the same nodes give the same bytes. */
export function encodeGraph(nodes: readonly TracedNode[]): Uint8Array<ArrayBuffer> {
  return encodeMessage(GraphDefSchema, { node: nodes.map(nodeInit), versions: { producer: 1 } });
}

function nodeInit(node: TracedNode) {
  const attributes: Record<string, NodeAttribute> = {
    ...(HAVE_DTYPE.has(node.op) ? { dtype: { kind: "type", dtype: node.dtype } } : {}),
    ...node.attributes,
    ...(node.op === "Placeholder" ? { shape: { kind: "shape", shape: node.shapes[0] ?? [] } } : {}),
  };
  const attr = Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]) => [name, { value: attributeInit(attribute) }]),
  );
  return {
    name: node.name,
    op: node.op,
    input: [...node.inputs],
    attr: {
      ...attr,
      ...(node.values === undefined ? {} : { value: { value: constantInit(node, node.values) } }),
      ...(node.texts === undefined ? {} : { value: { value: textsInit(node, node.texts) } }),
      _output_shapes: { value: { case: "list" as const, value: { shape: node.shapes.map(shapeInit) } } },
    },
  };
}

function attributeInit(attribute: NodeAttribute) {
  switch (attribute.kind) {
    case "type":
      return { case: "type", value: DATA_TYPES[attribute.dtype] } as const;
    case "int":
      return { case: "i", value: BigInt(attribute.value) } as const;
    case "float":
      return { case: "f", value: attribute.value } as const;
    case "bool":
      return { case: "b", value: attribute.value } as const;
    case "text":
      return { case: "s", value: encoder.encode(attribute.value) } as const;
    case "ints":
      return { case: "list", value: { i: attribute.values.map(BigInt) } } as const;
    case "shape":
      return { case: "shape", value: shapeInit(attribute.shape) } as const;
  }
}

function constantInit(node: TracedNode, values: readonly number[]) {
  const numbers = node.dtype === "float32" ? Float32Array.from(values) : Int32Array.from(values);
  const tensorContent = node.dtype === "bool" ? Uint8Array.from(values) : new Uint8Array(numbers.buffer);
  return {
    case: "tensor" as const,
    value: { dtype: DATA_TYPES[node.dtype], tensorShape: shapeInit(node.shapes[0] ?? []), tensorContent },
  };
}

function textsInit({ shapes }: TracedNode, texts: readonly string[]) {
  return {
    case: "tensor" as const,
    value: {
      dtype: DATA_TYPES.string,
      tensorShape: shapeInit(shapes[0] ?? []),
      stringVal: texts.map((text) => encoder.encode(text)),
    },
  };
}

function shapeInit(shape: readonly number[]) {
  return { dim: shape.map((size) => ({ size: BigInt(size) })) };
}
