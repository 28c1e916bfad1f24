// Small event files for tests, and what scanning a file gives in a form that can be compared.
import { createHash } from "node:crypto";
import { EventSchema } from "../src/gen/event_pb.ts";
import { Summary_ValueSchema } from "../src/gen/summary_pb.ts";
import { decodeMessage, encodeMessage } from "../src/messages.ts";
import { seriesKind, type SeriesMetadata, type StartMark, type ValueDetails } from "../src/points.ts";
import { encodeRecord } from "../src/record.ts";
import { EventFileScanner, type ScannedPoints, type ScanResult } from "../src/scan.ts";
import type { SummaryValue } from "../src/summary-values.ts";
import type { EventInit } from "../src/writer.ts";

export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const fileOf = (...events: EventInit[]): Uint8Array =>
  concat(events.map((event) => encodeRecord(encodeMessage(EventSchema, event))));

export const summaryOf = (...value: SummaryValue[]): EventInit => ({
  wallTime: 1,
  step: 5n,
  what: { case: "summary", value: { value } },
});

/** What a file without marks holds. */
export function scanOnce(file: Uint8Array): ScannedPoints {
  const scanner = new EventFileScanner();
  scanner.scan(file, 0);
  return scanner.take();
}

export interface PlainPoint {
  readonly step: number;
  readonly wallTimeSeconds: number;
  readonly value?: number;
  /** What stands at the point's place: a Summary.Value, or what the bytes of a message hash to. */
  readonly content?: unknown;
  readonly details?: ValueDetails;
}

export interface PlainSeries {
  readonly tag: string;
  readonly metadata: SeriesMetadata;
  readonly points: PlainPoint[];
}

/** A START mark and how many points stand before it. */
export interface PlainMark extends StartMark {
  readonly pointCount: number;
}

export interface PlainScan {
  /** By tag, then kind. */
  readonly series: PlainSeries[];
  readonly marks: readonly PlainMark[];
  readonly eventCount: number;
  readonly firstWallTimeSeconds: number | null;
  readonly lastWallTimeSeconds: number | null;
  readonly sessionEnded: boolean | null;
  readonly skippedCount: number;
  readonly firstSkippedOffsetBytes: number | null;
}

/** Scans a file as its readers do, in pieces, and takes what was gathered at each mark at the latest. */
export class FileScan {
  readonly taken: ScannedPoints[];
  readonly marks: PlainMark[];
  readonly #scanner: EventFileScanner;

  /** `before`: what was scanned before with another scanner. */
  constructor(scanner = new EventFileScanner(), before?: FileScan) {
    this.#scanner = scanner;
    this.taken = [...(before?.taken ?? [])];
    this.marks = [...(before?.marks ?? [])];
  }

  /** Scans `bytes`, which begin at `offsetBytes`, to their end or to what ends the file; says how far. */
  scan(
    bytes: Uint8Array,
    offsetBytes = 0,
  ): { readonly result: Exclude<ScanResult, { kind: "marked" }>; readonly consumedBytes: number } {
    for (let at = 0; ;) {
      const result = this.#scanner.scan(bytes.subarray(at), offsetBytes + at);
      at += result.consumedBytes;
      if (result.kind !== "marked") return { result, consumedBytes: at };
      this.take();
      const columns = this.taken.flatMap(({ scalars, records }) => [...scalars, ...records]);
      const pointCount = columns.reduce((sum, { steps }) => sum + steps.length, 0);
      this.marks.push({ ...result.mark, pointCount });
    }
  }

  take(): void {
    this.taken.push(this.#scanner.take());
  }
}

/** All of a file in one go. */
export function scanWhole(file: Uint8Array): FileScan {
  const scan = new FileScan();
  scan.scan(file);
  scan.take();
  return scan;
}

/** What was scanned of `file` in the form that the generated decoder's result has. */
export function plainScan({ taken, marks }: FileScan, file: Uint8Array): PlainScan {
  const series = new Map<string, PlainSeries>();
  const pointsOf = (tag: string, metadata: SeriesMetadata) => {
    const key = `${seriesKind(metadata)} ${tag}`;
    const found = series.get(key) ?? { tag, metadata, points: [] };
    series.set(key, found);
    return found.points;
  };
  for (const { scalars, records } of taken) {
    for (const { tag, metadata, steps, wallTimesSeconds, values } of scalars)
      steps.forEach((step, index) =>
        pointsOf(tag, metadata).push({
          step,
          wallTimeSeconds: wallTimesSeconds[index]!,
          value: values[index]!,
        }),
      );
    for (const { tag, metadata, ...columns } of records)
      columns.steps.forEach((step, index) => {
        const details = columns.details[index]!;
        const start = columns.offsetsBytes[index]!;
        const bytes = file.slice(start, start + columns.lengthsBytes[index]!);
        pointsOf(tag, metadata).push({
          step,
          wallTimeSeconds: columns.wallTimesSeconds[index]!,
          content: details.kind === "message" ? digest(bytes) : decodeMessage(Summary_ValueSchema, bytes),
          details,
        });
      });
  }
  const wallTimes = taken.flatMap(({ lastWallTimeSeconds }) => lastWallTimeSeconds ?? []);
  return {
    series: [...series.values()].sort(byTagAndKind),
    marks,
    eventCount: taken.reduce((sum, { eventCount }) => sum + eventCount, 0),
    firstWallTimeSeconds: taken.find(({ eventCount }) => eventCount > 0)?.firstWallTimeSeconds ?? null,
    lastWallTimeSeconds: wallTimes.length === 0 ? null : Math.max(...wallTimes),
    sessionEnded: taken.findLast(({ sessionEnded }) => sessionEnded !== null)?.sessionEnded ?? null,
    skippedCount: taken.reduce((sum, { skipped }) => sum + skipped.count, 0),
    firstSkippedOffsetBytes: taken.find(({ skipped }) => skipped.count > 0)?.skipped.firstOffsetBytes ?? null,
  };
}

export function byTagAndKind(a: PlainSeries, b: PlainSeries): number {
  return a.tag < b.tag || (a.tag === b.tag && seriesKind(a.metadata) < seriesKind(b.metadata)) ? -1 : 1;
}

export function digest(bytes: Uint8Array): string {
  return createHash("sha1").update(bytes).digest("hex");
}

/** The head of a WAV file of 16-bit frames. */
export function wavHead(rateHertz: number): Uint8Array {
  const head = new Uint8Array(44);
  const view = new DataView(head.buffer);
  head.set(new TextEncoder().encode("RIFF"));
  head.set(new TextEncoder().encode("WAVEfmt "), 8);
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rateHertz, true);
  return head;
}
