// From the bytes of an event file to columns, without an object per event.
//
// Nearly all events are scalars of series that are known already, so `#scanKnown` walks them where they stand: Event,
// Summary.Value, tag, number. Most others hold one tensor that differs from the last of its series in its elements alone,
// which are not looked at. It decides nothing: whatever is unusual or malformed, or has metadata that it has not seen,
// makes it leave the event to `EventReader`, which looks at everything. Scalar points go to one growing log and are dealt
// out to their series by `take`.
import { maskedCrc32c } from "./crc32c.ts";
import type { RecordPoints, ScalarPoints, StartMark } from "./points.ts";
import {
  BAD_LENGTH_CHECKSUM,
  BAD_PAYLOAD_CHECKSUM,
  payloadLength,
  RECORD_FOOTER_BYTES,
  RECORD_HEADER_BYTES,
} from "./record.ts";
import { EventReader } from "./scan-event.ts";
import { PointLog } from "./scan-log.ts";
import { type KnownSeries, type ScannedSeries, SeriesTable } from "./scan-series.ts";
import { viewOf, WireReader } from "./wire.ts";

export type ScanResult =
  /** All whole records were read. `neededBytes`: size of the incomplete one as far as known; 12 until its header is there. */
  | { readonly kind: "truncated"; readonly consumedBytes: number; readonly neededBytes: number }
  /** Read up to and with an event that is a START mark; there may be more behind it. */
  | { readonly kind: "marked"; readonly consumedBytes: number; readonly mark: StartMark }
  /** The payload of the record at `consumedBytes`, which takes `sizeBytes`, has a wrong checksum, and the scan was to stop there. */
  | {
      readonly kind: "unsealed";
      readonly consumedBytes: number;
      readonly sizeBytes: number;
      readonly reason: string;
    }
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
    /** Where those of them begin whose payload has a wrong checksum; of many the first 100. */
    readonly lateOffsetsBytes: readonly number[];
  };
}

const MAX_LATE_OFFSETS = 100;

export class EventFileScanner {
  readonly #series: SeriesTable;
  readonly #log = new PointLog();
  readonly #events: EventReader;

  #eventCount = 0;
  #firstWallTimeSeconds = 0;
  #lastWallTimeSeconds = 0;
  #sessionEnded: boolean | null = null;
  #skippedCount = 0;
  #firstSkippedOffsetBytes: number | null = null;
  #skipReason = "";
  #lateOffsetsBytes: number[] = [];

  /** Where the bytes that are being scanned begin in the file. */
  #fileOffsetBytes = 0;
  // What the event under the hot loop says; fields, because its parts are read by several functions.
  #step = 0;
  #wallTimeSeconds = 0;
  #value = 0;
  #numberStart = 0;
  #numberEnd = 0;

  /** `knownSeries`: series that the file has before where scanning begins, several of a tag among them; their metadata stands. */
  constructor(options: { readonly knownSeries?: readonly KnownSeries[] } = {}) {
    this.#series = new SeriesTable(options.knownSeries ?? []);
    this.#events = new EventReader(this.#series, this.#log);
  }

  /** Points that the next `take` gives. */
  get pendingPointCount(): number {
    return this.#log.pointCount + this.#series.recordCount;
  }

  /**
   * Scans the whole records in `bytes`, which start at `fileOffsetBytes` in the file, at the start of a record.
   * Does not keep `bytes`. Go on with bytes from `fileOffsetBytes + consumedBytes`: after `truncated` when there are more, after `marked` at once.
   * A record whose payload has a wrong checksum is left out when it begins before `stopFromBytes` in the file; else the scan stops in front of it.
   */
  scan(bytes: Uint8Array, fileOffsetBytes: number, stopFromBytes = Infinity): ScanResult {
    const view = viewOf(bytes);
    this.#fileOffsetBytes = fileOffsetBytes;
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
      if (maskedCrc32c(bytes, start, end, view) !== view.getUint32(end, true)) {
        if (fileOffsetBytes + at >= stopFromBytes)
          return { kind: "unsealed", consumedBytes: at, sizeBytes, reason: BAD_PAYLOAD_CHECKSUM };
        this.#skip(fileOffsetBytes + at, BAD_PAYLOAD_CHECKSUM);
        if (this.#lateOffsetsBytes.length < MAX_LATE_OFFSETS)
          this.#lateOffsetsBytes.push(fileOffsetBytes + at);
      } else if (!this.#scanKnown(bytes, view, start, end)) {
        const mark = this.#readEvent(new WireReader(bytes, start, end, view), fileOffsetBytes, at);
        if (mark !== null) return { kind: "marked", consumedBytes: at + sizeBytes, mark };
      }
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
        lateOffsetsBytes: this.#lateOffsetsBytes,
      },
    };
    this.#eventCount = 0;
    this.#sessionEnded = null;
    this.#skippedCount = 0;
    this.#firstSkippedOffsetBytes = null;
    this.#skipReason = "";
    this.#lateOffsetsBytes = [];
    return taken;
  }

  /**
   * Reads an event whose values are all scalars of known series, or which is one tensor of the likely series and of its form; false, and no trace of
   * it, when it is anything else.
   */
  #scanKnown(bytes: Uint8Array, view: DataView, start: number, end: number): boolean {
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
          if (at === end) return false;
          byte = bytes[at++]!;
          if (scale === 2 ** 49) {
            // What is beyond 49 bits is put together first, so that the sum rounds once. Negative steps have a tenth byte.
            const top = byte > 127 ? bytes[at++]! : 0;
            if (at > end || top > 127) return false;
            step += ((byte & 127) + top * 128) * scale;
            break;
          }
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
    this.#step = step;
    this.#wallTimeSeconds = wallTimeSeconds;
    const { pointCount } = this.#log;
    at = summaryStart;
    while ((at = this.#scanLikely(view, at, summaryEnd)) < summaryEnd) {
      if (at === summaryStart && this.#scanLikelyTensor(view, at, summaryEnd)) break;
      at = this.#scanField(bytes, view, at, summaryEnd);
      if (at < 0) {
        this.#log.cutBack(pointCount);
        return false;
      }
    }
    this.#countEvent(wallTimeSeconds);
    return true;
  }

  /** Reads a summary of one value that is of the likely series and has the form of its last one; false when it is anything else. */
  #scanLikelyTensor(view: DataView, start: number, end: number): boolean {
    const { likely } = this.#series;
    if (likely?.tensorForm === undefined) return false;
    const { form, valueStart, details } = likely.tensorForm;
    if (form.length !== end - start || !form.matches(view, start, end)) return false;
    this.#series.confirm(likely);
    this.#series.addRecord(likely, {
      step: this.#step,
      wallTimeSeconds: this.#wallTimeSeconds,
      offsetBytes: this.#fileOffsetBytes + start + valueStart,
      lengthBytes: form.length - valueStart,
      details,
    });
    return true;
  }

  /** Reads the values that are of the likely series and have the form of its last one, up to the first that is otherwise; where that begins. */
  #scanLikely(view: DataView, start: number, end: number): number {
    let at = start;
    while (at < end) {
      const { likely } = this.#series;
      const form = likely?.form;
      if (likely === undefined || form === undefined || !form.matches(view, at, end)) return at;
      this.#series.confirm(likely);
      this.#log.append(likely.id, this.#step, this.#wallTimeSeconds, form.numberAt(view, at));
      at += form.length;
    }
    return at;
  }

  /** Reads one value, whose field begins at `start` and ends at `end` at the latest; where the next begins, or -1 when it is anything unusual. */
  #scanField(bytes: Uint8Array, view: DataView, start: number, end: number): number {
    let at = start;
    if (bytes[at++] !== 0x0a) return -1;
    let length = bytes[at++]!;
    if (length > 127) {
      const high = bytes[at++]!;
      if (high > 127) return -1;
      length = (length & 127) | (high << 7);
    }
    if (length > end - at) return -1;
    const series = this.#scanValue(bytes, view, at, at + length);
    if (series === undefined) return -1;
    at += length;
    if (series.isLearning)
      series.learnForm(bytes.subarray(start, at), this.#numberStart - start, this.#numberEnd - start);
    return at;
  }

  /** The series of the value at `[start, end)`, whose point is then in the log; undefined when it is anything unusual. */
  #scanValue(bytes: Uint8Array, view: DataView, start: number, end: number): ScannedSeries | undefined {
    let at = start;
    let series: ScannedSeries | undefined;
    let hasValue = false;
    let isTensor = false;
    let metadataStart = -1;
    let metadataEnd = 0;
    while (at < end) {
      const key = bytes[at++]!;
      if (key === 0x15) {
        if (hasValue || end - at < 4) return undefined;
        this.#value = view.getFloat32(at, true);
        this.#numberStart = at;
        this.#numberEnd = at += 4;
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
        if (series === undefined) return undefined;
      } else if (key === 0x42) {
        if (hasValue || !this.#scanTensor(bytes, view, at, at + length)) return undefined;
        hasValue = isTensor = true;
      } else if (key === 0x4a) {
        if (metadataStart >= 0) return undefined;
        metadataStart = at;
        metadataEnd = at + length;
        // Names of nodes are passed over.
      } else if (key !== 0x3a) return undefined;
      at += length;
    }
    if (series === undefined || !hasValue) return undefined;
    // Without metadata a number belongs to its tag's scalar series, whatever others the tag has.
    if (
      metadataStart >= 0 &&
      !series.isNamedBy(isTensor ? "tensor" : "simple_value", view, metadataStart, metadataEnd)
    )
      return undefined;
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
    this.#numberStart = valueStart;
    this.#numberEnd = valueStart + sizeBytes;
    return true;
  }

  /** Reads any event, whose record begins at `at` in the reader's bytes; what cannot be read is counted. */
  #readEvent(reader: WireReader, fileOffsetBytes: number, at: number): StartMark | null {
    const { wallTimeSeconds, leftOut, sessionEnded, startMark } = this.#events.read(reader, fileOffsetBytes);
    if (wallTimeSeconds !== undefined) this.#countEvent(wallTimeSeconds);
    if (leftOut !== "") this.#skip(fileOffsetBytes + at, leftOut);
    this.#sessionEnded = sessionEnded ?? this.#sessionEnded;
    return startMark;
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
