// Values of tensor and blob series, read from their event files when somebody asks for them.
//
// What the world may do to a file since it was indexed is an answer for each point, not an exception: it is checked that the file is
// the one of the index, that it reaches so far, and that the value there has the tag of its series. Nothing is allocated by a length
// that is not below the file's size and the limits here. Decoded values are kept, as many as a number of bytes allows;
// what several ask for at once is read once.
import type { FileCursor, RecordColumns } from "@runboard/store";
import type { BlobKind } from "@runboard/tfevents";
import { DiskTurns, problem, SpanFile, type Span, type ValueProblem } from "./span-file.ts";
import { FileVersions } from "./file-versions.ts";
import { JoinedMemory } from "./joined-memory.ts";
import { ValueCache } from "./value-cache.ts";
import { readValue, type ReadBlobs, type ReadTensor, type ReadValue, type ValueForm } from "./read-value.ts";

export interface ValueReaderOptions {
  /** Decoded values that are kept, together; 64 MiB when absent. One of more than a quarter of it is not kept. */
  readonly cacheBytes?: number;
  /** Greatest size of one value in its file; 256 MiB when absent. */
  readonly maxValueBytes?: number;
  /** Greatest size of all values of one call, in their files and decoded; 1 GiB when absent. */
  readonly maxCallBytes?: number;
}

export interface ValueSelection {
  /** Which points of the columns, all when absent. */
  readonly indexes?: readonly number[];
  readonly signal?: AbortSignal;
}

/** A value of a blob series, by its place alone. */
export interface BlobPlace extends Span {
  readonly file: Pick<FileCursor, "path" | "identity">;
  readonly kind: BlobKind;
  /** Whether a tag is that of the series; not asked for a message, which has none. */
  readonly isTag: (tag: string) => boolean;
}

interface Wanted extends Span {
  /** Where its answer goes. */
  readonly index: number;
  readonly form: ValueForm;
  readonly isTag: (tag: string) => boolean;
}

/** A value that a call reads itself, with all that it wants of it. */
interface OwnValue extends Span {
  readonly name: string;
  readonly form: ValueForm;
  readonly wanted: Wanted[];
}

type Found = ReadValue | ValueProblem;

/** What a read gave by the names of its values; what is missing was not read. */
type SharedRead = Promise<ReadonlyMap<string, Found>>;

const MEBIBYTE = 2 ** 20;
/** Files that one call has open at once. */
const MOST_OPEN_FILES = 3;

export class ValueReader {
  readonly #cache: ValueCache<ReadValue>;
  readonly #versions = new FileVersions();
  readonly #turns = new DiskTurns();
  readonly #maxValueBytes: number;
  readonly #maxCallBytes: number;
  /** By the names of the values that are being read. */
  readonly #underWay = new Map<string, SharedRead>();

  constructor({ cacheBytes, maxValueBytes, maxCallBytes }: ValueReaderOptions = {}) {
    this.#cache = new ValueCache(cacheBytes ?? 64 * MEBIBYTE);
    this.#maxValueBytes = maxValueBytes ?? 256 * MEBIBYTE;
    this.#maxCallBytes = maxCallBytes ?? 1024 * MEBIBYTE;
  }

  /** Bytes read from event files so far. */
  get bytesRead(): number {
    return this.#turns.bytesRead;
  }

  /** Tensors of points of a tensor series, in the order of the indexes. Rejects with the signal's reason when it aborts. */
  async readTensors(
    columns: RecordColumns,
    selection: ValueSelection = {},
  ): Promise<readonly (ReadTensor | ValueProblem)[]> {
    const found = await this.#readColumns(columns, selection, () => "tensor");
    return found.map((value) => (value.kind === "blobs" ? unread : value));
  }

  /** Samples of points of a blob series, in the order of the indexes. Rejects with the signal's reason when it aborts. */
  async readBlobs(
    columns: RecordColumns,
    selection: ValueSelection = {},
  ): Promise<readonly (ReadBlobs | ValueProblem)[]> {
    const found = await this.#readColumns(
      columns,
      selection,
      (point) => columns.details[point]?.kind ?? "blobs",
    );
    return found.map((value) => (value.kind === "tensor" ? unread : value));
  }

  /** The same for one value. */
  async readBlobsAt(
    { file, kind, ...place }: BlobPlace,
    signal?: AbortSignal,
  ): Promise<ReadBlobs | ValueProblem> {
    const wanted = [{ ...place, index: 0, form: kind }];
    const [found] = await this.#readAll(new Map([[file, wanted]]), 1, signal);
    return found && found.kind !== "tensor" ? found : unread;
  }

  /** Why the value cannot be read, as far as that shows without reading it; undefined when its file is the one of the index and reaches so far. */
  async checkBlobsAt({ file, ...place }: BlobPlace, signal?: AbortSignal): Promise<ValueProblem | undefined> {
    signal?.throwIfAborted();
    return await orAborted(this.#check(file, place), signal);
  }

  async #check(
    file: BlobPlace["file"],
    { offsetBytes, lengthBytes }: Span,
  ): Promise<ValueProblem | undefined> {
    const place = { offsetBytes, lengthBytes };
    const refused = new Call([], this.#maxCallBytes, undefined).refusal(place, this.#maxValueBytes);
    if (refused) return refused;
    const opened = await SpanFile.open(file, this.#turns);
    if (!(opened instanceof SpanFile)) return opened;
    await opened.close();
    return opened.lacks(place);
  }

  #readColumns(
    columns: RecordColumns,
    { indexes = [...columns.steps.keys()], signal }: ValueSelection,
    formOf: (point: number) => ValueForm,
  ): Promise<readonly Found[]> {
    const { files, fileIndexes, offsetsBytes, lengthsBytes, tag } = columns;
    const byFile = new Map<(typeof files)[number], Wanted[]>();
    const isTag = (found: string): boolean => found === tag;
    for (const [index, point] of indexes.entries()) {
      const file = files[fileIndexes[point] ?? -1];
      if (file === undefined) throw new RangeError(`the columns have no point ${point}`);
      const wanted = byFile.get(file) ?? [];
      byFile.set(file, wanted);
      wanted.push({
        index,
        form: formOf(point),
        isTag,
        offsetBytes: offsetsBytes[point] ?? NaN,
        lengthBytes: lengthsBytes[point] ?? NaN,
      });
    }
    return this.#readAll(byFile, indexes.length, signal);
  }

  async #readAll(
    byFile: ReadonlyMap<Pick<FileCursor, "path" | "identity">, readonly Wanted[]>,
    count: number,
    signal: AbortSignal | undefined,
  ): Promise<readonly Found[]> {
    signal?.throwIfAborted();
    const answers = new Array<Found>(count).fill(unread);
    const call = new Call(answers, this.#maxCallBytes, signal);
    const files = [...byFile].map(([file, wanted]) => ({
      file,
      wanted: wanted.filter((value) => call.admits(value, this.#maxValueBytes)),
    }));
    const lanes = Array.from({ length: MOST_OPEN_FILES }, async () => {
      for (let next = files.pop(); next !== undefined; next = files.pop())
        await this.#readFile(next.file, next.wanted, call);
    });
    await orAborted(Promise.all(lanes), signal);
    return answers;
  }

  /** Answers what is wanted of one file. */
  async #readFile(
    { path, identity }: Pick<FileCursor, "path" | "identity">,
    wanted: readonly Wanted[],
    call: Call,
  ): Promise<void> {
    if (wanted.length === 0) return;
    const file = await SpanFile.open({ path, identity }, this.#turns);
    if (!(file instanceof SpanFile)) {
      for (const value of wanted) call.answer(value, file);
      return;
    }
    try {
      let left: readonly Wanted[] = wanted.filter((value) => {
        const lack = file.lacks(value);
        if (lack) call.answer(value, lack);
        return !lack;
      });
      // Again for what others began to read and gave up.
      while (left.length > 0) left = await this.#readOnce({ file, identity }, left, call);
    } finally {
      await file.close();
    }
  }

  /** Answers from what is kept, from what others read, and by reading; gives what nobody has read. */
  async #readOnce(
    { file, identity }: { readonly file: SpanFile; readonly identity: string },
    wanted: readonly Wanted[],
    call: Call,
  ): Promise<readonly Wanted[]> {
    const own = new Map<string, OwnValue>();
    const version = this.#versions.of(identity, file.state);
    const others: { readonly value: Wanted; readonly name: string; readonly read: SharedRead }[] = [];
    for (const value of wanted) {
      const name = `${value.form} ${value.offsetBytes} ${value.lengthBytes} ${version}`;
      const kept = this.#cache.read(name);
      const read = this.#underWay.get(name);
      const same = own.get(name);
      if (kept) call.answer(value, kept);
      else if (read) others.push({ value, name, read });
      else if (same) same.wanted.push(value);
      else own.set(name, { ...value, name, wanted: [value] });
    }
    if (own.size > 0) await this.#readOwn(file, [...own.values()], call);
    const left: Wanted[] = [];
    for (const { value, name, read } of others) {
      const found = (await read).get(name);
      if (found) call.answer(value, found);
      else left.push(value);
    }
    return left;
  }

  async #readOwn(file: SpanFile, own: readonly OwnValue[], call: Call): Promise<void> {
    const found = new Map<string, Found>();
    const memory = new JoinedMemory(own, this.#cache.mostBytes / 16);
    const doublesFor = (count: number): Float64Array => memory.doubles(count);
    const reading = file.read(
      own,
      ({ name, form, wanted }, bytes) => {
        if (call.isFull) {
          for (const value of wanted) call.refuse(value);
          return;
        }
        const options = { maxBytes: this.#maxCallBytes, doublesFor };
        const result = bytes instanceof Uint8Array ? readValue(bytes, form, options) : bytes;
        if (result.kind !== "problem") this.#cache.keep(name, result, memory.pieceOf(result));
        found.set(name, result);
        for (const value of wanted) call.answer(value, result);
      },
      call.signal,
    );
    const whatWasRead = (): ReadonlyMap<string, Found> => found;
    const shared = reading.then(whatWasRead, whatWasRead);
    for (const { name } of own) this.#underWay.set(name, shared);
    try {
      await reading;
    } finally {
      for (const { name } of own) this.#underWay.delete(name);
    }
  }
}

const unread: ValueProblem = problem("file_unreadable", "the value was not read");

/** One call's answers, and what it may still bring. */
class Call {
  readonly signal: AbortSignal | undefined;
  readonly #answers: Found[];
  readonly #maxBytes: number;
  #wantedBytes = 0;
  #givenBytes = 0;

  constructor(answers: Found[], maxBytes: number, signal: AbortSignal | undefined) {
    this.#answers = answers;
    this.#maxBytes = maxBytes;
    this.signal = signal;
  }

  /** Whether the value may be read; answers it when not. */
  admits({ index, offsetBytes, lengthBytes }: Wanted, maxValueBytes: number): boolean {
    const refused = this.refusal({ offsetBytes, lengthBytes }, maxValueBytes);
    if (refused) this.#answers[index] = refused;
    return refused === undefined;
  }

  /** Why a value of this size or place is not read. */
  refusal({ offsetBytes, lengthBytes }: Span, maxValueBytes: number): ValueProblem | undefined {
    if (lengthBytes > maxValueBytes)
      return problem("too_large", `the value is of ${lengthBytes} bytes; at most ${maxValueBytes} are read`);
    if (!isPlace(offsetBytes) || !isPlace(lengthBytes))
      return problem("value_changed", "no file has such a place");
    this.#wantedBytes += lengthBytes;
    return this.#wantedBytes > this.#maxBytes ? this.#tooMuch() : undefined;
  }

  /** Nothing more is given: it need not be decoded. */
  get isFull(): boolean {
    return this.#givenBytes > this.#maxBytes;
  }

  refuse({ index }: Wanted): void {
    this.#answers[index] = this.#tooMuch();
  }

  answer({ index, isTag }: Wanted, found: Found): void {
    if (found.kind === "problem") {
      this.#answers[index] = found;
      return;
    }
    // What a few bytes say may be large: a shape that one number fills.
    this.#givenBytes += found.sizeBytes;
    if (this.isFull) this.#answers[index] = this.#tooMuch();
    else if (found.tag === null || isTag(found.tag)) this.#answers[index] = found;
    else this.#answers[index] = problem("value_changed", "a value of another tag stands there");
  }

  #tooMuch(): ValueProblem {
    return problem("too_large", `the values are larger than ${this.#maxBytes} bytes together: ask for fewer`);
  }
}

function isPlace(bytes: number): boolean {
  return Number.isSafeInteger(bytes) && bytes >= 0;
}

/** Does not wait for a disk that does not answer. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
