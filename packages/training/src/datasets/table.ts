// A table of a CSV file: columns of numbers and of categories.
import { open } from "node:fs/promises";
import { CsvError, type CsvRecord, parseCsv } from "./csv.ts";

export type Column = NumberColumn | CategoryColumn;

export interface NumberColumn {
  readonly kind: "number";
  readonly name: string;
  /** NaN where the cell is empty. */
  readonly values: Float64Array;
}

export interface CategoryColumn {
  readonly kind: "category";
  readonly name: string;
  /** Different texts, sorted; an empty cell is the category "". */
  readonly categories: readonly string[];
  /** Index of each row's category. */
  readonly codes: Uint32Array;
}

export interface Table {
  readonly rowCount: number;
  readonly columns: readonly Column[];
}

export interface TableOptions {
  /** Whether the first line has the names of the columns. `auto`: when it holds no number and no text twice. */
  readonly header?: "auto" | "yes" | "no";
}

const MAX_FILE_BYTES = 256 * 2 ** 20;
const LIMITS = { maxColumns: 2_000, maxCells: 50_000_000 };
/** What programs write for a value that is missing. */
const MISSING = new Set(["", "?", "na", "n/a", "nan", "null", "none"]);

/** Throws an Error that names the file when it cannot be read, is too large or is no table. */
export async function readTable(file: string, options: TableOptions = {}): Promise<Table> {
  const bytes = await readLimited(file);
  try {
    return parseTable(new TextDecoder("utf-8", { fatal: true }).decode(bytes), options);
  } catch (error) {
    if (error instanceof CsvError || error instanceof TableError)
      throw new Error(`${file}: ${error.message}`, { cause: error });
    throw new Error(`${file} is not UTF-8 text. Save it as CSV in UTF-8.`, { cause: error });
  }
}

/** There is no table in the text. */
class TableError extends Error {
  override readonly name = "TableError";
}

/** The size is asked of the file that is read, so that it cannot change in between. */
async function readLimited(file: string): Promise<Uint8Array> {
  const handle = await open(file).catch((error: unknown) => {
    throw new Error(`${file} cannot be read (${error instanceof Error ? error.message : String(error)})`, {
      cause: error,
    });
  });
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new Error(`${file} is no file`);
    if (stats.size > MAX_FILE_BYTES)
      throw new Error(
        `${file} has ${(stats.size / 2 ** 20).toFixed(0)} MiB; tables have at most ${MAX_FILE_BYTES / 2 ** 20} MiB`,
      );
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** Throws CsvError, and an Error when there are no rows. */
export function parseTable(text: string, options: TableOptions = {}): Table {
  const records = parseCsv(text, LIMITS);
  const [first] = records;
  if (!first) throw new TableError("the table is empty");
  const hasHeader = options.header === "yes" || (options.header !== "no" && isHeader(first));
  const rows = hasHeader ? records.slice(1) : records;
  if (rows.length === 0) throw new TableError("the table has names of columns and no rows");
  const names = hasHeader ? uniqueNames(first) : first.cells.map((_, index) => `column_${index + 1}`);
  const columns = names.map((name, index) =>
    columnOf(
      name,
      rows.map(({ cells }) => cells[index]?.trim() ?? ""),
    ),
  );
  return { rowCount: rows.length, columns };
}

function isHeader({ cells }: CsvRecord): boolean {
  const names = cells.map((cell) => cell.trim());
  return (
    new Set(names).size === names.length &&
    names.every((name) => !MISSING.has(name.toLowerCase()) && !isNumber(name))
  );
}

function uniqueNames({ line, cells }: CsvRecord): readonly string[] {
  const names = cells.map((cell, index) => cell.trim() || `column_${index + 1}`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new CsvError(line, `two columns are called ${JSON.stringify(twice)}`);
  return names;
}

/** Numbers where every cell that is there is one. */
function columnOf(name: string, cells: readonly string[]): Column {
  const isMissing = cells.map((cell) => MISSING.has(cell.toLowerCase()));
  const isNumeric =
    cells.some((_, row) => !isMissing[row]) &&
    cells.every((cell, row) => isMissing[row] === true || isNumber(cell));
  if (isNumeric)
    return {
      kind: "number",
      name,
      values: Float64Array.from(cells, (cell, row) => (isMissing[row] === true ? NaN : Number(cell))),
    };
  const texts = cells.map((cell, row) => (isMissing[row] === true ? "" : cell));
  const categories = [...new Set(texts)].sort((a, b) => (a < b ? -1 : 1));
  const codes = new Map(categories.map((category, code) => [category, code]));
  return {
    kind: "category",
    name,
    categories,
    codes: Uint32Array.from(texts, (text) => codes.get(text) ?? 0),
  };
}

/** A decimal number that is finite; not what else `Number` takes, e.g. 0x10. */
function isNumber(cell: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(cell) && Number.isFinite(Number(cell));
}
