// Tensors: element type, shape, and elements in row-major order.
import { bfloat16sToFloat32, float8sToFloat32, halvesToFloat32 } from "./small-floats.ts";
import { WireReader } from "./wire.ts";

/** Element types, in numpy's words. */
export type Dtype =
  | "float32"
  | "float64"
  | "float16"
  | "bfloat16"
  | "float8_e5m2"
  | "float8_e4m3fn"
  | "int8"
  | "uint8"
  | "int16"
  | "uint16"
  | "int32"
  | "uint32"
  | "int64"
  | "uint64"
  | "bool"
  | "complex64"
  | "complex128"
  | "string";

export type NumberColumn =
  Float32Array | Float64Array | Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array;

/** Elements in row-major order; a shape of no dimensions is one element. */
export type Tensor = NumberTensor | BigIntTensor | ComplexTensor | StringTensor;

export interface NumberTensor {
  readonly kind: "numbers";
  readonly dtype: Exclude<Dtype, "int64" | "uint64" | "complex64" | "complex128" | "string">;
  readonly shape: readonly number[];
  /** Float16, bfloat16 and float8 as float32; bool as 0 and 1. */
  readonly values: NumberColumn;
}

export interface BigIntTensor {
  readonly kind: "bigints";
  readonly dtype: "int64" | "uint64";
  readonly shape: readonly number[];
  readonly values: BigInt64Array | BigUint64Array;
}

export interface ComplexTensor {
  readonly kind: "complex";
  readonly dtype: "complex64" | "complex128";
  readonly shape: readonly number[];
  /** Real and imaginary parts in turn: twice as many values as elements. */
  readonly values: Float32Array | Float64Array;
}

export interface StringTensor {
  readonly kind: "strings";
  readonly dtype: "string";
  readonly shape: readonly number[];
  /** Views of the bytes that were decoded. */
  readonly values: readonly Uint8Array[];
}

export type TensorResult =
  | { readonly kind: "tensor"; readonly tensor: Tensor }
  | {
      readonly kind: "corrupt";
      readonly reason: string;
      /** It may be whole, but has more strings than are read. */
      readonly isTooLarge?: true;
    };

/** Gives memory for so many doubles, all zero, that nobody else has. */
export type DoublesFor = (count: number) => Float64Array;

export function ownDoubles(count: number): Float64Array {
  return new Float64Array(count);
}

/** A string costs two bytes in a message, a hundred as an object, and a call wherever it is copied or decoded. */
export const MAX_STRINGS = 100_000;

/** Bytes of one raw element; strings have no fixed size. */
const ELEMENT_SIZES_BYTES: Readonly<Record<Exclude<Dtype, "string">, number>> = {
  float32: 4,
  float64: 8,
  float16: 2,
  bfloat16: 2,
  float8_e5m2: 1,
  float8_e4m3fn: 1,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  bool: 1,
  complex64: 8,
  complex128: 16,
};

/** Bytes of one raw element; 0 for strings. */
export function elementSizeBytes(dtype: Dtype): number {
  return dtype === "string" ? 0 : ELEMENT_SIZES_BYTES[dtype];
}

/** Product of the dimensions; 1 for none. */
export function elementCountOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The tensor whose elements are `content`, raw and little-endian; strings as varint lengths, then the bytes of each. */
export function tensorFromBytes(
  dtype: Dtype,
  shape: readonly number[],
  content: Uint8Array,
  doublesFor: DoublesFor = ownDoubles,
): TensorResult {
  const elementCount = elementCountOf(shape);
  if (dtype === "string") {
    if (elementCount > MAX_STRINGS) return tooManyStrings(elementCount);
    const strings = splitStrings(content, elementCount);
    return strings
      ? { kind: "tensor", tensor: tensorOfStrings(shape, strings) }
      : corrupt("tensor's strings are cut");
  }
  if (content.length !== elementCount * elementSizeBytes(dtype))
    return corrupt("tensor's bytes do not fill its shape");
  // A copy, because a typed array must be aligned to its element.
  if (dtype === "float64") {
    const values = doublesFor(elementCount);
    new Uint8Array(values.buffer, values.byteOffset, values.byteLength).set(content);
    return { kind: "tensor", tensor: { kind: "numbers", dtype, shape, values } };
  }
  return { kind: "tensor", tensor: tensorOver(dtype, shape, new Uint8Array(content).buffer) };
}

/** The elements as numbers, to compute with; null for strings and complex numbers. Integers beyond 2⁵³ are rounded. */
export function tensorNumbers(tensor: Tensor): NumberColumn | null {
  switch (tensor.kind) {
    case "numbers":
      return tensor.values;
    case "bigints":
      return Float64Array.from(tensor.values, Number);
    case "complex":
    case "strings":
      return null;
  }
}

/** The tensor over raw elements, which fill the shape; it owns the buffer. */
export function tensorOver(
  dtype: Exclude<Dtype, "string">,
  shape: readonly number[],
  buffer: ArrayBuffer,
): Tensor {
  switch (dtype) {
    case "float32":
      return { kind: "numbers", dtype, shape, values: new Float32Array(buffer) };
    case "float64":
      return { kind: "numbers", dtype, shape, values: new Float64Array(buffer) };
    case "float16":
      return { kind: "numbers", dtype, shape, values: halvesToFloat32(new Uint16Array(buffer)) };
    case "bfloat16":
      return { kind: "numbers", dtype, shape, values: bfloat16sToFloat32(new Uint16Array(buffer)) };
    case "float8_e5m2":
    case "float8_e4m3fn":
      return { kind: "numbers", dtype, shape, values: float8sToFloat32(dtype, new Uint8Array(buffer)) };
    case "int8":
      return { kind: "numbers", dtype, shape, values: new Int8Array(buffer) };
    case "uint8":
      return { kind: "numbers", dtype, shape, values: new Uint8Array(buffer) };
    case "bool":
      return {
        kind: "numbers",
        dtype,
        shape,
        values: new Uint8Array(buffer).map((value) => (value === 0 ? 0 : 1)),
      };
    case "int16":
      return { kind: "numbers", dtype, shape, values: new Int16Array(buffer) };
    case "uint16":
      return { kind: "numbers", dtype, shape, values: new Uint16Array(buffer) };
    case "int32":
      return { kind: "numbers", dtype, shape, values: new Int32Array(buffer) };
    case "uint32":
      return { kind: "numbers", dtype, shape, values: new Uint32Array(buffer) };
    case "int64":
      return { kind: "bigints", dtype, shape, values: new BigInt64Array(buffer) };
    case "uint64":
      return { kind: "bigints", dtype, shape, values: new BigUint64Array(buffer) };
    case "complex64":
      return { kind: "complex", dtype, shape, values: new Float32Array(buffer) };
    case "complex128":
      return { kind: "complex", dtype, shape, values: new Float64Array(buffer) };
  }
}

export function tensorOfStrings(shape: readonly number[], values: readonly Uint8Array[]): StringTensor {
  return { kind: "strings", dtype: "string", shape, values };
}

export function corrupt(reason: string): { readonly kind: "corrupt"; readonly reason: string } {
  return { kind: "corrupt", reason };
}

export function tooManyStrings(count: number): TensorResult {
  const reason = `tensor has ${count} strings; at most ${MAX_STRINGS} are read`;
  return { kind: "corrupt", reason, isTooLarge: true };
}

function splitStrings(content: Uint8Array, count: number): readonly Uint8Array[] | undefined {
  // Each string has at least a byte of length.
  if (count > content.length) return undefined;
  const reader = new WireReader(content);
  const lengths = Array.from({ length: count }, () => reader.int32() >>> 0);
  let at = reader.position;
  const strings = lengths.map((length) => content.subarray(at, (at += length)));
  return reader.malformed || at !== content.length ? undefined : strings;
}
