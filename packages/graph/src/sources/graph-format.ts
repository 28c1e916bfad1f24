// Which format bytes are of. Formats of protobuf have no mark at their beginning: fields tell them apart.
import {
  BLOCK,
  decodeText,
  GraphDefSchema,
  MetaGraphDefSchema,
  OnnxModelSchema,
  RunMetadataSchema,
  SavedModelSchema,
  VARINT,
  WireReader,
} from "@runboard/tfevents";
import type { GraphFormat } from "./graph-source.ts";
import { fieldsOf, type MessageSchema } from "./protobuf/message-fields.ts";

/** The form in which the bytes hold it. */
export type Detected =
  | { readonly form: "json" }
  | { readonly form: "text"; readonly format: BinaryFormat }
  | { readonly form: "binary"; readonly format: BinaryFormat }
  | { readonly form: "unknown" };

/** `meta_graph`: what TensorFlow 1 writes beside checkpoints, one of a SavedModel's graphs by itself. All may be written as text, too. */
export type BinaryFormat = "graph_def" | "saved_model" | "meta_graph" | "onnx" | "run_metadata";

export const SCHEMAS: Readonly<Record<BinaryFormat, MessageSchema>> = {
  graph_def: GraphDefSchema,
  saved_model: SavedModelSchema,
  meta_graph: MetaGraphDefSchema,
  onnx: OnnxModelSchema,
  run_metadata: RunMetadataSchema,
};

/** Fields that are looked at. */
const MAX_FIELDS = 2_000;

export function detect(bytes: Uint8Array): Detected {
  const start = firstLetter(bytes);
  // A GraphDef begins with a line break, as text may: the length of its first node may be a brace.
  if (isText(bytes)) {
    if (bytes[start] === 123 || bytes[start] === 91) return { form: "json" };
    const text = detectText(bytes);
    if (text !== undefined) return { form: "text", format: text };
  }
  const format = detectBinary(new WireReader(bytes));
  return format === undefined ? { form: "unknown" } : { form: "binary", format };
}

/** No control characters but white space where a graph would have some. */
function isText(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 1_024).every((byte) => byte >= 32 || byte === 9 || byte === 10 || byte === 13);
}

/** What a file is called, where the bytes do not tell. */
export function formatOfName(fileName: string): GraphFormat | undefined {
  const name = fileName.toLowerCase();
  if (name.endsWith(".onnx")) return "onnx";
  if (name.endsWith("saved_model.pb")) return "saved_model";
  if (name.endsWith(".pbtxt") || name.endsWith(".textproto")) return "graph_def_text";
  if (name.endsWith(".pb") || name.endsWith(".graphdef")) return "graph_def";
  return undefined;
}

/** Behind white space and a byte order mark. */
export function firstLetter(bytes: Uint8Array): number {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (at < bytes.length && [9, 10, 13, 32].includes(bytes[at] ?? 0)) at++;
  return at;
}

/** Fields by which each begins, the most telling format first. */
const TEXT_ORDER: readonly BinaryFormat[] = [
  "graph_def",
  "saved_model",
  "meta_graph",
  "onnx",
  "run_metadata",
];

function detectText(bytes: Uint8Array): BinaryFormat | undefined {
  const head = decodeText(bytes.subarray(0, 16 * 1024)).replace(/^\ufeff/, "");
  const name = /^(?:\s|#[^\n]*(?:\n|$))*([A-Za-z_][A-Za-z0-9_]*)\s*[:{<]/.exec(head)?.[1];
  if (name === undefined) return undefined;
  return TEXT_ORDER.find((format) => fieldsOf(SCHEMAS[format]).byName.has(name));
}

/** How much speaks for each. */
type Votes = Record<BinaryFormat, number>;

function detectBinary(reader: WireReader): BinaryFormat | undefined {
  const votes: Votes = { graph_def: 0, saved_model: 0, meta_graph: 0, onnx: 0, run_metadata: 0 };
  for (let seen = 0; seen < MAX_FIELDS; seen++) {
    const key = reader.next();
    if (key === 0) break;
    const start = reader.position;
    vote(key, reader, votes);
    reader.position = start;
    if (!stepOver(key, reader)) break;
  }
  const [best] = Object.entries(votes).sort((a, b) => b[1] - a[1]) as [BinaryFormat, number][];
  return best === undefined || best[1] <= 0 ? undefined : best[0];
}

/** False at the end, and where what follows is cut. */
function stepOver(key: number, reader: WireReader): boolean {
  reader.skip(key);
  return !reader.malformed;
}

function vote(key: number, reader: WireReader, votes: Votes): void {
  const field = key >>> 3;
  if ((key & 7) === VARINT) {
    const value = reader.int64();
    // The schema of SavedModels has been 1 ever since; ONNX counts its versions.
    if (field === 1 && value === 1) votes.saved_model += 1;
    if (field === 1 && value >= 1 && value < 100) votes.onnx += 1;
    if (field === 3) votes.graph_def += 1;
    if (field === 5) votes.onnx += 1;
    return;
  }
  if ((key & 7) !== BLOCK) return;
  const inner = cutMessage(reader);
  if (inner === undefined) return;
  if (field === 1) {
    if (isNode(inner())) votes.graph_def += 3;
    else if (holdsOnly(inner(), 1) && holdsOnly(firstBlock(inner()), 1, 2, 3)) votes.run_metadata += 3;
  } else if (field === 2) {
    if (isNode(firstBlock(inner()))) votes.meta_graph += 9;
    else if (holdsOnly(inner(), 1, 2) && isFunction(firstBlock(inner()))) votes.graph_def += 3;
    else if (isMetaGraph(inner())) votes.saved_model += 3;
    else if (isPrintable(inner())) votes.onnx += 1;
  } else if (field === 3 || field === 4) {
    const first = inner().next();
    if (field === 4 && (first & 7) === VARINT && first >>> 3 <= 3) votes.graph_def += 2;
    else if (field === 3 ? isNode(firstBlock(inner())) : isNode(firstBlock(firstBlock(inner()))))
      votes.run_metadata += 3;
    else if (isPrintable(inner())) votes.onnx += 1;
  } else if (field === 7) votes.onnx += 3;
  else if (field === 8) votes.onnx += 2;
}

/** The message at the reader, as far as it is there: each call walks it anew. Undefined where there is none. */
function cutMessage(reader: WireReader): (() => WireReader) | undefined {
  const length = reader.int64();
  if (reader.malformed || !(length >= 0)) return undefined;
  const { bytes, view, position, end } = reader;
  const stop = Math.min(end, position + length);
  return () => new WireReader(bytes, position, stop, view);
}

function firstBlock(reader: WireReader): WireReader {
  const key = reader.next();
  const inner = (key & 7) === BLOCK ? cutMessage(reader) : undefined;
  return inner?.() ?? new WireReader(reader.bytes, 0, 0, reader.view);
}

/** A name and an operation, both printable. */
function isNode(reader: WireReader): boolean {
  let texts = 0;
  for (let seen = 0; seen < 8; seen++) {
    const key = reader.next();
    if (key !== ((1 << 3) | BLOCK) && key !== ((2 << 3) | BLOCK)) break;
    const text = cutMessage(reader);
    if (text === undefined || !isPrintable(text())) return false;
    texts++;
    const { end } = text();
    reader.position = end;
  }
  return texts === 2 || (texts === 1 && reader.position >= reader.end);
}

function isFunction(reader: WireReader): boolean {
  return isPrintable(firstBlock(firstBlock(reader)));
}

/** Information about the graph, or the graph. */
function isMetaGraph(reader: WireReader): boolean {
  for (let seen = 0; seen < 8; seen++) {
    const key = reader.next();
    if (key === 0) return seen > 0;
    if ((key & 7) !== BLOCK || key >>> 3 > 7) return false;
    const inner = cutMessage(reader);
    if (inner === undefined) return false;
    if (key >>> 3 === 2) return isNode(firstBlock(inner()));
    reader.position = inner().end;
  }
  return true;
}

function holdsOnly(reader: WireReader, ...fields: readonly number[]): boolean {
  let seen = 0;
  for (let key = reader.next(); key !== 0 && seen < 8; key = reader.next(), seen++) {
    if (!fields.includes(key >>> 3) || (key & 7) !== BLOCK) return false;
    const inner = cutMessage(reader);
    if (inner === undefined) return false;
    reader.position = inner().end;
  }
  return seen > 0;
}

function isPrintable({ bytes, position, end }: WireReader): boolean {
  if (position >= end) return false;
  const limit = Math.min(end, position + 256);
  for (let at = position; at < limit; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < 32 || byte === 127) return false;
  }
  return true;
}
