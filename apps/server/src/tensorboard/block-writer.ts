// Bytes collected in blocks of one size, so that an answer of any length is written without being copied or held at once.

const BLOCK_BYTES = 1 << 20;

export class BlockWriter {
  /** The current block: a caller that reserved room writes at `offset` and moves it. Another one after `reserve` and `text`. */
  view = new DataView(new ArrayBuffer(0));
  offset = 0;
  readonly #blockBytes: number;
  #block = Buffer.alloc(0);
  #full: Buffer[] = [];

  constructor(blockBytes = BLOCK_BYTES) {
    this.#blockBytes = blockBytes;
  }

  /** Makes room for `sizeBytes` more in the current block. */
  reserve(sizeBytes: number): void {
    if (this.offset + sizeBytes <= this.#block.length) return;
    this.#seal();
    this.#block = Buffer.allocUnsafe(Math.max(this.#blockBytes, sizeBytes));
    this.view = new DataView(this.#block.buffer, this.#block.byteOffset, this.#block.length);
  }

  text(text: string): void {
    // A UTF-16 unit takes at most three bytes.
    this.reserve(text.length * 3);
    this.offset += this.#block.write(text, this.offset);
  }

  /** Takes the blocks that are full, in order. */
  takeFull(): readonly Buffer[] {
    const full = this.#full;
    this.#full = [];
    return full;
  }

  /** Takes everything. */
  takeAll(): readonly Buffer[] {
    this.#seal();
    return this.takeFull();
  }

  #seal(): void {
    if (this.offset > 0) this.#full.push(this.#block.subarray(0, this.offset));
    this.#block = Buffer.alloc(0);
    this.offset = 0;
  }
}
