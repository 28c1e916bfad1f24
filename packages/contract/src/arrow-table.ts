// Arrow answers as plain columns: fetched and decoded by any thread, and passed between threads without a copy.
import { tableFromIPC } from "@uwdata/flechette";

/** A column: numbers as they came, truth values as 0 and 1. */
type TableColumn = TableNumbers | Uint8Array<ArrayBuffer>;
export type TableNumbers = Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

export interface ArrowTable {
  /** Of the schema. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Of equal length. */
  readonly columns: Readonly<Record<string, TableColumn>>;
}

/** What to POST. */
export interface TableRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer that is no table: an error of the server. */
export interface Refusal {
  readonly url: string;
  readonly status: number;
  readonly statusText: string;
  readonly text: string;
}

export type TableAnswer = { readonly table: ArrowTable } | { readonly refusal: Refusal };

/** Rejects with TypeError when the server cannot be reached or the answer is not Arrow, and with the signal's reason. */
export type FetchTable = (request: TableRequest, signal?: AbortSignal) => Promise<TableAnswer>;

/** On this thread. */
export function tableFetcher(fetchAnswer: typeof fetch = fetch): FetchTable {
  return async ({ url, headers, body }, signal) => {
    const response = await fetchAnswer(url, { method: "POST", headers, body, ...(signal && { signal }) });
    if (response.ok) return { table: decodeTable(new Uint8Array(await response.arrayBuffer())) };
    const { status, statusText } = response;
    return { refusal: { url: response.url, status, statusText, text: await response.text() } };
  };
}

/** Columns of numbers are views of the bytes, not copies. Throws TypeError when the bytes are not an Arrow stream of numbers and truth values. */
export function decodeTable(bytes: Uint8Array): ArrowTable {
  const table = readStream(bytes);
  const columns: Record<string, TableColumn> = {};
  for (const name of table.names) columns[name] = plainColumn(name, table.getChild(name).toArray());
  return { metadata: Object.fromEntries(table.schema.metadata ?? []), columns };
}

function readStream(bytes: Uint8Array): ReturnType<typeof tableFromIPC> {
  try {
    return tableFromIPC(bytes);
  } catch (error) {
    throw new TypeError("the answer is not an Arrow stream", { cause: error });
  }
}

function plainColumn(name: string, column: ArrayLike<unknown>): TableColumn {
  if (column instanceof Float64Array || column instanceof Float32Array || column instanceof Int32Array)
    // What threads share cannot be passed on.
    return (column.buffer instanceof ArrayBuffer ? column : column.slice()) as TableNumbers;
  if (Array.isArray(column)) return Uint8Array.from(column, Number);
  throw new TypeError(`column ${name} of the Arrow table has neither numbers nor truth values`);
}
