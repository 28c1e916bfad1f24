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

/** Samples of one step. What it says of their size is that of the first. */
export function pictureValue(tag: string, pictures: readonly Uint8Array[]): SummaryValue {
  return imageValue({ tag, width: 8, height: 8, pictures });
}
