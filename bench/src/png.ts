// Square pictures of 8 bits, as PNG.
import { deflateSync } from "node:zlib";

/** PNG's colour types by their numbers of channels. */
const COLOUR_TYPES = { 1: 0, 3: 2 } as const;

interface PngOptions {
  readonly side: number;
  /** Grey, or colours. */
  readonly channelCount: 1 | 3;
}

/** Noise; not compressed, so that it is of the same bytes everywhere. */
export function noisePng(random: () => number, options: PngOptions): Uint8Array {
  return pngOf(() => random() * 256, { ...options, level: 0 });
}

/** @param valueAt of a row's bytes, channel by channel; its lowest 8 bits are taken. */
export function pngOf(
  valueAt: (row: number, at: number) => number,
  { side, channelCount, level }: PngOptions & { readonly level: number },
): Uint8Array {
  const rowBytes = side * channelCount + 1;
  const rows = Buffer.alloc(side * rowBytes);
  for (let row = 0; row < side; row++)
    for (let at = 1; at < rowBytes; at++) rows[row * rowBytes + at] = valueAt(row, at - 1);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 8;
  header[9] = COLOUR_TYPES[channelCount];
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    pngChunk("IHDR", header),
    pngChunk("IDAT", deflateSync(rows, { level })),
    pngChunk("IEND", Buffer.alloc(0)),
  ]);
}

function pngChunk(name: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name), content]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(content.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
