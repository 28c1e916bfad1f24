// A serialised message in protobuf's text format, byte by byte as Python's `str(message)` writes it, without building the message.
import { BLOCK, VARINT, WireReader } from "@runboard/tfevents";
import { ByteSink } from "./byte-sink.ts";
import { doubleText, floatText } from "./float-text.ts";
import {
  fieldsOf,
  type MessageField,
  type MessageFields,
  type MessageSchema,
  wireTypeOf,
} from "./message-fields.ts";

/** Protobuf reads no deeper. */
export const MAX_MESSAGE_DEPTH = 100;

export type MessageText =
  /** UTF-8. */
  | { readonly kind: "text"; readonly text: Uint8Array<ArrayBuffer> }
  /** A sentence. */
  | { readonly kind: "malformed"; readonly reason: string };

/**
 * Fields stand by their numbers, entries of maps from the greatest key to the least (a key before those that it begins), as upb sorts them.
 * Fields that the schema does not name are left out.
 */
export function writeMessageText(schema: MessageSchema, bytes: Uint8Array): MessageText {
  const writer = new TextWriter();
  return writer.message(fieldsOf(schema), new WireReader(bytes), 0)
    ? { kind: "text", text: writer.sink.written }
    : { kind: "malformed", reason: `The bytes are no message of type ${schema.typeName}, or are cut short.` };
}

/** One value that stands in a message. */
interface Occurrence {
  readonly field: MessageField;
  /** Where the value stands; of a block without its length. */
  readonly start: number;
  readonly end: number;
  readonly isBlock: boolean;
}

const QUOTE = 34;
const NEW_LINE = 10;
const SPACE = 32;

class TextWriter {
  readonly sink = new ByteSink(64 * 1024);

  /** False when the message is malformed. */
  message(fields: MessageFields, reader: WireReader, depth: number): boolean {
    if (depth > MAX_MESSAGE_DEPTH) return false;
    const found = occurrencesOf(fields, reader);
    if (found === undefined) return false;
    for (let at = 0; at < found.length;) {
      const first = found[at];
      if (first === undefined) return false;
      let end = at + 1;
      while (end < found.length && found[end]?.field === first.field) end++;
      if (!this.#field(first.field, found.slice(at, end), reader, depth)) return false;
      at = end;
    }
    return true;
  }

  #field(
    field: MessageField,
    values: readonly Occurrence[],
    { bytes, view }: WireReader,
    depth: number,
  ): boolean {
    const readerOf = ({ start, end }: Occurrence) => new WireReader(bytes, start, end, view);
    if (field.isMap) return this.#map(field, values.map(readerOf), depth);
    if (field.form === "message") {
      const readers = field.isRepeated ? values.map(readerOf) : [mergedReader(values.map(readerOf))];
      return readers.every((each) => this.#nested(field, each, depth));
    }
    for (const value of field.isRepeated ? values : values.slice(-1)) {
      const each = readerOf(value);
      const isText = field.form === "string" || field.form === "bytes";
      if (isText) this.#text(field, bytes.subarray(value.start, value.end), depth);
      // Numbers of a list may share one block.
      else
        while (each.position < each.end) {
          const text = numberText(field, each);
          if (each.malformed) return false;
          if (field.isRepeated || field.group >= 0 || !isZero(text)) this.#line(field.name, text, depth);
        }
    }
    return true;
  }

  #nested(field: MessageField, reader: WireReader, depth: number): boolean {
    this.#indent(depth);
    this.sink.ascii(`${field.name} {\n`);
    if (!this.message(field.fields(), reader, depth + 1)) return false;
    this.#indent(depth);
    this.sink.ascii("}\n");
    return true;
  }

  #map(field: MessageField, entries: readonly WireReader[], depth: number): boolean {
    const [keyField, valueField] = field.fields().all;
    if (keyField === undefined || valueField === undefined) return false;
    const byKey = new Map<string, MapEntry>();
    for (const reader of entries) {
      const entry = readEntry(field.fields(), reader);
      if (entry === undefined) return false;
      byKey.set(entry.key, entry);
    }
    for (const { key, keyBytes, value } of [...byKey.values()].sort(compareEntries)) {
      this.#indent(depth);
      this.sink.ascii(`${field.name} {\n`);
      if (keyBytes === undefined) this.#line("key", key, depth + 1);
      else this.#text(keyField, keyBytes, depth + 1, true);
      if (valueField.form === "message") {
        if (!this.#nested(valueField, value, depth + 1)) return false;
      } else if (valueField.form === "string" || valueField.form === "bytes") {
        this.#text(valueField, value.bytes.subarray(value.position, value.end), depth + 1, true);
      } else this.#line("value", value.position < value.end ? numberText(valueField, value) : "0", depth + 1);
      this.#indent(depth);
      this.sink.ascii("}\n");
    }
    return true;
  }

  #line(name: string, text: string, depth: number): void {
    this.#indent(depth);
    this.sink.ascii(name);
    this.sink.ascii(": ");
    this.sink.ascii(text);
    this.sink.byte(NEW_LINE);
  }

  #text(
    { name, form, isRepeated, group }: MessageField,
    bytes: Uint8Array,
    depth: number,
    isShown = false,
  ): void {
    if (bytes.length === 0 && !isRepeated && group < 0 && !isShown) return;
    this.#indent(depth);
    this.sink.ascii(name);
    this.sink.ascii(": ");
    this.sink.byte(QUOTE);
    for (const byte of bytes) {
      const escape = ESCAPES[byte];
      if (escape === undefined || (byte > 126 && byte !== 127 && form === "string")) this.sink.byte(byte);
      else this.sink.ascii(escape);
    }
    this.sink.byte(QUOTE);
    this.sink.byte(NEW_LINE);
  }

  #indent(depth: number): void {
    this.sink.repeated(SPACE, depth * 2);
  }
}

/** How a byte is written where it is not written as it is. */
const ESCAPES = Array.from({ length: 256 }, (_, byte) => {
  const letter = "\n\r\t\"'\\".indexOf(String.fromCharCode(byte));
  if (letter >= 0) return `\\${"nrt\"'\\"[letter] ?? ""}`;
  return byte < 32 || byte > 126 ? `\\${byte.toString(8).padStart(3, "0")}` : undefined;
});

/** Values in the order in which they are written; of a group only the last that is set. Undefined when malformed. */
function occurrencesOf(fields: MessageFields, reader: WireReader): Occurrence[] | undefined {
  const found: Occurrence[] = [];
  let isInOrder = true;
  let hasGroups = false;
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    const field = fields.byNumber.get(key >>> 3);
    const isBlock = (key & 7) === BLOCK;
    const wanted = field === undefined ? -1 : wireTypeOf(field.form);
    if (field === undefined || ((key & 7) !== wanted && !(isBlock && field.isRepeated))) {
      reader.skip(key);
      continue;
    }
    let start = reader.position;
    if (isBlock) start = reader.block();
    else reader.skip(key);
    if (reader.malformed) return undefined;
    const last = found.at(-1);
    if (last !== undefined && last.field.number > field.number) isInOrder = false;
    if (field.group >= 0 && last !== undefined) hasGroups = true;
    found.push({ field, start, end: reader.position, isBlock });
  }
  if (reader.malformed) return undefined;
  const kept = hasGroups ? lastOfGroups(found) : found;
  return isInOrder ? kept : kept.sort((a, b) => a.field.number - b.field.number);
}

function lastOfGroups(found: readonly Occurrence[]): Occurrence[] {
  const lasts = new Map<number, MessageField>();
  for (const { field } of found) if (field.group >= 0) lasts.set(field.group, field);
  return found.filter(({ field }) => field.group < 0 || lasts.get(field.group) === field);
}

/** A message that is given more than once is what its parts are one after the other. */
function mergedReader(readers: readonly WireReader[]): WireReader {
  const [only] = readers;
  if (only !== undefined && readers.length === 1) return only;
  const sink = new ByteSink();
  for (const { bytes, position, end } of readers) sink.bytes(bytes.subarray(position, end));
  return new WireReader(sink.written);
}

interface MapEntry {
  readonly key: string;
  readonly keyBytes: Uint8Array | undefined;
  readonly value: WireReader;
}

function readEntry(fields: MessageFields, reader: WireReader): MapEntry | undefined {
  const [keyField, valueField] = fields.all;
  const found = occurrencesOf(fields, reader);
  if (keyField === undefined || valueField === undefined || found === undefined) return undefined;
  const key = found.findLast(({ field }) => field === keyField);
  const values = found.filter(({ field }) => field === valueField);
  const { bytes, view } = reader;
  const readers = values.map(({ start, end }) => new WireReader(bytes, start, end, view));
  const value =
    valueField.form === "message" && readers.length > 1
      ? mergedReader(readers)
      : (readers.at(-1) ?? new WireReader(bytes, 0, 0, view));
  if (keyField.form === "string") {
    const keyBytes = key === undefined ? new Uint8Array(0) : bytes.subarray(key.start, key.end);
    return { key: binaryText(keyBytes), keyBytes, value };
  }
  const number =
    key === undefined ? "0" : numberText(keyField, new WireReader(bytes, key.start, key.end, view));
  return { key: number, keyBytes: undefined, value };
}

/** One character a byte. */
function binaryText(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** Texts from the greatest to the least, but one that begins another before it; numbers from the least. */
function compareEntries(a: MapEntry, b: MapEntry): number {
  if (a.keyBytes === undefined || b.keyBytes === undefined) return Number(a.key) - Number(b.key);
  const common = Math.min(a.key.length, b.key.length);
  const left = a.key.slice(0, common);
  const right = b.key.slice(0, common);
  if (left === right) return a.key.length - b.key.length;
  return left < right ? 1 : -1;
}

function isZero(text: string): boolean {
  return text === "0" || text === "false";
}

function numberText(field: MessageField, reader: WireReader): string {
  switch (field.form) {
    case "double":
      return doubleText(reader.double());
    case "float":
      return floatText(reader.float());
    case "int64":
      return int64Text(reader);
    case "uint64":
      return String(BigInt.asUintN(64, reader.bigInt64()));
    case "int32":
      return String(reader.int32());
    case "uint32":
      return String(reader.int32() >>> 0);
    case "bool":
      return reader.roundedInt64() === 0 ? "false" : "true";
    case "enum": {
      const number = reader.int32();
      // Zero has a name, too: where it is left out, the caller asks for the number.
      return number === 0 && !field.isRepeated && field.group < 0 ? "0" : enumText(field, number);
    }
    case "string":
    case "bytes":
    case "message":
      reader.skip((1 << 3) | VARINT);
      return "";
  }
}

function enumText(field: MessageField, number: number): string {
  return field.enumNames.get(number) ?? String(number);
}

function int64Text(reader: WireReader): string {
  const at = reader.position;
  const value = reader.int64();
  if (!Number.isNaN(value)) return String(value);
  reader.position = at;
  return String(reader.bigInt64());
}
