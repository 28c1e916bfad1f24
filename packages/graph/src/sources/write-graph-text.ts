// Graphs and what a step took, as TensorBoard serves them to its page: protobuf's text format, without large attributes.
import {
  BLOCK,
  decodeMessage,
  decodeText,
  formatMessageJson,
  GraphDefSchema,
  RunMetadataSchema,
  WireReader,
} from "@runboard/tfevents";
import { readEntry } from "./graph-def-attributes.ts";
import { ByteSink } from "./protobuf/byte-sink.ts";
import { type MessageText, writeMessageText } from "./protobuf/wire-to-text.ts";

export interface GraphTextOptions {
  /** Attributes whose values take more bytes are left out; all are kept without it. */
  readonly limitAttributeBytes?: number;
  /** The attribute that lists the names of those. */
  readonly largeAttributesKey?: string;
}

/** What TensorBoard answers at /data/plugin/graphs/graph: the GraphDef `bytes` as text, UTF-8. */
export function writeGraphText(
  bytes: Uint8Array,
  { limitAttributeBytes, largeAttributesKey = "_too_large_attrs" }: GraphTextOptions = {},
): MessageText {
  const limited =
    limitAttributeBytes === undefined
      ? bytes
      : limitAttributes(bytes, limitAttributeBytes, largeAttributesKey);
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

/**
 * The GraphDef `bytes` without attributes of its nodes whose values take more than `limitBytes`; attribute `key` of a node lists their names.
 * Bodies of functions stay as they are, as TensorBoard leaves them. The same bytes where nothing is too large, or where they are malformed from the first field on.
 */
export function limitAttributes(bytes: Uint8Array, limitBytes: number, key: string): Uint8Array {
  const reader = new WireReader(bytes);
  const sink = new ByteSink(4096);
  let keptTo = 0;
  for (let start = 0, field = reader.next(); field !== 0; start = reader.position, field = reader.next()) {
    if (field !== NODE) {
      reader.skip(field);
      continue;
    }
    const node = limitedNode(reader.message(), limitBytes, key);
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
function limitedNode(reader: WireReader, limitBytes: number, key: string): Uint8Array | undefined {
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
        names.push(bytes.subarray(keyStart, keyEnd));
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

/** What stands in the lists of an AttrValue. */
function copyList(reader: WireReader, sink: ByteSink): void {
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((1 << 3) | BLOCK)) sink.bytes(reader.blockBytes());
    else reader.skip(key);
  }
}
