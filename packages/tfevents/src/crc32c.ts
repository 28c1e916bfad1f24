// CRC-32C (Castagnoli; reflected polynomial 0x82f63b78) sixteen bytes at a time, and the mask under which records keep it.
//
// Row k of the table holds the checksum of each byte followed by k zero bytes, so sixteen look-ups take in sixteen bytes.
// Against eight at a time, read byte by byte, that is a quarter less time for records of 70 bytes.
import { viewOf } from "./wire.ts";

const ROWS = 16;
const TABLE = makeTable();

/** CRC-32C of `bytes[start, end)`, 0 to 2³² − 1. `view`, of the same bytes, saves making one. */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length, view = viewOf(bytes)): number {
  return ~stateAfter(-1, view, start, end) >>> 0;
}

/** CRC-32C of bytes that follow others, whose own is `before`; all together. */
export function extendedCrc32c(before: number, bytes: Uint8Array): number {
  return ~stateAfter(~before, viewOf(bytes), 0, bytes.length) >>> 0;
}

function stateAfter(before: number, view: DataView, start: number, end: number): number {
  let crc = before;
  let at = start;
  for (const last = end - 16; at <= last; at += 16) {
    const first = crc ^ view.getInt32(at, true);
    const second = view.getInt32(at + 4, true);
    const third = view.getInt32(at + 8, true);
    const fourth = view.getInt32(at + 12, true);
    crc =
      TABLE[3840 | (first & 255)]! ^
      TABLE[3584 | ((first >>> 8) & 255)]! ^
      TABLE[3328 | ((first >>> 16) & 255)]! ^
      TABLE[3072 | (first >>> 24)]! ^
      TABLE[2816 | (second & 255)]! ^
      TABLE[2560 | ((second >>> 8) & 255)]! ^
      TABLE[2304 | ((second >>> 16) & 255)]! ^
      TABLE[2048 | (second >>> 24)]! ^
      TABLE[1792 | (third & 255)]! ^
      TABLE[1536 | ((third >>> 8) & 255)]! ^
      TABLE[1280 | ((third >>> 16) & 255)]! ^
      TABLE[1024 | (third >>> 24)]! ^
      TABLE[768 | (fourth & 255)]! ^
      TABLE[512 | ((fourth >>> 8) & 255)]! ^
      TABLE[256 | ((fourth >>> 16) & 255)]! ^
      TABLE[fourth >>> 24]!;
  }
  if (at <= end - 8) {
    const first = crc ^ view.getInt32(at, true);
    const second = view.getInt32(at + 4, true);
    at += 8;
    crc =
      TABLE[1792 | (first & 255)]! ^
      TABLE[1536 | ((first >>> 8) & 255)]! ^
      TABLE[1280 | ((first >>> 16) & 255)]! ^
      TABLE[1024 | (first >>> 24)]! ^
      TABLE[768 | (second & 255)]! ^
      TABLE[512 | ((second >>> 8) & 255)]! ^
      TABLE[256 | ((second >>> 16) & 255)]! ^
      TABLE[second >>> 24]!;
  }
  for (; at < end; at++) crc = (crc >>> 8) ^ TABLE[(crc ^ view.getUint8(at)) & 255]!;
  return crc;
}

/** The checksum as a record keeps it: rotated right by 15 bits, plus a constant, so that a checksum of checksums is not degenerate. */
export function maskedCrc32c(bytes: Uint8Array, start = 0, end = bytes.length, view = viewOf(bytes)): number {
  return maskedOf(crc32c(bytes, start, end, view));
}

/** A checksum under its mask. */
export function maskedOf(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

function makeTable(): Int32Array {
  const table = new Int32Array(ROWS * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
    table[byte] = crc;
  }
  for (let index = 256; index < table.length; index++) {
    const before = table[index - 256]!;
    table[index] = (before >>> 8) ^ table[before & 255]!;
  }
  return table;
}
