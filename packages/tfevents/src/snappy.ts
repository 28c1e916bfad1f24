// Snappy, decompression only (format_description.txt of google/snappy): a varint with the length of the result, then literals
// and copies of what stands before.
import { WireReader } from "./wire.ts";

/** Three bytes of input can copy 64 bytes. */
const MAX_GROWTH = 22;

/** Undefined when `compressed` is malformed, or names a length that it cannot have. */
export function decompressSnappy(compressed: Uint8Array): Uint8Array | undefined {
  const reader = new WireReader(compressed);
  const length = reader.int64();
  if (reader.malformed || !(length >= 0 && length <= compressed.length * MAX_GROWTH)) return undefined;
  const output = new Uint8Array(length);
  const { view } = reader;
  let at = reader.position;
  let written = 0;
  while (at < compressed.length) {
    const tag = view.getUint8(at++);
    // Literals: the length is in the tag, or in the one to four bytes that follow. Copies: 1, 2 or 4 bytes of offset.
    const extraBytes = (tag & 3) === 0 ? Math.max(0, (tag >> 2) - 59) : ([0, 1, 2, 4][tag & 3] ?? 0);
    if (extraBytes > compressed.length - at) return undefined;
    let extra = 0;
    for (let index = 0; index < extraBytes; index++) extra += view.getUint8(at++) * 256 ** index;
    if ((tag & 3) === 0) {
      const size = (extraBytes === 0 ? tag >> 2 : extra) + 1;
      if (size > compressed.length - at || size > length - written) return undefined;
      output.set(compressed.subarray(at, at + size), written);
      at += size;
      written += size;
    } else {
      const isShort = (tag & 3) === 1;
      const size = isShort ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
      const offset = isShort ? extra + (tag >> 5) * 256 : extra;
      if (offset === 0 || offset > written || size > length - written) return undefined;
      // Byte by byte where source and target overlap: the copy repeats what it has just written.
      if (offset >= size) output.copyWithin(written, written - offset, written - offset + size);
      else
        for (let index = 0; index < size; index++)
          output[written + index] = output[written + index - offset] ?? 0;
      written += size;
    }
  }
  return written === length ? output : undefined;
}
