// Reads one event, whatever it holds: scalars into the log of points, the places of everything else into their series.
import {
  type EventOutline,
  findBlock,
  findInteger,
  isSummary,
  outlineEvent,
  spanBytes,
  spanReader,
  summaryValues,
  type ValueOutline,
} from "./outline.ts";
import { seriesKind, type SeriesMetadata, type StartMark, type ValueDetails } from "./points.ts";
import type { PointLog } from "./scan-log.ts";
import type { ScannedSeries, SeriesTable } from "./scan-series.ts";
import { outlineTensor } from "./tensor-proto.ts";
import { detailsOf, MESSAGE_DETAILS, scalarOf } from "./value-details.ts";
import { chooseSeries, RUN_GRAPH_METADATA, RUN_GRAPH_TAG, RUN_METADATA_METADATA } from "./value-series.ts";
import { decodeText, type Span, type WireReader } from "./wire.ts";

/** What an event said besides its points. */
export interface ReadEvent {
  /** Undefined when it could not be read. */
  readonly wallTimeSeconds: number | undefined;
  /** Why it was left out, wholly or in part; empty when nothing was. */
  readonly leftOut: string;
  /** Null when it said nothing about that. */
  readonly sessionEnded: boolean | null;
  /** Null when it is none. */
  readonly startMark: StartMark | null;
}

/** Where an event that is being read stands. */
interface EventPlace {
  readonly step: number;
  readonly wallTimeSeconds: number;
  /** Of the bytes under the reader: where they begin in the file. */
  readonly fileOffsetBytes: number;
}

/** Where a value of a summary stands. */
interface SummaryPlace extends EventPlace {
  readonly summary: Span;
}

/** Longer ones take more than two bytes to say how long they are, and so long to read that comparing them saves nothing. */
const MAX_FORM_BYTES = 2 ** 14 - 1;

export class EventReader {
  readonly #series: SeriesTable;
  readonly #log: PointLog;
  #leftOut = "";
  #sessionEnded: boolean | null = null;
  #startMark: StartMark | null = null;

  constructor(series: SeriesTable, log: PointLog) {
    this.#series = series;
    this.#log = log;
  }

  /** Reads the event that the reader begins at; `fileOffsetBytes` is where the reader's bytes begin in the file. */
  read(reader: WireReader, fileOffsetBytes: number): ReadEvent {
    this.#leftOut = "";
    this.#sessionEnded = null;
    this.#startMark = null;
    const event = outlineEvent(reader);
    const problem = problemOf(reader, event);
    if (event !== undefined && problem === "") this.#addEvent(reader, event, fileOffsetBytes);
    return {
      wallTimeSeconds: problem === "" ? event?.wallTimeSeconds : undefined,
      leftOut: problem || this.#leftOut,
      sessionEnded: this.#sessionEnded,
      startMark: this.#startMark,
    };
  }

  #addEvent(reader: WireReader, event: EventOutline, fileOffsetBytes: number): void {
    const { step, wallTimeSeconds, content } = event;
    const place = { step, wallTimeSeconds, fileOffsetBytes };
    switch (content.kind) {
      case "summary":
        for (const value of summaryValues(spanReader(reader, content.span)))
          if (value !== null) this.#addValue(reader, value, { ...place, summary: content.span });
        break;
      case "graph":
        this.#addMessage(RUN_GRAPH_TAG, RUN_GRAPH_METADATA, { place, span: content.span });
        break;
      case "meta_graph": {
        const span = findBlock(spanReader(reader, content.span), 2);
        // A graph that the file has on its own account is the better one.
        if (span !== null && !this.#hasRunGraph())
          this.#addMessage(RUN_GRAPH_TAG, RUN_GRAPH_METADATA, { place, span });
        break;
      }
      case "run_metadata": {
        const tag = findBlock(spanReader(reader, content.span), 1);
        const { end } = content.span;
        const span = findBlock(spanReader(reader, content.span), 2) ?? { start: end, end };
        this.#addMessage(tag ? decodeText(spanBytes(reader, tag)) : "", RUN_METADATA_METADATA, {
          place,
          span,
        });
        break;
      }
      case "session_log": {
        const status = findInteger(spanReader(reader, content.span), 1);
        if (status === 1) {
          this.#sessionEnded = false;
          this.#startMark = { step, wallTimeSeconds };
        }
        if (status === 2) this.#sessionEnded = true;
        break;
      }
      case "other":
    }
  }

  #addValue(reader: WireReader, value: ValueOutline, place: SummaryPlace): void {
    const tag = decodeText(spanBytes(reader, value.tag));
    const ofTag = this.#series.ofTag(tag);
    const { metadata: given } = value;
    const named =
      given && ofTag.find((one) => one.isNamedBy(value.kind, reader.view, given.start, given.end));
    const chosen = named ? null : chooseSeries(reader, value, ofTag);
    const metadata = named?.metadata ?? chosen?.metadata;
    if (metadata === undefined) {
      if (value.kind !== "none") this.#leave("value is of a kind that nothing reads");
      return;
    }
    this.#sessionEnded = chosen?.sessionEnded ?? this.#sessionEnded;
    const point =
      metadata.dataClass === "scalar" ? scalarOf(reader, value) : detailsOf(reader, value, metadata);
    if (point === undefined) {
      this.#leave(`value of ${quoted(tag)} is no ${metadata.dataClass.replace("_", " ")}`);
      return;
    }
    const series = named ?? this.#series.ensure(tag, metadata);
    if (series === undefined) {
      this.#leave(`values of ${quoted(tag)} are of too many kinds`);
      return;
    }
    if (typeof point === "number") this.#log.append(series.id, place.step, place.wallTimeSeconds, point);
    else {
      this.#series.addRecord(series, { ...placeOf(value.span, place), details: point });
      // Without metadata the only series of a tag gets every tensor; of several the elements may decide.
      const isSettled = named !== undefined || (given === null && this.#series.ofTag(tag).length === 1);
      if (isSettled && point.kind === "tensor")
        learnTensor(reader, value, { series, summary: place.summary, details: point });
      if (series.tensorForm !== undefined) this.#series.follow(series);
    }
    if (given !== null && chosen?.isNamed === true)
      series.learnMetadata(spanBytes(reader, given), value.kind);
  }

  #addMessage(
    tag: string,
    metadata: SeriesMetadata,
    { place, span }: { readonly place: EventPlace; readonly span: Span },
  ): void {
    const series = this.#series.ensure(tag, metadata);
    if (series === undefined) this.#leave(`values of ${quoted(tag)} are of too many kinds`);
    else this.#series.addRecord(series, { ...placeOf(span, place), details: MESSAGE_DETAILS });
  }

  #hasRunGraph(): boolean {
    const kind = seriesKind(RUN_GRAPH_METADATA);
    return this.#series.ofTag(RUN_GRAPH_TAG).some((series) => series.kind === kind);
  }

  #leave(reason: string): void {
    this.#leftOut ||= reason;
  }
}

function placeOf({ start, end }: Span, { step, wallTimeSeconds, fileOffsetBytes }: EventPlace) {
  return { step, wallTimeSeconds, offsetBytes: fileOffsetBytes + start, lengthBytes: end - start };
}

/** Remembers the form of a tensor that is alone in its summary, with elements in one block. */
function learnTensor(
  reader: WireReader,
  { kind, span, content }: ValueOutline,
  {
    series,
    summary,
    details,
  }: { readonly series: ScannedSeries; readonly summary: Span; readonly details: ValueDetails },
): void {
  const { start, end } = summary;
  if (kind !== "tensor" || !series.isLearning || end - start > MAX_FORM_BYTES) return;
  // Key and length are right before it.
  const valueStart = span.end - span.start < 128 ? 2 : 3;
  if (span.start - start !== valueStart || span.end !== end) return;
  const outline = outlineTensor(reader.bytes, content.start, content.end);
  if (outline === undefined || outline.contentStart === outline.contentEnd) return;
  const elements = { start: outline.contentStart - start, end: outline.contentEnd - start };
  series.learnTensorForm(spanBytes(reader, summary), { valueStart, elements, details });
}

/** Why an event cannot be read; empty when it can. */
function problemOf(reader: WireReader, event: EventOutline | undefined): string {
  if (event === undefined) return "record is no event";
  if (!Number.isFinite(event.wallTimeSeconds)) return "wall time is not a finite number";
  const { content } = event;
  const isWhole = content.kind !== "summary" || isSummary(spanReader(reader, content.span));
  return isWhole ? "" : "record is no event";
}

function quoted(tag: string): string {
  return JSON.stringify(tag.length > 100 ? `${tag.slice(0, 100)}…` : tag);
}
