import { describe, expect, it } from "vitest";
import { nameFromBytes, systemPath } from "./path-names.ts";

describe("nameFromBytes", () => {
  it("gives text as it is", () => {
    for (const name of ["", "run", "größe", "日本", "😀 1", "a\nb", "'\"\\"])
      expect(nameFromBytes(Buffer.from(name))).toBe(name);
  });

  it("escapes what is not text", () => {
    expect(nameFromBytes(Buffer.from([0x61, 0xe9, 0x62]))).toBe("a\ufffde9b");
    expect(nameFromBytes(Buffer.from([0xe2, 0x82]))).toBe("\ufffde2\ufffd82");
    expect(nameFromBytes(Buffer.from("\ufffde9"))).toBe("\ufffdef\ufffdbf\ufffdbde9");
  });

  it("gives every name its own text, from which the bytes come back", () => {
    const texts = new Map<string, string>();
    let seed = 1;
    const random = (): number => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
    const alphabet = [
      0x61, 0x65, 0x39, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xef, 0xbf, 0xbd, 0xf0, 0x9f, 0x98, 0x80, 0xff, 0xed,
    ];
    for (let round = 0; round < 5_000; round++) {
      const length = 1 + Math.floor(random() * 7);
      const bytes = Buffer.from(
        Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)] ?? 0),
      );
      const text = nameFromBytes(bytes);
      expect(Buffer.from(systemPath(text)).equals(bytes)).toBe(true);
      const hex = bytes.toString("hex");
      expect(texts.get(text) ?? hex).toBe(hex);
      texts.set(text, hex);
      // The store and JSON keep it: it is well-formed.
      expect(Buffer.from(text).toString()).toBe(text);
    }
  });
});
