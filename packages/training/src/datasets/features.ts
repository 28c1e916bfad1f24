// Columns as what a network takes: numbers with mean 0 and deviation 1, categories as one input for each.
import { permutation } from "./batches.ts";
import type { CategoryColumn, Column, NumberColumn } from "./table.ts";

export interface NumberStatistics {
  /** Without missing values. */
  readonly count: number;
  readonly missingCount: number;
  /** NaN when there are no values, as for the others. */
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Of the values themselves, not an estimate for more of them. */
  readonly standardDeviation: number;
}

export interface Features {
  /** Rows × width, row by row. */
  readonly values: Float32Array<ArrayBuffer>;
  readonly width: number;
  /** What each input is, e.g. `age` or `color=red`. */
  readonly names: readonly string[];
}

/** Most inputs that categories may become. */
const MAX_WIDTH = 10_000;

/** Over the given rows; over all of them without. */
export function statisticsOf(column: NumberColumn, rows?: Uint32Array): NumberStatistics {
  const { values } = column;
  let [count, missingCount, mean, squares, min, max] = [0, 0, 0, 0, Infinity, -Infinity];
  const rowCount = rows?.length ?? values.length;
  for (let index = 0; index < rowCount; index += 1) {
    const value = values[rows?.[index] ?? index] ?? NaN;
    if (Number.isNaN(value)) {
      missingCount += 1;
      continue;
    }
    // Welford (1962): no difference of large sums.
    count += 1;
    const distance = value - mean;
    mean += distance / count;
    squares += distance * (value - mean);
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  if (count === 0) return { count, missingCount, min: NaN, max: NaN, mean: NaN, standardDeviation: NaN };
  return { count, missingCount, min, max, mean, standardDeviation: Math.sqrt(squares / count) };
}

/**
 * Numbers are normalised by mean and deviation over `fitRows`, the rows that are trained on, so that nothing is known of the others; a
 * missing one is the mean. A category that is nowhere in `fitRows` still has its input. Throws when there would be too many inputs.
 */
export function encodeFeatures(columns: readonly Column[], rowCount: number, fitRows: Uint32Array): Features {
  const names = columns.flatMap((column) =>
    column.kind === "number"
      ? [column.name]
      : column.categories.map((category) => `${column.name}=${category}`),
  );
  const width = names.length;
  if (width > MAX_WIDTH)
    throw new RangeError(
      `The columns have ${width} different categories; at most ${MAX_WIDTH} can be inputs. Leave out columns of texts that differ in every row.`,
    );
  const values = new Float32Array(rowCount * width);
  let offset = 0;
  for (const column of columns) {
    if (column.kind === "number") fillNumbers(values, column, { width, offset, fitRows });
    else fillCategories(values, column, { width, offset });
    offset += column.kind === "number" ? 1 : column.categories.length;
  }
  return { values, width, names };
}

function fillNumbers(
  target: Float32Array,
  column: NumberColumn,
  place: { readonly width: number; readonly offset: number; readonly fitRows: Uint32Array },
): void {
  const { mean, standardDeviation } = statisticsOf(column, place.fitRows);
  // A column that is the same everywhere says nothing.
  const scale = standardDeviation > 0 ? 1 / standardDeviation : 0;
  column.values.forEach((value, row) => {
    const isKnown = !Number.isNaN(value) && scale > 0;
    target[row * place.width + place.offset] = isKnown ? (value - mean) * scale : 0;
  });
}

function fillCategories(
  target: Float32Array,
  column: CategoryColumn,
  place: { readonly width: number; readonly offset: number },
): void {
  column.codes.forEach((code, row) => {
    target[row * place.width + place.offset + code] = 1;
  });
}

export interface Split {
  readonly train: Uint32Array<ArrayBuffer>;
  readonly validation: Uint32Array<ArrayBuffer>;
}

/** Rows in a random order, `validationShare` of them (0 to below 1) set aside; at least one is trained on. */
export function splitRows(rowCount: number, validationShare: number, seed: number): Split {
  if (rowCount < 1 || !(validationShare >= 0 && validationShare < 1))
    throw new RangeError(`${validationShare} of ${rowCount} rows cannot be set aside`);
  const order = permutation(rowCount, seed, SPLIT_STREAM);
  const validationCount = Math.min(rowCount - 1, Math.round(rowCount * validationShare));
  return { train: order.slice(validationCount), validation: order.slice(0, validationCount) };
}

/** Not the order of any epoch with the same seed. */
const SPLIT_STREAM = 2 ** 31;
