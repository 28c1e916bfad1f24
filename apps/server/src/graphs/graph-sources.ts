// Sources of graphs by what requests call them: a key for their bytes, and these bytes when somebody needs them.
import { ApiError, type GraphSource, type LoggedGraph } from "@runboard/contract";
import type { LogdirRoot } from "@runboard/logdir";
import type { EventStore } from "@runboard/store";
import type { z } from "zod";
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

interface BlobWanted extends z.infer<typeof LoggedGraph> {
  /** Of steps, closed; all when absent. */
  readonly range?: readonly [number, number];
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

  /** Names the bytes of what was measured at a step; of several of that step the newest. Throws ApiError when there are none. */
  async chooseStats({ run, tag, plugin }: z.infer<typeof LoggedGraph>, step: number): Promise<GraphChoice> {
    const range = [step, step] as const;
    const id = await this.#blobAt({ run, tag, plugin, range });
    if (id !== undefined) return { key: id, part: "" };
    throw new ApiError(
      "graph_not_found",
      `run ${JSON.stringify(run)} has nothing measured at step ${step} under ${JSON.stringify(tag)} of plugin ${plugin}`,
    );
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
    const id = await this.#blobAt({ run, tag, plugin });
    if (id !== undefined) return id;
    throw new ApiError(
      "graph_not_found",
      `run ${JSON.stringify(run)} has no graph under ${JSON.stringify(tag)} of plugin ${plugin}`,
    );
  }

  /** The newest of a series, or of its range of steps. */
  async #blobAt({ run, tag, plugin, range }: BlobWanted): Promise<string | undefined> {
    const { store, blobs } = this.#parts;
    const [columns] = await store.readRecords({
      runs: [run],
      tags: [tag],
      plugin,
      dataClass: "blob_sequence",
      axis: "step",
      // The newest among them; fewer are not given.
      maxPoints: 4,
      includeSuperseded: false,
      ...(range && { range, includeNeighbors: false }),
    });
    const id = columns && blobIdsAt(columns, columns.steps.length - 1)[0];
    if (id === undefined) return undefined;
    this.#readers.set(id, async (signal) => {
      const bytes = await blobs.read(await blobs.find(id), signal);
      // As a copy: the thread takes it over, and the reader uses its memory again.
      return { bytes: new Uint8Array(bytes), fileName: null };
    });
    return id;
  }
}
