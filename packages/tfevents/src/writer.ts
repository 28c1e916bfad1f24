// Writes event files that TensorBoard reads, too.
//
// Scalars, which are most of what is written, are put together from a template per tag; everything else is encoded by the generated code.
import { type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { EventSchema, type SessionLog_SessionStatus } from "./gen/event_pb.ts";
import { type GraphDef, GraphDefSchema } from "./gen/graph_pb.ts";
import { type RunMetadata, RunMetadataSchema } from "./gen/run_metadata_pb.ts";
import { encodeMessage } from "./messages.ts";
import { encodeRecord, RECORD_FOOTER_BYTES, RECORD_HEADER_BYTES, sealRecord } from "./record.ts";
import { scalarValue, simpleValue, type SummaryValue } from "./summary-values.ts";
import { viewOf } from "./wire.ts";

export type EventInit = MessageInitShape<typeof EventSchema>;

/** When, and at which step. */
export interface EventMoment {
  /** A safe integer. */
  readonly step: number;
  /** Seconds since 1970. */
  readonly wallTimeSeconds: number;
}

export interface EventWriterOptions {
  /** Takes whole records, in order; the bytes are its own. Where it throws it has taken nothing, and what called it has written nothing. */
  readonly write: (bytes: Uint8Array<ArrayBuffer>) => void;
  /** Of the first event, which says that the file was begun. */
  readonly wallTimeSeconds: number;
  /** `tensor` (the default) is TensorFlow 2's form, `simple_value` that of TensorFlow 1 and PyTorch. */
  readonly scalarForm?: "tensor" | "simple_value";
  /** How much is gathered before it is written; 64 KiB by default. */
  readonly bufferBytes?: number;
}

const FILE_VERSION = "brain.Event:2";
/** Wall time (1 + 8) and step (1 + at most 10). */
const MAX_MOMENT_BYTES = 20;

/** A serialised Event's summary, and where its number stands in it. */
interface ScalarTemplate {
  readonly bytes: Uint8Array;
  readonly valueAt: number;
}

/** Writes one event file. What is written reaches the sink when the buffer is full, and by `flush`. */
export class EventWriter {
  readonly #write: (bytes: Uint8Array<ArrayBuffer>) => void;
  readonly #scalarForm: "tensor" | "simple_value";
  readonly #buffer: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  readonly #templates = new Map<string, ScalarTemplate>();
  #length = 0;

  constructor({ write, wallTimeSeconds, scalarForm = "tensor", bufferBytes = 2 ** 16 }: EventWriterOptions) {
    this.#write = write;
    this.#scalarForm = scalarForm;
    this.#buffer = new Uint8Array(bufferBytes);
    this.#view = viewOf(this.#buffer);
    this.writeEvent({
      wallTime: wallTimeSeconds,
      what: { case: "fileVersion", value: FILE_VERSION },
      sourceMetadata: { writer: "runboard" },
    });
  }

  /** A point of a scalar series, kept as float32. */
  writeScalar(tag: string, value: number, { step, wallTimeSeconds }: EventMoment): void {
    const template = this.#templates.get(tag) ?? this.#makeTemplate(tag);
    const { bytes, valueAt } = template;
    const sizeBytes = RECORD_HEADER_BYTES + MAX_MOMENT_BYTES + bytes.length + RECORD_FOOTER_BYTES;
    if (sizeBytes > this.#buffer.length) {
      this.#writeLargeScalar(tag, value, { step, wallTimeSeconds });
      return;
    }
    if (this.#length + sizeBytes > this.#buffer.length) this.flush();
    const start = this.#length;
    let at = start + RECORD_HEADER_BYTES;
    this.#buffer[at++] = 0x09;
    this.#view.setFloat64(at, wallTimeSeconds, true);
    at += 8;
    if (step !== 0) {
      this.#buffer[at++] = 0x10;
      at = writeStep(this.#buffer, at, step);
    }
    this.#buffer.set(bytes, at);
    this.#view.setFloat32(at + valueAt, value, true);
    at += bytes.length;
    sealRecord(this.#buffer, this.#view, start, at - start - RECORD_HEADER_BYTES);
    this.#length = at + RECORD_FOOTER_BYTES;
  }

  writeSummary(values: readonly SummaryValue[], moment: EventMoment): void {
    this.#writeContent({ case: "summary", value: { value: [...values] } }, moment);
  }

  /** The run's graph, as a message or serialised. */
  writeGraph(graph: GraphDef | Uint8Array, moment: EventMoment): void {
    const value = graph instanceof Uint8Array ? graph : toBinary(GraphDefSchema, graph);
    this.#writeContent({ case: "graphDef", value }, moment);
  }

  writeRunMetadata(tag: string, metadata: RunMetadata | Uint8Array, moment: EventMoment): void {
    const runMetadata = metadata instanceof Uint8Array ? metadata : toBinary(RunMetadataSchema, metadata);
    this.#writeContent({ case: "taggedRunMetadata", value: { tag, runMetadata } }, moment);
  }

  writeSessionLog(status: SessionLog_SessionStatus, moment: EventMoment): void {
    this.#writeContent({ case: "sessionLog", value: { status } }, moment);
  }

  writeEvent(event: EventInit): void {
    const record = encodeRecord(encodeMessage(EventSchema, event));
    if (this.#length + record.length > this.#buffer.length) this.flush();
    if (record.length > this.#buffer.length) this.#write(record);
    else {
      this.#buffer.set(record, this.#length);
      this.#length += record.length;
    }
  }

  /** Gives all that was gathered to the sink. */
  flush(): void {
    if (this.#length === 0) return;
    this.#write(this.#buffer.slice(0, this.#length));
    this.#length = 0;
  }

  #writeContent(what: NonNullable<EventInit["what"]>, { step, wallTimeSeconds }: EventMoment): void {
    assertStep(step);
    this.writeEvent({ wallTime: wallTimeSeconds, step: BigInt(step), what });
  }

  #writeLargeScalar(tag: string, value: number, moment: EventMoment): void {
    const encode = this.#scalarForm === "tensor" ? scalarValue : simpleValue;
    this.writeSummary([encode({ tag, value })], moment);
  }

  #makeTemplate(tag: string): ScalarTemplate {
    const encode = this.#scalarForm === "tensor" ? scalarValue : simpleValue;
    const summary = (value: number) =>
      encodeMessage(EventSchema, { what: { case: "summary", value: { value: [encode({ tag, value })] } } });
    const [bytes, other] = [summary(1), summary(2)];
    // Where two numbers make a difference is where the number stands: 0x3f800000 and 0x40000000 differ from their third byte on.
    const valueAt = bytes.findIndex((byte, index) => byte !== other[index]) - 2;
    const template = { bytes, valueAt };
    this.#templates.set(tag, template);
    return template;
  }
}

/** `events.out.tfevents.<seconds>.<host>.<process>.<number>`, as TensorFlow names its files: names of later files sort later. */
export function eventFileName(parts: {
  readonly wallTimeSeconds: number;
  readonly hostname: string;
  readonly pid: number;
  /** Tells files apart that one process begins in the same second. */
  readonly uid: number;
}): string {
  const seconds = String(Math.floor(parts.wallTimeSeconds)).padStart(10, "0");
  const hostname = parts.hostname.replaceAll(/[/\\]/g, "-");
  return `events.out.tfevents.${seconds}.${hostname}.${parts.pid}.${parts.uid}`;
}

function assertStep(step: number): void {
  if (!Number.isSafeInteger(step)) throw new RangeError(`step ${step} is not a safe integer`);
}

/** Writes an int64 varint; returns where it ends. */
function writeStep(bytes: Uint8Array, start: number, step: number): number {
  assertStep(step);
  let at = start;
  if (step >= 0) {
    let rest = step;
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes[at++] = (rest & 127) | 128;
    bytes[at++] = rest;
    return at;
  }
  let rest = BigInt.asUintN(64, BigInt(step));
  for (; rest > 127n; rest >>= 7n) bytes[at++] = Number(rest & 127n) | 128;
  bytes[at++] = Number(rest);
  return at;
}
