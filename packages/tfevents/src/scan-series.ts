// The series of one event file: a tag has one of each kind that was logged under it. Scalar series are also found by the bytes of their tag,
// mostly by guessing that they follow each other as last time.
import type { ValueKind } from "./outline.ts";
import { type RecordPoints, seriesKind, type SeriesMetadata, type ValueDetails } from "./points.ts";
import { type Span, viewOf } from "./wire.ts";

export interface RecordPoint {
  readonly step: number;
  readonly wallTimeSeconds: number;
  readonly offsetBytes: number;
  readonly lengthBytes: number;
  readonly details: ValueDetails;
}

/** Tag and metadata of a series. */
export type KnownSeries = Pick<RecordPoints, "tag" | "metadata">;

const encoder = new TextEncoder();

/** How often a series may change its form before its values are no longer compared with the last one. */
const MAX_FORMS = 8;

/**
 * The bytes of a summary's field that held one value of one series, but for its number or the raw elements of its tensor. The next one of the
 * series mostly differs in those alone: comparing it word by word takes a third of the time of walking its fields.
 */
class ValueForm {
  readonly length: number;
  /** What stands before and behind the content. */
  readonly #around: DataView;
  readonly #contentStart: number;
  readonly #contentBytes: number;

  /** `bytes`: the field with its key and length. `[contentStart, contentEnd)`: what differs. Copies what it keeps. */
  constructor(bytes: Uint8Array, contentStart: number, contentEnd: number) {
    this.length = bytes.length;
    this.#contentStart = contentStart;
    this.#contentBytes = contentEnd - contentStart;
    const around = new Uint8Array(bytes.length - this.#contentBytes);
    around.set(bytes.subarray(0, contentStart));
    around.set(bytes.subarray(contentEnd), contentStart);
    this.#around = viewOf(around);
  }

  /** Whether the field that begins at `start` in `view`, and ends at `end` at the latest, has this form, that is, the same bytes around its content. */
  matches(view: DataView, start: number, end: number): boolean {
    return (
      this.length <= end - start &&
      this.#isSame(view, start, 0, this.#contentStart) &&
      this.#isSame(view, start + this.#contentBytes, this.#contentStart, this.#around.byteLength)
    );
  }

  /** The number of a field of this form. */
  numberAt(view: DataView, start: number): number {
    const at = start + this.#contentStart;
    return this.#contentBytes === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true);
  }

  #isSame(view: DataView, start: number, from: number, to: number): boolean {
    const own = this.#around;
    let at = from;
    for (const last = to - 4; at <= last; at += 4)
      if (own.getInt32(at, true) !== view.getInt32(start + at, true)) return false;
    for (; at < to; at++) if (own.getUint8(at) !== view.getUint8(start + at)) return false;
    return true;
  }
}

/** A form of values that are tensors, and what is known of each that has it. */
interface TensorForm {
  readonly form: ValueForm;
  /** Where the value begins in its field. */
  readonly valueStart: number;
  readonly details: ValueDetails;
}

export class ScannedSeries {
  /** Form of its last value, a number. */
  form: ValueForm | undefined = undefined;
  /** Form of a value that was the only one of its summary and whose elements say nothing of which series it belongs to. */
  tensorForm: TensorForm | undefined = undefined;
  #formCount = 0;
  /** Position in the table. */
  readonly id: number;
  readonly tag: string;
  readonly tagBytes: Uint8Array;
  readonly metadata: SeriesMetadata;
  readonly kind: string;
  readonly isScalar: boolean;
  /** The series that came after this one the last time. */
  follower: ScannedSeries | undefined = undefined;
  #metadata: DataView | undefined = undefined;
  #metadataOf: ValueKind = "none";
  #records: RecordLog | undefined = undefined;

  constructor(id: number, tag: string, metadata: SeriesMetadata) {
    this.id = id;
    this.tag = tag;
    this.tagBytes = encoder.encode(tag);
    this.metadata = metadata;
    this.kind = seriesKind(metadata);
    this.isScalar = metadata.dataClass === "scalar";
  }

  /** Whether the form of its values may still change. */
  get isLearning(): boolean {
    return this.#formCount < MAX_FORMS;
  }

  /** Remembers the form of the field `bytes`, whose number is at `[numberStart, numberEnd)` in it. */
  learnForm(bytes: Uint8Array, numberStart: number, numberEnd: number): void {
    this.#formCount++;
    this.form = new ValueForm(bytes, numberStart, numberEnd);
  }

  /** Remembers the form of the field `bytes`, which holds a value from `valueStart` on, and the elements of its tensor at `elements`. */
  learnTensorForm(
    bytes: Uint8Array,
    { valueStart, elements, details }: Omit<TensorForm, "form"> & { readonly elements: Span },
  ): void {
    this.#formCount++;
    this.tensorForm = { form: new ValueForm(bytes, elements.start, elements.end), valueStart, details };
  }

  /** Remembers that values of `kind` with the metadata `bytes` belong to this series, and that these say no more. Copies them. */
  learnMetadata(bytes: Uint8Array, kind: ValueKind): void {
    this.#metadata = viewOf(bytes.slice());
    this.#metadataOf = kind;
  }

  /** Whether a value of `kind` whose metadata stands at `[start, end)` in `view` is known to belong to this series. */
  isNamedBy(kind: ValueKind, view: DataView, start: number, end: number): boolean {
    const own = this.#metadata;
    if (own?.byteLength !== end - start || this.#metadataOf !== kind) return false;
    let at = start;
    for (const last = end - 4; at <= last; at += 4)
      if (own.getInt32(at - start, true) !== view.getInt32(at, true)) return false;
    for (; at < end; at++) if (own.getUint8(at - start) !== view.getUint8(at)) return false;
    return true;
  }

  get hasRecords(): boolean {
    return this.#records !== undefined;
  }

  addRecord(point: RecordPoint): void {
    (this.#records ??= new RecordLog()).append(point);
  }

  takeRecords(): RecordPoints | null {
    if (this.#records === undefined) return null;
    const columns = this.#records.columns();
    this.#records = undefined;
    return { tag: this.tag, metadata: this.metadata, ...columns };
  }
}

/** Points of a series that is no scalar, as growing columns. */
class RecordLog {
  readonly #steps: number[] = [];
  readonly #wallTimesSeconds: number[] = [];
  readonly #offsetsBytes: number[] = [];
  readonly #lengthsBytes: number[] = [];
  readonly #details: ValueDetails[] = [];

  append({ step, wallTimeSeconds, offsetBytes, lengthBytes, details }: RecordPoint): void {
    this.#steps.push(step);
    this.#wallTimesSeconds.push(wallTimeSeconds);
    this.#offsetsBytes.push(offsetBytes);
    this.#lengthsBytes.push(lengthBytes);
    // Most points of a series have the same details: they share one object.
    const last = this.#details.at(-1);
    this.#details.push(last !== undefined && isSameDetails(last, details) ? last : details);
  }

  columns(): Omit<RecordPoints, keyof KnownSeries> {
    return {
      steps: new Float64Array(this.#steps),
      wallTimesSeconds: new Float64Array(this.#wallTimesSeconds),
      offsetsBytes: new Float64Array(this.#offsetsBytes),
      lengthsBytes: new Float64Array(this.#lengthsBytes),
      details: this.#details,
    };
  }
}

const FIRST_SLOT_COUNT = 32;
/** Slots looked at before giving up. A tag that is not found here is found by its string, so a crowded table is only slower. */
const MAX_PROBES = 8;
/** Kinds that values of one tag may have. A value without metadata is compared with each. */
const MAX_KINDS = 16;
const NO_SERIES: readonly ScannedSeries[] = [];

export class SeriesTable {
  readonly all: ScannedSeries[] = [];
  /** Points of records that the next `takeRecords` gives. */
  recordCount = 0;
  #withRecords: ScannedSeries[] = [];
  /** By tag; without those whose tag has not appeared. */
  readonly #known = new Map<string, SeriesMetadata[]>();
  readonly #byTag = new Map<string, ScannedSeries[]>();
  /** Scalar series by the bytes of their tag. */
  #slots: (ScannedSeries | undefined)[] = new Array<ScannedSeries | undefined>(FIRST_SLOT_COUNT).fill(
    undefined,
  );
  #latest: ScannedSeries | undefined = undefined;

  constructor(known: readonly KnownSeries[]) {
    for (const { tag, metadata } of known) {
      const ofTag = this.#known.get(tag);
      if (ofTag === undefined) this.#known.set(tag, [metadata]);
      else ofTag.push(metadata);
    }
  }

  /** The series of a tag. */
  ofTag(tag: string): readonly ScannedSeries[] {
    const found = this.#byTag.get(tag);
    if (found !== undefined) return found;
    const known = this.#known.get(tag);
    if (known === undefined) return NO_SERIES;
    this.#known.delete(tag);
    for (const metadata of known) this.#add(tag, metadata);
    return this.#byTag.get(tag) ?? NO_SERIES;
  }

  /** The series that is likely to come next. */
  get likely(): ScannedSeries | undefined {
    return this.#latest?.follower;
  }

  /** Tells that `likely` did come. */
  confirm(series: ScannedSeries): void {
    this.#latest = series;
  }

  /** Tells that a series came. */
  follow(series: ScannedSeries): void {
    if (this.#latest !== undefined) this.#latest.follower = series;
    this.#latest = series;
  }

  /** The scalar series whose tag is `bytes[start, end)`; undefined also for one that is there but not at hand. */
  find(bytes: Uint8Array, start: number, end: number): ScannedSeries | undefined {
    const guess = this.likely;
    const found =
      guess?.isScalar === true && isSame(guess.tagBytes, bytes, start, end)
        ? guess
        : this.#lookUp(bytes, start, end);
    if (found === undefined) return undefined;
    if (found === guess) this.#latest = found;
    else this.follow(found);
    return found;
  }

  /** The series of a tag that is of the metadata's kind, added when it is new; undefined when the tag has too many kinds for another one. */
  ensure(tag: string, metadata: SeriesMetadata): ScannedSeries | undefined {
    const kind = seriesKind(metadata);
    const ofTag = this.ofTag(tag);
    const found = ofTag.find((series) => series.kind === kind);
    if (found !== undefined) return found;
    return ofTag.length < MAX_KINDS ? this.#add(tag, metadata) : undefined;
  }

  addRecord(series: ScannedSeries, point: RecordPoint): void {
    this.recordCount++;
    if (!series.hasRecords) this.#withRecords.push(series);
    series.addRecord(point);
  }

  takeRecords(): RecordPoints[] {
    this.recordCount = 0;
    const taken = this.#withRecords.sort((a, b) => a.id - b.id);
    this.#withRecords = [];
    return taken.flatMap((series) => series.takeRecords() ?? []);
  }

  #add(tag: string, metadata: SeriesMetadata): ScannedSeries {
    const series = new ScannedSeries(this.all.length, tag, metadata);
    this.all.push(series);
    const ofTag = this.#byTag.get(tag);
    if (ofTag === undefined) this.#byTag.set(tag, [series]);
    else {
      // A value without metadata may belong to the new one.
      for (const other of ofTag) other.tensorForm = undefined;
      ofTag.push(series);
    }
    if (this.all.length * 4 > this.#slots.length) this.#growSlots();
    else this.#place(series);
    return series;
  }

  #lookUp(bytes: Uint8Array, start: number, end: number): ScannedSeries | undefined {
    const mask = this.#slots.length - 1;
    let slot = hashOf(bytes, start, end) & mask;
    for (let probe = 0; probe < MAX_PROBES; probe++, slot = (slot + 1) & mask) {
      const series = this.#slots[slot];
      if (series === undefined) return undefined;
      if (isSame(series.tagBytes, bytes, start, end)) return series;
    }
    return undefined;
  }

  #place(series: ScannedSeries): void {
    if (!series.isScalar) return;
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

function isSame(own: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  const { length } = own;
  if (end - start !== length) return false;
  for (let index = 0; index < length; index++) if (own[index] !== bytes[start + index]) return false;
  return true;
}

function isSameDetails(a: ValueDetails, b: ValueDetails): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case "tensor":
      return (
        b.kind === "tensor" &&
        a.dtype === b.dtype &&
        a.shape.length === b.shape.length &&
        a.shape.every((size, index) => size === b.shape[index])
      );
    case "images":
      return (
        b.kind === "images" && a.width === b.width && a.height === b.height && a.sampleCount === b.sampleCount
      );
    case "audio":
      return b.kind === "audio" && a.rateHertz === b.rateHertz && a.sampleCount === b.sampleCount;
    case "blobs":
      return b.kind === "blobs" && a.sampleCount === b.sampleCount;
    case "message":
      return b.kind === "message";
  }
}

/** FNV-1a, folded so that the low bits depend on all. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = -2128831035;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 16777619);
  return hash ^ (hash >>> 15);
}
