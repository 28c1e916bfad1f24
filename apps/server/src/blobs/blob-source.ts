// Blobs by their names, whichever route asks: found in the index, read from the event file while there is memory for them.
// Who is told that one cannot be given is told in which file it is, or was.
import path from "node:path";
import { ApiError } from "@runboard/contract";
import type { BlobPlace, ValueProblem, ValueReader } from "@runboard/logdir";
import type { EventStore } from "@runboard/store";
import { parseBlobId } from "./blob-id.ts";
import { ByteBudget } from "./byte-budget.ts";

/** Values of all answers that are under way. */
const HELD_BYTES = 256 * 2 ** 20;

/** Files that are gone are told by their names as long as these are known. */
const MOST_KNOWN_FILES = 10_000;

export interface FoundBlob {
  readonly place: BlobPlace;
  readonly sample: number;
  /** The event file, as readers are told it. */
  readonly file: string;
}

interface BlobSourceOptions {
  /** What a file is called before readers; its name when absent. */
  readonly fileNameOf?: (filePath: string) => string;
  /** Of values of all answers that are under way. */
  readonly heldBytes?: number;
}

/** Every call rejects with an ApiError when the blob cannot be given. */
export class BlobSource {
  readonly #store: EventStore;
  readonly #values: ValueReader;
  readonly #budget: ByteBudget;
  readonly #fileNameOf: (filePath: string) => string;
  /** By identity. */
  readonly #knownFiles = new Map<string, string>();

  constructor(
    store: EventStore,
    values: ValueReader,
    { fileNameOf = (filePath) => path.basename(filePath), heldBytes = HELD_BYTES }: BlobSourceOptions = {},
  ) {
    this.#store = store;
    this.#values = values;
    this.#fileNameOf = fileNameOf;
    this.#budget = new ByteBudget(heldBytes);
  }

  async find(id: string): Promise<FoundBlob> {
    const named = parseBlobId(id);
    const file = named ? await this.#store.findFile(named.identity) : { kind: "unknown" as const };
    if (!named || file.kind === "unknown")
      throw new ApiError(
        "blob_not_found",
        "no event file here has a blob of this name: ask for the records again",
      );
    const { identity, sample, ...place } = named;
    if (file.kind === "gone") {
      const known = this.#knownFiles.get(identity);
      throw new ApiError(
        "blob_gone",
        `the event file that held the blob was deleted or replaced${known === undefined ? "" : `: ${known}`}`,
      );
    }
    const fileName = this.#fileNameOf(file.path);
    this.#remember(identity, fileName);
    return { place: { file: { path: file.path, identity }, ...place }, sample, file: fileName };
  }

  #remember(identity: string, fileName: string): void {
    this.#knownFiles.delete(identity);
    this.#knownFiles.set(identity, fileName);
    for (const [oldest] of this.#knownFiles) {
      if (this.#knownFiles.size <= MOST_KNOWN_FILES) break;
      this.#knownFiles.delete(oldest);
    }
  }

  /** Resolves when there is memory for so many bytes beside all blobs; they count until the signal aborts. */
  hold(sizeBytes: number, signal: AbortSignal): Promise<void> {
    return this.#budget.hold(sizeBytes, signal);
  }

  /** Whether it is there, as far as that shows without reading it. */
  async check({ place, file }: FoundBlob, signal: AbortSignal): Promise<void> {
    const problem = await this.#values.checkBlobsAt(place, signal);
    if (problem) throw errorOf(problem, file);
  }

  /** @param signal aborts when the answer is sent or given up: so long the memory counts as taken. */
  async read(found: FoundBlob, signal: AbortSignal): Promise<Uint8Array> {
    const blobs = await this.readAll(found, signal);
    const blob = blobs[found.sample];
    if (!blob)
      throw new ApiError("blob_not_found", `the value has ${blobs.length} samples, not ${found.sample + 1}`);
    return blob;
  }

  /** Null for what cannot be read now. @param signal as of `read`. */
  async readSeveral(
    found: readonly FoundBlob[],
    signal: AbortSignal,
  ): Promise<readonly (Uint8Array | null)[]> {
    // At once: who holds a part and waits for more may wait for others that do the same.
    await this.hold(
      found.reduce((sum, { place }) => sum + place.lengthBytes, 0),
      signal,
    );
    return await Promise.all(
      found.map(async ({ place, sample }) => {
        const value = await this.#values.readBlobsAt(place, signal);
        return value.kind === "problem" ? null : (value.blobs[sample] ?? null);
      }),
    );
  }

  /** All samples of the value. @param signal as of `read`. */
  async readAll({ place, file }: FoundBlob, signal: AbortSignal): Promise<readonly Uint8Array[]> {
    await this.hold(place.lengthBytes, signal);
    const value = await this.#values.readBlobsAt(place, signal);
    if (value.kind === "problem") throw errorOf(value, file);
    return value.blobs;
  }
}

function errorOf({ code, reason }: ValueProblem, file: string): ApiError {
  const detail = `${reason}: ${file}`;
  switch (code) {
    case "file_gone":
    case "file_replaced":
    case "file_shrunk":
    case "value_changed":
      return new ApiError("blob_gone", detail);
    case "file_unreadable":
      return new ApiError("blob_unreadable", detail);
    case "too_large":
      return new ApiError("too_large", detail);
  }
}
