// Words that repeat, by where they stand in the bytes: each is decoded once.
import { decodeText } from "@runboard/tfevents";
import { SpanTable } from "./span-table.ts";

/** Texts by where they stand, decoded once. */
export class TextTable {
  readonly #bytes: Uint8Array;
  readonly #spans: SpanTable;
  readonly #texts: string[] = [];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#spans = new SpanTable(bytes);
  }

  textOf(start: number, end: number): string {
    const id = this.#spans.intern(start, end);
    return (this.#texts[id] ??= decodeText(this.#bytes.subarray(start, end)));
  }
}

/** Numbers of words by where the words stand. */
export class WordTable {
  readonly #bytes: Uint8Array;
  readonly #spans: SpanTable;
  readonly #ids: number[] = [];
  readonly #idOf: (text: string) => number;

  constructor(bytes: Uint8Array, idOf: (text: string) => number) {
    this.#bytes = bytes;
    this.#spans = new SpanTable(bytes);
    this.#idOf = idOf;
  }

  idOf(start: number, end: number): number {
    const id = this.#spans.intern(start, end);
    return (this.#ids[id] ??= this.#idOf(decodeText(this.#bytes.subarray(start, end))));
  }
}
