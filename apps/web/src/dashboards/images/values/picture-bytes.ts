// A picture's file as samples, whatever kind it is of.
import { withoutNeedlessChannels, type PictureSamples } from "@runboard/analysis";
import { pngSamples } from "./png-samples.ts";

/** More would take more memory than a tab has: a small file can say that it is as large as it likes. */
export const MOST_PIXELS = 2 ** 26;

/** PNG as it is stored; all else as the browser decodes it, of what moves its first picture. */
export async function samplesOf(file: Blob): Promise<PictureSamples> {
  const samples =
    file.type === "image/png"
      ? await pngSamples(new Uint8Array(await file.arrayBuffer()), MOST_PIXELS)
      : await decodedSamples(file);
  return withoutNeedlessChannels(samples);
}

async function decodedSamples(file: Blob): Promise<PictureSamples> {
  const bitmap = await createImageBitmap(file, { premultiplyAlpha: "none", colorSpaceConversion: "none" });
  try {
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    if (!context) throw new Error("this browser gives no canvas");
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    return { width, height, channelCount: 4, greatest: 255, values: new Uint8Array(data.buffer) };
  } finally {
    bitmap.close();
  }
}
