// Bytes of an event file at many places, with few reads: near places are read together, and what lies between them is thrown away.
import { open, type FileHandle } from "node:fs/promises";
import { errorCodeOf, headBytes, identityOf, isSameIdentity, openFlags } from "../event-file.ts";
import { systemPath } from "../path-names.ts";
import type { FileState } from "./file-versions.ts";

export type ValueProblemCode =
  | "file_gone"
  /** Another file stands at its path. */
  | "file_replaced"
  /** It no longer reaches to where the value was. */
  | "file_shrunk"
  /** It is there, but cannot be read (now). */
  | "file_unreadable"
  /** Other bytes stand there: of another tag, or none that are such a value. */
  | "value_changed"
  /** Of the value, or of all values asked for at once. */
  | "too_large";

/** Why a value cannot be given. */
export interface ValueProblem {
  readonly kind: "problem";
  readonly code: ValueProblemCode;
  readonly reason: string;
}

export interface Span {
  readonly offsetBytes: number;
  readonly lengthBytes: number;
}

/** A read and what lies in it. */
interface JoinedRead<S extends Span> extends Span {
  readonly spans: readonly S[];
}

/** Up to this much between two spans is read with them: as many bytes from the page cache cost what another read does. */
const GAP_BYTES = 64 * 1024;
/** Spans are not joined beyond this, so that what is thrown away is not much at a time. */
const JOINED_BYTES = 512 * 1024;

/** Bounds how many reads wait for disks at once: Node has four threads for them and for all else that waits. */
export class DiskTurns {
  /** Of each turn the memory for what it reads: fresh memory costs more than the reading. */
  readonly #rooms: Uint8Array[] = Array.from({ length: 3 }, () => new Uint8Array(0));
  readonly #waiting: ((room: Uint8Array) => void)[] = [];
  bytesRead = 0;

  /** The room is of `JOINED_BYTES`, and the work's own until it is done. */
  async take<T>(work: (room: Uint8Array) => Promise<T>): Promise<T> {
    const free = this.#rooms.pop();
    let room = free ?? (await new Promise<Uint8Array>((resolve) => this.#waiting.push(resolve)));
    try {
      if (room.length === 0) room = new Uint8Array(JOINED_BYTES);
      return await work(room);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(room);
      else this.#rooms.push(room);
    }
  }
}

/** An open event file that has been found to be the one that was asked for. */
export class SpanFile {
  readonly #handle: FileHandle;
  readonly #turns: DiskTurns;
  /** When it was opened. */
  readonly state: FileState;

  constructor(handle: FileHandle, state: FileState, turns: DiskTurns) {
    this.#handle = handle;
    this.state = state;
    this.#turns = turns;
  }

  /** To be closed. `identity` is that of its cursor in the store. */
  static async open(
    { path, identity }: { readonly path: string; readonly identity: string },
    turns: DiskTurns,
  ): Promise<SpanFile | ValueProblem> {
    let handle: FileHandle | undefined;
    try {
      handle = await turns.take(() => open(systemPath(path), openFlags));
      const file = await identify(handle, identity, turns);
      if (!(file instanceof SpanFile)) await handle.close();
      return file;
    } catch (error) {
      await handle?.close();
      const code = errorCodeOf(error);
      return code === "ENOENT" || code === "ENOTDIR"
        ? problem("file_gone", "the event file is gone")
        : problem("file_unreadable", `the event file cannot be opened: ${code}`);
    }
  }

  close(): Promise<void> {
    return this.#handle.close();
  }

  /** Why the file does not have these bytes; undefined when it does. */
  lacks({ offsetBytes, lengthBytes }: Span): ValueProblem | undefined {
    return offsetBytes + lengthBytes > this.state.sizeBytes ? shrunk() : undefined;
  }

  /**
   * Calls `take` with the bytes of each span that the file has, once, in any order. They may be kept when they are all of their memory; else they
   * are there during the call only. Rejects with the signal's reason when it aborts, and takes nothing more then.
   */
  async read<S extends Span>(
    spans: readonly S[],
    take: (span: S, bytes: Uint8Array | ValueProblem) => void,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const reads = joinSpans(spans).map((read) =>
      this.#turns.take(async (room) => {
        signal?.throwIfAborted();
        const bytes = await this.#readJoined(read, room);
        signal?.throwIfAborted();
        for (const span of read.spans) take(span, partOf(bytes, read, span));
      }),
    );
    // All have to end before the file may be closed.
    for (const result of await Promise.allSettled(reads))
      if (result.status === "rejected") throw result.reason;
  }

  async #readJoined(
    { offsetBytes, lengthBytes }: Span,
    shared: Uint8Array,
  ): Promise<Uint8Array | ValueProblem> {
    const room = lengthBytes < shared.length ? shared : new Uint8Array(lengthBytes);
    let length = 0;
    try {
      while (length < lengthBytes) {
        const { bytesRead } = await this.#handle.read(
          room,
          length,
          lengthBytes - length,
          offsetBytes + length,
        );
        if (bytesRead === 0) break;
        length += bytesRead;
        this.#turns.bytesRead += bytesRead;
      }
    } catch (error) {
      return problem("file_unreadable", `the event file cannot be read: ${errorCodeOf(error)}`);
    }
    return room.subarray(0, length);
  }
}

async function identify(
  handle: FileHandle,
  identity: string,
  turns: DiskTurns,
): Promise<SpanFile | ValueProblem> {
  const stats = await turns.take(() => handle.stat());
  if (!stats.isFile())
    return problem("file_replaced", "what stands at the event file's path is no regular file");
  const head = Buffer.alloc(headBytes);
  const { bytesRead } = await turns.take(() => handle.read(head, 0, headBytes, 0));
  turns.bytesRead += bytesRead;
  const found = identityOf(stats, head.subarray(0, bytesRead));
  if (isSameIdentity(identity, found)) {
    const state = { sizeBytes: stats.size, modifiedMillis: stats.mtimeMs };
    return new SpanFile(handle, state, turns);
  }
  // Too short for its head, but the same file of the disk.
  if (bytesRead < headBytes && identity.startsWith(found)) return shrunk();
  return problem("file_replaced", "another file stands at the event file's path");
}

/** Spans in order of their place, near ones together. */
function joinSpans<S extends Span>(spans: readonly S[]): readonly JoinedRead<S>[] {
  const reads: { offsetBytes: number; lengthBytes: number; spans: S[] }[] = [];
  for (const span of spans.toSorted((a, b) => a.offsetBytes - b.offsetBytes)) {
    const { offsetBytes, lengthBytes } = span;
    const last = reads.at(-1);
    const lastEnd = last ? last.offsetBytes + last.lengthBytes : 0;
    const end = offsetBytes + lengthBytes;
    if (last && offsetBytes - lastEnd <= GAP_BYTES && isShort(last.offsetBytes, lastEnd, end)) {
      last.lengthBytes = Math.max(lastEnd, end) - last.offsetBytes;
      last.spans.push(span);
    } else reads.push({ offsetBytes, lengthBytes, spans: [span] });
  }
  return reads;
}

/** Whether a read that goes from `start` to `oldEnd` may go to `end`. */
function isShort(start: number, oldEnd: number, end: number): boolean {
  return end <= oldEnd || end - start <= JOINED_BYTES;
}

function partOf(
  bytes: Uint8Array | ValueProblem,
  read: Span,
  { offsetBytes, lengthBytes }: Span,
): Uint8Array | ValueProblem {
  if (!(bytes instanceof Uint8Array)) return bytes;
  const start = offsetBytes - read.offsetBytes;
  const end = start + lengthBytes;
  // It was longer when it was looked at.
  return end > bytes.length ? shrunk() : bytes.subarray(start, end);
}

export function problem(code: ValueProblemCode, reason: string): ValueProblem {
  return { kind: "problem", code, reason };
}

function shrunk(): ValueProblem {
  return problem("file_shrunk", "the event file is shorter than it was");
}
