// What the embedding projector reads beside the event file: `projector_config.pbtxt`, and the files that it names.
import { isUtf8 } from "node:buffer";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type EmbeddingInfo, formatProjectorConfig, parseProjectorConfig } from "@runboard/tfevents";
import { replaceFile } from "./checkpoint-files.ts";
import { float32sOf, shapedNumbersOf } from "./number-source.ts";
import { encodePixels, pixelBytes } from "./picture.ts";
import type { EmbeddingContent, PixelGrid } from "./summary-content.ts";

const CONFIG_FILE = "projector_config.pbtxt";
/** What browsers draw from. */
const MAX_SPRITE_SIDE = 8192;

/** Files to write by their names, and what the configuration says of them. */
interface EmbeddingFiles {
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  readonly info: Partial<Pick<EmbeddingInfo, "tensorPath" | "tensorShape" | "metadataPath">> & {
    readonly sprite?: { readonly imagePath: string; readonly singleImageDim: number[] };
  };
}

/** Writes the embedding's files, then the configuration with it; another one of the same name is replaced. */
export function saveEmbedding(directory: string, name: string, content: EmbeddingContent): void {
  const configPath = join(directory, CONFIG_FILE);
  const parsed = parseProjectorConfig(existsSync(configPath) ? readFileSync(configPath, "utf8") : "");
  if (parsed.kind === "malformed")
    throw new Error(`${configPath} cannot be added to (${parsed.reason}); correct or delete it`);
  const { files, info } = filesOf(name, content);
  for (const [file, bytes] of files) replaceFile(join(directory, file), bytes);
  const { embeddings, modelCheckpointPath, modelCheckpointDir } = parsed.message;
  const others = embeddings.filter(({ tensorName }) => tensorName !== name);
  replaceFile(
    configPath,
    formatProjectorConfig({
      modelCheckpointPath,
      modelCheckpointDir,
      embeddings: [...others, { tensorName: name, ...info }],
    }),
  );
}

function filesOf(name: string, { vectors, labels, thumbnails, fileBase }: EmbeddingContent): EmbeddingFiles {
  const base = fileBase ?? name.replaceAll(/[^\w.-]+/g, "_");
  const what = `embedding "${name}"`;
  const files = new Map<string, string | Uint8Array>();
  const counts: number[] = [];
  let info: EmbeddingFiles["info"] = {};
  if (vectors) {
    const { shape, values } = shapedNumbersOf(vectors, what);
    const [points = 0, dimensions = 0] = shape;
    if (shape.length !== 2)
      throw new RangeError(`${what} has shape [${shape.join(", ")}]; vectors are [points, dimensions]`);
    counts.push(points);
    const { extension, bytes } = vectorFile(float32sOf(values), dimensions);
    const tensorPath = `${base}_vectors.${extension}`;
    files.set(tensorPath, bytes);
    info = { tensorPath, tensorShape: [points, dimensions] };
  }
  if (labels) {
    const { text, count } = labelFile(labels);
    counts.push(count);
    const metadataPath = `${base}_labels.tsv`;
    files.set(metadataPath, text);
    info = { ...info, metadataPath };
  }
  const [first] = thumbnails ?? [];
  if (thumbnails && first) {
    counts.push(thumbnails.length);
    const imagePath = `${base}_sprite.png`;
    files.set(imagePath, spriteFile(thumbnails, first, what));
    info = { ...info, sprite: { imagePath, singleImageDim: [first.width, first.height] } };
  }
  if (new Set(counts).size > 1)
    throw new RangeError(
      `${what} has different numbers of vectors, labels and thumbnails: ${counts.join(", ")}`,
    );
  return { files, info };
}

/**
 * Raw float32 where TensorBoard sees that it is no text, which it takes for text otherwise; it does so for zeros and a few others.
 */
function vectorFile(
  values: Float32Array,
  dimensions: number,
): { readonly extension: "bytes" | "tsv"; readonly bytes: string | Uint8Array } {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  if (!isUtf8(bytes)) return { extension: "bytes", bytes };
  const rows: string[] = [];
  for (let at = 0; at < values.length; at += dimensions)
    rows.push(values.subarray(at, at + dimensions).join("\t"));
  return { extension: "tsv", bytes: `${rows.join("\n")}\n` };
}

/** Tabs and ends of lines, which separate, become spaces. A table of one column is a list: its first row is no point. */
function labelFile(labels: NonNullable<EmbeddingContent["labels"]>): {
  readonly text: string;
  readonly count: number;
} {
  const clean = (text: string): string => text.replaceAll(/[\t\r\n]+/g, " ");
  const rows = labels.map((row) => (typeof row === "string" ? clean(row) : row.map(clean).join("\t")));
  const isTable = typeof labels[0] === "object";
  const isList = !isTable || labels[0]?.length === 1;
  const lines = isTable && isList ? rows.slice(1) : rows;
  return { text: `${lines.join("\n")}\n`, count: isTable ? rows.length - 1 : rows.length };
}

/** All thumbnails in rows of one picture, which is as near to a square as can be. */
function spriteFile(thumbnails: readonly PixelGrid[], first: PixelGrid, what: string): Uint8Array {
  const { width, height, channels } = first;
  const columns = Math.ceil(Math.sqrt(thumbnails.length));
  const rows = Math.ceil(thumbnails.length / columns);
  if (columns * width > MAX_SPRITE_SIDE || rows * height > MAX_SPRITE_SIDE)
    throw new RangeError(
      `thumbnails of ${what} make ${columns * width} by ${rows * height} pixels; ${MAX_SPRITE_SIDE} by ${MAX_SPRITE_SIDE} is the most: make them smaller`,
    );
  const data = new Uint8Array(columns * width * rows * height * channels);
  for (const [index, thumbnail] of thumbnails.entries()) {
    const bytes = pixelBytes(thumbnail);
    const lineBytes = width * channels;
    if (thumbnail.width !== width || thumbnail.height !== height || bytes.length !== height * lineBytes)
      throw new RangeError(`thumbnail ${index} of ${what} has another size than the first`);
    const left = (index % columns) * lineBytes;
    const top = Math.floor(index / columns) * height;
    for (let line = 0; line < height; line++)
      data.set(
        bytes.subarray(line * lineBytes, (line + 1) * lineBytes),
        (top + line) * columns * lineBytes + left,
      );
  }
  return encodePixels({ width: columns * width, height: rows * height, channels, data }, what).file;
}
