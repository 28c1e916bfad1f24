// Element types and shapes as TensorFlow's and ONNX's messages write them.
import type { DataType, WireReader } from "@runboard/tfevents";
import { BLOCK, VARINT } from "@runboard/tfevents";
import type { TensorType } from "../op-graph.ts";

/** Names by the number of the type; a reference type (100 more) has the name of what it refers to. */
const TENSORFLOW_DTYPES: readonly string[] = [
  "",
  "float32",
  "float64",
  "int32",
  "uint8",
  "int16",
  "int8",
  "string",
  "complex64",
  "int64",
  "bool",
  "qint8",
  "quint8",
  "qint32",
  "bfloat16",
  "qint16",
  "quint16",
  "uint16",
  "complex128",
  "float16",
  "resource",
  "variant",
  "uint32",
  "uint64",
  "float8_e5m2",
  "float8_e4m3fn",
  "float8_e4m3fnuz",
  "float8_e4m3b11fnuz",
  "float8_e5m2fnuz",
  "int4",
  "uint4",
];

const ONNX_DTYPES: readonly string[] = [
  "",
  "float32",
  "uint8",
  "int8",
  "uint16",
  "int16",
  "int32",
  "int64",
  "string",
  "bool",
  "float16",
  "float64",
  "uint32",
  "uint64",
  "complex64",
  "complex128",
  "bfloat16",
  "float8_e4m3fn",
  "float8_e4m3fnuz",
  "float8_e5m2",
  "float8_e5m2fnuz",
  "uint4",
  "int4",
  "float4_e2m1fn",
  "float8_e8m0fnu",
];

/** What TensorFlow allows; deeper shapes are taken for unknown. */
export const MAX_RANK = 254;

/** Empty for numbers that have no name. */
export function tensorflowDtype(dataType: number): string {
  return TENSORFLOW_DTYPES[dataType > 100 ? dataType - 100 : dataType] ?? "";
}

export function onnxDtype(elementType: number): string {
  return ONNX_DTYPES[elementType] ?? "";
}

/** Numbers of a trained model, not places or counts. */
export function isWeightDtype(dtype: string): boolean {
  return /^(float|bfloat|complex|q?u?int(2|4|8|16)$|qint32)/.test(dtype);
}

/** TensorFlow's TensorShapeProto; null when the rank is unknown or the message malformed. */
export function readTensorShape(reader: WireReader): TensorType["shape"] {
  const sizes: (number | null)[] = [];
  let isUnknown = false;
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((2 << 3) | BLOCK)) sizes.push(readSize(reader.message()));
    else if (key === ((3 << 3) | VARINT)) isUnknown = reader.int32() !== 0;
    else reader.skip(key);
    if (sizes.length > MAX_RANK) return null;
  }
  return isUnknown || reader.malformed ? null : sizes;
}

function readSize(reader: WireReader): number | null {
  let size: number | null = 0;
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((1 << 3) | VARINT)) size = knownSize(reader.int64());
    else reader.skip(key);
  }
  return size;
}

/** Sizes that are negative or beyond counting are unknown. */
export function knownSize(size: number): number | null {
  return size >= 0 && Number.isSafeInteger(size) ? size : null;
}

/** 0 for names that TensorFlow does not have. */
export function tensorflowDataType(dtype: string): DataType {
  return Math.max(0, TENSORFLOW_DTYPES.indexOf(dtype)) as DataType;
}
