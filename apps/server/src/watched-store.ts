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

  /** @param readAgain has files read again from their start, or, when there are none, all into an index that is built anew. */
  constructor(log: Log, location: StoreLocation, readAgain: (paths: readonly string[]) => void) {
    this.#log = log;
    this.#location = location;
    this.#readAgain = readAgain;
  }

  note(error: unknown): void {
    if (error instanceof StoreError && error.code === "damaged") this.noteDamage(error.message, error.paths);
  }

  /** @param paths of files whose share is damaged; none when it is more than that. */
  noteDamage(message: string, paths: readonly string[]): void {
    if (paths.length === 0) {
      if (!this.#isBeyondFiles) this.#log.error(`${message} It is built anew.`);
      this.#isBeyondFiles = true;
      this.#readAgain([]);
      return;
    }
    const news = paths.filter((path) => !this.#paths.has(path));
    for (const path of news) this.#paths.add(path);
    if (news.length > 0) this.#log.warn(`${message} Read again: ${news.join(", ")}`);
    this.#readAgain(paths);
  }

  /** What is damaged still; undefined when nothing is. */
  async remaining(store: EventStore): Promise<string | undefined> {
    if (isMarkedDamaged(this.#location) || (this.#isBeyondFiles && !(await isSound(store))))
      return "the index is damaged, and built anew";
    this.#isBeyondFiles = false;
    for (const path of this.#paths) if (await isWhole(store, path)) this.#paths.delete(path);
    return this.#paths.size === 0
      ? undefined
      : `the index is damaged, and these files are read again: ${[...this.#paths].join(", ")}`;
  }
}

function isWhole(store: EventStore, path: string): Promise<boolean> {
  return meetsNoDamage(() => store.verifyFile(path));
}

function isSound(store: EventStore): Promise<boolean> {
  return meetsNoDamage(() => store.audit());
}

async function meetsNoDamage(look: () => Promise<void>): Promise<boolean> {
  try {
    await look();
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
          : "the index is damaged, and is being built anew: ask again in a moment",
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
