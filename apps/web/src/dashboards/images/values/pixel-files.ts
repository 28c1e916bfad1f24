// The files of pictures whose samples are looked at: the last ones are kept, for each is asked several times.
import { pictureFile, type PictureFile } from "../pictures.ts";
import type { PixelFile } from "./pixel-orders.ts";

const MOST_KEPT = 16;

const kept = new Map<string, Promise<PictureFile>>();

export async function knownFile(id: string, signal: AbortSignal): Promise<PictureFile> {
  // What another gave up is asked for again.
  const known = await kept.get(id)?.catch(() => null);
  if (known) return known;
  const file = pictureFile(id, signal);
  kept.set(id, file);
  // Not found, or given up: the next one tries again.
  file.catch(() => kept.delete(id));
  for (const [oldest] of kept) {
    if (kept.size <= MOST_KEPT) break;
    kept.delete(oldest);
  }
  return await file;
}

export async function pixelFile(id: string, signal: AbortSignal): Promise<PixelFile> {
  const { file } = await knownFile(id, signal);
  return { id, file };
}
