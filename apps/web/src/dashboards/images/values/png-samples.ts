// The samples of a PNG file as it stores them: a canvas would make eight bits of sixteen, and other numbers of colours beside alpha.
// Every size is checked, and no more is unpacked than the picture has: a small file may unpack to any number of bytes.
import type { PictureSamples } from "@runboard/analysis";

interface Header {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: 1 | 2 | 4 | 8 | 16;
  readonly colorType: ColorType;
  readonly isInterlaced: boolean;
}

const GREY = 0;
const COLORS = 2;
const PALETTE = 3;
const GREY_AND_ALPHA = 4;
const COLORS_AND_ALPHA = 6;
type ColorType = 0 | 2 | 3 | 4 | 6;

/** Samples of a pixel in the file. */
const storedChannels = {
  [GREY]: 1,
  [COLORS]: 3,
  [PALETTE]: 1,
  [GREY_AND_ALPHA]: 2,
  [COLORS_AND_ALPHA]: 4,
} as const satisfies Record<ColorType, number>;

const allowedDepths: Readonly<Record<ColorType, readonly number[]>> = {
  [GREY]: [1, 2, 4, 8, 16],
  [COLORS]: [8, 16],
  [PALETTE]: [1, 2, 4, 8],
  [GREY_AND_ALPHA]: [8, 16],
  [COLORS_AND_ALPHA]: [8, 16],
};

interface Chunks {
  readonly header: Header;
  readonly data: readonly Uint8Array<ArrayBuffer>[];
  readonly palette: Uint8Array | null;
  readonly transparency: Uint8Array | null;
}

/** Pixels that are stored together; an interlaced file has seven such, each with more of them. */
interface Pass {
  readonly left: number;
  readonly top: number;
  readonly across: number;
  readonly down: number;
}

const wholePass: readonly Pass[] = [{ left: 0, top: 0, across: 1, down: 1 }];
const interlacedPasses: readonly Pass[] = [
  { left: 0, top: 0, across: 8, down: 8 },
  { left: 4, top: 0, across: 8, down: 8 },
  { left: 0, top: 4, across: 4, down: 8 },
  { left: 2, top: 0, across: 4, down: 4 },
  { left: 0, top: 2, across: 2, down: 4 },
  { left: 1, top: 0, across: 2, down: 2 },
  { left: 0, top: 1, across: 1, down: 2 },
];

/** Throws an Error that says what is wrong. @param mostPixels more are not decoded. */
export async function pngSamples(
  bytes: Uint8Array<ArrayBuffer>,
  mostPixels: number,
): Promise<PictureSamples> {
  const chunks = readChunks(bytes);
  const { width, height, isInterlaced } = chunks.header;
  if (width * height > mostPixels) throw new Error("it has more pixels than a page can hold");
  const passes = (isInterlaced ? interlacedPasses : wholePass).map((pass) => ({
    pass,
    width: Math.ceil((width - pass.left) / pass.across),
    height: Math.ceil((height - pass.top) / pass.down),
  }));
  const bitsPerPixel = storedChannels[chunks.header.colorType] * chunks.header.bitDepth;
  const rowBytes = (pixels: number): number => Math.ceil((pixels * bitsPerPixel) / 8);
  const stored = passes.filter((one) => one.width > 0 && one.height > 0);
  const sizeBytes = stored.reduce((sum, one) => sum + one.height * (1 + rowBytes(one.width)), 0);
  const rows = await inflated(chunks.data, sizeBytes);
  const target = new Unpacked(chunks);
  let at = 0;
  for (const one of stored) {
    const lengthBytes = rowBytes(one.width);
    let before = new Uint8Array(lengthBytes);
    for (let row = 0; row < one.height; row++) {
      const line = rows.subarray(at + 1, at + 1 + lengthBytes);
      unfilter(line, before, { filter: rows[at] ?? 0, pixelBytes: Math.max(1, bitsPerPixel >> 3) });
      target.putRow(line, one.width, { ...one.pass, top: one.pass.top + row * one.pass.down });
      before = line;
      at += 1 + lengthBytes;
    }
  }
  return target.samples;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function readChunks(bytes: Uint8Array<ArrayBuffer>): Chunks {
  if (SIGNATURE.some((byte, at) => bytes[at] !== byte)) throw new Error("it is no PNG file");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data: Uint8Array<ArrayBuffer>[] = [];
  let header: Header | null = null;
  let palette: Uint8Array | null = null;
  let transparency: Uint8Array | null = null;
  let at = SIGNATURE.length;
  // Length, name, content and checksum.
  while (at + 12 <= bytes.length) {
    const length = view.getUint32(at);
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const content = bytes.subarray(at + 8, at + 8 + length);
    if (content.length < length) throw new Error("it is cut short");
    if (name === "IHDR") header = readHeader(content);
    else if (name === "PLTE") palette = content;
    else if (name === "tRNS") transparency = content;
    else if (name === "IDAT") data.push(content);
    else if (name === "IEND") break;
    at += 12 + length;
  }
  if (!header) throw new Error("it has no header");
  if (header.colorType === PALETTE && (!palette || palette.length % 3 !== 0 || palette.length > 768))
    throw new Error("its palette is missing or damaged");
  return { header, data, palette, transparency };
}

function readHeader(content: Uint8Array): Header {
  if (content.length !== 13) throw new Error("its header is damaged");
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const [bitDepth = 0, colorType = 0, compression, filter, interlace] = content.subarray(8);
  const width = view.getUint32(0);
  const height = view.getUint32(4);
  const isKnown =
    isColorType(colorType) &&
    allowedDepths[colorType].includes(bitDepth) &&
    compression === 0 &&
    filter === 0 &&
    (interlace === 0 || interlace === 1);
  if (!isKnown || width === 0 || height === 0) throw new Error("its header is damaged");
  return {
    width,
    height,
    bitDepth: bitDepth as Header["bitDepth"],
    colorType,
    isInterlaced: interlace === 1,
  };
}

function isColorType(value: number): value is ColorType {
  return value in storedChannels;
}

/** Just so many bytes; what follows is not unpacked. */
async function inflated(
  parts: readonly Uint8Array<ArrayBuffer>[],
  sizeBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(sizeBytes);
  const reader = new Blob([...parts]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  let filled = 0;
  try {
    while (filled < sizeBytes) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes.set(value.subarray(0, sizeBytes - filled), filled);
      filled += Math.min(value.length, sizeBytes - filled);
    }
  } catch {
    throw new Error("its pixels are damaged");
  }
  await reader.cancel().catch(() => undefined);
  if (filled < sizeBytes) throw new Error("its pixels are cut short");
  return bytes;
}

/** Takes back what made the row pack well, in its place. */
function unfilter(
  line: Uint8Array,
  above: Uint8Array,
  { filter, pixelBytes }: { readonly filter: number; readonly pixelBytes: number },
): void {
  switch (filter) {
    case 0:
      return;
    case 1:
      for (let at = pixelBytes; at < line.length; at++)
        line[at] = (line[at] ?? 0) + (line[at - pixelBytes] ?? 0);
      return;
    case 2:
      for (let at = 0; at < line.length; at++) line[at] = (line[at] ?? 0) + (above[at] ?? 0);
      return;
    case 3:
      for (let at = 0; at < line.length; at++) {
        const left = at < pixelBytes ? 0 : (line[at - pixelBytes] ?? 0);
        line[at] = (line[at] ?? 0) + ((left + (above[at] ?? 0)) >> 1);
      }
      return;
    case 4:
      for (let at = 0; at < line.length; at++) {
        const left = at < pixelBytes ? 0 : (line[at - pixelBytes] ?? 0);
        const corner = at < pixelBytes ? 0 : (above[at - pixelBytes] ?? 0);
        line[at] = (line[at] ?? 0) + nearestOf(left, above[at] ?? 0, corner);
      }
      return;
    default:
      throw new Error("its pixels are damaged");
  }
}

/** Paeth's predictor. */
function nearestOf(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const toLeft = Math.abs(guess - left);
  const toUp = Math.abs(guess - up);
  const toCorner = Math.abs(guess - corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

/** The samples that rows are put into. A palette is looked up, and what one colour or entry says of alpha becomes a channel. */
class Unpacked {
  readonly samples: PictureSamples;
  readonly #chunks: Chunks;
  /** The one colour that is transparent. */
  readonly #clear: readonly number[] | null;

  constructor(chunks: Chunks) {
    const { header, transparency } = chunks;
    const { width, height, bitDepth, colorType } = header;
    this.#chunks = chunks;
    this.#clear =
      transparency && (colorType === GREY || colorType === COLORS)
        ? Array.from(
            { length: storedChannels[colorType] },
            (_, channel) => ((transparency[2 * channel] ?? 0) << 8) | (transparency[2 * channel + 1] ?? 0),
          )
        : null;
    const colorCount = colorType === GREY || colorType === GREY_AND_ALPHA ? 1 : 3;
    const hasAlpha = transparency !== null || colorType === GREY_AND_ALPHA || colorType === COLORS_AND_ALPHA;
    const channelCount = (colorCount + (hasAlpha ? 1 : 0)) as PictureSamples["channelCount"];
    const length = width * height * channelCount;
    this.samples = {
      width,
      height,
      channelCount,
      greatest: colorType === PALETTE ? 255 : 2 ** bitDepth - 1,
      values: bitDepth === 16 ? new Uint16Array(length) : new Uint8Array(length),
    };
  }

  /** @param place of its first pixel, and how far each is from the next. */
  putRow(line: Uint8Array, pixelCount: number, { left, top, across }: Pass): void {
    const { colorType, bitDepth, width } = this.#chunks.header;
    const { channelCount, values } = this.samples;
    const count = storedChannels[colorType];
    let to = (top * width + left) * channelCount;
    if (bitDepth === 8 && count === channelCount && across === 1 && colorType !== PALETTE) {
      values.set(line, to);
      return;
    }
    for (let pixel = 0; pixel < pixelCount; pixel++, to += across * channelCount)
      if (colorType === PALETTE) this.#putEntry(sampleAt(line, pixel, bitDepth), to);
      else this.#putPixel(line, pixel * count, to);
  }

  #putPixel(line: Uint8Array, first: number, to: number): void {
    const { header } = this.#chunks;
    const { channelCount, greatest, values } = this.samples;
    const count = storedChannels[header.colorType];
    let isClear = this.#clear !== null;
    for (let channel = 0; channel < count; channel++) {
      const sample = sampleAt(line, first + channel, header.bitDepth);
      values[to + channel] = sample;
      if (sample !== this.#clear?.[channel]) isClear = false;
    }
    if (channelCount > count) values[to + count] = isClear ? 0 : greatest;
  }

  #putEntry(entry: number, to: number): void {
    const { palette, transparency } = this.#chunks;
    const { values } = this.samples;
    for (let channel = 0; channel < 3; channel++) {
      const value = palette?.[3 * entry + channel];
      if (value === undefined) throw new Error("its palette is too short");
      values[to + channel] = value;
    }
    if (transparency) values[to + 3] = transparency[entry] ?? 255;
  }
}

function sampleAt(line: Uint8Array, index: number, bitDepth: Header["bitDepth"]): number {
  if (bitDepth === 8) return line[index] ?? 0;
  if (bitDepth === 16) return ((line[2 * index] ?? 0) << 8) | (line[2 * index + 1] ?? 0);
  const bit = index * bitDepth;
  return ((line[bit >> 3] ?? 0) >> (8 - bitDepth - (bit & 7))) & (2 ** bitDepth - 1);
}
