// Names of files and directories as text. A file system may hold any bytes; text, JSON and the store hold Unicode only.
// A byte that is not part of valid UTF-8 is written as U+FFFD and two hexadecimal digits, and so are the bytes of a real U+FFFD.
// So every name has one text, different names have different texts, and the bytes come back from the text.

const mark = "\ufffd";

/** The text of a name or path. */
export function nameFromBytes(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  if (!text.includes(mark)) return text;
  let name = "";
  for (let index = 0; index < bytes.length;) {
    const length = characterLength(bytes, index);
    const character = Buffer.from(bytes.subarray(index, index + Math.max(length, 1)));
    const decoded = character.toString("utf8");
    name += decoded.includes(mark) ? Array.from(character, escapedByte).join("") : decoded;
    index += character.length;
  }
  return name;
}

/** What to give to the file system for a path that `nameFromBytes` made parts of: itself, or its bytes where text cannot hold them. */
export function systemPath(path: string): string | Buffer {
  if (!path.includes(mark)) return path;
  const parts = path.split(/\ufffd([0-9a-f]{2})/);
  return Buffer.concat(
    parts.map((part, index) => (index % 2 === 1 ? Buffer.of(Number.parseInt(part, 16)) : Buffer.from(part))),
  );
}

function escapedByte(byte: number): string {
  return mark + byte.toString(16).padStart(2, "0");
}

/** Bytes of the UTF-8 character at `index`; 0 when they are not one. */
function characterLength(bytes: Uint8Array, index: number): number {
  const first = bytes[index] ?? 0;
  const length =
    first < 0x80 ? 1 : first < 0xc0 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf8 ? 4 : 0;
  if (index + length > bytes.length) return 0;
  const text = Buffer.from(bytes.subarray(index, index + length)).toString("utf8");
  return text.length === (length === 4 ? 2 : 1) ? length : 0;
}
