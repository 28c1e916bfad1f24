// The event store as the server uses it: damage that an answer meets is noted, and the files whose share it is are read again.
import { ApiError } from "@runboard/contract";
import { isMarkedDamaged, StoreError, type EventStore, type StoreLocation } from "@runboard/store";
import type { Log } from "./log.ts";

/** What is known of damage to the index. */
export class IndexDamage {
  readonly #log: Log;
  readonly #readAgain: (paths: readonly string[]) => void;
  readonly #location: StoreLocation;
  readonly #paths = new Set<string>();
  #isBeyondFiles = false;

  /** @param readAgain has files read again from their start. */
  constructor(log: Log, location: StoreLocation, readAgain: (paths: readonly string[]) => void) {
    this.#log = log;
    this.#location = location;
    this.#readAgain = readAgain;
  }

  note(error: unknown): void {
    if (!(error instanceof StoreError) || error.code !== "damaged") return;
    if (error.paths.length === 0) {
      if (!this.#isBeyondFiles) this.#log.error(`${error.message} Start again: it is built anew then.`);
      this.#isBeyondFiles = true;
      return;
    }
    const news = error.paths.filter((path) => !this.#paths.has(path));
    for (const path of news) this.#paths.add(path);
    if (news.length > 0) this.#log.warn(`${error.message} Read again: ${news.join(", ")}`);
    this.#readAgain(error.paths);
  }

  /** What is damaged still; undefined when nothing is. */
  async remaining(store: EventStore): Promise<string | undefined> {
    if (this.#isBeyondFiles || isMarkedDamaged(this.#location))
      return "the index is damaged: start the server again, it is built anew then";
    for (const path of this.#paths) if (await isWhole(store, path)) this.#paths.delete(path);
    return this.#paths.size === 0
      ? undefined
      : `the index is damaged, and these files are read again: ${[...this.#paths].join(", ")}`;
  }
}

async function isWhole(store: EventStore, path: string): Promise<boolean> {
  try {
    await store.verifyFile(path);
    return true;
  } catch (error) {
    if (error instanceof StoreError && error.code === "damaged") return false;
    throw error;
  }
}

/** The same store, telling `damage` of every error. */
export function watchedStore(store: EventStore, damage: Pick<IndexDamage, "note">): EventStore {
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return async (...args: readonly unknown[]): Promise<unknown> => {
        try {
          return await (Reflect.apply(value, target, args) as Promise<unknown>);
        } catch (error) {
          damage.note(error);
          throw error;
        }
      };
    },
  });
}

/** What a client is told of an error of the store. */
export function problemOfStore(error: StoreError): ApiError {
  switch (error.code) {
    case "damaged":
      return new ApiError(
        "store_unavailable",
        error.paths.length > 0
          ? "a part of the index is damaged; its files are being read again: ask again in a moment"
          : "the index is damaged: start the server again, it is built anew then",
      );
    case "busy":
    case "inaccessible":
    case "closed":
    case "missing":
    case "foreign":
    case "outdated":
      return new ApiError("store_unavailable", error.message);
  }
}
