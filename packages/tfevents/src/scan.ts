// From the bytes of an event file to columns, without an object per event.
//
// Nearly all events are scalars of series that are known already, so `#scanScalars` walks them where they stand: Event,
// Summary.Value, tag, number. It decides nothing: whatever is unusual or malformed makes it leave the event to `#scanEvent`,
// which looks at everything. Scalar points go to one growing log and are dealt out to their series by `take`.
import { maskedCrc32c } from "./crc32c.ts";
import {
  type EventOutline,
  findBlock,
  findInteger,
  outlineEvent,
  type Span,
  spanBytes,
  spanReader,
  summaryValues,
  type ValueOutline,
} from "./outline.ts";
import type { RecordPoints, ScalarPoints, SeriesMetadata } from "./points.ts";
import {
  BAD_LENGTH_CHECKSUM,
  BAD_PAYLOAD_CHECKSUM,
  payloadLength,
  RECORD_FOOTER_BYTES,
  RECORD_HEADER_BYTES,
} from "./record.ts";
import { PointLog } from "./scan-log.ts";
import { type ScannedSeries, SeriesTable } from "./scan-series.ts";
import {
  firstMetadata,
  hparamsSessionEnded,
  recordDetails,
  RUN_GRAPH_METADATA,
  RUN_GRAPH_TAG,
  RUN_METADATA_METADATA,
  scalarOf,
} from "./upgrade.ts";
import { decodeText, viewOf, WireReader } from "./wire.ts";

export type ScanResult =
  /** All whole records were read. `neededBytes`: size of the incomplete one as far as known; 12 until its header is there. */
  | { readonly kind: "truncated"; readonly consumedBytes: number; readonly neededBytes: number }
  /** The length of the record at `consumedBytes` has a wrong checksum: nothing behind it can be read. */
  | { readonly kind: "corrupt"; readonly consumedBytes: number; readonly reason: string };

/** What was gathered since the last take. Columns belong to the caller. */
export interface ScannedPoints {
  readonly scalars: ScalarPoints[];
  readonly records: RecordPoints[];
  /** Events that were read, whatever they hold. */
  readonly eventCount: number;
  /** Of the first of these events; null when there were none. */
  readonly firstWallTimeSeconds: number | null;
  /** The greatest of these events; null when there were none. */
  readonly lastWallTimeSeconds: number | null;
  /** Whether the last session mark says that the session ended; null when there was no mark. */
  readonly sessionEnded: boolean | null;
  /** Records that were left out, wholly or in part; offset of the first, and what was wrong with it. */
  readonly skipped: {
    readonly count: number;
    readonly firstOffsetBytes: number | null;
    readonly reason: string;
  };
}

/** Where an event that is being read stands. */
interface EventPlace {
  readonly step: number;
  readonly wallTimeSeconds: number;
  readonly recordOffsetBytes: number;
  readonly lengthBytes: number;
}

export class EventFileScanner {
  readonly #series: SeriesTable;
  readonly #log = new PointLog();
  #recordCount = 0;

  #eventCount = 0;
  #firstWallTimeSeconds = 0;
  #lastWallTimeSeconds = 0;
  #sessionEnded: boolean | null = null;
  #skippedCount = 0;
  #firstSkippedOffsetBytes: number | null = null;
  #skipReason = "";

  // What the event under the hot loop says; fields, because its parts are read by several functions.
  #step = 0;
  #wallTimeSeconds = 0;
  #value = 0;
  #valueStart = 0;
  #valueEnd = 0;

  /** `knownSeries`: series that the run has already, by tag; their metadata stands. It is asked when a tag first appears here. */
  constructor(options: { readonly knownSeries?: ReadonlyMap<string, SeriesMetadata> } = {}) {
    this.#series = new SeriesTable(options.knownSeries ?? new Map());
  }

  /** Points that the next `take` gives. */
  get pendingPointCount(): number {
    return this.#log.pointCount + this.#recordCount;
  }

  /**
   * Scans the whole records in `bytes`, which start at `fileOffsetBytes` in the file, at the start of a record.
   * Does not keep `bytes`. After `truncated`, go on with bytes from `fileOffsetBytes + consumedBytes`.
   */
  scan(bytes: Uint8Array, fileOffsetBytes: number): ScanResult {
    const view = viewOf(bytes);
    let at = 0;
    for (;;) {
      const available = bytes.length - at;
      if (available < RECORD_HEADER_BYTES)
        return { kind: "truncated", consumedBytes: at, neededBytes: RECORD_HEADER_BYTES };
      const length = payloadLength(bytes, view, at);
      if (length < 0) return { kind: "corrupt", consumedBytes: at, reason: BAD_LENGTH_CHECKSUM };
      const sizeBytes = RECORD_HEADER_BYTES + length + RECORD_FOOTER_BYTES;
      if (available < sizeBytes) return { kind: "truncated", consumedBytes: at, neededBytes: sizeBytes };
      const start = at + RECORD_HEADER_BYTES;
      const end = start + length;
      if (maskedCrc32c(bytes, start, end, view) !== view.getUint32(end, true))
        this.#skip(fileOffsetBytes + at, BAD_PAYLOAD_CHECKSUM);
      else if (!this.#scanScalars(bytes, view, start, end))
        this.#scanEvent(new WireReader(bytes, start, end, view), fileOffsetBytes + at);
      at += sizeBytes;
    }
  }

  /** Hands over what was gathered since the last take, and starts anew. Series are in the order of their first appearance. */
  take(): ScannedPoints {
    const taken: ScannedPoints = {
      scalars: this.#log.deal(this.#series.all),
      records: this.#series.takeRecords(),
      eventCount: this.#eventCount,
      firstWallTimeSeconds: this.#eventCount === 0 ? null : this.#firstWallTimeSeconds,
      lastWallTimeSeconds: this.#eventCount === 0 ? null : this.#lastWallTimeSeconds,
      sessionEnded: this.#sessionEnded,
      skipped: {
        count: this.#skippedCount,
        firstOffsetBytes: this.#firstSkippedOffsetBytes,
        reason: this.#skipReason,
      },
    };
    this.#recordCount = 0;
    this.#eventCount = 0;
    this.#sessionEnded = null;
    this.#skippedCount = 0;
    this.#firstSkippedOffsetBytes = null;
    this.#skipReason = "";
    return taken;
  }

  /** Reads an event whose values are all scalars of known series; false, and no trace of it, when it is anything else. */
  #scanScalars(bytes: Uint8Array, view: DataView, start: number, end: number): boolean {
    let at = start;
    let step = 0;
    let wallTimeSeconds = 0;
    let summaryStart = -1;
    let summaryEnd = 0;
    while (at < end) {
      const key = bytes[at++]!;
      if (key === 0x09) {
        if (end - at < 8) return false;
        wallTimeSeconds = view.getFloat64(at, true);
        at += 8;
      } else if (key === 0x10) {
        step = 0;
        let scale = 1;
        for (let byte = 128; byte > 127; scale *= 128) {
          // Seven bytes hold any step below 2⁴⁹.
          if (at === end || scale === 2 ** 49) return false;
          byte = bytes[at++]!;
          step += (byte & 127) * scale;
        }
      } else if (key === 0x2a && summaryStart < 0) {
        let length = bytes[at++]!;
        if (length > 127) {
          const high = bytes[at++]!;
          if (high > 127) return false;
          length = (length & 127) | (high << 7);
        }
        if (length > end - at) return false;
        summaryStart = at;
        summaryEnd = at += length;
      } else return false;
    }
    // The difference is NaN for what is not finite.
    if (summaryStart < 0 || wallTimeSeconds - wallTimeSeconds !== 0) return false;
    const likely = this.#series.likely;
    if (likely?.form?.matches(view, summaryStart, summaryEnd - summaryStart)) {
      this.#series.confirm(likely);
      this.#log.append(likely.id, step, wallTimeSeconds, likely.form.valueOf(view, summaryStart));
      this.#countEvent(wallTimeSeconds);
      return true;
    }
    this.#step = step;
    this.#wallTimeSeconds = wallTimeSeconds;
    const { pointCount } = this.#log;
    if (!this.#scanSummary(bytes, view, summaryStart, summaryEnd)) {
      this.#log.cutBack(pointCount);
      return false;
    }
    this.#countEvent(wallTimeSeconds);
    return true;
  }

  #scanSummary(bytes: Uint8Array, view: DataView, start: number, end: number): boolean {
    let at = start;
    while (at < end) {
      if (bytes[at++] !== 0x0a) return false;
      let length = bytes[at++]!;
      if (length > 127) {
        const high = bytes[at++]!;
        if (high > 127) return false;
        length = (length & 127) | (high << 7);
      }
      if (length > end - at) return false;
      const series = this.#scanValue(bytes, view, at, at + length);
      if (series === undefined) return false;
      at += length;
      if (at === end && at - length - start < 4)
        series.learnForm(bytes.subarray(start, end), this.#valueStart - start, this.#valueEnd - start);
    }
    return true;
  }

  /** The series of the value at `[start, end)`, whose point is then in the log; undefined when it is anything unusual. */
  #scanValue(bytes: Uint8Array, view: DataView, start: number, end: number): ScannedSeries | undefined {
    let at = start;
    let series: ScannedSeries | undefined;
    let hasValue = false;
    while (at < end) {
      const key = bytes[at++]!;
      if (key === 0x15) {
        if (hasValue || end - at < 4) return undefined;
        this.#value = view.getFloat32(at, true);
        this.#valueStart = at;
        this.#valueEnd = at += 4;
        hasValue = true;
        continue;
      }
      let length = bytes[at++]!;
      if (length > 127) {
        const high = bytes[at++]!;
        if (high > 127) return undefined;
        length = (length & 127) | (high << 7);
      }
      if (length > end - at) return undefined;
      if (key === 0x0a) {
        if (series !== undefined) return undefined;
        series = this.#series.find(bytes, at, at + length);
        if (series?.isScalar !== true) return undefined;
      } else if (key === 0x42) {
        if (hasValue || !this.#scanTensor(bytes, view, at, at + length)) return undefined;
        hasValue = true;
      } else if (key !== 0x4a && key !== 0x3a) return undefined;
      // Metadata of a series that is known, and names of nodes, are passed over.
      at += length;
    }
    if (series === undefined || !hasValue) return undefined;
    this.#log.append(series.id, this.#step, this.#wallTimeSeconds, this.#value);
    return series;
  }

  /** A tensor of no dimensions, float32 or float64, with its number raw or in the packed field of its type. */
  #scanTensor(bytes: Uint8Array, view: DataView, start: number, end: number): boolean {
    let at = start;
    let dataType = 0;
    let valueStart = -1;
    let sizeBytes = 0;
    while (at < end) {
      const key = bytes[at++]!;
      const low = bytes[at++]!;
      if (low > 127 || at > end) return false;
      if (key === 0x08) dataType = low;
      else if (low > end - at) return false;
      else if (key === 0x12) {
        if (low !== 0) return false;
      } else if (key === 0x22 || key === 0x2a || key === 0x32) {
        // 5 is the field of float32 values, 6 that of float64 values, 4 holds either.
        if (valueStart >= 0 || (key === 0x2a && low !== 4) || (key === 0x32 && low !== 8)) return false;
        valueStart = at;
        sizeBytes = low;
        at += low;
      } else return false;
    }
    if (valueStart < 0) return false;
    if (dataType === 1 && sizeBytes === 4) this.#value = view.getFloat32(valueStart, true);
    else if (dataType === 2 && sizeBytes === 8) this.#value = view.getFloat64(valueStart, true);
    else return false;
    this.#valueStart = valueStart;
    this.#valueEnd = valueStart + sizeBytes;
    return true;
  }

  /** Reads any event; what cannot be read is counted. */
  #scanEvent(reader: WireReader, recordOffsetBytes: number): void {
    const lengthBytes = reader.end - reader.position;
    const event = outlineEvent(reader);
    const problem = problemOf(reader, event);
    if (event === undefined || problem !== null) {
      this.#skip(recordOffsetBytes, problem ?? "record is no event");
      return;
    }
    const { step, wallTimeSeconds, content } = event;
    this.#countEvent(wallTimeSeconds);
    const place = { step, wallTimeSeconds, recordOffsetBytes, lengthBytes };
    switch (content.kind) {
      case "summary":
        this.#addSummary(reader, content.span, place);
        break;
      case "graph":
        this.#addEventBlob(RUN_GRAPH_TAG, RUN_GRAPH_METADATA, place);
        break;
      case "meta_graph": {
        // A graph that the run has on its own account is the better one.
        const hasGraph = findBlock(spanReader(reader, content.span), 2) !== null;
        if (hasGraph && !this.#series.has(RUN_GRAPH_TAG))
          this.#addEventBlob(RUN_GRAPH_TAG, RUN_GRAPH_METADATA, place);
        break;
      }
      case "run_metadata": {
        const tag = findBlock(spanReader(reader, content.span), 1);
        this.#addEventBlob(tag ? decodeText(spanBytes(reader, tag)) : "", RUN_METADATA_METADATA, place);
        break;
      }
      case "session_log": {
        const status = findInteger(spanReader(reader, content.span), 1);
        if (status === 1) this.#sessionEnded = false;
        if (status === 2) this.#sessionEnded = true;
        break;
      }
      case "other":
    }
  }

  #addSummary(reader: WireReader, span: Span, place: EventPlace): void {
    let index = 0;
    let leftOut = "";
    for (const value of summaryValues(spanReader(reader, span))) {
      if (value === null) break;
      const reason = this.#addValue(reader, value, place, index++);
      leftOut ||= reason;
    }
    if (leftOut !== "") this.#skip(place.recordOffsetBytes, leftOut);
  }

  /** Says why the value was left out; empty when it was not. */
  #addValue(reader: WireReader, value: ValueOutline, place: EventPlace, index: number): string {
    const series = this.#series.ensure(spanBytes(reader, value.tag), () => firstMetadata(reader, value));
    if (series === undefined) return value.kind === "none" ? "" : "value is of a kind that nothing reads";
    if (series.metadata.plugin === "hparams" && value.kind !== "old_histogram")
      this.#sessionEnded = hparamsSessionEnded(reader, value) ?? this.#sessionEnded;
    if (series.isScalar) {
      const scalar = scalarOf(reader, value);
      if (scalar === undefined) return `value of ${quoted(series.tag)} is no scalar`;
      this.#log.append(series.id, place.step, place.wallTimeSeconds, scalar);
      return "";
    }
    const details = recordDetails(reader, value, series.metadata);
    if (details === undefined)
      return `value of ${quoted(series.tag)} is no ${series.metadata.dataClass.replace("_", " ")}`;
    this.#addRecord(series, place, index, details);
    return "";
  }

  #addEventBlob(tag: string, metadata: SeriesMetadata, place: EventPlace): void {
    const series = this.#series.ensure(new TextEncoder().encode(tag), () => metadata);
    if (series?.metadata.dataClass === "blob_sequence") this.#addRecord(series, place, -1, '{"blobs":1}');
    else this.#skip(place.recordOffsetBytes, `value of ${quoted(tag)} is no blob sequence`);
  }

  #addRecord(series: ScannedSeries, place: EventPlace, valueIndex: number, details: string): void {
    this.#recordCount++;
    series.addRecord({
      step: place.step,
      wallTimeSeconds: place.wallTimeSeconds,
      offsetBytes: place.recordOffsetBytes + RECORD_HEADER_BYTES,
      lengthBytes: place.lengthBytes,
      valueIndex,
      details,
    });
  }

  #countEvent(wallTimeSeconds: number): void {
    if (this.#eventCount++ === 0) this.#firstWallTimeSeconds = this.#lastWallTimeSeconds = wallTimeSeconds;
    else if (wallTimeSeconds > this.#lastWallTimeSeconds) this.#lastWallTimeSeconds = wallTimeSeconds;
  }

  #skip(recordOffsetBytes: number, reason: string): void {
    if (this.#skippedCount++ > 0) return;
    this.#firstSkippedOffsetBytes = recordOffsetBytes;
    this.#skipReason = reason;
  }
}

/** Why an event cannot be read; null when it can. */
function problemOf(reader: WireReader, event: EventOutline | undefined): string | null {
  if (event === undefined) return "record is no event";
  if (!Number.isFinite(event.wallTimeSeconds)) return "wall time is not a finite number";
  if (Number.isNaN(event.step)) return "step is not a safe integer";
  if (event.content.kind === "summary")
    for (const value of summaryValues(spanReader(reader, event.content.span)))
      if (value === null) return "record is no event";
  return null;
}

function quoted(tag: string): string {
  return JSON.stringify(tag.length > 100 ? `${tag.slice(0, 100)}…` : tag);
}
