// Vectors as TensorBoard's projector reads them: a row a line, numbers parted by tabs.
import { decodeText } from "./wire.ts";

/** Rows one after the other. */
export interface Matrix {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly values: Float32Array<ArrayBuffer>;
}

export type MatrixResult =
  | { readonly kind: "matrix"; readonly matrix: Matrix }
  | { readonly kind: "corrupt"; readonly reason: string };

const [NEWLINE, RETURN] = [10, 13];

/** Empty lines count for nothing; `nan`, `inf` and `infinity` are numbers, as they are for Python. Rounded to float32. */
export function parseMatrixTsv(bytes: Uint8Array): MatrixResult {
  let values = new Float32Array(1024);
  let [rowCount, columnCount, lineCount] = [0, 0, 0];
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, start);
    const lineEnd = newline < 0 ? bytes.length : newline;
    const end = bytes[lineEnd - 1] === RETURN && lineEnd > start ? lineEnd - 1 : lineEnd;
    const line = decodeText(bytes.subarray(start, end));
    start = lineEnd + 1;
    lineCount++;
    if (line === "") continue;
    const cells = line.split("\t");
    if (rowCount === 0) columnCount = cells.length;
    if (cells.length !== columnCount)
      return corrupt(`line ${lineCount} has ${cells.length} numbers, those before have ${columnCount}`);
    const first = rowCount * columnCount;
    if (first + columnCount > values.length) values = grown(values, first + columnCount);
    for (const [column, cell] of cells.entries()) {
      const value = numberOf(cell);
      if (value === undefined)
        return corrupt(
          `line ${lineCount} has ${JSON.stringify(cell.slice(0, 40))} in column ${column + 1}, where a number is expected`,
        );
      values[first + column] = value;
    }
    rowCount++;
  }
  const matrix = { rowCount, columnCount, values: values.slice(0, rowCount * columnCount) };
  return { kind: "matrix", matrix };
}

function grown(values: Float32Array<ArrayBuffer>, length: number): Float32Array<ArrayBuffer> {
  const result = new Float32Array(Math.max(length, 2 * values.length));
  result.set(values);
  return result;
}

function numberOf(cell: string): number | undefined {
  const value = Number(cell);
  if (!Number.isNaN(value)) return cell.trim() === "" ? undefined : value;
  const [, sign, word] = /^\s*([+-]?)(nan|inf|infinity)\s*$/i.exec(cell) ?? [];
  if (word === undefined) return undefined;
  if (word.toLowerCase() === "nan") return NaN;
  return sign === "-" ? -Infinity : Infinity;
}

function corrupt(reason: string): MatrixResult {
  return { kind: "corrupt", reason };
}
