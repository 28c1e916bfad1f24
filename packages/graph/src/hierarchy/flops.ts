// What multiplying costs: two floating-point operations for each product that is summed. Other operations are not counted.
import { elementCountOf, type OpGraph, type TensorType } from "../op-graph.ts";

export type Flops =
  /** No convolution and no product of matrices. */
  | { readonly kind: "none" }
  /** `isPerExample`: the first dimension is unknown, and taken as 1. */
  | { readonly kind: "count"; readonly count: number; readonly isPerExample: boolean }
  /** Shapes are missing. */
  | { readonly kind: "unknown" };

type Shape = TensorType["shape"];

interface Operands {
  /** Type of output 0 of the node itself. */
  readonly output: Shape;
  /** Type of what comes in at a place. */
  readonly input: (place: number) => Shape;
  readonly flag: (...names: readonly string[]) => boolean;
}

/** How many products one element of a tensor takes, and which tensor's elements to count; null where shapes are missing. */
type Cost = (operands: Operands) => { readonly over: Shape; readonly products: number | null };

/** TensorFlow's kernels: sizes, then channels in and out. */
function overOutput(kernelPlace: number): Cost {
  return ({ output, input }) => ({ over: output, products: productOf(input(kernelPlace)?.slice(0, -1)) });
}

/** The same going backwards: each element of what flows back was made of as many. */
function overBackprop(kernelOf: (operands: Operands) => Shape): Cost {
  return (operands) => ({ over: operands.input(2), products: productOf(kernelOf(operands)?.slice(0, -1)) });
}

const depthwise: Cost = ({ output, input }) => ({
  over: output,
  products: productOf(input(1)?.slice(0, -2)),
});

/** PyTorch's and ONNX's kernels: channels out, channels in of a group, sizes. */
const channelsFirst: Cost = ({ output, input }) => ({
  over: output,
  products: productOf(input(1)?.slice(1)),
});

const transposed: Cost = ({ input }) => ({ over: input(0), products: productOf(input(1)?.slice(1)) });

/** @param first place of the left matrix */
function matrices(first: number, flagsLeft: readonly string[], flagsRight: readonly string[]): Cost {
  return ({ output, input, flag }) => {
    const left = input(first);
    const right = input(first + 1);
    const inLeft = left?.at(flag(...flagsLeft) && left.length > 1 ? -2 : -1);
    const inRight = right?.at(flag(...flagsRight) || right.length === 1 ? -1 : -2);
    return { over: output, products: inLeft ?? inRight ?? null };
  };
}

const matMul = matrices(0, ["transpose_a", "transa", "adj_x"], ["transpose_b", "transb", "adj_y"]);
const linear: Cost = ({ output, input }) => ({
  over: output,
  products: input(1)?.at(-1) ?? input(0)?.at(-1) ?? null,
});

const costs = new Map<string, Cost>([
  ["Conv2D", overOutput(1)],
  ["Conv3D", overOutput(1)],
  ["_FusedConv2D", overOutput(1)],
  ["FusedConv2D", overOutput(1)],
  ["Conv2DBackpropInput", overBackprop(({ input }) => input(1))],
  ["Conv3DBackpropInputV2", overBackprop(({ input }) => input(1))],
  ["Conv2DBackpropFilter", overBackprop(({ output }) => output)],
  ["Conv3DBackpropFilterV2", overBackprop(({ output }) => output)],
  ["DepthwiseConv2dNative", depthwise],
  ["FusedDepthwiseConv2dNative", depthwise],
  ["MatMul", matMul],
  ["_FusedMatMul", matMul],
  ["_MklMatMul", matMul],
  ["BatchMatMul", matMul],
  ["BatchMatMulV2", matMul],
  ["BatchMatMulV3", matMul],
  ["Gemm", matMul],
  ["Conv", channelsFirst],
  ["ConvTranspose", transposed],
  ["aten::_convolution", channelsFirst],
  ["aten::convolution", channelsFirst],
  ["aten::conv1d", channelsFirst],
  ["aten::conv2d", channelsFirst],
  ["aten::conv3d", channelsFirst],
  ["aten::linear", linear],
  ["aten::matmul", matMul],
  ["aten::mm", matMul],
  ["aten::bmm", matMul],
  ["aten::addmm", matrices(1, [], [])],
]);

const NO_FLOPS: Flops = { kind: "none" };

/** From the shapes that the graph knows; one application of the node. */
export function flopsOf(graph: OpGraph, node: number): Flops {
  const cost = costs.get(graph.ops.values[graph.ops.ids[node]!]!);
  if (cost === undefined) return NO_FLOPS;
  const { over, products } = cost({
    output: shapeOf(graph, node, 0),
    input: (place) => inputShape(graph, node, place),
    flag: (...names) => isFlagged(graph, node, names),
  });
  if (over === null || products === null) return { kind: "unknown" };
  const isPerExample = over[0] === null;
  const elements = elementCountOf({ dtype: "", shape: isPerExample ? [1, ...over.slice(1)] : over });
  if (elements === null) return { kind: "unknown" };
  return { kind: "count", count: 2 * elements * products, isPerExample };
}

function shapeOf({ outputOffsets, outputTypeIds, tensorTypes }: OpGraph, node: number, slot: number): Shape {
  const output = outputOffsets[node]! + slot;
  return slot >= 0 && output < outputOffsets[node + 1]! ? tensorTypes[outputTypeIds[output]!]!.shape : null;
}

function inputShape(graph: OpGraph, node: number, place: number): Shape {
  for (let input = graph.inputOffsets[node]!; input < graph.inputOffsets[node + 1]!; input++) {
    if (graph.inputPlaces[input] === place)
      return shapeOf(graph, graph.inputSources[input]!, graph.inputSlots[input]!);
  }
  return null;
}

function isFlagged(graph: OpGraph, node: number, names: readonly string[]): boolean {
  if (names.length === 0) return false;
  return graph
    .attributesOf(node)
    .some(
      ({ name, value }) =>
        names.includes(name.toLowerCase()) &&
        ((value.kind === "bool" && value.value) || (value.kind === "number" && Number(value.value) !== 0)),
    );
}

function productOf(sizes: readonly (number | null)[] | undefined): number | null {
  return sizes === undefined ? null : elementCountOf({ dtype: "", shape: sizes });
}
