// Messages in messages, of which the last may end before it should: what is there of it is read.
import { BLOCK, WireReader } from "@runboard/tfevents";

/** Where a file that was cut short ends too early. */
export interface CutNote {
  /** The first byte of the field that is not whole; undefined while all are. */
  at?: number;
}

/** Walks the fields of a message that may be cut. */
export class CutReader {
  readonly reader: WireReader;
  readonly #note: CutNote;
  #keyAt = 0;

  constructor(reader: WireReader, note: CutNote) {
    this.reader = reader;
    this.#note = note;
  }

  /** The next field's key, or 0 at the end and where bytes make no sense: then the cut is noted. */
  next(): number {
    if (this.reader.malformed) this.#cut();
    this.#keyAt = this.reader.position;
    const key = this.reader.next();
    if (this.reader.malformed) this.#cut();
    return this.reader.malformed ? 0 : key;
  }

  skip(key: number): void {
    if ((key & 7) === BLOCK) this.message();
    else this.reader.skip(key);
  }

  /** A nested message, as far as it is there. */
  message(): WireReader {
    const { reader } = this;
    const length = reader.int64();
    const start = reader.position;
    const left = reader.end - start;
    const isWhole = !reader.malformed && length >= 0 && length <= left;
    if (!isWhole) this.#cut();
    const end = isWhole ? start + length : reader.end;
    reader.position = end;
    return new WireReader(reader.bytes, start, end, reader.view);
  }

  /** A nested message whose own last field may be cut, too. */
  nested(): CutReader {
    return new CutReader(this.message(), this.#note);
  }

  /** Another message of the same file. */
  over(reader: WireReader): CutReader {
    return new CutReader(reader, this.#note);
  }

  /** Whether the file ended too early so far. */
  get isCut(): boolean {
    return this.#note.at !== undefined;
  }

  #cut(): void {
    this.#note.at ??= this.#keyAt;
  }
}
