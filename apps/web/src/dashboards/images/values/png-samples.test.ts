import { crc32, deflateSync } from "node:zlib";
import { PNG } from "pngjs";
import { describe, expect, test } from "vitest";
import { pngSamples } from "./png-samples.ts";

const MOST_PIXELS = 10_000;

interface File {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: number;
  readonly colorType: number;
  readonly isInterlaced?: boolean;
  /** Rows with their filters, before they are packed. */
  readonly rows: Uint8Array;
  readonly palette?: readonly number[];
  readonly transparency?: readonly number[];
}

function fileOf(file: File): Uint8Array<ArrayBuffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(file.width, 0);
  header.writeUInt32BE(file.height, 4);
  header.set([file.bitDepth, file.colorType, 0, 0, file.isInterlaced ? 1 : 0], 8);
  return new Uint8Array(
    Buffer.concat([
      Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
      chunk("IHDR", header),
      ...(file.palette ? [chunk("PLTE", Buffer.from(file.palette))] : []),
      ...(file.transparency ? [chunk("tRNS", Buffer.from(file.transparency))] : []),
      chunk("IDAT", deflateSync(file.rows)),
      chunk("IEND", Buffer.alloc(0)),
    ]),
  );
}

function chunk(name: string, content: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(name, "latin1"), content]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(content.length, 0);
  framed.set(named, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}

/** Different in every pixel and channel. */
const sample = (at: number, greatest: number): number => (at * 7919 + (at >> 3) * 31) % (greatest + 1);

describe("files of another encoder", () => {
  test.each([
    ["grey", 0, 8, 1],
    ["colours", 2, 8, 3],
    ["grey and alpha", 4, 8, 2],
    ["colours and alpha", 6, 8, 4],
    ["grey of 16 bits", 0, 16, 1],
    ["colours and alpha of 16 bits", 6, 16, 4],
  ] as const)("%s have the samples that were written", async (_, colorType, bitDepth, channelCount) => {
    const width = 23;
    const height = 17;
    const greatest = 2 ** bitDepth - 1;
    const hasAlpha = channelCount % 2 === 0;
    const png = new PNG({ width, height });
    const samples = Array.from({ length: width * height * channelCount }, (_value, at) =>
      sample(at, greatest),
    );
    const values = bitDepth === 16 ? new Uint16Array(width * height * 4) : new Uint8Array(width * height * 4);
    for (let pixel = 0; pixel < width * height; pixel++) {
      const own = samples.slice(pixel * channelCount, (pixel + 1) * channelCount);
      const colors = channelCount <= 2 ? [own[0], own[0], own[0]] : own.slice(0, 3);
      values.set([...colors, hasAlpha ? own.at(-1) : greatest] as number[], 4 * pixel);
    }
    png.data = Buffer.from(values.buffer);
    // It tries all filters and takes the best one for each row.
    const bytes = PNG.sync.write(png, { colorType, inputColorType: 6, bitDepth, inputHasAlpha: true });
    const found = await pngSamples(new Uint8Array(bytes), MOST_PIXELS);
    expect([found.width, found.height, found.greatest]).toEqual([width, height, greatest]);
    expect(found.channelCount).toBe(channelCount);
    expect([...found.values]).toEqual(samples);
  });
});

test.each([0, 1, 2, 3, 4])("rows of filter %i are taken back", async (filter) => {
  const width = 5;
  const height = 4;
  const plain = Array.from({ length: width * height * 3 }, (_, at) => sample(at, 255));
  const rows = new Uint8Array(height * (1 + width * 3));
  for (let top = 0; top < height; top++) {
    rows[top * (1 + width * 3)] = filter;
    for (let at = 0; at < width * 3; at++) {
      const here = top * width * 3 + at;
      const left = at < 3 ? 0 : (plain[here - 3] ?? 0);
      const up = top === 0 ? 0 : (plain[here - width * 3] ?? 0);
      const corner = at < 3 || top === 0 ? 0 : (plain[here - width * 3 - 3] ?? 0);
      const guess = left + up - corner;
      const paeth = [left, up, corner].reduce((best, one) =>
        Math.abs(guess - one) < Math.abs(guess - best) ? one : best,
      );
      const taken = [0, left, up, (left + up) >> 1, paeth][filter] ?? 0;
      rows[top * (1 + width * 3) + 1 + at] = (plain[here] ?? 0) - taken;
    }
  }
  const found = await pngSamples(fileOf({ width, height, bitDepth: 8, colorType: 2, rows }), MOST_PIXELS);
  expect([...found.values]).toEqual(plain);
});

test("samples of fewer than eight bits keep their values", async () => {
  const rows = Uint8Array.of(0, 0b1010_0000, 0, 0b0110_0000);
  const bits = await pngSamples(
    fileOf({ width: 3, height: 2, bitDepth: 1, colorType: 0, rows }),
    MOST_PIXELS,
  );
  expect([...bits.values, bits.greatest]).toEqual([1, 0, 1, 0, 1, 1, 1]);
  const nibbles = fileOf({
    width: 3,
    height: 1,
    bitDepth: 4,
    colorType: 0,
    rows: Uint8Array.of(0, 0x1f, 0x70),
  });
  expect([...(await pngSamples(nibbles, MOST_PIXELS)).values]).toEqual([1, 15, 7]);
});

test("a palette is looked up, with its alpha", async () => {
  const file = {
    width: 3,
    height: 1,
    bitDepth: 2,
    colorType: 3,
    rows: Uint8Array.of(0, 0b00_01_10_00),
    palette: [1, 2, 3, 40, 50, 60, 255, 0, 9],
  };
  expect([...(await pngSamples(fileOf(file), MOST_PIXELS)).values]).toEqual([1, 2, 3, 40, 50, 60, 255, 0, 9]);
  const clear = await pngSamples(fileOf({ ...file, transparency: [0, 128] }), MOST_PIXELS);
  expect([...clear.values]).toEqual([1, 2, 3, 0, 40, 50, 60, 128, 255, 0, 9, 255]);
  await expect(pngSamples(fileOf({ ...file, palette: [1, 2, 3] }), MOST_PIXELS)).rejects.toThrow("palette");
});

test("the one colour that is transparent becomes alpha", async () => {
  const rows = Uint8Array.of(0, 5, 6);
  const file = { width: 2, height: 1, bitDepth: 8, colorType: 0, rows, transparency: [0, 6] };
  expect([...(await pngSamples(fileOf(file), MOST_PIXELS)).values]).toEqual([5, 255, 6, 0]);
});

test.each([
  [1, 1],
  [3, 2],
  [9, 11],
])("an interlaced picture of %i × %i pixels is put together", async (width, height) => {
  const passes = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
  ] as const;
  const plain = Array.from({ length: width * height }, (_, at) => sample(at, 255));
  const rows: number[] = [];
  for (const [left, top, across, down] of passes)
    for (let y = top; y < height; y += down) {
      const row: number[] = [];
      for (let x = left; x < width; x += across) row.push(plain[y * width + x] ?? 0);
      if (row.length > 0) rows.push(0, ...row);
    }
  const file = { width, height, bitDepth: 8, colorType: 0, isInterlaced: true, rows: Uint8Array.from(rows) };
  expect([...(await pngSamples(fileOf(file), MOST_PIXELS)).values]).toEqual(plain);
});

describe("what is wrong is said", () => {
  const good: File = {
    width: 2,
    height: 2,
    bitDepth: 8,
    colorType: 0,
    rows: Uint8Array.of(0, 1, 2, 0, 3, 4),
  };

  test.each([
    ["no PNG", Uint8Array.of(1, 2, 3), "no PNG file"],
    ["a depth that there is not", fileOf({ ...good, bitDepth: 5 }), "header"],
    ["colours of four bits", fileOf({ ...good, colorType: 2, bitDepth: 4 }), "header"],
    ["no height", fileOf({ ...good, height: 0 }), "header"],
    ["too few rows", fileOf({ ...good, height: 3 }), "cut short"],
    ["a filter that there is not", fileOf({ ...good, rows: Uint8Array.of(9, 1, 2, 0, 3, 4) }), "damaged"],
    ["no palette", fileOf({ ...good, colorType: 3 }), "palette"],
    ["too many pixels", fileOf({ ...good, width: 60_000, height: 60_000 }), "more pixels"],
    ["the end missing", fileOf(good).subarray(0, 50), "cut short"],
  ] as const)("%s", async (_, bytes, word) => {
    await expect(pngSamples(bytes, MOST_PIXELS)).rejects.toThrow(word);
  });

  test("damaged pixels", async () => {
    const bytes = fileOf(good);
    bytes.fill(0xff, 43, 47);
    await expect(pngSamples(bytes, MOST_PIXELS)).rejects.toThrow("damaged");
  });

  test("of what unpacks to more than the picture, the rest is left", async () => {
    const rows = new Uint8Array(50_000_000);
    rows.set(good.rows);
    expect([...(await pngSamples(fileOf({ ...good, rows }), MOST_PIXELS)).values]).toEqual([1, 2, 3, 4]);
  });
});
