// The SQLite that this Node has: its own where there is one (22.13 and later), else the same in a package.
import { ChunkError } from "../chunk-column.ts";

/** The part of node:sqlite's API that the store uses. */
export interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

interface Statement {
  run(...parameters: readonly SqlValue[]): unknown;
  get(...parameters: readonly SqlValue[]): Row | undefined;
  all(...parameters: readonly SqlValue[]): Row[];
  /** Missing in the oldest versions of node:sqlite. */
  setReturnArrays?(returnArrays: boolean): void;
}

export type SqlValue = number | string | Uint8Array | null;
export type Row = Readonly<Record<string, SqlValue>>;

interface SqliteModule {
  readonly DatabaseSync: new (path: string, options?: { readonly readOnly?: boolean }) => Database;
}

/** A query whose rows are lists of values in the order of its columns: three times as fast as objects with names, and so for queries that give many rows. */
export type ListQuery = (...parameters: readonly SqlValue[]) => readonly (readonly SqlValue[])[];

export function prepareList(db: Database, sql: string): ListQuery {
  const statement = db.prepare(sql);
  if (!statement.setReturnArrays) return (...parameters) => statement.all(...parameters).map(Object.values);
  statement.setReturnArrays(true);
  return (...parameters) => statement.all(...parameters) as unknown as SqlValue[][];
}

let loading: Promise<SqliteModule> | undefined;

export async function openDatabase(path: string, readOnly: boolean): Promise<Database> {
  loading ??= loadSqlite();
  const { DatabaseSync } = await loading;
  return new DatabaseSync(path, { readOnly });
}

async function loadSqlite(): Promise<SqliteModule> {
  const builtin = withoutExperimentalWarning(() => process.getBuiltinModule("node:sqlite" as "node:fs"));
  // The type of a name that @types/node for the oldest Node does not know.
  if ((builtin as unknown) !== undefined) return builtin as unknown as SqliteModule;
  return await import("@photostructure/sqlite");
}

/** Node warns once that its SQLite is experimental; the store's use of it is tested on every version. All other warnings pass. */
function withoutExperimentalWarning<T>(load: () => T): T {
  const original: unknown = Reflect.get(process, "emitWarning");
  const emitWarning = process.emitWarning.bind(process) as (...args: readonly unknown[]) => void;
  Reflect.set(process, "emitWarning", (...args: readonly unknown[]) => {
    if (args[1] !== "ExperimentalWarning" || !String(args[0]).includes("SQLite")) emitWarning(...args);
  });
  try {
    return load();
  } finally {
    Reflect.set(process, "emitWarning", original);
  }
}

/** What SQLite says where the driver leaves its code out, as it does for rows given as lists. */
const CODES_BY_MESSAGE: ReadonlyMap<string, number> = new Map([
  ["database disk image is malformed", 11],
  ["file is not a database", 26],
  ["disk I/O error", 10],
]);
/** SQLite's code of what it cannot make sense of, which says what in words. */
const SQLITE_ERROR = 1;

/** SQLite's primary result code of an error that it gave, e.g. 11 for a damaged file; undefined for any other error. */
export function sqliteResultCode(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = (error as { readonly errcode?: unknown }).errcode;
  if (typeof code === "number") return code & 0xff;
  return error.message.startsWith("no such ") ? SQLITE_ERROR : CODES_BY_MESSAGE.get(error.message);
}

/** Text as it is stored: some versions of the driver end a text at its first NUL, so NUL becomes 1 1, and 1 becomes 1 2. Keeps the order of texts. */
export function sqlText(text: string): string {
  return /[\0\x01]/.test(text) ? text.replaceAll("\x01", "\x01\x02").replaceAll("\0", "\x01\x01") : text;
}

/** The text that sqlText was given. */
export function textFromSql(value: SqlValue | undefined): string {
  if (typeof value !== "string") throw new ChunkError("A text is missing.");
  if (!value.includes("\x01")) return value;
  return value.replace(/\x01([\x01\x02])/g, (_, code) => (code === "\x01" ? "\0" : "\x01"));
}

export function numberFromSql(value: SqlValue | undefined): number {
  if (typeof value !== "number") throw new ChunkError("A number is missing.");
  return value;
}

export function nullableBytes(value: SqlValue | undefined): Uint8Array | null {
  return value === null ? null : bytesFromSql(value);
}

export function bytesFromSql(value: SqlValue | undefined): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new ChunkError("Bytes are missing.");
  return value;
}

/** Ends a transaction in which an error arose, which is the one to tell. */
export function rollBack(db: Database): void {
  try {
    db.exec("ROLLBACK");
  } catch {
    // SQLite rolls back by itself on some errors, a full disk among them.
  }
}
