// The series of one event file: found by the bytes of their tag, mostly by guessing that they follow each other as last time.
import type { RecordPoints, SeriesMetadata } from "./points.ts";
import { decodeText, viewOf } from "./wire.ts";

export interface RecordPoint {
  readonly step: number;
  readonly wallTimeSeconds: number;
  readonly offsetBytes: number;
  readonly lengthBytes: number;
  readonly valueIndex: number;
  readonly details: string;
}

/** How often a series may change its form before its summaries are no longer compared with the last one. */
const MAX_FORMS = 8;

/**
 * The bytes of a summary that held one number of one series. The next summary of the series mostly differs in the number alone:
 * comparing it word by word takes a third of the time of walking its fields.
 */
class SummaryForm {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #valueStart: number;
  readonly #valueEnd: number;

  /** `bytes`: the summary, copied. `[valueStart, valueEnd)`: its number, four bytes of a float32 or eight of a float64. */
  constructor(bytes: Uint8Array, valueStart: number, valueEnd: number) {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
    this.#valueStart = valueStart;
    this.#valueEnd = valueEnd;
  }

  /** Whether the summary at `start` in `view` has this form, that is, the same bytes around its number. */
  matches(view: DataView, start: number, length: number): boolean {
    return (
      length === this.#bytes.length &&
      this.#isSame(view, start, 0, this.#valueStart) &&
      this.#isSame(view, start, this.#valueEnd, length)
    );
  }

  /** The number of a summary of this form. */
  valueOf(view: DataView, start: number): number {
    const at = start + this.#valueStart;
    return this.#valueEnd - this.#valueStart === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true);
  }

  #isSame(view: DataView, start: number, from: number, to: number): boolean {
    const own = this.#view;
    let at = from;
    for (const last = to - 4; at <= last; at += 4)
      if (own.getInt32(at, true) !== view.getInt32(start + at, true)) return false;
    for (; at < to; at++) if (own.getUint8(at) !== view.getUint8(start + at)) return false;
    return true;
  }
}

export class ScannedSeries {
  /** Form of the last summary that held this series alone. */
  form: SummaryForm | undefined = undefined;
  #formCount = 0;
  /** Position in the table. */
  readonly id: number;
  readonly tag: string;
  readonly tagBytes: Uint8Array;
  readonly metadata: SeriesMetadata;
  readonly isScalar: boolean;
  /** The series that came after this one the last time. */
  follower: ScannedSeries | undefined = undefined;
  #records: RecordPoint[] = [];

  constructor(id: number, tagBytes: Uint8Array, metadata: SeriesMetadata) {
    this.id = id;
    this.tag = decodeText(tagBytes);
    this.tagBytes = tagBytes;
    this.metadata = metadata;
    this.isScalar = metadata.dataClass === "scalar";
  }

  /** Remembers the form of the summary `bytes`, whose number is at `[valueStart, valueEnd)` in it. Copies it. */
  learnForm(bytes: Uint8Array, valueStart: number, valueEnd: number): void {
    if (this.#formCount++ < MAX_FORMS) this.form = new SummaryForm(bytes.slice(), valueStart, valueEnd);
  }

  addRecord(point: RecordPoint): void {
    const last = this.#records.at(-1);
    // Most points of a series have the same details: they share one string.
    this.#records.push(last?.details === point.details ? { ...point, details: last.details } : point);
  }

  takeRecords(): RecordPoints | null {
    const records = this.#records;
    if (records.length === 0) return null;
    this.#records = [];
    return {
      tag: this.tag,
      metadata: this.metadata,
      steps: Float64Array.from(records, ({ step }) => step),
      wallTimesSeconds: Float64Array.from(records, ({ wallTimeSeconds }) => wallTimeSeconds),
      offsetsBytes: Float64Array.from(records, ({ offsetBytes }) => offsetBytes),
      lengthsBytes: Float64Array.from(records, ({ lengthBytes }) => lengthBytes),
      valueIndexes: Int32Array.from(records, ({ valueIndex }) => valueIndex),
      details: records.map(({ details }) => details),
    };
  }
}

const FIRST_SLOT_COUNT = 32;
/** Slots looked at before giving up. A tag that is not found here is found by its string, so a crowded table is only slower. */
const MAX_PROBES = 8;

export class SeriesTable {
  readonly all: ScannedSeries[] = [];
  readonly #known: ReadonlyMap<string, SeriesMetadata>;
  readonly #byTag = new Map<string, ScannedSeries>();
  #slots: (ScannedSeries | undefined)[] = new Array<ScannedSeries | undefined>(FIRST_SLOT_COUNT).fill(
    undefined,
  );
  #latest: ScannedSeries | undefined = undefined;

  constructor(known: ReadonlyMap<string, SeriesMetadata>) {
    this.#known = known;
  }

  /** Whether the file has named the series, or the run has it already. */
  has(tag: string): boolean {
    return this.#byTag.has(tag) || this.#known.has(tag);
  }

  /** The series that is likely to come next. */
  get likely(): ScannedSeries | undefined {
    return this.#latest?.follower;
  }

  /** Tells that `likely` did come. */
  confirm(series: ScannedSeries): void {
    this.#latest = series;
  }

  /** The series whose tag is `bytes[start, end)`; undefined also for one that is there but not at hand. */
  find(bytes: Uint8Array, start: number, end: number): ScannedSeries | undefined {
    const guess = this.likely;
    const found =
      guess !== undefined && hasTag(guess, bytes, start, end) ? guess : this.#lookUp(bytes, start, end);
    if (found === undefined) return undefined;
    if (found !== guess && this.#latest !== undefined) this.#latest.follower = found;
    this.#latest = found;
    return found;
  }

  /** The series of a tag, added when it is new; undefined when `metadata` gives none for it. Copies the tag. */
  ensure(tagBytes: Uint8Array, metadata: () => SeriesMetadata | null): ScannedSeries | undefined {
    const tag = decodeText(tagBytes);
    const found = this.#byTag.get(tag);
    if (found !== undefined) return found;
    const first = this.#known.get(tag) ?? metadata();
    if (first === null) return undefined;
    const series = new ScannedSeries(this.all.length, tagBytes.slice(), first);
    this.all.push(series);
    this.#byTag.set(tag, series);
    if (this.all.length * 4 > this.#slots.length) this.#growSlots();
    else this.#place(series);
    return series;
  }

  takeRecords(): RecordPoints[] {
    return this.all.flatMap((series) => series.takeRecords() ?? []);
  }

  #lookUp(bytes: Uint8Array, start: number, end: number): ScannedSeries | undefined {
    const mask = this.#slots.length - 1;
    let slot = hashOf(bytes, start, end) & mask;
    for (let probe = 0; probe < MAX_PROBES; probe++, slot = (slot + 1) & mask) {
      const series = this.#slots[slot];
      if (series === undefined) return undefined;
      if (hasTag(series, bytes, start, end)) return series;
    }
    return undefined;
  }

  #place(series: ScannedSeries): void {
    const mask = this.#slots.length - 1;
    let slot = hashOf(series.tagBytes, 0, series.tagBytes.length) & mask;
    for (let probe = 0; probe < MAX_PROBES; probe++, slot = (slot + 1) & mask) {
      if (this.#slots[slot] !== undefined) continue;
      this.#slots[slot] = series;
      return;
    }
  }

  #growSlots(): void {
    this.#slots = new Array<ScannedSeries | undefined>(this.#slots.length * 4).fill(undefined);
    for (const series of this.all) this.#place(series);
  }
}

function hasTag({ tagBytes }: ScannedSeries, bytes: Uint8Array, start: number, end: number): boolean {
  const { length } = tagBytes;
  if (end - start !== length) return false;
  for (let index = 0; index < length; index++) if (tagBytes[index] !== bytes[start + index]) return false;
  return true;
}

/** FNV-1a, folded so that the low bits depend on all. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = -2128831035;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 16777619);
  return hash ^ (hash >>> 15);
}
