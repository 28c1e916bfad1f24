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
      resolve(explaining(work));
    });
  }

  function explaining<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw explained(error);
    }
  }

  function read<T>(ask: (reader: Reader) => T): Promise<T> {
    // Whose the damage is must be looked up where it was met: a moment later a writer may have forgotten it.
    return answer(() => reader.snapshot(() => explaining(() => ask(reader))));
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
      writer ??= new Writer(db, explained);
      return work(writer);
    });
  }

  return {
    revision: () => read((open) => open.revision()),
    listRuns: (sinceRevision = -1) => read((open) => open.listRuns(sinceRevision)),
    listSeries: (filter) => read((open) => open.listSeries(filter)),
    listFindings: (filter) => read((open) => open.listFindings(filter)),
    listRestarts: (filter) => read((open) => open.listRestarts(filter)),
    readScalars: (query) => read((open) => open.readScalars(query)),
    readRecords: (query) => read((open) => open.readRecords(query)),
    listSeriesOfFile: (path) => read((open) => open.listSeriesOfFile(path)),
    findFile: (identity) => read((open) => open.findFile(identity)),
    verifyFile: (path) => read((open) => open.verifyFile(path)),
    listFiles: () => read((open) => open.listFiles()),
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
