// Pictures of noise, not compressed, so that they are of the same bytes everywhere.
import { deflateSync } from "node:zlib";

/** PNG's colour types by their numbers of channels. */
const COLOUR_TYPES = { 1: 0, 3: 2 } as const;

/** A square picture, grey or in colours, of 8 bits. */
export function noisePng(
  random: () => number,
  { side, channelCount }: { readonly side: number; readonly channelCount: 1 | 3 },
): Uint8Array {
  const rowBytes = side * channelCount + 1;
  const rows = Buffer.alloc(side * rowBytes);
  for (let row = 0; row < side; row++)
    for (let at = 1; at < rowBytes; at++) rows[row * rowBytes + at] = random() * 256;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 8;
  header[9] = COLOUR_TYPES[channelCount];
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    pngChunk("IHDR", header),
    pngChunk("IDAT", deflateSync(rows, { level: 0 })),
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
