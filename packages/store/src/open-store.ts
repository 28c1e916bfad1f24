// Opens the event store of a location. A location is plain data, so that it travels to worker threads and each opens its own connection.
import type { EventStore } from "./event-store.ts";
import { isIndexMarkedDamaged } from "./sqlite/schema.ts";
import { openSqliteStore } from "./sqlite/sqlite-store.ts";

/** Where a store is. */
export interface SqliteLocation {
  readonly kind: "sqlite";
  /** Absolute path of the index file; its directory is made when there is none. */
  readonly path: string;
}
export type StoreLocation = SqliteLocation;

export interface OpenStoreOptions {
  /** Nothing is made, repaired or written. */
  readonly readOnly?: boolean;
  /** One line when an index of another version, or a damaged one, is built again. */
  readonly onNotice?: (line: string) => void;
}

/**
 * Opens a store, made when there is none. Open it once for writing before threads do, so that only one of them makes or replaces it.
 * @throws StoreError when that is not possible.
 */
export function openStore(location: StoreLocation, options: OpenStoreOptions = {}): Promise<EventStore> {
  const { readOnly = false, onNotice = () => undefined } = options;
  return openSqliteStore(location.path, { readOnly, onNotice });
}

/** Whether a store waits to be built again when it is next opened for writing; any thread or process that uses it may have found that out. */
export function isMarkedDamaged(location: StoreLocation): boolean {
  return isIndexMarkedDamaged(location.path);
}
