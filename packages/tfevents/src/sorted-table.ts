// Sorted tables in the file format of LevelDB (doc/table_format.md there), as checkpoints use them for their index.
//
//   table   blocks … · footer: handle of the meta index, handle of the index, padding to 40 bytes, magic u64
//   handle  varint offset · varint size
//   block   contents · u8 compression (0 none, 1 Snappy) · u32 masked CRC-32C of contents and compression
//   contents  entries … · u32 restart offsets … · u32 how many of these
//   entry   varint bytes shared with the key before · varint bytes of its own · varint bytes of the value · key's own bytes · value
import { maskedCrc32c } from "./crc32c.ts";
import { decompressSnappy } from "./snappy.ts";
import { viewOf, WireReader } from "./wire.ts";

interface TableEntry {
  readonly key: Uint8Array;
  /** A view of the table's bytes, or of a decompressed block. */
  readonly value: Uint8Array;
}

export type TableResult =
  | { readonly kind: "table"; readonly entries: readonly TableEntry[] }
  | { readonly kind: "corrupt"; readonly reason: string };

const FOOTER_BYTES = 48;
const MAGIC = 0xdb4775248b80fb57n;
const BLOCK_TRAILER_BYTES = 5;
/** Keys share prefixes, so a small table can spell long ones; what is longer than this many times the table is no index. */
const MAX_KEY_GROWTH = 64;

/** All entries of a table, in the order of their keys. */
export function readTable(bytes: Uint8Array): TableResult {
  if (bytes.length < FOOTER_BYTES) return corrupt("table is cut");
  const footer = bytes.length - FOOTER_BYTES;
  if (viewOf(bytes).getBigUint64(bytes.length - 8, true) !== MAGIC)
    return corrupt("table has no magic number");
  const handles = new WireReader(bytes, footer, bytes.length - 8);
  readHandle(handles);
  const index = readHandle(handles);
  const budget = { keyBytes: bytes.length * MAX_KEY_GROWTH };
  const indexBlock = readBlock(bytes, index);
  const indexEntries = indexBlock && readEntries(indexBlock, budget);
  if (indexEntries === undefined) return corrupt("table's index is malformed");
  const entries: TableEntry[] = [];
  let previousEnd = 0;
  for (const { value } of indexEntries) {
    const handle = readHandle(new WireReader(value));
    // Blocks follow each other; one that is named twice would cost more than its size.
    if (!(handle.offset >= previousEnd)) return corrupt("table's blocks overlap");
    previousEnd = handle.offset + handle.size;
    const block = readBlock(bytes, handle);
    const blockEntries = block && readEntries(block, budget);
    if (blockEntries === undefined) return corrupt("a block of the table is malformed");
    for (const entry of blockEntries) entries.push(entry);
  }
  return { kind: "table", entries };
}

function corrupt(reason: string): TableResult {
  return { kind: "corrupt", reason };
}

interface Handle {
  readonly offset: number;
  readonly size: number;
}

/** NaN where the reader ends. */
function readHandle(reader: WireReader): Handle {
  const handle = { offset: reader.int64(), size: reader.int64() };
  return reader.malformed ? { offset: NaN, size: NaN } : handle;
}

function readBlock(bytes: Uint8Array, { offset, size }: Handle): Uint8Array | undefined {
  const end = offset + size;
  if (!(offset >= 0 && size >= 0 && end + BLOCK_TRAILER_BYTES <= bytes.length)) return undefined;
  if (maskedCrc32c(bytes, offset, end + 1) !== viewOf(bytes).getUint32(end + 1, true)) return undefined;
  const contents = bytes.subarray(offset, end);
  switch (bytes[end]) {
    case 0:
      return contents;
    case 1:
      return decompressSnappy(contents);
    default:
      return undefined;
  }
}

function readEntries(block: Uint8Array, budget: { keyBytes: number }): TableEntry[] | undefined {
  if (block.length < 4) return undefined;
  const restartCount = viewOf(block).getUint32(block.length - 4, true);
  const end = block.length - 4 - restartCount * 4;
  if (end < 0) return undefined;
  const reader = new WireReader(block, 0, end);
  const entries: TableEntry[] = [];
  let key: Uint8Array = new Uint8Array(0);
  while (reader.position < reader.end) {
    const shared = reader.int64();
    const own = reader.int64();
    const valueBytes = reader.int64();
    const left = reader.end - reader.position;
    if (!(shared >= 0 && shared <= key.length && own >= 0 && valueBytes >= 0 && own + valueBytes <= left))
      return undefined;
    budget.keyBytes -= shared + own;
    if (reader.malformed || budget.keyBytes < 0) return undefined;
    const next = new Uint8Array(shared + own);
    next.set(key.subarray(0, shared));
    next.set(block.subarray(reader.position, reader.position + own), shared);
    reader.position += own;
    entries.push({ key: next, value: block.subarray(reader.position, reader.position + valueBytes) });
    reader.position += valueBytes;
    key = next;
  }
  return entries;
}
