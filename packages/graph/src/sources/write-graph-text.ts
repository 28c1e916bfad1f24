// Graphs and what a step took, as TensorBoard serves them to its page: protobuf's text format, without large attributes.
import {
  BLOCK,
  decodeMessage,
  decodeText,
  formatMessageJson,
  GraphDefSchema,
  RunMetadataSchema,
  VARINT,
  WireReader,
} from "@runboard/tfevents";
import { MAX_DECODED_ELEMENTS, readEntry } from "./graph-def-attributes.ts";
import { ByteSink } from "./protobuf/byte-sink.ts";
import { type MessageText, writeMessageText } from "./protobuf/wire-to-text.ts";
import { readTensorShape } from "./tensor-types.ts";

export interface GraphTextOptions {
  /** Attributes whose values take more bytes are left out; all are kept without it. */
  readonly limitAttributeBytes?: number;
  /** The attribute that lists the names of those. */
  readonly largeAttributesKey?: string;
  /** See `limitAttributes`. */
  readonly keepsTensorTypes?: boolean;
}

/** What TensorBoard answers at /data/plugin/graphs/graph: the GraphDef `bytes` as text, UTF-8. */
export function writeGraphText(
  bytes: Uint8Array,
  {
    limitAttributeBytes,
    largeAttributesKey = "_too_large_attrs",
    keepsTensorTypes = false,
  }: GraphTextOptions = {},
): MessageText {
  const limited =
    limitAttributeBytes === undefined
      ? bytes
      : limitAttributes(bytes, {
          limitBytes: limitAttributeBytes,
          key: largeAttributesKey,
          keepsTensorTypes,
        });
  return writeMessageText(GraphDefSchema, limited);
}

/** What TensorBoard answers at /data/plugin/graphs/run_metadata: the RunMetadata `bytes` as text, UTF-8. */
export function writeRunMetadataText(bytes: Uint8Array): MessageText {
  return writeMessageText(RunMetadataSchema, bytes);
}

/** The GraphDef `bytes` in protobuf's JSON format, UTF-8. */
export function writeGraphJson(bytes: Uint8Array): MessageText {
  const message = decodeMessage(GraphDefSchema, bytes);
  if (!message)
    return { kind: "malformed", reason: "The bytes are no message of type GraphDef, or are cut short." };
  try {
    return { kind: "text", text: new TextEncoder().encode(formatMessageJson(GraphDefSchema, message)) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { kind: "malformed", reason: "As JSON it is longer than a text can be; ask for pbtxt." };
  }
}

const NODE = (1 << 3) | BLOCK;
const ATTRIBUTE = (5 << 3) | BLOCK;
const ATTRIBUTE_TENSOR = (8 << 3) | BLOCK;
const TENSOR_DTYPE = (1 << 3) | VARINT;
const TENSOR_SHAPE = (2 << 3) | BLOCK;

interface AttributeLimits {
  readonly limitBytes: number;
  /** The attribute of a node that lists the names of what is left out of it. */
  readonly key: string;
  /** Whether a tensor whose values are not shown anyhow keeps its type and shape. */
  readonly keepsTensorTypes: boolean;
}

/**
 * The GraphDef `bytes` without attributes of its nodes whose values take more than `limitBytes`. Bodies of functions stay as they are, as TensorBoard
 * leaves them. The same bytes where nothing is too large, or where they are malformed from the first field on.
 */
export function limitAttributes(bytes: Uint8Array, limits: AttributeLimits): Uint8Array {
  const reader = new WireReader(bytes);
  const sink = new ByteSink(4096);
  let keptTo = 0;
  for (let start = 0, field = reader.next(); field !== 0; start = reader.position, field = reader.next()) {
    if (field !== NODE) {
      reader.skip(field);
      continue;
    }
    const node = limitedNode(reader.message(), limits);
    if (node === undefined) continue;
    sink.bytes(bytes.subarray(keptTo, start));
    const opened = sink.open(1);
    sink.bytes(node);
    sink.close(opened);
    keptTo = reader.position;
  }
  if (keptTo === 0) return bytes;
  sink.bytes(bytes.subarray(keptTo));
  return sink.written;
}

/** Undefined where nothing is too large. */
function limitedNode(
  reader: WireReader,
  { limitBytes, key, keepsTensorTypes }: AttributeLimits,
): Uint8Array | undefined {
  const { bytes, view } = reader;
  const sink = new ByteSink();
  const names: Uint8Array[] = [];
  const entry = { keyStart: 0, keyEnd: 0, valueStart: 0, valueEnd: 0 };
  const listed: { readonly start: number; readonly end: number }[] = [];
  for (
    let start = reader.position, field = reader.next();
    field !== 0;
    start = reader.position, field = reader.next()
  ) {
    if (field === ATTRIBUTE && readEntry(reader.message(), entry)) {
      const { keyStart, keyEnd, valueStart, valueEnd } = entry;
      if (valueEnd - valueStart > limitBytes) {
        const name = bytes.subarray(keyStart, keyEnd);
        names.push(name);
        if (keepsTensorTypes) writeTensorType(sink, name, new WireReader(bytes, valueStart, valueEnd, view));
        continue;
      }
      if (keyEnd - keyStart < 1_000 && decodeText(bytes.subarray(keyStart, keyEnd)) === key) {
        listed.push({ start: valueStart, end: valueEnd });
        continue;
      }
    } else if (field !== ATTRIBUTE) reader.skip(field);
    if (reader.malformed) return undefined;
    sink.bytes(bytes.subarray(start, reader.position));
  }
  if (names.length === 0 || reader.malformed) return undefined;
  const attribute = sink.open(5);
  const name = sink.open(1);
  sink.bytes(new TextEncoder().encode(key));
  sink.close(name);
  const value = sink.open(2);
  const list = sink.open(1);
  // Names that an earlier reduction listed stay before the new ones.
  for (const { start, end } of listed.slice(-1)) copyList(new WireReader(bytes, start, end, view), sink);
  for (const each of names) {
    const text = sink.open(2);
    sink.bytes(each);
    sink.close(text);
  }
  sink.close(list);
  sink.close(value);
  sink.close(attribute);
  return sink.written;
}

/** The attribute `name` with its tensor's type and shape alone. Nothing of another value, or of a tensor so small that the first of its values are shown. */
function writeTensorType(sink: ByteSink, name: Uint8Array, value: WireReader): void {
  if (value.next() !== ATTRIBUTE_TENSOR) return;
  const tensor = value.message();
  const { bytes } = tensor;
  const kept: Uint8Array[] = [];
  let shape: ReturnType<typeof readTensorShape> = null;
  for (
    let start = tensor.position, key = tensor.next();
    key !== 0;
    start = tensor.position, key = tensor.next()
  ) {
    if (key === TENSOR_SHAPE) shape = readTensorShape(tensor.message());
    else tensor.skip(key);
    if (key === TENSOR_SHAPE || key === TENSOR_DTYPE) kept.push(bytes.subarray(start, tensor.position));
  }
  const count = shape?.reduce<number>((product, size) => product * (size ?? NaN), 1) ?? NaN;
  if (tensor.malformed || !(count > MAX_DECODED_ELEMENTS)) return;
  const attribute = sink.open(5);
  const key = sink.open(1);
  sink.bytes(name);
  sink.close(key);
  const written = sink.open(2);
  const opened = sink.open(8);
  for (const field of kept) sink.bytes(field);
  sink.close(opened);
  sink.close(written);
  sink.close(attribute);
}

/** What stands in the lists of an AttrValue. */
function copyList(reader: WireReader, sink: ByteSink): void {
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((1 << 3) | BLOCK)) sink.bytes(reader.blockBytes());
    else reader.skip(key);
  }
}
