// Memory of large answers, used again for the next ones: to touch fresh memory costs up to a hundred times what it costs to write into it.

/** Less is not worth keeping. */
const LEAST_BYTES = 64 * 1024;
/** One answer's larger parts are left to the garbage collector. */
const MOST_BYTES = 8 * 2 ** 20;
/** What waits for other answers, all together. */
const MOST_KEPT_BYTES = 16 * 2 ** 20;

/** Buffers that no answer uses, of sizes that are powers of two. */
class KeptBuffers {
  readonly #bySize = new Map<number, ArrayBuffer[]>();
  #keptBytes = 0;

  take(sizeBytes: number): ArrayBuffer {
    const kept = this.#bySize.get(sizeBytes)?.pop();
    if (!kept) return new ArrayBuffer(sizeBytes);
    this.#keptBytes -= sizeBytes;
    return kept;
  }

  keep(buffer: ArrayBuffer): void {
    const sizeBytes = buffer.byteLength;
    if (this.#keptBytes + sizeBytes > MOST_KEPT_BYTES) return;
    this.#keptBytes += sizeBytes;
    const alike = this.#bySize.get(sizeBytes);
    if (alike) alike.push(buffer);
    else this.#bySize.set(sizeBytes, [buffer]);
  }
}

const kept = new KeptBuffers();

/** What one answer takes until it has been sent. All that is taken has to be written: it may hold what another answer left. */
export class AnswerMemory {
  #taken: ArrayBuffer[] = [];

  doubles(count: number): Float64Array<ArrayBuffer> {
    return new Float64Array(this.#take(count * Float64Array.BYTES_PER_ELEMENT), 0, count);
  }

  bytes(count: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#take(count), 0, count);
  }

  /** Leaves all to other answers: nobody may look at it any more. */
  release(): void {
    for (const buffer of this.#taken) kept.keep(buffer);
    this.#taken = [];
  }

  #take(sizeBytes: number): ArrayBuffer {
    if (sizeBytes < LEAST_BYTES || sizeBytes > MOST_BYTES) return new ArrayBuffer(sizeBytes);
    const buffer = kept.take(2 ** Math.ceil(Math.log2(sizeBytes)));
    this.#taken.push(buffer);
    return buffer;
  }
}
