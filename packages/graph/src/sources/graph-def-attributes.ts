// Attributes of TensorFlow's operations, decoded when somebody looks at one: AttrValue and what stands in it.
import {
  BLOCK,
  decodeTensor,
  decodeText,
  FIXED32,
  type Tensor,
  VARINT,
  WireReader,
} from "@runboard/tfevents";
import type { Attribute, AttributeValue } from "../op-graph.ts";
import { floatText } from "./protobuf/float-text.ts";
import { readTensorShape, tensorflowDtype } from "./tensor-types.ts";

/** Of one operation. */
const MAX_ATTRIBUTES = 500;
const MAX_TEXT_BYTES = 2_000;
const MAX_ITEMS = 64;
const MAX_PREVIEW = 16;
/** Tensors of more elements are not decoded. */
export const MAX_DECODED_ELEMENTS = 1_024;
/** Bytes of a tensor that are read to show its beginning. */
const MAX_DECODED_BYTES = 64 * 1024;

const ENTRY_KEY = (1 << 3) | BLOCK;
const ENTRY_VALUE = (2 << 3) | BLOCK;

/** An entry of `attr`: where its name and its AttrValue stand. */
export interface AttributeSpan {
  keyStart: number;
  keyEnd: number;
  valueStart: number;
  valueEnd: number;
}

/** Reads the map entry that `reader` holds into `span`; false when it is malformed. */
export function readEntry(reader: WireReader, span: AttributeSpan): boolean {
  span.keyStart = span.keyEnd = span.valueStart = span.valueEnd = reader.position;
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ENTRY_KEY) {
      span.keyStart = reader.block();
      span.keyEnd = reader.position;
    } else if (key === ENTRY_VALUE) {
      span.valueStart = reader.block();
      span.valueEnd = reader.position;
    } else reader.skip(key);
  }
  return !reader.malformed;
}

/** Entries beyond are hardly ever written twice. */
const MAX_KNOWN_BYTES = 256;

interface KnownAttribute {
  readonly start: number;
  readonly length: number;
  readonly attribute: Attribute | null;
}

/** Attributes of one graph by the bytes of their entries: most nodes have what others have, and to compare bytes is faster than to read them. */
export class KnownAttributes {
  readonly #bytes: Uint8Array;
  /** By a hash of their entry. */
  readonly #known = new Map<number, KnownAttribute[]>();

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Of the entry at start … end, read when it was not met before. */
  of(start: number, end: number, read: () => Attribute | null): Attribute | null {
    const length = end - start;
    if (length > MAX_KNOWN_BYTES) return read();
    let hash = length;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ this.#bytes[at]!, 0x0100_0193);
    let alike = this.#known.get(hash);
    if (!alike) this.#known.set(hash, (alike = []));
    const same = alike.find((one) => one.length === length && this.#isSame(one.start, start, length));
    if (same) return same.attribute;
    const attribute = read();
    alike.push({ start, length, attribute });
    return attribute;
  }

  #isSame(a: number, b: number, length: number): boolean {
    for (let at = 0; at < length; at++) if (this.#bytes[a + at] !== this.#bytes[b + at]) return false;
    return true;
  }
}

/** Attributes of the NodeDef that `reader` holds, as they are written. `_output_shapes` is left out: types of outputs say it. */
export function nodeAttributes(reader: WireReader, known: KnownAttributes): Attribute[] {
  const attributes: Attribute[] = [];
  const span = { keyStart: 0, keyEnd: 0, valueStart: 0, valueEnd: 0 };
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key !== ((5 << 3) | BLOCK)) {
      reader.skip(key);
      continue;
    }
    const entry = reader.message();
    if (attributes.length >= MAX_ATTRIBUTES) continue;
    const attribute = known.of(entry.position, entry.end, () => readAttribute(entry, span));
    if (attribute) attributes.push(attribute);
  }
  return attributes;
}

/** Null when the entry is malformed, sets no value, or tells types of outputs. */
function readAttribute(entry: WireReader, span: AttributeSpan): Attribute | null {
  if (!readEntry(entry, span)) return null;
  const { bytes, view } = entry;
  const name = decodeText(
    bytes.subarray(span.keyStart, Math.min(span.keyEnd, span.keyStart + MAX_TEXT_BYTES)),
  );
  if (name === "_output_shapes") return null;
  const value = readAttrValue(new WireReader(bytes, span.valueStart, span.valueEnd, view));
  return value === undefined ? null : { name, value };
}

/** Undefined when no value is set. The last that is set counts. */
function readAttrValue(reader: WireReader): AttributeValue | undefined {
  let value: AttributeValue | undefined;
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((1 << 3) | BLOCK)) value = readList(reader.message());
    else value = readScalar(key, reader, 0) ?? value;
  }
  return value;
}

/** What field `key` holds of an AttrValue, or of its list, whose fields have the same numbers but for functions. */
function readScalar(key: number, reader: WireReader, functionShift: number): AttributeValue | undefined {
  switch (key) {
    case (2 << 3) | BLOCK:
      return textOrBytes(reader.blockBytes());
    case (3 << 3) | VARINT:
      return { kind: "number", value: readInteger(reader) };
    case (4 << 3) | FIXED32:
      return { kind: "number", value: reader.float() };
    case (5 << 3) | VARINT:
      return { kind: "bool", value: reader.roundedInt64() !== 0 };
    case (6 << 3) | VARINT:
      return { kind: "dtype", dtype: tensorflowDtype(reader.int32()) };
    case (7 << 3) | BLOCK:
      return { kind: "shape", shape: readTensorShape(reader.message()) };
    case (8 << 3) | BLOCK:
      return readTensor(reader.message());
    case (9 << 3) | BLOCK:
      // A placeholder in an AttrValue, a function in a list.
      return functionShift > 0 ? readFunction(reader.message()) : textOrBytes(reader.blockBytes());
    case (10 << 3) | BLOCK:
      if (functionShift === 0) return readFunction(reader.message());
      reader.skip(key);
      return undefined;
    default:
      reader.skip(key);
      return undefined;
  }
}

function readInteger(reader: WireReader): number | bigint {
  const at = reader.position;
  const value = reader.int64();
  if (!Number.isNaN(value)) return value;
  reader.position = at;
  return reader.bigInt64();
}

function readList(reader: WireReader): AttributeValue {
  const items: AttributeValue[] = [];
  let isCut = false;
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (items.length >= MAX_ITEMS) {
      isCut = true;
      break;
    }
    const field = key >>> 3;
    if ((key & 7) === BLOCK && field >= 3 && field <= 6)
      isCut = readPacked(field, reader.message(), items) || isCut;
    else {
      const item = readScalar(key, reader, 1);
      if (item !== undefined) items.push(item);
    }
  }
  return { kind: "list", items, isCut };
}

/** Numbers in one block; true when some are left out. */
function readPacked(field: number, reader: WireReader, items: AttributeValue[]): boolean {
  const key = (field << 3) | (field === 4 ? FIXED32 : VARINT);
  while (reader.position < reader.end) {
    if (items.length >= MAX_ITEMS) return true;
    const item = readScalar(key, reader, 1);
    if (item === undefined || reader.malformed) return true;
    items.push(item);
  }
  return false;
}

function readFunction(reader: WireReader): AttributeValue {
  return { kind: "function", functionName: readName(reader) };
}

/** Field 1 of a message, as text. */
export function readName(reader: WireReader): string {
  let name = "";
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((1 << 3) | BLOCK)) name = reader.text();
    else reader.skip(key);
  }
  return name;
}

const strict = new TextDecoder("utf-8", { fatal: true });

/** Text where the bytes are UTF-8 without control characters, cut where it is long. */
export function textOrBytes(bytes: Uint8Array): AttributeValue {
  const isCut = bytes.length > MAX_TEXT_BYTES;
  const shown = isCut ? bytes.subarray(0, wholeCharacters(bytes, MAX_TEXT_BYTES)) : bytes;
  let text: string;
  try {
    text = strict.decode(shown);
  } catch {
    return { kind: "bytes", sizeBytes: bytes.length };
  }

  if (/[\u0000-\u0008\u000e-\u001f]/.test(text)) return { kind: "bytes", sizeBytes: bytes.length };
  return { kind: "text", text, isCut };
}

/** Up to `limit` bytes that end no character in its middle. */
function wholeCharacters(bytes: Uint8Array, limit: number): number {
  let end = limit;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return end;
}

function readTensor(reader: WireReader): AttributeValue {
  const { bytes, view, position, end } = reader;
  let dtype = "";
  let shape: readonly (number | null)[] | null = [];
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((1 << 3) | VARINT)) dtype = tensorflowDtype(reader.int32());
    else if (key === ((2 << 3) | BLOCK)) shape = readTensorShape(reader.message());
    else reader.skip(key);
  }
  const count = shape?.reduce<number>((product, size) => product * (size ?? NaN), 1) ?? NaN;
  const sizeBytes = end - position;
  const isSmall = count <= MAX_DECODED_ELEMENTS && sizeBytes <= MAX_DECODED_BYTES;
  let preview: readonly string[] | undefined;
  // Most that look at a tensor look at its type only.
  const previewed = (): readonly string[] => {
    const decoded = isSmall && !preview ? decodeTensor(bytes, position, end, { view }) : undefined;
    return (preview ??= decoded?.kind === "tensor" ? previewOf(decoded.tensor) : []);
  };
  return {
    kind: "tensor",
    type: { dtype, shape },
    sizeBytes,
    get preview() {
      return previewed();
    },
    get isCut() {
      return !(count <= previewed().length);
    },
  };
}

/** The first elements, as text. */
function previewOf(tensor: Tensor): string[] {
  switch (tensor.kind) {
    case "numbers":
      return Array.from(
        tensor.values.subarray(0, MAX_PREVIEW),
        tensor.dtype === "float64" ? String : floatText,
      );
    case "bigints":
      return Array.from(tensor.values.subarray(0, MAX_PREVIEW), String);
    case "complex": {
      const numbers = Array.from(tensor.values.subarray(0, MAX_PREVIEW * 2));
      return numbers.flatMap((real, at) => (at % 2 === 0 ? [`${real}${sign(numbers[at + 1] ?? 0)}i`] : []));
    }
    case "strings":
      return tensor.values.slice(0, MAX_PREVIEW).map((bytes) => decodeText(bytes.subarray(0, 200)));
  }
}

function sign(imaginary: number): string {
  return imaginary < 0 ? String(imaginary) : `+${imaginary}`;
}
