// Writes sorted tables in LevelDB's file format, whose layout sorted-table.ts has, with the choices of TensorFlow: no compression,
// blocks of 256 KiB, a whole key every sixteen entries, and keys of the index as short as they can be.
import { maskedCrc32c } from "./crc32c.ts";
import { viewOf } from "./wire.ts";

export interface TableEntryInit {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

const BLOCK_BYTES = 2 ** 18;
const RESTART_INTERVAL = 16;
const FOOTER_BYTES = 48;
const MAGIC = 0xdb4775248b80fb57n;

/** The table of `entries`, whose keys must grow. */
export function writeTable(entries: Iterable<TableEntryInit>): Uint8Array<ArrayBuffer> {
  const file = new ByteList();
  const index = new Block(1);
  let block = new Block(RESTART_INTERVAL);
  /** Handle of the last finished block, whose key in the index depends on the entry after it. */
  let pendingHandle: Uint8Array | null = null;
  let lastKey: Uint8Array | null = null;
  for (const { key, value } of entries) {
    if (lastKey && compareBytes(lastKey, key) >= 0) throw new Error("keys of a table must grow");
    if (pendingHandle && lastKey) index.add(separator(lastKey, key), pendingHandle);
    pendingHandle = null;
    block.add(key, value);
    lastKey = key;
    if (block.sizeBytes < BLOCK_BYTES) continue;
    pendingHandle = appendBlock(file, block);
    block = new Block(RESTART_INTERVAL);
  }
  if (!block.isEmpty) pendingHandle = appendBlock(file, block);
  if (pendingHandle && lastKey) index.add(successor(lastKey), pendingHandle);
  const footer = new ByteList();
  footer.append(appendBlock(file, new Block(1)));
  footer.append(appendBlock(file, index));
  footer.append(new Uint8Array(FOOTER_BYTES - 8 - footer.sizeBytes));
  const magic = new Uint8Array(8);
  viewOf(magic).setBigUint64(0, MAGIC, true);
  footer.append(magic);
  file.append(footer.take());
  return file.take();
}

/** Orders keys as bytes, the shorter first where one begins the other. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const at = sharedLength(a, b);
  return (a[at] ?? -1) - (b[at] ?? -1);
}

class ByteList {
  readonly #parts: Uint8Array[] = [];
  sizeBytes = 0;

  append(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.sizeBytes += bytes.length;
  }

  appendVarint(value: number): void {
    this.append(varint(value));
  }

  take(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.sizeBytes);
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }
}

class Block {
  readonly #restartInterval: number;
  readonly #bytes = new ByteList();
  readonly #restarts = [0];
  #lastKey: Uint8Array = new Uint8Array(0);
  #sinceRestart = 0;

  constructor(restartInterval: number) {
    this.#restartInterval = restartInterval;
  }

  get isEmpty(): boolean {
    return this.#bytes.sizeBytes === 0;
  }

  get sizeBytes(): number {
    return this.#bytes.sizeBytes + this.#restarts.length * 4 + 4;
  }

  add(key: Uint8Array, value: Uint8Array): void {
    let shared = 0;
    if (this.#sinceRestart < this.#restartInterval) shared = sharedLength(this.#lastKey, key);
    else {
      this.#restarts.push(this.#bytes.sizeBytes);
      this.#sinceRestart = 0;
    }
    this.#bytes.appendVarint(shared);
    this.#bytes.appendVarint(key.length - shared);
    this.#bytes.appendVarint(value.length);
    this.#bytes.append(key.subarray(shared));
    this.#bytes.append(value);
    this.#lastKey = key;
    this.#sinceRestart++;
  }

  contents(): Uint8Array {
    const tail = new Uint8Array(this.#restarts.length * 4 + 4);
    const view = viewOf(tail);
    this.#restarts.forEach((offset, index) => view.setUint32(index * 4, offset, true));
    view.setUint32(tail.length - 4, this.#restarts.length, true);
    this.#bytes.append(tail);
    return this.#bytes.take();
  }
}

/** Appends a finished block and returns its handle. */
function appendBlock(file: ByteList, block: Block): Uint8Array {
  const contents = block.contents();
  const stored = new Uint8Array(contents.length + 5);
  stored.set(contents);
  // The byte after the contents, 0, says that they are not compressed.
  viewOf(stored).setUint32(contents.length + 1, maskedCrc32c(stored, 0, contents.length + 1), true);
  const handle = new ByteList();
  handle.appendVarint(file.sizeBytes);
  handle.appendVarint(contents.length);
  file.append(stored);
  return handle.take();
}

/** A key as short as possible, not before `key` and before `next`. */
function separator(key: Uint8Array, next: Uint8Array): Uint8Array {
  const at = sharedLength(key, next);
  const [byte, limit] = [key[at], next[at]];
  if (byte === undefined || limit === undefined || byte + 1 >= limit) return key;
  const short = key.slice(0, at + 1);
  short[at] = byte + 1;
  return short;
}

/** A key as short as possible, not before `key`. */
function successor(key: Uint8Array): Uint8Array {
  const at = key.findIndex((byte) => byte !== 255);
  if (at < 0) return key;
  const short = key.slice(0, at + 1);
  short[at] = (key[at] ?? 0) + 1;
  return short;
}

function sharedLength(a: Uint8Array, b: Uint8Array): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a[length] === b[length]) length++;
  return length;
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
