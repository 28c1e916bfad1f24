// The files of pictures whose samples are looked at: the last ones are kept, for each is asked several times.
import { pictureFile } from "../pictures.ts";
import type { PixelFile } from "./pixel-orders.ts";

const MOST_KEPT = 16;

const kept = new Map<string, Promise<Blob>>();

export async function pixelFile(id: string, signal: AbortSignal): Promise<PixelFile> {
  const known = kept.get(id);
  if (known) return { id, file: await known };
  const file = pictureFile(id, signal).then((found) => found.file);
  kept.set(id, file);
  // Not found, or given up: the next one tries again.
  file.catch(() => kept.delete(id));
  for (const [oldest] of kept) {
    if (kept.size <= MOST_KEPT) break;
    kept.delete(oldest);
  }
  return { id, file: await file };
}
