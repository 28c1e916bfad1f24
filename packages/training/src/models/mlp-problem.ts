// What a table asks: which columns go in, which one comes out, and which rows are learned from.
import { DataFileError, resolveDataFile } from "../datasets/data-file.ts";
import { encodeFeatures, type Features, type Split, splitRows, statisticsOf } from "../datasets/features.ts";
import { type Column, type NumberColumn, readTable, type Table } from "../datasets/table.ts";
import type { MlpParameters } from "./mlp-parameters.ts";

export interface TableProblem {
  readonly features: Features;
  readonly target: Target;
  readonly targetName: string;
  readonly split: Split;
}

export type Target =
  | {
      readonly kind: "classes";
      readonly names: readonly string[];
      /** Of each row, the index of its name. */
      readonly codes: Uint32Array;
    }
  | {
      readonly kind: "number";
      /** Normalised. */
      readonly values: Float32Array;
      /** What normalised values are multiplied by to have the column's. */
      readonly deviation: number;
    };

/** A parameter does not fit the file. */
export class TableProblemError extends Error {
  override readonly name = "TableProblemError";
  readonly parameter: "file" | "target" | "features" | "task";

  constructor(parameter: TableProblemError["parameter"], message: string) {
    super(message);
    this.parameter = parameter;
  }
}

const MAX_CLASSES = 1000;
/** A column of so many different whole numbers is taken for kinds. */
const FEW_NUMBERS = 10;
const MIN_ROWS = 4;

/** Throws TableProblemError. */
export async function loadProblem(
  parameters: MlpParameters,
  dataDirectories: readonly string[],
): Promise<TableProblem> {
  const table = await loadTable(parameters.file, dataDirectories);
  const target = targetColumn(table, parameters.target);
  const columns = featureColumns(table, target, parameters.features);
  const rows = knownRows(target, table.rowCount);
  if (rows.length < MIN_ROWS)
    throw new TableProblemError(
      "file",
      `The table has ${rows.length} rows with a value of ${target.name}; give at least ${MIN_ROWS}.`,
    );
  const order = splitRows(rows.length, parameters.validationShare, parameters.seed);
  const pick = (indices: Uint32Array): Uint32Array<ArrayBuffer> =>
    Uint32Array.from(indices, (index) => rows[index] ?? 0);
  const split = { train: pick(order.train), validation: pick(order.validation) };
  return {
    features: encode(columns, table.rowCount, split.train),
    target: targetOf(target, parameters.task, split.train),
    targetName: target.name,
    split,
  };
}

async function loadTable(file: string, dataDirectories: readonly string[]): Promise<Table> {
  if (file.trim() === "") throw new TableProblemError("file", "Choose a CSV file.");
  try {
    return await readTable(await resolveDataFile(file, dataDirectories));
  } catch (error) {
    if (!(error instanceof DataFileError || error instanceof Error)) throw error;
    throw new TableProblemError("file", error.message);
  }
}

function targetColumn({ columns }: Table, name: string): Column {
  const found = name === "" ? columns.at(-1) : columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  throw new TableProblemError("target", `There is no column ${JSON.stringify(name)}. ${namesOf(columns)}`);
}

function featureColumns(table: Table, target: Column, list: string): readonly Column[] {
  const others = table.columns.filter((column) => column !== target);
  const names = list.split(",").flatMap((name) => name.trim() || []);
  const chosen = names.map((name) => {
    const found = others.find((column) => column.name === name);
    if (found !== undefined) return found;
    const reason = name === target.name ? "is the column to learn" : "is no column";
    throw new TableProblemError("features", `${JSON.stringify(name)} ${reason}. ${namesOf(others)}`);
  });
  const columns = names.length === 0 ? others : chosen;
  if (columns.length === 0)
    throw new TableProblemError("features", "The table has only one column: there is nothing to learn from.");
  return columns;
}

function namesOf(columns: readonly Column[]): string {
  const shown = columns.slice(0, 20).map(({ name }) => name);
  return `There are ${shown.join(", ")}${columns.length > shown.length ? " …" : ""}.`;
}

/** Rows whose target is missing teach nothing. */
function knownRows(target: Column, rowCount: number): readonly number[] {
  const rows = Array.from({ length: rowCount }, (_, row) => row);
  return target.kind === "number" ? rows.filter((row) => !Number.isNaN(target.values[row] ?? NaN)) : rows;
}

function encode(columns: readonly Column[], rowCount: number, trainRows: Uint32Array): Features {
  try {
    return encodeFeatures(columns, rowCount, trainRows);
  } catch (error) {
    if (error instanceof RangeError) throw new TableProblemError("features", error.message);
    throw error;
  }
}

function targetOf(column: Column, task: MlpParameters["task"], trainRows: Uint32Array): Target {
  if (column.kind === "category") {
    if (task === "regression")
      throw new TableProblemError("task", `${column.name} holds texts: only classification can learn it.`);
    return classes(column.name, column.categories, column.codes);
  }
  const numbers = [...new Set(column.values)].filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const looksLikeKinds = numbers.length <= FEW_NUMBERS && numbers.every(Number.isInteger);
  if (task === "regression" || (task === "auto" && !looksLikeKinds)) return numberTarget(column, trainRows);
  const codes = new Map(numbers.map((value, code) => [value, code]));
  return classes(
    column.name,
    numbers.map(String),
    Uint32Array.from(column.values, (value) => codes.get(value) ?? 0),
  );
}

function classes(name: string, names: readonly string[], codes: Uint32Array): Target {
  if (names.length >= 2 && names.length <= MAX_CLASSES) return { kind: "classes", names, codes };
  const problem =
    names.length < 2 ? "has only one value" : `has ${names.length} values; at most ${MAX_CLASSES} are kinds`;
  throw new TableProblemError("target", `${name} ${problem}: there is nothing to tell apart.`);
}

function numberTarget(column: NumberColumn, trainRows: Uint32Array): Target {
  const { mean, standardDeviation } = statisticsOf(column, trainRows);
  const deviation = standardDeviation > 0 ? standardDeviation : 1;
  const values = Float32Array.from(column.values, (value) => (value - mean) / deviation);
  return { kind: "number", values, deviation };
}
