// TensorProto, the form in which summaries, graphs and constants keep tensors.
//
// It holds its elements as raw little-endian bytes (`tensor_content`) or in a repeated field that depends on the type;
// with fewer values than elements the last one fills the rest, with none all are zero.
// Sizes are checked against the bytes that are there before anything is allocated.
import {
  corrupt,
  type DoublesFor,
  type Dtype,
  elementCountOf,
  elementSizeBytes,
  MAX_STRINGS,
  tensorFromBytes,
  tensorOfStrings,
  tensorOver,
  type TensorResult,
  tooManyStrings,
} from "./tensor.ts";
import { BLOCK, FIXED32, FIXED64, type Span, VARINT, viewOf, WireReader } from "./wire.ts";

/** A tensor without its elements. */
export interface TensorOutline {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Product of the shape; a safe integer. */
  readonly elementCount: number;
  /** Values in the repeated field of the type; complex elements have two each. */
  readonly valueCount: number;
  /** Where `tensor_content` stands; empty when there is none. */
  readonly contentStart: number;
  readonly contentEnd: number;
}

/** How many elements one value may fill; more must be there in bytes. */
export const MAX_FILLED_ELEMENTS = 2 ** 22;
/** What TensorFlow allows. */
const MAX_RANK = 254;

/** How the repeated field of a type writes one value; float8 is one block of bytes. */
type ValueForm = "float" | "double" | "int32" | "int64" | "bytes" | "string";

interface DtypeTraits {
  readonly dtype: Dtype;
  /** Number of the repeated field. */
  readonly field: number;
  readonly form: ValueForm;
}

/** By the number of the type in DataType. */
const TRAITS = new Map<number, DtypeTraits>([
  [1, { dtype: "float32", field: 5, form: "float" }],
  [2, { dtype: "float64", field: 6, form: "double" }],
  [3, { dtype: "int32", field: 7, form: "int32" }],
  [4, { dtype: "uint8", field: 7, form: "int32" }],
  [5, { dtype: "int16", field: 7, form: "int32" }],
  [6, { dtype: "int8", field: 7, form: "int32" }],
  [7, { dtype: "string", field: 8, form: "string" }],
  [8, { dtype: "complex64", field: 9, form: "float" }],
  [9, { dtype: "int64", field: 10, form: "int64" }],
  [10, { dtype: "bool", field: 11, form: "int32" }],
  // The quantised types are integers.
  [11, { dtype: "int8", field: 7, form: "int32" }],
  [12, { dtype: "uint8", field: 7, form: "int32" }],
  [13, { dtype: "int32", field: 7, form: "int32" }],
  [14, { dtype: "bfloat16", field: 13, form: "int32" }],
  [15, { dtype: "int16", field: 7, form: "int32" }],
  [16, { dtype: "uint16", field: 7, form: "int32" }],
  [17, { dtype: "uint16", field: 7, form: "int32" }],
  [18, { dtype: "complex128", field: 12, form: "double" }],
  [19, { dtype: "float16", field: 13, form: "int32" }],
  [22, { dtype: "uint32", field: 16, form: "int32" }],
  [23, { dtype: "uint64", field: 17, form: "int64" }],
  [24, { dtype: "float8_e5m2", field: 18, form: "bytes" }],
  [25, { dtype: "float8_e4m3fn", field: 18, form: "bytes" }],
]);

/** Traits of a DataType; a reference type (100 more) has those of what it refers to. */
function traitsOf(dataType: number): DtypeTraits | undefined {
  return TRAITS.get(dataType > 100 ? dataType - 100 : dataType);
}

/** What DataType's number `dataType` is called; undefined for resources, variants and unknown numbers. */
export function dtypeOf(dataType: number): Dtype | undefined {
  return traitsOf(dataType)?.dtype;
}

/** Type, shape and extent of the TensorProto at `bytes[start, end)`; undefined when malformed or of a type without values. */
export function outlineTensor(bytes: Uint8Array, start = 0, end = bytes.length): TensorOutline | undefined {
  const head = readHead(new WireReader(bytes, start, end));
  return typeof head === "string" ? undefined : head.outline;
}

/**
 * Decodes the TensorProto at `bytes[start, end)`. Allocates no more than a small multiple of its size,
 * or `MAX_FILLED_ELEMENTS` elements.
 */
export function decodeTensor(
  bytes: Uint8Array,
  start = 0,
  end = bytes.length,
  { view = viewOf(bytes), doublesFor }: { readonly view?: DataView; readonly doublesFor?: DoublesFor } = {},
): TensorResult {
  const reader = new WireReader(bytes, start, end, view);
  const head = readHead(reader);
  if (typeof head === "string") return corrupt(head);
  const { traits, outline } = head;
  const { shape, elementCount, valueCount, contentStart, contentEnd } = outline;
  if (traits.dtype === "string" && elementCount > MAX_STRINGS) return tooManyStrings(elementCount);
  if (contentEnd > contentStart)
    return tensorFromBytes(traits.dtype, shape, bytes.subarray(contentStart, contentEnd), doublesFor);
  const wanted = elementCount * valuesPerElement(traits);
  if (valueCount > wanted || valueCount % valuesPerElement(traits) !== 0)
    return corrupt(`tensor's shape says ${wanted} values, it has ${valueCount}`);
  if (valueCount < wanted && wanted > MAX_FILLED_ELEMENTS)
    return corrupt(
      `tensor's shape says ${wanted} values, it has ${valueCount}; at most ${MAX_FILLED_ELEMENTS} are filled`,
    );
  const values = new WireReader(bytes, start, end, reader.view);
  if (traits.dtype === "string")
    return { kind: "tensor", tensor: tensorOfStrings(shape, readStrings(values, traits, wanted)) };
  return {
    kind: "tensor",
    tensor: tensorOver(traits.dtype, shape, readValues(values, traits, elementCount)),
  };
}

/**
 * Where string `index` of a string tensor at `span` stands, whose outline is `outline`; undefined when it has none.
 * Takes the time of walking the tensor once, and no memory.
 */
export function findString(
  bytes: Uint8Array,
  { start, end }: Span,
  { elementCount, valueCount, contentStart, contentEnd }: TensorOutline,
  index: number,
): Span | undefined {
  if (index < 0 || index >= elementCount) return undefined;
  if (contentEnd > contentStart)
    return findRawString(bytes, contentStart, contentEnd, { index, elementCount });
  if (valueCount === 0) return { start: end, end };
  // The last one fills what is missing.
  let left = Math.min(index, valueCount - 1);
  const reader = new WireReader(bytes, start, end);
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key !== ((8 << 3) | BLOCK)) reader.skip(key);
    else {
      const at = reader.block();
      if (left-- === 0) return { start: at, end: reader.position };
    }
  }
  return undefined;
}

/** Raw strings are all their lengths, then all their bytes. */
function findRawString(
  bytes: Uint8Array,
  start: number,
  end: number,
  { index, elementCount }: { readonly index: number; readonly elementCount: number },
): Span | undefined {
  // Each string has at least a byte of length.
  if (elementCount > end - start) return undefined;
  const reader = new WireReader(bytes, start, end);
  let before = 0;
  let length = 0;
  for (let element = 0; element < elementCount; element++) {
    const own = reader.int32() >>> 0;
    if (element < index) before += own;
    else if (element === index) length = own;
  }
  const at = reader.position + before;
  return reader.malformed || at + length > end ? undefined : { start: at, end: at + length };
}

function valuesPerElement({ dtype }: DtypeTraits): 1 | 2 {
  return dtype === "complex64" || dtype === "complex128" ? 2 : 1;
}

/** Reads everything but the values; a string says what is wrong. */
function readHead(reader: WireReader): { traits: DtypeTraits; outline: TensorOutline } | string {
  const start = reader.position;
  let dataType = 0;
  let shape: readonly number[] | undefined = [];
  let contentStart = 0;
  let contentEnd = 0;
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    switch (key) {
      case (1 << 3) | VARINT:
        dataType = reader.int32();
        break;
      case (2 << 3) | BLOCK:
        shape = readShape(reader.message());
        if (shape === undefined) return "tensor's shape is unknown or malformed";
        break;
      case (4 << 3) | BLOCK:
        contentStart = reader.block();
        contentEnd = reader.position;
        break;
      default:
        reader.skip(key);
    }
  }
  const traits = traitsOf(dataType);
  if (!reader.malformed && traits === undefined) return `tensor is of type ${dataType}, which has no values`;
  const elementCount = elementCountOf(shape);
  if (!Number.isSafeInteger(elementCount)) return "tensor's shape is too large";
  const values = new WireReader(reader.bytes, start, reader.end, reader.view);
  const valueCount = traits === undefined ? 0 : countValues(values, traits);
  if (traits === undefined || reader.malformed || values.malformed) return "tensor is malformed";
  const outline = { dtype: traits.dtype, shape, elementCount, valueCount, contentStart, contentEnd };
  return { traits, outline };
}

/** The dimensions of a TensorShapeProto; undefined when malformed, of unknown rank or of an unknown (negative) size. */
export function readShape(reader: WireReader): readonly number[] | undefined {
  const shape: number[] = [];
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((2 << 3) | BLOCK)) {
      const size = readDimension(reader.message());
      if (!(size >= 0) || shape.length === MAX_RANK) return undefined;
      shape.push(size);
    } else if (key === ((3 << 3) | VARINT)) {
      if (reader.int32() !== 0) return undefined;
    } else reader.skip(key);
  }
  return reader.malformed ? undefined : shape;
}

function readDimension(reader: WireReader): number {
  let size = 0;
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((1 << 3) | VARINT)) size = reader.int64();
    else reader.skip(key);
  }
  return reader.malformed ? NaN : size;
}

/** How many values the repeated field of the type holds, packed or not. Looks at every key; decodes no value. */
function countValues(reader: WireReader, { field, form }: DtypeTraits): number {
  let count = 0;
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key >>> 3 !== field) reader.skip(key);
    else if ((key & 7) !== BLOCK) {
      if ((key & 7) === wireTypeOf(form)) count++;
      reader.skip(key);
    } else {
      const start = reader.block();
      if (form === "string") count++;
      else if (form === "bytes") count = Math.max(count, reader.position - start);
      else count += countPacked(reader, start, form);
    }
  }
  return count;
}

function countPacked(reader: WireReader, start: number, form: ValueForm): number {
  const sizeBytes = reader.position - start;
  const wireType = wireTypeOf(form);
  if (wireType !== VARINT) {
    const valueBytes = wireType === FIXED32 ? 4 : 8;
    if (sizeBytes % valueBytes !== 0) reader.malformed = true;
    return Math.floor(sizeBytes / valueBytes);
  }
  let count = 0;
  for (let at = start; at < reader.position; at++) if (reader.view.getUint8(at) < 128) count++;
  if (sizeBytes > 0 && reader.view.getUint8(reader.position - 1) >= 128) reader.malformed = true;
  return count;
}

function wireTypeOf(form: ValueForm): number {
  switch (form) {
    case "float":
      return FIXED32;
    case "double":
      return FIXED64;
    case "int32":
    case "int64":
      return VARINT;
    case "bytes":
    case "string":
      return BLOCK;
  }
}

/** The repeated field as raw elements, the last of them filling what is missing. */
function readValues(reader: WireReader, traits: DtypeTraits, elementCount: number): ArrayBuffer {
  const sizeBytes = elementSizeBytes(traits.dtype);
  const content = new Uint8Array(elementCount * sizeBytes);
  const view = viewOf(content);
  const valueBytes = sizeBytes / valuesPerElement(traits);
  let at = 0;
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key >>> 3 !== traits.field) reader.skip(key);
    else if ((key & 7) !== BLOCK) {
      if ((key & 7) === wireTypeOf(traits.form)) {
        writeValue(view, at, traits, reader);
        at += valueBytes;
      } else reader.skip(key);
    } else if (traits.form === "bytes") {
      const block = reader.blockBytes();
      content.set(block);
      at = block.length;
    } else {
      const packed = reader.message();
      for (; packed.position < packed.end; at += valueBytes) writeValue(view, at, traits, packed);
    }
  }
  fillWithLast(content, at, sizeBytes);
  return content.buffer;
}

function writeValue(view: DataView, at: number, { dtype, form }: DtypeTraits, reader: WireReader): void {
  switch (form) {
    case "float":
      view.setFloat32(at, reader.float(), true);
      break;
    case "double":
      view.setFloat64(at, reader.double(), true);
      break;
    case "int64":
      view.setBigInt64(at, reader.bigInt64(), true);
      break;
    case "int32":
      if (elementSizeBytes(dtype) === 1) view.setInt8(at, reader.int32());
      else if (elementSizeBytes(dtype) === 2) view.setInt16(at, reader.int32(), true);
      else view.setInt32(at, reader.int32(), true);
      break;
    case "bytes":
    case "string":
      throw new Error("blocks are not written value by value");
  }
}

/** Repeats the element that ends at `end` to the end of `content`, doubling what is copied. */
function fillWithLast(content: Uint8Array, end: number, sizeBytes: number): void {
  if (end === 0) return;
  const start = end - sizeBytes;
  for (let at = end; at < content.length; at += at - start) content.copyWithin(at, start, at);
}

function readStrings(reader: WireReader, { field }: DtypeTraits, wanted: number): readonly Uint8Array[] {
  const strings: Uint8Array[] = [];
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((field << 3) | BLOCK)) strings.push(reader.blockBytes());
    else reader.skip(key);
  }
  const last = strings.at(-1) ?? new Uint8Array(0);
  while (strings.length < wanted) strings.push(last);
  return strings;
}
