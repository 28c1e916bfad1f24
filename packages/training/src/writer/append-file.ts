// A file that only grows, and in which no byte is missing: what the disk refused is kept and written first the next time.
import { closeSync, openSync, writeSync } from "node:fs";

export class AppendFile {
  readonly path: string;
  readonly #file: number;
  /** The rest of bytes of which the beginning is in the file already. */
  #unwritten: Uint8Array = new Uint8Array(0);

  /** `flags` as of `open`; a new file by default, so that two writers never share one. */
  constructor(path: string, flags: string | number = "ax") {
    this.path = path;
    this.#file = openSync(path, flags);
  }

  /** Takes all bytes, or throws and has taken none. */
  append(bytes: Uint8Array): void {
    this.drain();
    try {
      this.#unwritten = this.#write(bytes);
    } catch (error) {
      throw this.#failure(error);
    }
  }

  /** Throws where taken bytes still cannot be written. */
  drain(): void {
    while (this.#unwritten.length > 0) {
      try {
        this.#unwritten = this.#write(this.#unwritten);
      } catch (error) {
        throw this.#failure(error);
      }
    }
  }

  close(): void {
    closeSync(this.#file);
  }

  /** Returns what could not be written; throws when that is all. */
  #write(bytes: Uint8Array): Uint8Array {
    let at = 0;
    while (at < bytes.length) {
      try {
        at += writeSync(this.#file, bytes, at);
      } catch (error) {
        if (at === 0) throw error;
        break;
      }
    }
    return bytes.subarray(at);
  }

  #failure(cause: unknown): Error {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new Error(
      `cannot write to ${this.path} (${reason}); what was written before is kept in memory and tried again with the next call`,
      { cause },
    );
  }
}
