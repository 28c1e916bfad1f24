// The job table in an SQLite file of its own: the index beside it may be removed at any time, jobs may not.
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import {
  openDatabase,
  rollBack,
  sqliteResultCode,
  sqlText,
  textFromSql,
  type Database,
} from "../sqlite/driver.ts";
import { StoreError } from "../store-error.ts";
import type { JobTable, JobTableChange, TableRow } from "./job-table.ts";

const FORMAT = "runboard-jobs";
/** Grows with every change of a table; an older version is brought up to date, never thrown away. */
const SCHEMA_VERSION = 1;
const BUSY_TIMEOUT_MILLIS = 5000;

// Rowids ascend in the order in which rows were made; a replaced row keeps its own.
const TABLES = `
  CREATE TABLE meta (format TEXT NOT NULL, schema_version INTEGER NOT NULL);
  CREATE TABLE job (sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, record TEXT NOT NULL);
  CREATE TABLE sweep (sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, record TEXT NOT NULL);
`;

export async function openSqliteJobTable(path: string): Promise<JobTable> {
  const owner = await takeLock(path);
  const db = await connect(path).catch((error: unknown) => {
    owner.close();
    throw error;
  });
  let isOpen = true;

  function answer<T>(work: () => T): Promise<T> {
    return new Promise((resolve) => {
      if (!isOpen) throw new StoreError("closed", `The job table at ${path} is closed.`);
      try {
        resolve(work());
      } catch (error) {
        throw tableErrorFrom(error, path);
      }
    });
  }

  return {
    listJobs: () => answer(() => listRows(db, "job")),
    listSweeps: () => answer(() => listRows(db, "sweep")),
    commit: (change) => answer(() => commit(db, change)),
    close: () =>
      new Promise((resolve) => {
        if (isOpen) {
          isOpen = false;
          db.close();
          owner.close();
        }
        resolve();
      }),
  };
}

function listRows(db: Database, table: "job" | "sweep"): readonly TableRow[] {
  return db
    .prepare(`SELECT id, record FROM ${table} ORDER BY sequence`)
    .all()
    .map((row) => ({ id: textFromSql(row["id"]), record: textFromSql(row["record"]) }));
}

function commit(db: Database, change: JobTableChange): void {
  const { jobs = [], sweeps = [], forgottenJobs = [], forgottenSweeps = [] } = change;
  inTransaction(db, () => {
    putRows(db, "job", jobs);
    putRows(db, "sweep", sweeps);
    removeRows(db, "job", forgottenJobs);
    removeRows(db, "sweep", forgottenSweeps);
  });
}

function removeRows(db: Database, table: "job" | "sweep", ids: readonly string[]): void {
  if (ids.length === 0) return;
  const remove = db.prepare(`DELETE FROM ${table} WHERE id = ?`);
  for (const id of ids) remove.run(sqlText(id));
}

function putRows(db: Database, table: "job" | "sweep", rows: readonly TableRow[]): void {
  if (rows.length === 0) return;
  const put = db.prepare(
    `INSERT INTO ${table} (id, record) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET record = excluded.record`,
  );
  for (const { id, record } of rows) put.run(sqlText(id), sqlText(record));
}

/**
 * A file beside the table whose lock the system takes back when the process ends, in whatever way. Closing gives it up.
 * Not the table's own lock: a driver may keep a connection until the last of its statements is collected, and this one has none.
 */
async function takeLock(path: string): Promise<Database> {
  let db: Database | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true });
    db = await openDatabase(`${path}-lock`, false);
    db.exec("BEGIN EXCLUSIVE");
    return db;
  } catch (error) {
    db?.close();
    throw tableErrorFrom(error, path);
  }
}

async function connect(path: string): Promise<Database> {
  let db: Database | undefined;
  try {
    db = await openDatabase(path, false);
    // Its lock is ours already: who still has the table is about to leave it.
    db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MILLIS}`);
    db.exec("PRAGMA journal_mode = WAL");
    // What was told about a job holds after a power failure, too.
    db.exec("PRAGMA synchronous = FULL");
    prepareTables(db, path);
    return db;
  } catch (error) {
    db?.close();
    throw tableErrorFrom(error, path);
  }
}

function prepareTables(db: Database, path: string): void {
  inTransaction(db, () => {
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    if (tables.length === 0) {
      db.exec(TABLES);
      db.prepare("INSERT INTO meta VALUES (?, ?)").run(FORMAT, SCHEMA_VERSION);
      return;
    }
    const isOurs = tables.some((table) => table["name"] === "meta");
    const meta = isOurs ? db.prepare("SELECT * FROM meta").get() : undefined;
    if (meta?.["format"] !== FORMAT)
      throw new StoreError("foreign", `What stands at ${path} is no job table of Runboard.`);
    const version = meta["schema_version"];
    if (version !== SCHEMA_VERSION)
      throw new StoreError(
        "outdated",
        `The job table at ${path} is of version ${String(version)}, and this Runboard knows version ${SCHEMA_VERSION}. Use the newer Runboard that wrote it, or another index directory.`,
      );
  });
}

function inTransaction(db: Database, work: () => void): void {
  db.exec("BEGIN IMMEDIATE");
  try {
    work();
    db.exec("COMMIT");
  } catch (error) {
    rollBack(db);
    throw error;
  }
}

const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

function tableErrorFrom(error: unknown, path: string): unknown {
  if (error instanceof StoreError) return error;
  const reason = reasonOf(error);
  switch (sqliteResultCode(error)) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return new StoreError("busy", `The job table at ${path} is used by another server.`, error);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return new StoreError(
        "damaged",
        `The job table at ${path} is damaged: ${reason}. Move it away to begin with an empty one.`,
        error,
      );
    default:
      return new StoreError("inaccessible", `The job table at ${path} cannot be used: ${reason}.`, error);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
