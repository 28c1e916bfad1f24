// A thread of its own for the samples of pictures: sixteen million pixels must not keep the page from drawing its next frame.
import { likenessInPieces, type PictureSamples } from "@runboard/analysis";
import { differencePixels } from "./difference.ts";
import { labelsOf } from "./label-values.ts";
import { samplesOf } from "./picture-bytes.ts";
import { SamplesCache } from "./samples-cache.ts";
import type {
  PixelAnswerOf,
  PixelDelivery,
  PixelFile,
  PixelOrder,
  PixelOrderOf,
  PixelValues,
  PixelWorkKind,
  SizedBitmap,
} from "./pixel-orders.ts";
import { tonedPicture } from "./tone.ts";

/** Long work makes room for other orders after so long. */
const PIECE_MILLIS = 30;

const known = new SamplesCache<PixelFile, PictureSamples>({
  nameOf: ({ id }) => id,
  load: ({ file }) => samplesOf(file),
  sizeBytesOf: ({ values }) => values.byteLength,
});

const underWay = new Map<number, AbortController>();

self.addEventListener("message", ({ data }: MessageEvent<PixelOrder>) => {
  if (data.kind === "stop") underWay.get(data.number)?.abort();
  else void deliver(data);
});

async function deliver(order: Exclude<PixelOrder, { kind: "stop" }>): Promise<void> {
  const stop = new AbortController();
  underWay.set(order.number, stop);
  try {
    const answer = await answerOf(order, stop.signal);
    const transfer: Transferable[] = [];
    const bitmaps = "bitmap" in answer ? [answer.bitmap, ...(answer.reduced ? [answer.reduced] : [])] : [];
    transfer.push(...bitmaps);
    if ("part" in answer) transfer.push(answer.values.buffer);
    if (stop.signal.aborted) {
      for (const bitmap of bitmaps) bitmap.close();
      return;
    }
    self.postMessage({ number: order.number, answer } satisfies PixelDelivery, { transfer });
  } catch (error) {
    if (!stop.signal.aborted)
      self.postMessage({
        number: order.number,
        failure: error instanceof Error ? error.message : String(error),
      } satisfies PixelDelivery);
  } finally {
    underWay.delete(order.number);
  }
}

function answerOf(
  work: Exclude<PixelOrder, { kind: "stop" }>,
  signal: AbortSignal,
): Promise<PixelAnswerOf<PixelWorkKind>> {
  switch (work.kind) {
    case "open":
      return open(work.order);
    case "tone":
      return toned(work.order);
    case "difference":
      return difference(work.order);
    case "likeness":
      return likeness(work.order, signal);
    case "values":
      return valuesOf(work.order);
    case "labels":
      return labels(work.order);
  }
}

async function open({ file }: PixelOrderOf<"open">): Promise<PixelAnswerOf<"open">> {
  return sized(await createImageBitmap(file));
}

async function toned({ file, tone }: PixelOrderOf<"tone">): Promise<PixelAnswerOf<"tone">> {
  const samples = await known.get(file);
  const { pixels, scale } = tonedPicture(samples, tone);
  return { ...(await bitmapOf(pixels, samples.width)), scale };
}

async function difference({ pair, look }: PixelOrderOf<"difference">): Promise<PixelAnswerOf<"difference">> {
  const [a, b] = await known.both(...pair);
  const bitmaps = await bitmapOf(differencePixels([a, b], look), a.width);
  return { ...bitmaps, greatest: Math.max(a.greatest, b.greatest) };
}

async function likeness(
  { pair }: PixelOrderOf<"likeness">,
  signal: AbortSignal,
): Promise<PixelAnswerOf<"likeness">> {
  const [a, b] = await known.both(...pair);
  const pieces = likenessInPieces(a, b);
  let pieceStart = performance.now();
  for (;;) {
    const piece = pieces.next();
    if (piece.done) return piece.value;
    if (performance.now() - pieceStart < PIECE_MILLIS) continue;
    await new Promise((resolve) => setTimeout(resolve, 0));
    signal.throwIfAborted();
    pieceStart = performance.now();
  }
}

async function valuesOf({ file, part }: PixelOrderOf<"values">): Promise<PixelValues> {
  const { width, channelCount, greatest, values } = await known.get(file);
  const rowLength = part.width * channelCount;
  const length = rowLength * part.height;
  const own = greatest > 255 ? new Uint16Array(length) : new Uint8Array(length);
  for (let row = 0; row < part.height; row++) {
    const start = ((part.top + row) * width + part.left) * channelCount;
    own.set(values.subarray(start, start + rowLength), row * rowLength);
  }
  return { part, channelCount, greatest, values: own };
}

async function labels({ file }: PixelOrderOf<"labels">): Promise<PixelAnswerOf<"labels">> {
  const samples = await known.get(file);
  const found = labelsOf(samples);
  if (found.kind === "many") return found;
  return { kind: "labels", ...(await bitmapOf(found.pixels, samples.width)), values: found.values };
}

async function bitmapOf(pixels: Uint8ClampedArray<ArrayBuffer>, width: number): Promise<SizedBitmap> {
  return sized(await createImageBitmap(new ImageData(pixels, width)));
}

/** No side of a reduced picture is longer. */
const MOST_REDUCED_SIDE = 1536;

function sized(bitmap: ImageBitmap): SizedBitmap {
  const share = MOST_REDUCED_SIDE / Math.max(bitmap.width, bitmap.height);
  if (share >= 0.75) return { bitmap, reduced: null };
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(bitmap.width * share)),
    Math.max(1, Math.round(bitmap.height * share)),
  );
  const context = canvas.getContext("2d");
  if (!context) return { bitmap, reduced: null };
  context.imageSmoothingQuality = "medium";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return { bitmap, reduced: canvas.transferToImageBitmap() };
}
