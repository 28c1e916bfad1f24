// What a blob is, told by its own first bytes: what its writer says of it may be wrong, and a browser must not guess.
// Nothing that a browser would run is here: no HTML, SVG, XML or script.

export interface BlobType {
  readonly mediaType: string;
  /** Of a file with it, without a dot. */
  readonly extension: string;
}

const ascii = (text: string): readonly number[] => Array.from(text, (character) => character.charCodeAt(0));

/** Bytes at an offset; all of a type's have to be there. */
type Signature = Readonly<Record<number, readonly number[]>>;

const types: readonly (readonly [BlobType, Signature])[] = [
  [{ mediaType: "image/png", extension: "png" }, { 0: [0x89, ...ascii("PNG\r\n\x1a\n")] }],
  [{ mediaType: "image/jpeg", extension: "jpg" }, { 0: [0xff, 0xd8, 0xff] }],
  [{ mediaType: "image/gif", extension: "gif" }, { 0: ascii("GIF87a") }],
  [{ mediaType: "image/gif", extension: "gif" }, { 0: ascii("GIF89a") }],
  [
    { mediaType: "image/webp", extension: "webp" },
    { 0: ascii("RIFF"), 8: ascii("WEBP") },
  ],
  // Two bytes would say little: the four reserved ones are 0.
  [
    { mediaType: "image/bmp", extension: "bmp" },
    { 0: ascii("BM"), 6: [0, 0, 0, 0] },
  ],
  [
    { mediaType: "audio/wav", extension: "wav" },
    { 0: ascii("RIFF"), 8: ascii("WAVE") },
  ],
  [{ mediaType: "audio/mpeg", extension: "mp3" }, { 0: ascii("ID3") }],
  [{ mediaType: "audio/ogg", extension: "ogg" }, { 0: ascii("OggS") }],
  [{ mediaType: "audio/flac", extension: "flac" }, { 0: ascii("fLaC") }],
  [{ mediaType: "video/mp4", extension: "mp4" }, { 4: ascii("ftyp") }],
];

/** Bytes that the types are told by. */
const HEAD_BYTES = 64;
const EBML = [0x1a, 0x45, 0xdf, 0xa3];

/** Undefined for bytes of no known type. */
export function blobTypeOf(bytes: Uint8Array): BlobType | undefined {
  const known = types.find(([, signature]) =>
    Object.entries(signature).every(([offset, expected]) => hasAt(bytes, Number(offset), expected)),
  );
  if (known) return known[0];
  if (isMpegFrame(bytes)) return { mediaType: "audio/mpeg", extension: "mp3" };
  // Matroska's container, of which WebM is one kind.
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString("latin1");
  if (hasAt(bytes, 0, EBML) && head.includes("webm")) return { mediaType: "video/webm", extension: "webm" };
  return undefined;
}

function hasAt(bytes: Uint8Array, offset: number, expected: readonly number[]): boolean {
  return expected.every((byte, index) => bytes[offset + index] === byte);
}

/** An MP3 without tags begins with a frame: eleven bits set, version not reserved, layer III, a bit rate and a sampling rate that there are. */
function isMpegFrame(bytes: Uint8Array): boolean {
  const [first = 0, second = 0, third = 0] = bytes;
  return (
    first === 0xff &&
    (second & 0xe0) === 0xe0 &&
    (second & 0x18) !== 0x08 &&
    (second & 0x06) === 0x02 &&
    third >>> 4 !== 0 &&
    third >>> 4 !== 15 &&
    (third & 0x0c) !== 0x0c
  );
}
