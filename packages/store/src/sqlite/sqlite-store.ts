// The event store in an SQLite file: the index of one log directory on this machine.
import type {
  CommitResult,
  EventStore,
  FileCommit,
  RecordQuery,
  ScalarQuery,
  SeriesFilter,
} from "../event-store.ts";
import { ChunkError } from "../chunk-column.ts";
import { StoreError } from "../store-error.ts";
import type { Database } from "./driver.ts";
import { Reader } from "./reader.ts";
import {
  connectToReplacement,
  inodeOf,
  markDamaged,
  openIndex,
  storeErrorFrom,
  type OpenIndexOptions,
} from "./schema.ts";
import { Writer } from "./writer.ts";

/**
 * Opens the index at a path, made when there is none. SQLite answers at once, on the calling thread; many connections in threads and processes may read while one writes.
 * @throws StoreError
 */
export async function openSqliteStore(path: string, options: OpenIndexOptions): Promise<EventStore> {
  const db = await openIndex(path, options);
  return new SqliteStore(db, path, options.readOnly);
}

/** An audit lets others have their turn this often. */
const AUDIT_TURN_MILLIS = 20;

class SqliteStore implements EventStore {
  readonly #path: string;
  readonly #readOnly: boolean;
  #db: Database;
  #reader: Reader;
  #inode: number | undefined;
  #writer: Writer | undefined;
  #isOpen = true;
  #replacement: Promise<void> | undefined;

  constructor(db: Database, path: string, readOnly: boolean) {
    this.#db = db;
    this.#path = path;
    this.#readOnly = readOnly;
    this.#reader = new Reader(db);
    this.#inode = inodeOf(path);
  }

  revision() {
    return this.#read((reader) => reader.revision());
  }

  listRuns(sinceRevision = -1) {
    return this.#read((reader) => reader.listRuns(sinceRevision));
  }

  listSeries(filter: SeriesFilter) {
    return this.#read((reader) => reader.listSeries(filter));
  }

  listFindings(filter: SeriesFilter) {
    return this.#read((reader) => reader.listFindings(filter));
  }

  listRestarts(filter: SeriesFilter) {
    return this.#read((reader) => reader.listRestarts(filter));
  }

  readScalars(query: ScalarQuery) {
    return this.#read((reader) => reader.readScalars(query));
  }

  readRecords(query: RecordQuery) {
    return this.#read((reader) => reader.readRecords(query));
  }

  listSeriesOfFile(path: string) {
    return this.#read((reader) => reader.listSeriesOfFile(path));
  }

  findFile(identity: string) {
    return this.#read((reader) => reader.findFile(identity));
  }

  verifyFile(path: string) {
    return this.#read((reader) => reader.verifyFile(path));
  }

  listFiles() {
    return this.#read((reader) => reader.listFiles());
  }

  async audit(): Promise<void> {
    const runIds = await this.#read(({ audit }) => {
      audit.structure();
      return audit.runIds();
    });
    let first: StoreError | undefined;
    const paths = new Set<string>();
    let turnStart = performance.now();
    for (const runId of runIds) {
      try {
        await this.#read(({ audit }) => audit.run(runId));
      } catch (error) {
        if (!(error instanceof StoreError) || error.paths.length === 0) throw error;
        first ??= error;
        for (const path of error.paths) paths.add(path);
      }
      if (performance.now() - turnStart < AUDIT_TURN_MILLIS) continue;
      await new Promise((resolve) => setImmediate(resolve));
      turnStart = performance.now();
    }
    if (first) throw new StoreError("damaged", first.message, first, [...paths]);
  }

  commit(commits: readonly FileCommit[]): Promise<CommitResult> {
    return this.#write((writer) => writer.commit(commits));
  }

  removeFiles(paths: readonly string[]): Promise<CommitResult> {
    return this.#write((writer) => writer.removeFiles(paths));
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isOpen) {
        this.#isOpen = false;
        // The log goes into the index now: the next start need not read it. Others that use the index are not waited for.
        if (this.#writer) this.#db.exec("PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)");
        this.#db.close();
      }
      resolve();
    });
  }

  async #read<T>(ask: (reader: Reader) => T): Promise<T> {
    const isReplaced = this.#isOpen && !this.#writer && inodeOf(this.#path) !== this.#inode;
    if (isReplaced) await (this.#replacement ??= this.#turnToReplacement());
    // Whose the damage is must be looked up where it was met: a moment later a writer may have forgotten it.
    return this.#answer(() => this.#reader.snapshot(() => this.#explaining(() => ask(this.#reader))));
  }

  #write<T>(work: (writer: Writer) => T): Promise<T> {
    return this.#answer(() => {
      if (this.#readOnly)
        throw new StoreError("inaccessible", `The index at ${this.#path} was opened to be read only.`);
      if (inodeOf(this.#path) !== this.#inode)
        throw new StoreError("inaccessible", `The index at ${this.#path} was replaced or removed.`);
      this.#writer ??= new Writer(this.#db, (error) => this.#explained(error));
      return work(this.#writer);
    });
  }

  #answer<T>(work: () => T): Promise<T> {
    return new Promise((resolve) => {
      if (!this.#isOpen) throw new StoreError("closed", `The index at ${this.#path} is closed.`);
      resolve(this.#explaining(work));
    });
  }

  /** A damaged index is built again in another file, which is read from now on. While there is none yet, the old one is. */
  async #turnToReplacement(): Promise<void> {
    try {
      const inode = inodeOf(this.#path);
      const db = await connectToReplacement(this.#path);
      if (!this.#isOpen) {
        db.close();
        return;
      }
      this.#db.close();
      [this.#db, this.#reader, this.#inode] = [db, new Reader(db), inode];
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
    } finally {
      this.#replacement = undefined;
    }
  }

  #explaining<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw this.#explained(error);
    }
  }

  /** Damage to the share of some files is told with their names; any other is remembered, so that the index is built again. */
  #explained(error: unknown): unknown {
    const storeError = error instanceof ChunkError ? this.#damage(error) : storeErrorFrom(error, this.#path);
    const isDamage = storeError instanceof StoreError && storeError.code === "damaged";
    if (isDamage && storeError.paths.length === 0 && !this.#readOnly) markDamaged(this.#path);
    return storeError;
  }

  #damage(error: ChunkError): StoreError {
    const message = `The index at ${this.#path} is damaged: ${error.message}`;
    return new StoreError("damaged", message, error, this.#pathsOf(error));
  }

  #pathsOf({ owner }: ChunkError): readonly string[] {
    try {
      return owner ? this.#reader.pathsOf(owner) : [];
    } catch {
      // More is damaged than a share.
      return [];
    }
  }
}
