// How TensorFlow would write a kernel of tfjs: name of the operation, order of the inputs, what is a constant input, attributes.
import type { DataType, Tensor } from "@tensorflow/tfjs";
import type { NodeAttribute } from "./traced-node.ts";

/** A call of a kernel as the engine sees it. */
export interface KernelCall {
  readonly kernelName: string;
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly outputs: readonly Tensor[];
}

/** A constant that TensorFlow has as an input and tfjs as an attribute. */
export interface ConstantInput {
  readonly name: string;
  readonly dtype: DataType;
  readonly values: readonly number[];
  readonly isScalar?: boolean;
}

export interface KernelNode {
  readonly op: string;
  readonly inputs: readonly (Tensor | ConstantInput)[];
  readonly attributes: Readonly<Record<string, NodeAttribute>>;
}

type Describe = (call: KernelCall) => KernelNode;

/** Kernels whose operation only has another name. */
const RENAMED: Readonly<Record<string, string>> = {
  Add: "AddV2",
  Multiply: "Mul",
  Select: "SelectV2",
  ClipByValue: "ClipByValue",
};

const DESCRIBED: Readonly<Record<string, Describe>> = {
  Conv2D: (call) => node(call, "Conv2D", [input(call, "x"), input(call, "filter")], convAttributes(call)),
  Conv2DBackpropFilter: (call) =>
    node(
      call,
      "Conv2DBackpropFilter",
      [input(call, "x"), shapeInput(call, "filter_sizes", "filterShape"), input(call, "dy")],
      convAttributes(call),
    ),
  Conv2DBackpropInput: (call) =>
    node(
      call,
      "Conv2DBackpropInput",
      [shapeInput(call, "input_sizes", "inputShape"), input(call, "filter"), input(call, "dy")],
      convAttributes(call),
    ),
  MaxPool: (call) => node(call, "MaxPool", [input(call, "x")], poolAttributes(call)),
  AvgPool: (call) => node(call, "AvgPool", [input(call, "x")], poolAttributes(call)),
  MaxPoolGrad: (call) =>
    node(
      call,
      "MaxPoolGrad",
      [input(call, "input"), input(call, "output"), input(call, "dy")],
      poolAttributes(call),
    ),
  BatchMatMul: describeMatMul,
  Reshape: (call) => node(call, "Reshape", [input(call, "x"), shapeInput(call, "shape", "shape")]),
  Transpose: (call) => node(call, "Transpose", [input(call, "x"), shapeInput(call, "perm", "perm")]),
  Tile: (call) => node(call, "Tile", [input(call, "x"), shapeInput(call, "multiples", "reps")]),
  Cast: (call) => ({
    op: "Cast",
    inputs: [input(call, "x")],
    attributes: {
      SrcT: { kind: "type", dtype: input(call, "x").dtype },
      DstT: { kind: "type", dtype: outputType(call) },
    },
  }),
  Fill: (call) => ({
    op: "Fill",
    inputs: [
      shapeInput(call, "dims", "shape"),
      { name: "value", dtype: outputType(call), values: numbers(call.attributes["value"]), isScalar: true },
    ],
    attributes: { T: { kind: "type", dtype: outputType(call) } },
  }),
  ArgMax: (call) =>
    node(call, "ArgMax", [
      input(call, "x"),
      { name: "dimension", dtype: "int32", values: numbers(call.attributes["axis"]), isScalar: true },
    ]),
  Sum: (call) => describeReduction(call, "Sum"),
  Mean: (call) => describeReduction(call, "Mean"),
  Max: (call) => describeReduction(call, "Max"),
};

export function kernelNode(call: KernelCall): KernelNode {
  const describe = DESCRIBED[call.kernelName];
  if (describe !== undefined) return describe(call);
  const attributes: Record<string, NodeAttribute> = {};
  for (const [name, value] of Object.entries(call.attributes)) {
    const attribute = plainAttribute(value);
    if (attribute !== undefined && name !== "dtype") attributes[name] = attribute;
  }
  return node(
    call,
    RENAMED[call.kernelName] ?? call.kernelName,
    Object.values(call.inputs).flat(),
    attributes,
  );
}

function describeMatMul(call: KernelCall): KernelNode {
  const inputs = [input(call, "a"), input(call, "b")];
  const [transposeA, transposeB] = [call.attributes["transposeA"], call.attributes["transposeB"]].map(
    (value): NodeAttribute => ({ kind: "bool", value: value === true }),
  );
  if (transposeA === undefined || transposeB === undefined) return node(call, "BatchMatMulV2", inputs);
  return call.outputs[0]?.rank === 2
    ? node(call, "MatMul", inputs, { transpose_a: transposeA, transpose_b: transposeB })
    : node(call, "BatchMatMulV2", inputs, { adj_x: transposeA, adj_y: transposeB });
}

function describeReduction(call: KernelCall, op: string): KernelNode {
  const isMax = call.kernelName === "Max";
  return node(
    call,
    op,
    [
      input(call, "x"),
      {
        name: isMax ? "reduction_indices" : "Const",
        dtype: "int32",
        // tfjs says nothing where all are meant.
        values: axes(call),
      },
    ],
    { keep_dims: { kind: "bool", value: call.attributes["keepDims"] === true } },
  );
}

function axes(call: KernelCall): readonly number[] {
  const { rank } = input(call, "x");
  const given = call.attributes["axis"] ?? call.attributes["reductionIndices"];
  if (given === null || given === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  return numbers(given).map((axis) => (axis < 0 ? axis + rank : axis));
}

function node(
  call: KernelCall,
  op: string,
  inputs: KernelNode["inputs"],
  attributes: KernelNode["attributes"] = {},
): KernelNode {
  const first = Object.values(call.inputs).flat()[0];
  return {
    op,
    inputs,
    attributes: { T: { kind: "type", dtype: first?.dtype ?? outputType(call) }, ...attributes },
  };
}

function convAttributes(call: KernelCall): KernelNode["attributes"] {
  return { ...windowAttributes(call), dilations: square(call.attributes["dilations"] ?? 1) };
}

function poolAttributes(call: KernelCall): KernelNode["attributes"] {
  return { ksize: square(call.attributes["filterSize"]), ...windowAttributes(call) };
}

function windowAttributes(call: KernelCall): KernelNode["attributes"] {
  const padding = call.attributes["pad"];
  return {
    strides: square(call.attributes["strides"]),
    padding: {
      kind: "text",
      value: padding === "same" ? "SAME" : padding === "valid" ? "VALID" : "EXPLICIT",
    },
    data_format: { kind: "text", value: "NHWC" },
  };
}

/** Height and width between the batch's and the channels' 1. */
function square(given: unknown): NodeAttribute {
  const [height = 1, width = height] = numbers(given);
  return { kind: "ints", values: [1, height, width, 1] };
}

function shapeInput(call: KernelCall, name: string, attribute: string): ConstantInput {
  return { name, dtype: "int32", values: numbers(call.attributes[attribute]) };
}

function input(call: KernelCall, name: string): Tensor {
  const tensor = call.inputs[name];
  if (tensor === undefined) throw new Error(`kernel ${call.kernelName} has no input ${name}`);
  return tensor;
}

function outputType(call: KernelCall): DataType {
  return call.outputs[0]?.dtype ?? "float32";
}

function numbers(value: unknown): readonly number[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((item) => typeof item === "number");
}

function plainAttribute(value: unknown): NodeAttribute | undefined {
  if (typeof value === "boolean") return { kind: "bool", value };
  if (typeof value === "string") return { kind: "text", value };
  if (typeof value === "number")
    return Number.isInteger(value) ? { kind: "int", value } : { kind: "float", value };
  if (Array.isArray(value) && value.length > 0 && value.every(Number.isInteger))
    return { kind: "ints", values: numbers(value) };
  return undefined;
}
