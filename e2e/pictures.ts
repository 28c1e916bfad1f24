// Pictures for tests, encoded as training code encodes them.
import { imageValue, type SummaryValue } from "@runboard/tfevents";
import { PNG } from "pngjs";

type Color = readonly [red: number, green: number, blue: number];

/** A PNG file whose pixels have these colours, 0 to 255. */
export function pngOf(
  width: number,
  height: number,
  colorAt: (left: number, top: number) => Color,
): Uint8Array {
  const png = new PNG({ width, height });
  for (let top = 0; top < height; top++)
    for (let left = 0; left < width; left++)
      png.data.set([...colorAt(left, top), 255], 4 * (top * width + left));
  return PNG.sync.write(png);
}

/** A PNG file of grey of sixteen bits. */
export function deepPngOf(
  width: number,
  height: number,
  valueAt: (left: number, top: number) => number,
): Uint8Array {
  const png = new PNG({ width, height });
  const values = Uint16Array.from({ length: width * height }, (_, at) =>
    valueAt(at % width, Math.floor(at / width)),
  );
  png.data = Buffer.from(values.buffer);
  return PNG.sync.write(png, { colorType: 0, inputColorType: 0, bitDepth: 16, inputHasAlpha: false });
}

/** Samples of one step. What it says of their size is that of the first. */
export function pictureValue(tag: string, pictures: readonly Uint8Array[]): SummaryValue {
  return imageValue({ tag, width: 8, height: 8, pictures });
}
