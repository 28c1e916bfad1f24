// Tensors to be written, as TensorProto has them.
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { TensorProtoSchema } from "./gen/tensor_pb.ts";
import type { NumberColumn } from "./tensor.ts";

export type TensorInit = MessageInitShape<typeof TensorProtoSchema>;
/** Numbers whose type is that of their array. */
export type TypedNumbers = NumberColumn | BigInt64Array | BigUint64Array;

export const DT_FLOAT = 1;
const DT_STRING = 7;

/** DataType of each typed array. */
const COLUMN_TYPES = [
  [Float32Array, DT_FLOAT],
  [Float64Array, 2],
  [Int32Array, 3],
  [Uint8Array, 4],
  [Int16Array, 5],
  [Int8Array, 6],
  [BigInt64Array, 9],
  [Uint16Array, 17],
  [Uint32Array, 22],
  [BigUint64Array, 23],
] as const;

/** DataType of the elements. */
export function dataTypeOf(values: TypedNumbers): (typeof COLUMN_TYPES)[number][1] {
  for (const [column, dataType] of COLUMN_TYPES) if (values instanceof column) return dataType;
  throw new TypeError("tensors are made of typed arrays of numbers");
}

/** A tensor of numbers in row-major order. */
export function numberTensor(values: TypedNumbers, shape: readonly number[]): TensorInit {
  const tensorContent = new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
  return { dtype: dataTypeOf(values), tensorShape: shapeInit(shape), tensorContent };
}

/** A tensor of byte strings; a list of them unless `shape` says otherwise. */
export function stringTensor(
  strings: readonly Uint8Array[],
  shape: readonly number[] = [strings.length],
): TensorInit {
  return { dtype: DT_STRING, tensorShape: shapeInit(shape), stringVal: [...strings] };
}

export function shapeInit(shape: readonly number[]): NonNullable<TensorInit["tensorShape"]> {
  return { dim: shape.map((size) => ({ size: BigInt(size) })) };
}
