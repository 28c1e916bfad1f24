// A short text that stands for a long list in a query key.

/** 64 bits by two multiplicative hashes with different constants (FNV-1a and Murmur's); equal lists give equal texts. */
export function fingerprint(items: readonly string[]): string {
  let a = 0x811c9dc5;
  let b = 0x1b873593;
  for (const item of items) {
    for (let at = 0; at < item.length; at += 1) {
      const code = item.charCodeAt(at);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ code, 0xcc9e2d51);
      b = (b << 15) | (b >>> 17);
    }
    a = Math.imul(a ^ 0x10000, 0x01000193);
    b = Math.imul(b ^ 0x10000, 0xcc9e2d51);
  }
  return `${items.length}.${(a >>> 0).toString(36)}${(b >>> 0).toString(36)}`;
}
