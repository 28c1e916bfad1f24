// The series of one event file: found by the bytes of their tag, mostly by guessing that they follow each other as last time.
import type { RecordPoints, SeriesMetadata } from "./points.ts";
import { decodeText } from "./wire.ts";

export interface RecordPoint {
  readonly step: number;
  readonly wallTimeSeconds: number;
  readonly offsetBytes: number;
  readonly lengthBytes: number;
  readonly valueIndex: number;
  readonly details: string;
}

export class ScannedSeries {
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

  /** The series whose tag is `bytes[start, end)`; undefined also for one that is there but not at hand. */
  find(bytes: Uint8Array, start: number, end: number): ScannedSeries | undefined {
    const guess = this.#latest?.follower;
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
