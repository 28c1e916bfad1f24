// Events without their contents: when, at which step, and where in the record what they hold stands.
import { BLOCK, FIXED32, FIXED64, type Span, VARINT, WireReader } from "./wire.ts";

type EventContent =
  /** A serialised Summary. */
  | { readonly kind: "summary"; readonly span: Span }
  /** A serialised GraphDef. */
  | { readonly kind: "graph"; readonly span: Span }
  /** A serialised MetaGraphDef. */
  | { readonly kind: "meta_graph"; readonly span: Span }
  /** A serialised TaggedRunMetadata. */
  | { readonly kind: "run_metadata"; readonly span: Span }
  /** A serialised SessionLog. */
  | { readonly kind: "session_log"; readonly span: Span }
  /** File versions, log messages, and what is unknown. */
  | { readonly kind: "other" };

export interface EventOutline {
  readonly wallTimeSeconds: number;
  /** Beyond ±2⁵³ the double that is nearest. */
  readonly step: number;
  readonly content: EventContent;
}

export type ValueKind =
  "simple_value" | "old_histogram" | "image" | "histogram" | "audio" | "tensor" | "none";

/** One value of a summary. */
export interface ValueOutline {
  /** All of it. */
  readonly span: Span;
  readonly tag: Span;
  /** A serialised SummaryMetadata; null when there is none. */
  readonly metadata: Span | null;
  readonly kind: ValueKind;
  /** Of `simple_value`; 0 otherwise. */
  readonly simpleValue: number;
  /** The serialised message of the other kinds; empty for `none`. */
  readonly content: Span;
}

const NOWHERE: Span = { start: 0, end: 0 };

const CONTENT_KINDS: ReadonlyMap<number, Exclude<EventContent["kind"], "other">> = new Map([
  [(4 << 3) | BLOCK, "graph"],
  [(5 << 3) | BLOCK, "summary"],
  [(7 << 3) | BLOCK, "session_log"],
  [(8 << 3) | BLOCK, "run_metadata"],
  [(9 << 3) | BLOCK, "meta_graph"],
]);

const VALUE_KINDS: ReadonlyMap<number, ValueKind> = new Map([
  [(3 << 3) | BLOCK, "old_histogram"],
  [(4 << 3) | BLOCK, "image"],
  [(5 << 3) | BLOCK, "histogram"],
  [(6 << 3) | BLOCK, "audio"],
  [(8 << 3) | BLOCK, "tensor"],
]);

/** Undefined when malformed. Values of a summary are looked at by `summaryValues`. */
export function outlineEvent(reader: WireReader): EventOutline | undefined {
  let wallTimeSeconds = 0;
  let step = 0;
  let content: EventContent = { kind: "other" };
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((1 << 3) | FIXED64)) wallTimeSeconds = reader.double();
    else if (key === ((2 << 3) | VARINT)) step = reader.roundedInt64();
    else if (key === ((3 << 3) | BLOCK) || key === ((6 << 3) | BLOCK)) {
      reader.skip(key);
      content = { kind: "other" };
    } else {
      const kind = CONTENT_KINDS.get(key);
      if (kind === undefined) reader.skip(key);
      else content = { kind, span: readSpan(reader) };
    }
  }
  return reader.malformed ? undefined : { wallTimeSeconds, step, content };
}

/** Whether the reader is at a serialised Summary all of whose values can be outlined. */
export function isSummary(reader: WireReader): boolean {
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key !== ((1 << 3) | BLOCK)) {
      reader.skip(key);
      continue;
    }
    const value = reader.message();
    for (let field = value.next(); field !== 0; field = value.next()) value.skip(field);
    if (value.malformed) return false;
  }
  return !reader.malformed;
}

/** The values of a serialised Summary, one at a time; ends with null where one is malformed. */
export function* summaryValues(reader: WireReader): Generator<ValueOutline | null, void> {
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key !== ((1 << 3) | BLOCK)) {
      reader.skip(key);
      continue;
    }
    const value = outlineValue(reader.message());
    yield value;
    if (value === null) return;
  }
  if (reader.malformed) yield null;
}

/** The serialised Summary.Value that the reader begins at; null when malformed. */
export function outlineValue(reader: WireReader): ValueOutline | null {
  const span = { start: reader.position, end: reader.end };
  let tag = NOWHERE;
  let metadata: Span | null = null;
  let kind: ValueKind = "none";
  let simpleValue = 0;
  let content = NOWHERE;
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((1 << 3) | BLOCK)) tag = readSpan(reader);
    else if (key === ((9 << 3) | BLOCK)) metadata = readSpan(reader);
    else if (key === ((2 << 3) | FIXED32)) {
      simpleValue = reader.float();
      kind = "simple_value";
    } else {
      const found = VALUE_KINDS.get(key);
      if (found === undefined) reader.skip(key);
      else {
        kind = found;
        content = readSpan(reader);
      }
    }
  }
  return reader.malformed ? null : { span, tag, metadata, kind, simpleValue, content };
}

/** The last occurrence of a length-delimited field of a message; null when there is none. */
export function findBlock(reader: WireReader, field: number): Span | null {
  let found: Span | null = null;
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((field << 3) | BLOCK)) found = readSpan(reader);
    else reader.skip(key);
  }
  return reader.malformed ? null : found;
}

/** The last occurrence of an integer field of a message; 0 when there is none. */
export function findInteger(reader: WireReader, field: number): number {
  let found = 0;
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((field << 3) | VARINT)) found = reader.int64();
    else reader.skip(key);
  }
  return reader.malformed ? 0 : found;
}

export function spanReader(reader: WireReader, { start, end }: Span): WireReader {
  return new WireReader(reader.bytes, start, end, reader.view);
}

/** Not copied. */
export function spanBytes(reader: WireReader, { start, end }: Span): Uint8Array {
  return reader.bytes.subarray(start, end);
}

function readSpan(reader: WireReader): Span {
  const start = reader.block();
  return { start, end: reader.position };
}
