// Sources of graphs by what requests call them: a key for their bytes, and these bytes when somebody needs them.
import { ApiError, type GraphSource } from "@runboard/contract";
import type { LogdirRoot } from "@runboard/logdir";
import type { EventStore } from "@runboard/store";
import { blobIdsAt } from "../blobs/blob-id.ts";
import type { BlobSource } from "../blobs/blob-source.ts";
import { locateGraphFile, readLocated } from "./graph-files.ts";
import type { GraphChoice } from "./graph-questions.ts";
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
  async choose(source: GraphSource, part = ""): Promise<GraphChoice> {
    return { key: "file" in source ? await this.#fileKey(source.file) : await this.#blobKey(source), part };
  }

  readonly read: ReadGraphBytes = (key, signal) => {
    const read = this.#readers.get(key);
    if (!read) throw new RangeError(`no source ${key}`);
    return read(signal);
  };

  async #fileKey(file: string): Promise<string> {
    const { blobs, roots } = this.#parts;
    const located = await locateGraphFile(file, roots);
    this.#readers.set(located.key, async (signal) => {
      await blobs.hold(located.sizeBytes, signal);
      return { bytes: await readLocated(located, signal), fileName: located.name };
    });
    return located.key;
  }

  async #blobKey({ run, tag, plugin }: Exclude<GraphSource, { file: unknown }>): Promise<string> {
    const { store, blobs } = this.#parts;
    const [columns] = await store.readRecords({
      runs: [run],
      tags: [tag],
      plugin,
      dataClass: "blob_sequence",
      axis: "step",
      // The newest among them; fewer are not given.
      maxPoints: 2,
      includeSuperseded: false,
    });
    const id = columns && blobIdsAt(columns, columns.steps.length - 1)[0];
    if (id === undefined)
      throw new ApiError(
        "graph_not_found",
        `run ${JSON.stringify(run)} has no graph under ${JSON.stringify(tag)} of plugin ${plugin}`,
      );
    this.#readers.set(id, async (signal) => {
      const bytes = await blobs.read(await blobs.find(id), signal);
      // As a copy: the thread takes it over, and the reader uses its memory again.
      return { bytes: new Uint8Array(bytes), fileName: null };
    });
    return id;
  }
}
