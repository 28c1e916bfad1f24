// ONNX's tensors and types: names, element types and shapes; values only of small constants.
import { BLOCK, decodeText, FIXED32, FIXED64, VARINT, viewOf, WireReader } from "@runboard/tfevents";
import type { AttributeValue, TensorType } from "../op-graph.ts";
import { knownSize, MAX_RANK, onnxDtype } from "./tensor-types.ts";
import { floatText } from "./protobuf/float-text.ts";

/** Constants of more elements are not decoded. */
const MAX_DECODED_ELEMENTS = 1_024;
const MAX_PREVIEW = 16;

export interface OnnxTensor {
  readonly name: string;
  readonly type: TensorType;
  /** Its values stand in another file; the file's name, empty when it has none. */
  readonly externalFile: string | undefined;
}

/** The TensorProto that `reader` holds, without its values. */
export function readOnnxTensor(reader: WireReader): OnnxTensor {
  let name = "";
  let dtype = "";
  let isExternal = false;
  let file = "";
  const shape: (number | null)[] = [];
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    switch (key) {
      case (1 << 3) | VARINT:
        if (shape.length < MAX_RANK) shape.push(knownSize(reader.int64()));
        else reader.skip(key);
        break;
      case (1 << 3) | BLOCK: {
        const packed = reader.message();
        while (packed.position < packed.end && shape.length < MAX_RANK) shape.push(knownSize(packed.int64()));
        break;
      }
      case (2 << 3) | VARINT:
        dtype = onnxDtype(reader.int32());
        break;
      case (8 << 3) | BLOCK:
        name = reader.text();
        break;
      case (13 << 3) | BLOCK: {
        const [entry, value] = readStringPair(reader.message());
        if (entry === "location") file = value;
        break;
      }
      case (14 << 3) | VARINT:
        isExternal = reader.int32() === 1;
        break;
      default:
        reader.skip(key);
    }
  }
  return { name, type: { dtype, shape }, externalFile: isExternal ? file : undefined };
}

/** A StringStringEntryProto. */
export function readStringPair(reader: WireReader): readonly [string, string] {
  let name = "";
  let value = "";
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((1 << 3) | BLOCK)) name = reader.text();
    else if (key === ((2 << 3) | BLOCK)) value = reader.text();
    else reader.skip(key);
  }
  return [name, value];
}

/** The SparseTensorProto that `reader` holds: its name and element type are those of its values, its shape is its own. */
export function readSparseTensor(reader: WireReader): OnnxTensor {
  let values: OnnxTensor = { name: "", type: { dtype: "", shape: null }, externalFile: undefined };
  const shape: (number | null)[] = [];
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((1 << 3) | BLOCK)) values = readOnnxTensor(reader.message());
    else if (key === ((3 << 3) | VARINT)) shape.push(knownSize(reader.int64()));
    else if (key === ((3 << 3) | BLOCK)) {
      const packed = reader.message();
      while (packed.position < packed.end && shape.length < MAX_RANK) shape.push(knownSize(packed.int64()));
    } else reader.skip(key);
    if (shape.length > MAX_RANK) break;
  }
  return { ...values, type: { dtype: values.type.dtype, shape } };
}

/** A ValueInfoProto: a name, and its type where one is said. Types of sequences and optionals are those of their elements. */
export function readValueInfo(reader: WireReader): {
  readonly name: string;
  readonly type: TensorType | undefined;
} {
  let name = "";
  let type: TensorType | undefined;
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((1 << 3) | BLOCK)) name = reader.text();
    else if (key === ((2 << 3) | BLOCK)) type = readType(reader.message());
    else reader.skip(key);
  }
  return { name, type };
}

function readType(outer: WireReader): TensorType | undefined {
  let reader = outer;
  for (;;) {
    let inner: WireReader | undefined;
    for (let key = reader.next(); key !== 0; key = reader.next()) {
      if (key === ((1 << 3) | BLOCK) || key === ((8 << 3) | BLOCK)) return readTensorType(reader.message());
      if (key === ((4 << 3) | BLOCK) || key === ((9 << 3) | BLOCK)) inner = elementTypeOf(reader.message());
      else reader.skip(key);
    }
    if (inner === undefined) return undefined;
    reader = inner;
  }
}

/** The TypeProto in field 1. */
function elementTypeOf(reader: WireReader): WireReader | undefined {
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((1 << 3) | BLOCK)) return reader.message();
    reader.skip(key);
  }
  return undefined;
}

function readTensorType(reader: WireReader): TensorType {
  let dtype = "";
  let shape: TensorType["shape"] = null;
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((1 << 3) | VARINT)) dtype = onnxDtype(reader.int32());
    else if (key === ((2 << 3) | BLOCK)) shape = readShape(reader.message());
    else reader.skip(key);
  }
  return { dtype, shape };
}

function readShape(reader: WireReader): TensorType["shape"] {
  const shape: (number | null)[] = [];
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key !== ((1 << 3) | BLOCK)) reader.skip(key);
    else {
      const size = reader.message();
      // A dimension with a name has no number.
      let known: number | null = null;
      for (let inner = size.next(); inner !== 0; inner = size.next()) {
        if (inner === ((1 << 3) | VARINT)) known = knownSize(size.int64());
        else size.skip(inner);
      }
      shape.push(known);
    }
    if (shape.length > MAX_RANK) return null;
  }
  return shape;
}

/** The TensorProto that `reader` holds as an attribute. */
export function onnxTensorValue(reader: WireReader): AttributeValue {
  const { bytes, position, end, view } = reader;
  const { type, externalFile } = readOnnxTensor(new WireReader(bytes, position, end, view));
  const count = type.shape?.reduce<number>((product, size) => product * (size ?? NaN), 1) ?? NaN;
  const isDecoded = count <= MAX_DECODED_ELEMENTS && externalFile === undefined;
  const preview = isDecoded ? readValues(new WireReader(bytes, position, end, view), type.dtype, count) : [];
  return { kind: "tensor", type, sizeBytes: end - position, preview, isCut: !(count <= preview.length) };
}

/** Fields with values: how one is written. */
const VALUE_FIELDS = new Map<number, (reader: WireReader) => string>([
  [4, (reader) => floatText(reader.float())],
  [5, (reader) => String(reader.int32())],
  [7, (reader) => String(reader.bigInt64())],
  [10, (reader) => String(reader.double())],
  [11, (reader) => String(BigInt.asUintN(64, reader.bigInt64()))],
]);
const WIRE_TYPES = new Map([
  [4, FIXED32],
  [5, VARINT],
  [7, VARINT],
  [10, FIXED64],
  [11, VARINT],
]);

function readValues(reader: WireReader, dtype: string, count: number): string[] {
  const preview: string[] = [];
  const limit = Math.min(count, MAX_PREVIEW);
  for (let key = reader.next(); key !== 0 && preview.length < limit; key = reader.next()) {
    const field = key >>> 3;
    const read = VALUE_FIELDS.get(field);
    if (key === ((9 << 3) | BLOCK)) preview.push(...rawValues(reader.blockBytes(), dtype, limit));
    else if (key === ((6 << 3) | BLOCK)) preview.push(decodeText(reader.blockBytes().subarray(0, 200)));
    else if (read !== undefined && (key & 7) === WIRE_TYPES.get(field)) preview.push(read(reader));
    else if (read !== undefined && (key & 7) === BLOCK) {
      const packed = reader.message();
      while (packed.position < packed.end && preview.length < limit) preview.push(read(packed));
    } else reader.skip(key);
  }
  // Halves and others that are written as bits would show as other numbers.
  return READABLE.has(dtype) ? preview : [];
}

const RAW: Readonly<Record<string, readonly [number, (view: DataView, at: number) => string]>> = {
  float32: [4, (view, at) => floatText(view.getFloat32(at, true))],
  float64: [8, (view, at) => String(view.getFloat64(at, true))],
  int8: [1, (view, at) => String(view.getInt8(at))],
  uint8: [1, (view, at) => String(view.getUint8(at))],
  bool: [1, (view, at) => (view.getUint8(at) === 0 ? "0" : "1")],
  int16: [2, (view, at) => String(view.getInt16(at, true))],
  uint16: [2, (view, at) => String(view.getUint16(at, true))],
  int32: [4, (view, at) => String(view.getInt32(at, true))],
  uint32: [4, (view, at) => String(view.getUint32(at, true))],
  int64: [8, (view, at) => String(view.getBigInt64(at, true))],
  uint64: [8, (view, at) => String(view.getBigUint64(at, true))],
};
const READABLE = new Set([...Object.keys(RAW), "string"]);

function rawValues(bytes: Uint8Array, dtype: string, limit: number): string[] {
  const form = RAW[dtype];
  if (form === undefined) return [];
  const [size, read] = form;
  const view = viewOf(bytes);
  const count = Math.min(limit, Math.floor(bytes.length / size));
  return Array.from({ length: count }, (_, at) => read(view, at * size));
}
