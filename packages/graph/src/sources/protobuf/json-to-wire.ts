// Protobuf's JSON form → the serialised message.
import { ByteSink } from "./byte-sink.ts";
import { writeNumber } from "./field-writer.ts";
import { fieldsOf, type MessageField, type MessageFields, type MessageSchema } from "./message-fields.ts";
import { MAX_MESSAGE_DEPTH } from "./wire-to-text.ts";

/** Fields that the schema does not name, and values of other forms, are passed over. Lengths are padded varints. */
export function encodeJson(schema: MessageSchema, json: unknown): Uint8Array<ArrayBuffer> {
  const sink = new ByteSink();
  writeMessage(sink, fieldsOf(schema), json, 0);
  return sink.written;
}

function writeMessage(sink: ByteSink, fields: MessageFields, json: unknown, depth: number): void {
  if (!isRecord(json) || depth > MAX_MESSAGE_DEPTH) return;
  for (const [name, value] of Object.entries(json)) {
    const field = fields.byName.get(name);
    if (field === undefined || value === null) continue;
    if (field.isMap) writeMap(sink, field, value, depth);
    else if (!field.isRepeated) writeValue(sink, field, value, depth);
    else if (Array.isArray(value)) for (const each of value) writeValue(sink, field, each, depth);
  }
}

function writeMap(sink: ByteSink, field: MessageField, json: unknown, depth: number): void {
  const [key, value] = field.fields().all;
  if (!isRecord(json) || key === undefined || value === undefined) return;
  for (const [name, each] of Object.entries(json)) {
    const opened = sink.open(field.number);
    writeValue(sink, key, name, depth);
    writeValue(sink, value, each, depth + 1);
    sink.close(opened);
  }
}

function writeValue(sink: ByteSink, field: MessageField, json: unknown, depth: number): void {
  if (field.form === "message") {
    const opened = sink.open(field.number);
    writeMessage(sink, field.fields(), json, depth + 1);
    sink.close(opened);
  } else if (field.form === "string" || field.form === "bytes") {
    if (typeof json !== "string") return;
    const opened = sink.open(field.number);
    if (field.form === "string") sink.bytes(encoder.encode(json));
    else writeBase64(sink, json);
    sink.close(opened);
  } else if (typeof json === "number" || typeof json === "string" || typeof json === "boolean")
    writeNumber(sink, field, String(json));
}

const encoder = new TextEncoder();
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Either alphabet, with or without padding; what is no digit is passed over. */
function writeBase64(sink: ByteSink, text: string): void {
  let bits = 0;
  let value = 0;
  for (const letter of text) {
    const digit = digitOf(letter);
    if (digit < 0) continue;
    value = ((value << 6) | digit) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    sink.byte((value >> bits) & 255);
  }
}

function digitOf(letter: string): number {
  if (letter === "+" || letter === "-") return 62;
  if (letter === "/" || letter === "_") return 63;
  return DIGITS.indexOf(letter);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
