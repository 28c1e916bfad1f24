// Protobuf's text format → the serialised message, without building it: ten megabytes in well under a second.
import { decodeText } from "@runboard/tfevents";
import { ByteSink } from "./byte-sink.ts";
import { writeNumber } from "./field-writer.ts";
import { fieldsOf, type MessageField, type MessageFields, type MessageSchema } from "./message-fields.ts";

export interface ParsedText {
  /** Of what stands before `stop`; messages that are open there are closed. Lengths are padded varints. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where reading ended before the text did, or the text before the message did. */
  readonly stop?: TextStop;
  /** Whether any field of the schema was there. */
  readonly isEmpty: boolean;
}

interface TextStop {
  readonly at: number;
  /** From 1. */
  readonly line: number;
  readonly reason: "ends_early" | "no_field" | "no_value";
}

/** Fields that the schema does not name are passed over. */
export function parseText(schema: MessageSchema, text: Uint8Array): ParsedText {
  return new TextParser(text, fieldsOf(schema)).parse();
}

const NEW_LINE = 10;
const QUOTE = 34;
const HASH = 35;
const APOSTROPHE = 39;
const COMMA = 44;
const MINUS = 45;
const COLON = 58;
const SEMICOLON = 59;
const LESS = 60;
const GREATER = 62;
const LIST_OPEN = 91;
const BACKSLASH = 92;
const LIST_CLOSE = 93;
const BRACE_OPEN = 123;
const BRACE_CLOSE = 125;

/** An open message or list. What no field is known of is passed over. */
interface Frame {
  readonly closer: number;
  readonly fields: MessageFields | undefined;
  /** Of a list: what its elements are. */
  readonly listOf: MessageField | undefined;
  readonly isList: boolean;
  /** What `ByteSink.open` gave; -1 where nothing was opened. */
  readonly opened: number;
}

class TextParser {
  readonly #bytes: Uint8Array;
  readonly #sink: ByteSink;
  readonly #frames: Frame[] = [];
  #frame: Frame;
  #at = 0;
  #isEmpty = true;

  constructor(bytes: Uint8Array, fields: MessageFields) {
    this.#bytes = bytes;
    this.#sink = new ByteSink(Math.max(1024, bytes.length >> 1));
    this.#frame = { closer: -1, fields, listOf: undefined, isList: false, opened: -1 };
  }

  parse(): ParsedText {
    const stop = this.#run();
    while (this.#frames.length > 0) this.#close();
    const result = { bytes: this.#sink.written, isEmpty: this.#isEmpty };
    if (stop === undefined) return result;
    const at = Math.min(this.#at, this.#bytes.length);
    return { ...result, stop: { at, line: this.#lineAt(at), reason: stop } };
  }

  #run(): TextStop["reason"] | undefined {
    const bytes = this.#bytes;
    for (;;) {
      this.#skipSpace(true);
      if (this.#at >= bytes.length) return this.#frames.length > 0 ? "ends_early" : undefined;
      if (bytes[this.#at] === this.#frame.closer) {
        this.#at++;
        this.#close();
        continue;
      }
      if (this.#frame.isList) {
        if (!this.#value(this.#frame.listOf)) return this.#stopReason("no_value");
        continue;
      }
      const name = this.#name();
      if (name === undefined) return this.#stopReason("no_field");
      const field = this.#frame.fields?.byName.get(name);
      if (field !== undefined) this.#isEmpty = false;
      this.#skipSpace(false);
      if (bytes[this.#at] === COLON) {
        this.#at++;
        this.#skipSpace(false);
      }
      if (!this.#value(field)) return this.#stopReason("no_value");
    }
  }

  #stopReason(reason: TextStop["reason"]): TextStop["reason"] {
    return this.#at >= this.#bytes.length ? "ends_early" : reason;
  }

  /** One value, or the beginning of a message or list; undefined as a field is passed over. */
  #value(field: MessageField | undefined): boolean {
    const byte = this.#bytes[this.#at];
    if (byte === BRACE_OPEN || byte === LESS) {
      this.#at++;
      this.#openMessage(field, byte === LESS ? GREATER : BRACE_CLOSE);
      return true;
    }
    if (byte === LIST_OPEN && !this.#frame.isList) {
      this.#at++;
      this.#push({ closer: LIST_CLOSE, fields: undefined, listOf: field, isList: true, opened: -1 });
      return true;
    }
    if (byte === QUOTE || byte === APOSTROPHE) return this.#texts(field);
    const token = this.#token();
    if (token === undefined) return false;
    // A message given as a word is passed over; so is a number that a later version may know.
    if (field === undefined || field.form === "message") return true;
    if (field.form === "string" || field.form === "bytes") return false;
    return writeNumber(this.#sink, field, token) || field.form === "enum";
  }

  #openMessage(field: MessageField | undefined, closer: number): void {
    const isKnown = field?.form === "message";
    this.#push({
      closer,
      fields: isKnown ? field.fields() : undefined,
      listOf: undefined,
      isList: false,
      opened: isKnown ? this.#sink.open(field.number) : -1,
    });
  }

  #push(frame: Frame): void {
    this.#frames.push(this.#frame);
    this.#frame = frame;
  }

  #close(): void {
    if (this.#frame.opened >= 0) this.#sink.close(this.#frame.opened);
    const outer = this.#frames.pop();
    if (outer !== undefined) this.#frame = outer;
  }

  /** A field's name; of an extension or an Any in brackets a name that no schema has. */
  #name(): string | undefined {
    const bytes = this.#bytes;
    const start = this.#at;
    if (bytes[start] === LIST_OPEN) {
      const end = bytes.indexOf(LIST_CLOSE, start);
      if (end < 0) this.#at = bytes.length;
      else this.#at = end + 1;
      return end < 0 ? undefined : "[]";
    }
    while (isWordByte(bytes[this.#at] ?? 0)) this.#at++;
    return this.#at > start ? decodeText(bytes.subarray(start, this.#at)) : undefined;
  }

  #token(): string | undefined {
    const bytes = this.#bytes;
    let sign = "";
    if (bytes[this.#at] === MINUS) {
      sign = "-";
      this.#at++;
      this.#skipSpace(false);
    }
    const start = this.#at;
    while (isTokenByte(bytes[this.#at] ?? 0)) this.#at++;
    return this.#at > start ? sign + decodeText(bytes.subarray(start, this.#at)) : undefined;
  }

  /** Texts in quotes; those that follow each other are one. */
  #texts(field: MessageField | undefined): boolean {
    const isKnown = field?.form === "string" || field?.form === "bytes";
    const opened = isKnown ? this.#sink.open(field.number) : -1;
    const bytes = this.#bytes;
    while (bytes[this.#at] === QUOTE || bytes[this.#at] === APOSTROPHE) {
      if (!this.#quoted(isKnown)) {
        // Half of a text is none.
        if (opened >= 0) this.#sink.close(opened);
        return false;
      }
      this.#skipSpace(false);
    }
    if (opened >= 0) this.#sink.close(opened);
    return isKnown || field === undefined || field.form === "enum";
  }

  #quoted(isKept: boolean): boolean {
    const bytes = this.#bytes;
    const quote = bytes[this.#at++];
    let plainFrom = this.#at;
    for (; this.#at < bytes.length; this.#at++) {
      const byte = bytes[this.#at];
      if (byte !== quote && byte !== BACKSLASH) continue;
      if (isKept && this.#at > plainFrom) this.#sink.bytes(bytes.subarray(plainFrom, this.#at));
      if (byte === quote) {
        this.#at++;
        return true;
      }
      this.#at = this.#escape(this.#at + 1, isKept);
      plainFrom = this.#at + 1;
    }
    this.#at = bytes.length;
    return false;
  }

  /** Appends what stands behind a backslash at `start`; where its last byte stands. */
  #escape(start: number, isKept: boolean): number {
    const bytes = this.#bytes;
    const letter = String.fromCharCode(bytes[start] ?? 0);
    const form = ESCAPES[letter];
    if (form === undefined) {
      const plain = "abfnrtv".indexOf(letter);
      const code = plain < 0 ? (bytes[start] ?? 0) : ([7, 8, 12, 10, 13, 9, 11][plain] ?? 0);
      if (isKept) this.#sink.byte(code);
      return start;
    }
    const first = start + form.skip;
    let end = first;
    while (end < first + form.digits && isDigit(bytes[end] ?? 0, form.base)) end++;
    const code = Number.parseInt(decodeText(bytes.subarray(first, end)) || "0", form.base);
    if (isKept && form.isCharacter) this.#sink.bytes(encoder.encode(characterOf(code)));
    else if (isKept) this.#sink.byte(code & 255);
    return Math.max(end - 1, start);
  }

  /** White space and comments; between fields also commas and semicolons. */
  #skipSpace(isBetween: boolean): void {
    const bytes = this.#bytes;
    for (; this.#at < bytes.length; this.#at++) {
      const byte = bytes[this.#at] ?? 0;
      if (byte === HASH) {
        const end = bytes.indexOf(NEW_LINE, this.#at);
        this.#at = end < 0 ? bytes.length - 1 : end;
      } else if (byte > 32 && !(isBetween && (byte === COMMA || byte === SEMICOLON))) return;
    }
  }

  #lineAt(end: number): number {
    let line = 1;
    for (
      let at = this.#bytes.indexOf(NEW_LINE);
      at >= 0 && at < end;
      at = this.#bytes.indexOf(NEW_LINE, at + 1)
    )
      line++;
    return line;
  }
}

const encoder = new TextEncoder();

interface EscapeForm {
  readonly base: 8 | 16;
  readonly digits: number;
  /** Letters before the digits. */
  readonly skip: 0 | 1;
  /** A code point, else a byte. */
  readonly isCharacter: boolean;
}

const ESCAPES: Readonly<Record<string, EscapeForm>> = {
  x: { base: 16, digits: 2, skip: 1, isCharacter: false },
  X: { base: 16, digits: 2, skip: 1, isCharacter: false },
  u: { base: 16, digits: 4, skip: 1, isCharacter: true },
  U: { base: 16, digits: 8, skip: 1, isCharacter: true },
  ...Object.fromEntries(
    Array.from("01234567", (digit): [string, EscapeForm] => [
      digit,
      { base: 8, digits: 3, skip: 0, isCharacter: false },
    ]),
  ),
};

function characterOf(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
}

function isDigit(byte: number, base: 8 | 16): boolean {
  if (byte >= 48 && byte <= 55) return true;
  return (
    base === 16 && (byte === 56 || byte === 57 || (byte >= 65 && byte <= 70) || (byte >= 97 && byte <= 102))
  );
}

/** Letters, digits, underscore. */
function isWordByte(byte: number): boolean {
  return (
    (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90) || (byte >= 48 && byte <= 57) || byte === 95
  );
}

/** What numbers and names of enums consist of. */
function isTokenByte(byte: number): boolean {
  return isWordByte(byte) || byte === 46 || byte === 43 || byte === MINUS;
}
