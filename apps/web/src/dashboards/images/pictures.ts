// Pictures by the names of their blobs: fetched in turn with all else, decoded by the browser off the page's thread.
import { EVENT_FILE_HEADER } from "@runboard/contract";
import { imageSize } from "image-size";
import { api } from "../../data/api.ts";
import { inTurn } from "../../data/in-turn.ts";
import type { RequestRank } from "../../data/request-turns.ts";
import { formatBytes, formatCount } from "../../ui/format.ts";
import { batchedBitmap } from "./picture-batches.ts";
import { PictureCache } from "./picture-cache.ts";
import { LARGE_PIXELS, movingTypes } from "./picture-kinds.ts";
import { MOST_PIXELS } from "./values/picture-bytes.ts";
import { askPixels } from "./values/pixel-thread.ts";
import { parseToneKey } from "./values/tone-key.ts";
import type { Tone, ToneScale } from "./values/tone.ts";

/** Of a still one its pixels; one that may move is played by the browser. */
export type Picture = StillPicture | MovingPicture;

interface PictureFacts {
  readonly width: number;
  readonly height: number;
  /** Decoded. */
  readonly sizeBytes: number;
}

interface StillPicture extends PictureFacts {
  readonly kind: "still";
  readonly bitmap: ImageBitmap;
  /** Of a large one, to be drawn where it is small; null for others. */
  readonly reduced: ImageBitmap | null;
  /** Of one that is lit otherwise than it was logged; null for one as it was. */
  readonly scale: ToneScale | null;
  /** Of what moves: it stands still in another light. */
  readonly isFirstOfMoving: boolean;
}

interface MovingPicture extends PictureFacts {
  readonly kind: "moving";
  /** Of the file. */
  readonly url: string;
}

const KEPT_BYTES = 128 * 2 ** 20;

const asLogged = { scale: null, isFirstOfMoving: false };

export const pictures = new PictureCache<Picture>({ load: loadPicture, drop: dropPicture }, KEPT_BYTES);

/** @param key see values/tone-key.ts. */
async function loadPicture(key: string, signal: AbortSignal, isAhead: boolean): Promise<Picture> {
  const { id, tone } = parseToneKey(key);
  const rank = isAhead ? "note" : "picture";
  const bitmap = tone ? null : await batchedBitmap(id, signal, rank);
  if (bitmap) return { ...stillOf(bitmap), ...asLogged };
  signal.throwIfAborted();
  const found = await pictureFile(id, signal, rank);
  return await placed(found.eventFile, () => decoded(found, { id, tone, signal }));
}

interface Wanted {
  readonly id: string;
  readonly tone: Tone | null;
  readonly signal: AbortSignal;
}

async function decoded({ file, width, height }: PictureFile, { id, tone, signal }: Wanted): Promise<Picture> {
  const facts = { width, height, sizeBytes: width * height * 4 };
  if (tone) {
    const { bitmap, reduced, scale } = await askPixels("tone", { file: { id, file }, tone }, signal);
    return { kind: "still", ...facts, bitmap, reduced, scale, isFirstOfMoving: movingTypes.has(file.type) };
  }
  if (movingTypes.has(file.type)) return { kind: "moving", ...facts, url: await playable(file) };
  try {
    // A large one is made small on another thread.
    const { bitmap, reduced } =
      width * height < LARGE_PIXELS
        ? { bitmap: await createImageBitmap(file), reduced: null }
        : await askPixels("open", { file }, signal);
    return { ...stillOf(bitmap), reduced, ...asLogged };
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Error(unreadableReason(file));
  }
}

/** What the browser found counts, not what the file's head says. */
function stillOf(bitmap: ImageBitmap) {
  const { width, height } = bitmap;
  return { kind: "still", width, height, sizeBytes: width * height * 4, bitmap, reduced: null } as const;
}

export interface PictureFile {
  readonly file: Blob;
  /** Where it was logged: the event file's place in the log directory; null where the server does not say. */
  readonly eventFile: string | null;
  /** In pixels, as the file's head says. */
  readonly width: number;
  readonly height: number;
}

/** Of a kind that may be shown, and not too large: what is not rejects with an Error that says so. */
export async function pictureFile(
  id: string,
  signal: AbortSignal,
  rank: RequestRank = "picture",
): Promise<PictureFile> {
  const response = await inTurn(() => api.blob(id, { signal }), signal, rank);
  const { file, head } = await fileOf(response);
  signal.throwIfAborted();
  const told = response.headers.get(EVENT_FILE_HEADER);
  const eventFile = told === null ? null : decodeURIComponent(told);
  return await placed(eventFile, async () => ({ file, eventFile, ...(await checkedSize(file, head)) }));
}

/** A size stands near the beginning, but behind whatever a camera wrote there. */
const HEAD_BYTES = 2 ** 18;

/** With its first bytes: to take these out of a small file again would cost as much as to fetch it. */
async function fileOf(response: Response): Promise<{ readonly file: Blob; readonly head: Uint8Array }> {
  const { headers } = response;
  if (!(Number(headers.get("content-length") ?? NaN) <= HEAD_BYTES)) {
    const file = await response.blob();
    return { file, head: new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer()) };
  }
  const head = new Uint8Array(await response.arrayBuffer());
  return { file: new Blob([head], { type: headers.get("content-type") ?? "" }), head };
}

/** Adds where the picture was logged to what is wrong with it. */
async function placed<T>(eventFile: string | null, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (eventFile === null || !(error instanceof Error) || error.name === "AbortError") throw error;
    throw new Error(`${error.message} File: ${eventFile}`);
  }
}

/** In pixels, as the file's head says. */
async function checkedSize(
  file: Blob,
  head: Uint8Array,
): Promise<{ readonly width: number; readonly height: number }> {
  if (!file.type.startsWith("image/"))
    throw new Error(
      file.size === 0
        ? "It is empty: a picture of no bytes was logged."
        : `Its ${formatBytes(file.size)} are no picture of a kind that may be shown here (PNG, JPEG, GIF, WebP, BMP).`,
    );
  const size = await sizeOf(file, head);
  if (size.width * size.height > MOST_PIXELS)
    throw new Error(
      `It has ${formatCount(size.width)} × ${formatCount(size.height)} pixels, more than a page can hold. Save it to look at it elsewhere.`,
    );
  return size;
}

async function sizeOf(
  file: Blob,
  head: Uint8Array,
): Promise<{ readonly width: number; readonly height: number }> {
  try {
    return imageSize(head);
  } catch {
    if (file.size === head.length) throw new Error(unreadableReason(file));
  }
  try {
    return imageSize(new Uint8Array(await file.arrayBuffer()));
  } catch {
    throw new Error(unreadableReason(file));
  }
}

/** Checked before it is shown: an element says nothing of why it failed. */
async function playable(file: Blob): Promise<string> {
  const url = URL.createObjectURL(file);
  const image = new Image();
  image.src = url;
  try {
    await image.decode();
    return url;
  } catch {
    URL.revokeObjectURL(url);
    throw new Error(unreadableReason(file));
  }
}

function unreadableReason(file: Blob): string {
  const name = file.type.slice("image/".length).toUpperCase();
  return `Its ${formatBytes(file.size)} begin as a ${name} file, but are cut short or damaged.`;
}

function dropPicture(picture: Picture): void {
  if (picture.kind === "still") {
    picture.bitmap.close();
    picture.reduced?.close();
  } else URL.revokeObjectURL(picture.url);
}
