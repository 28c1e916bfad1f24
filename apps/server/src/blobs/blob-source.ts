// Blobs by their names, whichever route asks: found in the index, read from the event file while there is memory for them.
import { ApiError } from "@runboard/contract";
import type { BlobPlace, ValueProblem, ValueReader } from "@runboard/logdir";
import type { EventStore } from "@runboard/store";
import { parseBlobId } from "./blob-id.ts";
import { ByteBudget } from "./byte-budget.ts";

/** Values of all answers that are under way. */
const HELD_BYTES = 256 * 2 ** 20;

export interface FoundBlob {
  readonly place: BlobPlace;
  readonly sample: number;
}

/** Every call rejects with an ApiError when the blob cannot be given. */
export class BlobSource {
  readonly #store: EventStore;
  readonly #values: ValueReader;
  readonly #budget: ByteBudget;

  constructor(store: EventStore, values: ValueReader, heldBytes = HELD_BYTES) {
    this.#store = store;
    this.#values = values;
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
    if (file.kind === "gone")
      throw new ApiError("blob_gone", "the event file that held the blob was deleted or replaced");
    const { identity, sample, ...place } = named;
    return { place: { file: { path: file.path, identity }, ...place }, sample };
  }

  /** Whether it is there, as far as that shows without reading it. */
  async check({ place }: FoundBlob, signal: AbortSignal): Promise<void> {
    const problem = await this.#values.checkBlobsAt(place, signal);
    if (problem) throw errorOf(problem);
  }

  /** @param signal aborts when the answer is sent or given up: so long the memory counts as taken. */
  async read({ place, sample }: FoundBlob, signal: AbortSignal): Promise<Uint8Array> {
    await this.#budget.hold(place.lengthBytes, signal);
    const value = await this.#values.readBlobsAt(place, signal);
    if (value.kind === "problem") throw errorOf(value);
    const blob = value.blobs[sample];
    if (!blob)
      throw new ApiError("blob_not_found", `the value has ${value.blobs.length} samples, not ${sample + 1}`);
    return blob;
  }
}

function errorOf({ code, reason }: ValueProblem): ApiError {
  switch (code) {
    case "file_gone":
    case "file_replaced":
    case "file_shrunk":
    case "value_changed":
      return new ApiError("blob_gone", reason);
    case "file_unreadable":
      return new ApiError("blob_unreadable", reason);
    case "too_large":
      return new ApiError("too_large", reason);
  }
}
