// A thread of its own that fetches and decodes small pictures, many at a time: on the page's thread each would cost milliseconds of a frame.
import { unpackBlobs, type BlobBytes } from "@runboard/contract";
import { imageSize } from "image-size";
import type { BatchDelivery, BatchOrder } from "./batch-orders.ts";
import { LARGE_PIXELS, movingTypes } from "./picture-kinds.ts";

const underWay = new Map<number, AbortController>();

self.addEventListener("message", ({ data }: MessageEvent<BatchOrder>) => {
  if (data.url === undefined) underWay.get(data.number)?.abort();
  else void deliver(data.number, data.url);
});

async function deliver(number: number, url: string): Promise<void> {
  const stop = new AbortController();
  underWay.set(number, stop);
  try {
    const bitmaps = await fetchBitmaps(url, stop.signal);
    const transfer = (bitmaps ?? []).filter((bitmap) => bitmap !== null);
    self.postMessage({ number, bitmaps } satisfies BatchDelivery, { transfer });
  } catch {
    // Whoever asks for one alone is told what is wrong.
    self.postMessage({ number, bitmaps: null } satisfies BatchDelivery);
  } finally {
    underWay.delete(number);
  }
}

async function fetchBitmaps(url: string, signal: AbortSignal): Promise<BatchDelivery["bitmaps"]> {
  const response = await fetch(url, { signal });
  if (!response.ok) return null;
  const blobs = unpackBlobs(await response.arrayBuffer());
  return await Promise.all(blobs.map(async (blob) => blob && (await bitmapOf(blob))));
}

async function bitmapOf({ mediaType, bytes }: BlobBytes): Promise<ImageBitmap | null> {
  if (!mediaType.startsWith("image/") || movingTypes.has(mediaType)) return null;
  try {
    const { width, height } = imageSize(bytes);
    if (width * height >= LARGE_PIXELS) return null;
    return await createImageBitmap(new Blob([bytes], { type: mediaType }));
  } catch {
    return null;
  }
}
