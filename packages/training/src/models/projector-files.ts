// What the projector shows with an embedding that checkpoints hold: labels, a sheet of thumbnails, and the file that names both, as the tutorial calls them.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatProjectorConfig } from "@runboard/tfevents";
import { PNG } from "pngjs";

export interface ProjectorFiles {
  /** Of the tensor in the checkpoints. */
  readonly tensorName: string;
  /** One a point. */
  readonly labels: ArrayLike<number> & Iterable<number>;
  /** Grey values of one square picture a point, from 0 (black) to 255. */
  readonly pictures: Uint8Array;
  /** Of a picture, in pixels. */
  readonly side: number;
}

export function writeProjectorFiles(directory: string, files: ProjectorFiles): void {
  const count = files.labels.length;
  const [metadataPath, imagePath] = [`labels_${count}.tsv`, `sprite_${count}.png`];
  writeFileSync(join(directory, metadataPath), Array.from(files.labels, (label) => `${label}\n`).join(""));
  writeFileSync(join(directory, imagePath), spriteSheet(files.pictures, files.side, count));
  const config = formatProjectorConfig({
    embeddings: [
      {
        tensorName: files.tensorName,
        metadataPath,
        sprite: { imagePath, singleImageDim: [files.side, files.side] },
      },
    ],
  });
  writeFileSync(join(directory, "projector_config.pbtxt"), config);
}

/** Pictures in rows from the top left, in a square. */
function spriteSheet(pictures: Uint8Array, side: number, count: number): Buffer {
  const columns = Math.ceil(Math.sqrt(count));
  const sheet = new PNG({ width: columns * side, height: columns * side, colorType: 0 });
  sheet.data.fill(255);
  for (let picture = 0; picture < count; picture += 1) {
    const [left, top] = [(picture % columns) * side, Math.floor(picture / columns) * side];
    for (let pixel = 0; pixel < side * side; pixel += 1) {
      const [x, y] = [left + (pixel % side), top + Math.floor(pixel / side)];
      const grey = 255 - (pictures[picture * side * side + pixel] ?? 0);
      sheet.data.fill(grey, (y * columns * side + x) * 4, (y * columns * side + x) * 4 + 3);
    }
  }
  return PNG.sync.write(sheet, { colorType: 0 });
}
