// Sources of graphs by what requests call them: a key for their bytes, and these bytes when somebody needs them.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { ApiError, type GraphSource } from "@runboard/contract";
import type { LogdirRoot } from "@runboard/logdir";
import type { EventStore, RecordColumns } from "@runboard/store";
import { blobIdsAt } from "../blobs/blob-id.ts";
import type { BlobSource } from "../blobs/blob-source.ts";
import { locateGraphFile } from "./graph-files.ts";
import type { ReadGraphBytes } from "./graph-work.ts";

export interface GraphSourceParts {
  readonly store: EventStore;
  readonly blobs: BlobSource;
  readonly roots: readonly LogdirRoot[];
}

/** What one request asks about: sources are looked up once, and read where that is needed. */
export class GraphSources {
  readonly #parts: GraphSourceParts;
  readonly #readers = new Map<string, (signal: AbortSignal) => ReturnType<ReadGraphBytes>>();

  constructor(parts: GraphSourceParts) {
    this.#parts = parts;
  }

  /** Names the bytes that a source has now. Throws ApiError when there is no such source. */
  async keyOf(source: GraphSource): Promise<string> {
    if ("file" in source) {
      const { path: filePath, key } = await locateGraphFile(source.file, this.#parts.roots);
      this.#readers.set(key, async (signal) => ({
        bytes: await readFile(filePath, { signal }),
        fileName: path.basename(filePath),
      }));
      return key;
    }
    const id = newestBlobId(await this.columnsOf(source));
    if (id === undefined)
      throw new ApiError(
        "graph_not_found",
        `run ${JSON.stringify(source.run)} has no graph under ${JSON.stringify(source.tag)} of plugin ${source.plugin}`,
      );
    this.#readers.set(id, async (signal) => {
      const { blobs } = this.#parts;
      // As a copy: the thread takes it over, and the reader uses its memory again.
      return { bytes: (await blobs.read(await blobs.find(id), signal)).slice(), fileName: null };
    });
    return id;
  }

  readonly read: ReadGraphBytes = (key, signal) => {
    const read = this.#readers.get(key);
    if (!read) throw new RangeError(`no source ${key}`);
    return read(signal);
  };

  async columnsOf({
    run,
    tag,
    plugin,
  }: Extract<GraphSource, { run: unknown }>): Promise<RecordColumns | undefined> {
    const [columns] = await this.#parts.store.readRecords({
      runs: [run],
      tags: [tag],
      plugin,
      dataClass: "blob_sequence",
      axis: "step",
      includeSuperseded: false,
    });
    return columns;
  }
}

/** Of the point written last. */
function newestBlobId(columns: RecordColumns | undefined): string | undefined {
  return columns && columns.steps.length > 0 ? blobIdsAt(columns, columns.steps.length - 1)[0] : undefined;
}
