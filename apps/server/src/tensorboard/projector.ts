// `/data/plugin/projector/…`: which embeddings runs have, their vectors as raw float32, and the files that belong to them.
import { ApiError } from "@runboard/contract";
import type { FileHandle } from "node:fs/promises";
import { blobTypeOf } from "../blobs/blob-type.ts";
import {
  type EmbeddingAsset,
  EmbeddingSources,
  type EmbeddingParts,
  type RunEmbedding,
  type RunEmbeddings,
} from "../embeddings/embedding-sources.ts";
import { openLocated } from "../located-file.ts";
import { jsonText } from "./json-text.ts";
import { invalidArgument, PublicError } from "./public-error.ts";

const PIECE_BYTES = 2 ** 20;
/** Enough to tell a picture's format. */
const HEAD_BYTES = 64;
const [NEWLINE, TAB] = [10, 9];

export class Projector {
  readonly #sources: EmbeddingSources;

  constructor(parts: EmbeddingParts) {
    this.#sources = new EmbeddingSources(parts);
  }

  async runs(signal: AbortSignal): Promise<string> {
    return jsonText([...(await this.#sources.runs(signal))]);
  }

  /** The configuration with what a checkpoint adds, in protobuf's JSON format. Checkpoints are told by their place in the log directory. */
  async info(run: string, signal: AbortSignal): Promise<string> {
    const { checkpoint, embeddings } = await this.#of(run, signal);
    const told = [];
    for (const embedding of embeddings) {
      const { tensorName, paths, singleImageSize } = embedding;
      const shape = embedding.shape ?? (await this.#shapeOf(embedding, signal));
      told.push({
        tensorName,
        ...(paths.metadata !== "" && { metadataPath: paths.metadata }),
        ...(paths.bookmarks !== "" && { bookmarksPath: paths.bookmarks }),
        ...(shape && { tensorShape: [...shape] }),
        ...(paths.sprite !== "" && {
          sprite: { imagePath: paths.sprite, singleImageDim: [...singleImageSize] },
        }),
        ...(paths.tensor !== "" && { tensorPath: paths.tensor }),
      });
    }
    return jsonText({ ...(checkpoint !== null && { modelCheckpointPath: checkpoint }), embeddings: told });
  }

  /** Little-endian float32, row by row. @param rowCount at most; null for all */
  async tensor(of: NamedEmbedding, rowCount: number | null, signal: AbortSignal): Promise<Buffer> {
    const { embedding } = await this.#named(of, signal);
    const { values, columnCount } = await answered(() => this.#sources.matrix(embedding, signal));
    const end = rowCount === null ? values.length : Math.min(values.length, rowCount * columnCount);
    return Buffer.from(values.buffer, values.byteOffset, end * values.BYTES_PER_ELEMENT);
  }

  /** Lines of its metadata. @param rowCount at most, and the header; null for all */
  async metadata(
    of: NamedEmbedding,
    rowCount: number | null,
    signal: AbortSignal,
  ): Promise<AsyncGenerator<Buffer>> {
    const { handle, sizeBytes } = await this.#asset(of, "metadata", signal);
    return rowsOf(handle, sizeBytes, rowCount);
  }

  async file(
    of: NamedEmbedding,
    asset: "sprite" | "bookmarks",
    signal: AbortSignal,
  ): Promise<{ readonly mediaType: string; readonly content: AsyncGenerator<Buffer> }> {
    const { handle, sizeBytes } = await this.#asset(of, asset, signal);
    const mediaType = asset === "sprite" ? await pictureTypeOf(handle) : "application/json";
    return { mediaType, content: rowsOf(handle, sizeBytes, null) };
  }

  async #shapeOf(
    embedding: RunEmbedding,
    signal: AbortSignal,
  ): Promise<readonly [number, number] | undefined> {
    try {
      const { rowCount, columnCount } = await this.#sources.matrix(embedding, signal);
      return [rowCount, columnCount];
    } catch (error) {
      // It is listed, and asked for says what is wrong.
      if (error instanceof ApiError) return undefined;
      throw error;
    }
  }

  async #of(run: string, signal: AbortSignal): Promise<RunEmbeddings> {
    const found = await answered(() => this.#sources.of(run, signal));
    if (!found) throw invalidArgument(`Unknown run: ${JSON.stringify(run)}`);
    return found;
  }

  async #named(
    { run, name }: NamedEmbedding,
    signal: AbortSignal,
  ): Promise<{ readonly found: RunEmbeddings; readonly embedding: RunEmbedding }> {
    const found = await this.#of(run, signal);
    const embedding = found.embeddings.find(({ tensorName }) => tensorName === name.replace(/:0$/, ""));
    if (!embedding) throw invalidArgument(`run ${JSON.stringify(run)} has no tensor ${JSON.stringify(name)}`);
    return { found, embedding };
  }

  async #asset(
    of: NamedEmbedding,
    asset: EmbeddingAsset,
    signal: AbortSignal,
  ): Promise<{ readonly handle: FileHandle; readonly sizeBytes: number }> {
    const { found, embedding } = await this.#named(of, signal);
    const located = await answered(() => this.#sources.asset(found, embedding, asset));
    const handle = await openLocated(located);
    if (handle === "changed") throw invalidArgument(`${located.name} is being written: ask again`);
    if ("failure" in handle) throw invalidArgument(`${located.name} cannot be opened: ${handle.failure}`);
    return { handle, sizeBytes: located.sizeBytes };
  }
}

export interface NamedEmbedding {
  readonly run: string;
  readonly name: string;
}

/** TensorBoard answers all that is wrong here with one status. */
async function answered<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ApiError) throw new PublicError(400, error.message);
    throw error;
  }
}

/** Told by its beginning. Closes the file when that cannot be read. */
async function pictureTypeOf(handle: FileHandle): Promise<string> {
  const head = Buffer.alloc(HEAD_BYTES);
  const bytesRead = await handle.read(head, 0, HEAD_BYTES, 0).then(
    (read) => read.bytesRead,
    async (error: unknown) => {
      await handle.close();
      throw error;
    },
  );
  return blobTypeOf(head.subarray(0, bytesRead))?.mediaType ?? "application/octet-stream";
}

/** Closes the file at its end. */
async function* rowsOf(
  handle: FileHandle,
  sizeBytes: number,
  rowCount: number | null,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    let [lineCount, isHeaderKnown] = [0, rowCount === null];
    let wanted = rowCount ?? Infinity;
    for (let at = 0; at < sizeBytes && lineCount < wanted;) {
      const piece = Buffer.alloc(Math.min(PIECE_BYTES, sizeBytes - at));
      const { bytesRead } = await handle.read(piece, 0, piece.length, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      let end = bytesRead;
      if (rowCount !== null)
        for (let place = 0; place < bytesRead; place++) {
          // A first line with several columns names these.
          if (!isHeaderKnown && piece[place] === TAB) [wanted, isHeaderKnown] = [wanted + 1, true];
          if (piece[place] !== NEWLINE) continue;
          isHeaderKnown = true;
          if (++lineCount < wanted) continue;
          end = place + 1;
          break;
        }
      yield piece.subarray(0, end);
    }
  } finally {
    await handle.close();
  }
}
