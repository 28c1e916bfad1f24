import { expect, test } from "vitest";
import { crc32c, extendedCrc32c, maskedCrc32c } from "./crc32c.ts";

const ascii = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

// The vectors of RFC 3720, B.4.
test.each([
  ["zeros", new Uint8Array(32), 0x8a9136aa],
  ["ones", new Uint8Array(32).fill(255), 0x62a8ab43],
  ["ascending", Uint8Array.from({ length: 32 }, (_, index) => index), 0x46dd794e],
  ["descending", Uint8Array.from({ length: 32 }, (_, index) => 31 - index), 0x113fdb5c],
  ["nothing", new Uint8Array(0), 0],
  ["digits", ascii("123456789"), 0xe3069283],
])("crc32c of %s", (_, bytes, expected) => {
  expect(crc32c(bytes)).toBe(expected);
});

test("the mask", () => {
  expect(maskedCrc32c(ascii("\x1a\x11CRC test, one two"))).toBe(0x5794d08a);
});

test("a part, at any start and of any length, has the checksum that it has alone", () => {
  const bytes = Uint8Array.from({ length: 64 }, (_, index) => (index * 37) & 255);
  for (let start = 0; start < 20; start++)
    for (let end = start; end < 64; end++) {
      expect(crc32c(bytes, start, end)).toBe(crc32c(bytes.slice(start, end)));
      expect(crc32c(bytes, start, end)).toBe(byBits(bytes.slice(start, end)));
    }
});

/** The definition: polynomial division, bit by bit. */
function byBits(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

test("goes on behind other bytes", () => {
  const bytes = Uint8Array.from({ length: 100 }, (_, at) => at * 7);
  for (const cut of [0, 1, 17, 99, 100])
    expect(extendedCrc32c(crc32c(bytes, 0, cut), bytes.subarray(cut))).toBe(crc32c(bytes));
});
