// The tables of the index, and how a connection to it is opened, checked and, when there is no use in it, replaced by an empty one.
import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { StoreError } from "../store-error.ts";
import { openDatabase, prepareList, rollBack, sqliteResultCode, type Database } from "./driver.ts";
import { isRowAsWritten } from "./row-checksum.ts";

const FORMAT = "runboard-index";
/** Changes with every change of a table or of a chunk's bytes; an index of another version is built again. */
const SCHEMA_VERSION = 5;

const BUSY_TIMEOUT_MILLIS = 20_000;
const OPEN_ATTEMPTS = 20;
const OPEN_PAUSE_MILLIS = 50;
/** Large pages: a row of the chunk table has 4 to 10 KB, and rows of one run, written together, stand side by side. */
const PAGE_BYTES = 32_768;
/** What one large transaction grew the log to is given back. */
const LOG_LIMIT_BYTES = 64 * 2 ** 20;
const WRITER_CACHE_KIB = 16_384;
const READER_CACHE_KIB = 8_192;

// Rowids ascend in the order in which rows were made: the chunks of one file in one series are in order by id. Those of runs, files and series are
// never given twice: what is left of a row that damage took must not become another's.
// The head of a chunk (its facts), its findings and its level stand before its data, so that reading them alone does not touch the data's overflow pages.
// Checksums: `checksum` of a row is of all columns before it; blobs hold their own, but for a chunk's findings, level and data, whose checksums
// stand in its head. Those of a series go on from that of its kind and texts.
const TABLES = `
  CREATE TABLE meta (
    format TEXT NOT NULL, schema_version INTEGER NOT NULL, revision INTEGER NOT NULL,
    next_run_id INTEGER NOT NULL, next_file_id INTEGER NOT NULL, next_series_id INTEGER NOT NULL
  );
  CREATE TABLE run (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    start_time_seconds REAL, last_wall_time_seconds REAL, modified_millis REAL NOT NULL, session_ended INTEGER NOT NULL,
    file_count INTEGER NOT NULL, size_bytes INTEGER NOT NULL, series_count INTEGER NOT NULL,
    point_count INTEGER NOT NULL, superseded_point_count INTEGER NOT NULL, restart_count INTEGER NOT NULL, finding_count INTEGER NOT NULL,
    last_step REAL, revision INTEGER NOT NULL, checksum INTEGER NOT NULL
  );
  CREATE TABLE file (
    id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL, path TEXT NOT NULL UNIQUE,
    identity TEXT NOT NULL, size_bytes INTEGER NOT NULL, modified_millis REAL NOT NULL, offset_bytes INTEGER NOT NULL,
    state TEXT NOT NULL, reason TEXT NOT NULL,
    skipped_record_count INTEGER NOT NULL, first_skipped_offset_bytes INTEGER, skip_reason TEXT NOT NULL, late_offsets_bytes TEXT NOT NULL,
    first_wall_time_seconds REAL, last_wall_time_seconds REAL, session_ended INTEGER, marks BLOB, checksum INTEGER NOT NULL
  );
  CREATE INDEX file_of_run ON file (run_id);
  CREATE INDEX file_of_identity ON file (identity);
  CREATE TABLE gone_file (id INTEGER PRIMARY KEY, identity TEXT NOT NULL UNIQUE);
  CREATE TABLE series (
    id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL, tag TEXT NOT NULL, data_class TEXT NOT NULL,
    plugin TEXT NOT NULL, plugin_content BLOB, display_name TEXT NOT NULL, description TEXT NOT NULL,
    revision INTEGER NOT NULL, summary BLOB NOT NULL, findings BLOB, restarts BLOB
  );
  CREATE INDEX series_of_run ON series (run_id, tag);
  CREATE INDEX series_with_findings ON series (run_id, tag) WHERE findings IS NOT NULL;
  CREATE INDEX series_with_restarts ON series (run_id, tag) WHERE restarts IS NOT NULL;
  CREATE TABLE chunk (
    id INTEGER PRIMARY KEY, series_id INTEGER NOT NULL, file_id INTEGER NOT NULL,
    head BLOB NOT NULL, findings BLOB, level BLOB, data BLOB NOT NULL
  );
  CREATE INDEX chunk_of_series ON chunk (series_id, file_id);
`;

const OUR_TABLES = ["meta", "run", "file", "gone_file", "series", "chunk"];

export interface OpenIndexOptions {
  readonly readOnly: boolean;
  /** One line about what was found; called when an index is replaced. */
  readonly onNotice: (line: string) => void;
}

/** Opens the index at a path. @throws StoreError */
export async function openIndex(path: string, options: OpenIndexOptions): Promise<Database> {
  if (options.readOnly) {
    if (!exists(path)) throw new StoreError("missing", `There is no index at ${path}.`);
    return await connect(path, true);
  }
  makeDirectory(path);
  const inode = inodeOf(path);
  try {
    if (isIndexMarkedDamaged(path))
      throw new StoreError("damaged", `The index at ${path} was found to be damaged.`);
    return await connectPatiently(path);
  } catch (error) {
    if (!(error instanceof StoreError) || (error.code !== "outdated" && error.code !== "damaged"))
      throw error;
    options.onNotice(`${error.message} It is built again.`);
    // Another process may have replaced it in the meantime; then the new one stays.
    if (inodeOf(path) === inode) removeIndex(path);
    return await connectPatiently(path);
  }
}

/** Has an index built again when it is next opened for writing. For damage that was only found later. */
export function markDamaged(path: string): void {
  try {
    writeFileSync(damageMark(path), "");
  } catch {
    // Where nothing can be written nothing can be built again either; the damage itself is what the caller is told.
  }
}

/** Whether an index waits to be built again; any thread or process may have found that out. */
export function isIndexMarkedDamaged(path: string): boolean {
  return exists(damageMark(path));
}

function damageMark(path: string): string {
  return `${path}-damaged`;
}

/** Removes an index with its companions; the log first, which would else be played into a new file of the same name. */
function removeIndex(path: string): void {
  try {
    for (const name of [`${path}-wal`, `${path}-shm`, path, damageMark(path)]) rmSync(name, { force: true });
  } catch (error) {
    throw new StoreError(
      "inaccessible",
      `The index at ${path} cannot be removed: ${reasonOf(error)}.`,
      error,
    );
  }
}

/** The index that has come to stand at the path since another was opened there. @throws StoreError when there is none, or not yet. */
export function connectToReplacement(path: string): Promise<Database> {
  return connect(path, true);
}

/** Two connections that make the same new index at once get in each other's way without SQLite waiting for either. */
async function connectPatiently(path: string): Promise<Database> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await connect(path, false);
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== "busy" || attempt === OPEN_ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, OPEN_PAUSE_MILLIS));
    }
  }
}

async function connect(path: string, readOnly: boolean): Promise<Database> {
  let db: Database | undefined;
  try {
    db = await openDatabase(path, readOnly);
    db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MILLIS}`);
    if (readOnly) db.exec(`PRAGMA cache_size = -${READER_CACHE_KIB}`);
    else prepareForWriting(db);
    check(db, path);
    return db;
  } catch (error) {
    db?.close();
    throw storeErrorFrom(error, path);
  }
}

function prepareForWriting(db: Database): void {
  db.exec(`PRAGMA page_size = ${PAGE_BYTES}`);
  db.exec("PRAGMA journal_mode = WAL");
  db.exec("PRAGMA synchronous = NORMAL");
  db.exec(`PRAGMA cache_size = -${WRITER_CACHE_KIB}`);
  db.exec(`PRAGMA journal_size_limit = ${LOG_LIMIT_BYTES}`);
  db.exec("BEGIN IMMEDIATE");
  try {
    const found = db.prepare("SELECT count(*) AS count FROM sqlite_schema").get();
    if (found?.["count"] === 0) {
      db.exec(TABLES);
      db.prepare("INSERT INTO meta VALUES (?, ?, ?, 1, 1, 1)").run(FORMAT, SCHEMA_VERSION, Date.now());
    }
    db.exec("COMMIT");
  } catch (error) {
    rollBack(db);
    throw error;
  }
}

/** Reads a little of everything: whose it is, the far end of every table, and all of the small ones. */
function check(db: Database, path: string): void {
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  const names = new Set(tables.map((table) => table["name"]));
  const meta = names.has("meta") ? db.prepare("SELECT * FROM meta").get() : undefined;
  const isOurs = meta?.["format"] === FORMAT;
  if (!isOurs && !OUR_TABLES.every((table) => names.has(table)))
    throw new StoreError("foreign", `What stands at ${path} is no index of Runboard.`);
  // Pages missing at the end of a file read as zeros.
  if (!isOurs || typeof meta["revision"] !== "number")
    throw new StoreError("damaged", `The index at ${path} is damaged: it does not say its version.`);
  const version = meta["schema_version"];
  if (version !== SCHEMA_VERSION)
    throw new StoreError(
      "outdated",
      `The index at ${path} is of version ${String(version)}, and this Runboard reads version ${SCHEMA_VERSION}.`,
    );
  const found = db.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL").all();
  const statements = new Set(found.map((row) => row["sql"]));
  if (!TABLES.split(";").every((statement) => statement.trim() === "" || statements.has(statement.trim())))
    throw new StoreError("damaged", `The index at ${path} is damaged: a table is not as it was made.`);
  for (const table of OUR_TABLES) db.prepare(`SELECT * FROM ${table} ORDER BY rowid DESC LIMIT 1`).get();
  for (const table of ["run", "file"]) {
    const state = db.prepare(`PRAGMA integrity_check(${table})`).get()?.["integrity_check"];
    if (state !== "ok")
      throw new StoreError(
        "damaged",
        `The index at ${path} is damaged: SQLite finds the table ${table} broken.`,
      );
    for (const row of prepareList(db, `SELECT * FROM ${table}`)())
      if (!isRowAsWritten(row))
        throw new StoreError(
          "damaged",
          `The index at ${path} is damaged: a ${table} is not as it was written.`,
        );
  }
  const lost = db.prepare(`
    SELECT 1 FROM run WHERE file_count <> (SELECT count(*) FROM file WHERE run_id = run.id)
    UNION ALL SELECT 1 FROM file WHERE run_id NOT IN (SELECT id FROM run) LIMIT 1`);
  if (lost.get())
    throw new StoreError("damaged", `The index at ${path} is damaged: rows of runs or files are lost.`);
}

const SQLITE_ERROR = 1;
const SQLITE_PERM = 3;
const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
const SQLITE_READONLY = 8;
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_CONSTRAINT = 19;
const SQLITE_NOTADB = 26;

/** What an error of the driver means to a caller; anything else comes back as it is. */
export function storeErrorFrom(error: unknown, path: string): unknown {
  const reason = reasonOf(error);
  switch (sqliteResultCode(error)) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    // Only an index that lost a row lets one be written twice.
    case SQLITE_CONSTRAINT:
      return new StoreError("damaged", `The index at ${path} is damaged: ${reason}.`, error);
    case SQLITE_ERROR:
      // An index that is in order has them all.
      if (!/^no such (table|column)/.test(reason)) return error;
      return new StoreError("damaged", `The index at ${path} is damaged: ${reason}.`, error);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return new StoreError("busy", `The index at ${path} is locked by another process.`, error);
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
      return new StoreError("inaccessible", `The index at ${path} cannot be used: ${reason}.`, error);
    default:
      return error;
  }
}

function makeDirectory(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    throw new StoreError(
      "inaccessible",
      `The directory ${dirname(path)} cannot be made: ${reasonOf(error)}.`,
      error,
    );
  }
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Undefined when nothing is there. */
export function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
