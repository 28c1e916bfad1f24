// CRC-32C (Castagnoli; reflected polynomial 0x82f63b78) eight bytes at a time, and the mask under which records keep it.
//
// Table k holds the checksum of a byte followed by k zero bytes, so eight look-ups take in eight bytes.

const T0 = byteTable();
const T1 = shiftedTable(T0);
const T2 = shiftedTable(T1);
const T3 = shiftedTable(T2);
const T4 = shiftedTable(T3);
const T5 = shiftedTable(T4);
const T6 = shiftedTable(T5);
const T7 = shiftedTable(T6);

/** CRC-32C of `bytes[start, end)`, 0 to 2³² − 1. */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let crc = -1;
  let at = start;
  for (const last = end - 8; at <= last; at += 8) {
    crc =
      T7[(crc ^ bytes[at]!) & 255]! ^
      T6[((crc >>> 8) ^ bytes[at + 1]!) & 255]! ^
      T5[((crc >>> 16) ^ bytes[at + 2]!) & 255]! ^
      T4[(crc >>> 24) ^ bytes[at + 3]!]! ^
      T3[bytes[at + 4]!]! ^
      T2[bytes[at + 5]!]! ^
      T1[bytes[at + 6]!]! ^
      T0[bytes[at + 7]!]!;
  }
  for (; at < end; at++) crc = (crc >>> 8) ^ T0[(crc ^ bytes[at]!) & 255]!;
  return ~crc >>> 0;
}

/** The checksum as a record keeps it: rotated right by 15 bits, plus a constant, so that a checksum of checksums is not degenerate. */
export function maskedCrc32c(bytes: Uint8Array, start = 0, end = bytes.length): number {
  const crc = crc32c(bytes, start, end);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

function byteTable(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
    return crc;
  });
}

function shiftedTable(table: Int32Array): Int32Array {
  return table.map((crc) => (crc >>> 8) ^ T0[crc & 255]!);
}
