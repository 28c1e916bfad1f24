// The event store in an SQLite file: the index of one log directory on this machine.
import type { EventStore } from "../event-store.ts";
import { ChunkError } from "../chunk-column.ts";
import { StoreError } from "../store-error.ts";
import type { Database } from "./driver.ts";
import { Reader } from "./reader.ts";
import { markDamaged, openIndex, storeErrorFrom, type OpenIndexOptions } from "./schema.ts";
import { Writer } from "./writer.ts";

/**
 * Opens the index at a path, made when there is none. SQLite answers at once, on the calling thread; many connections in threads and processes may read while one writes.
 * @throws StoreError
 */
export async function openSqliteStore(path: string, options: OpenIndexOptions): Promise<EventStore> {
  const db = await openIndex(path, options);
  return sqliteStore(db, path, options.readOnly);
}

function sqliteStore(db: Database, path: string, readOnly: boolean): EventStore {
  const reader = new Reader(db);
  let writer: Writer | undefined;
  let isOpen = true;

  function answer<T>(work: () => T): Promise<T> {
    return new Promise((resolve) => {
      if (!isOpen) throw new StoreError("closed", `The index at ${path} is closed.`);
      try {
        resolve(work());
      } catch (error) {
        throw explained(error);
      }
    });
  }

  /** Damage to the share of some files is told with their names; any other is remembered, so that the next start builds the index again. */
  function explained(error: unknown): unknown {
    const storeError =
      error instanceof ChunkError
        ? new StoreError(
            "damaged",
            `The index at ${path} is damaged: ${error.message}`,
            error,
            pathsOf(error),
          )
        : storeErrorFrom(error, path);
    const isDamage = storeError instanceof StoreError && storeError.code === "damaged";
    if (isDamage && storeError.paths.length === 0 && !readOnly) markDamaged(path);
    return storeError;
  }

  function pathsOf({ owner }: ChunkError): readonly string[] {
    try {
      return owner ? reader.pathsOf(owner) : [];
    } catch {
      // More is damaged than a share.
      return [];
    }
  }

  function write<T>(work: (writer: Writer) => T): Promise<T> {
    return answer(() => {
      if (readOnly) throw new StoreError("inaccessible", `The index at ${path} was opened to be read only.`);
      writer ??= new Writer(db);
      return work(writer);
    });
  }

  return {
    revision: () => answer(() => reader.revision()),
    listRuns: (sinceRevision = -1) => answer(() => reader.listRuns(sinceRevision)),
    listSeries: (filter) => answer(() => reader.listSeries(filter)),
    listFindings: (filter) => answer(() => reader.listFindings(filter)),
    listRestarts: (filter) => answer(() => reader.listRestarts(filter)),
    readScalars: (query) => answer(() => reader.readScalars(query)),
    readRecords: (query) => answer(() => reader.readRecords(query)),
    listSeriesOfFile: (path) => answer(() => reader.listSeriesOfFile(path)),
    findFile: (identity) => answer(() => reader.findFile(identity)),
    verifyFile: (path) => answer(() => reader.verifyFile(path)),
    listFiles: () => answer(() => reader.listFiles()),
    commit: (commits) => write((open) => open.commit(commits)),
    removeFiles: (paths) => write((open) => open.removeFiles(paths)),
    close: () =>
      new Promise((resolve) => {
        if (isOpen) {
          isOpen = false;
          // The log goes into the index now: the next start need not read it. Others that use the index are not waited for.
          if (writer) db.exec("PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)");
          db.close();
        }
        resolve();
      }),
  };
}
