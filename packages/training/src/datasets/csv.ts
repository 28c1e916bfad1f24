// CSV as RFC 4180 has it and as spreadsheets write it: quotes, CR LF or LF, a byte order mark; commas, semicolons or tabs.

type Delimiter = "," | ";" | "\t";

/** Something is wrong with the text; `line` counts from 1 as an editor does. */
export class CsvError extends Error {
  override readonly name = "CsvError";
  readonly line: number;

  constructor(line: number, message: string) {
    super(`Line ${line}: ${message}`);
    this.line = line;
  }
}

export interface CsvRecord {
  /** Where it begins. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface CsvLimits {
  readonly maxColumns: number;
  readonly maxCells: number;
}

/** Blank lines are left out; all records have as many cells as the first. Throws CsvError. */
export function parseCsv(text: string, limits: CsvLimits): CsvRecord[] {
  const start = text.startsWith("\ufeff") ? 1 : 0;
  const delimiter = detectDelimiter(text, start);
  const records: CsvRecord[] = [];
  let cellCount = 0;
  for (const record of recordsOf(text, start, delimiter)) {
    const { line, cells } = record;
    if (cells.length === 1 && cells[0]?.trim() === "") continue;
    const width = records[0]?.cells.length ?? cells.length;
    if (cells.length > limits.maxColumns)
      throw new CsvError(
        line,
        `has ${cells.length} values; a table has at most ${limits.maxColumns} columns`,
      );
    if (cells.length !== width)
      throw new CsvError(line, `has ${cells.length} values, the first line has ${width}`);
    cellCount += width;
    if (cellCount > limits.maxCells)
      throw new CsvError(line, `the table has more than ${limits.maxCells} values`);
    records.push(record);
  }
  return records;
}

/** The one that the first line has most of, outside quotes. */
function detectDelimiter(text: string, start: number): Delimiter {
  const counts = { ",": 0, ";": 0, "\t": 0 };
  let isQuoted = false;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === "\n") break;
    else if (character === "," || character === ";" || character === "\t") counts[character] += 1;
  }
  if (counts["\t"] > Math.max(counts[","], counts[";"])) return "\t";
  return counts[";"] > counts[","] ? ";" : ",";
}

function* recordsOf(text: string, start: number, delimiter: Delimiter): Generator<CsvRecord> {
  let line = 1;
  for (let at = start; at < text.length;) {
    const firstLine = line;
    const cells: string[] = [];
    for (;;) {
      const cell = text[at] === '"' ? quotedCell(text, at, line) : plainCell(text, at, delimiter);
      cells.push(cell.value);
      line += cell.lineBreaks;
      at = cell.end;
      if (text[at] === delimiter) {
        at += 1;
        continue;
      }
      const breakLength = text.startsWith("\r\n", at) ? 2 : at < text.length ? 1 : 0;
      if (breakLength === 1 && text[at] !== "\n" && text[at] !== "\r")
        throw new CsvError(
          line,
          `there is ${JSON.stringify(text.slice(at, at + 10))} behind a closing quote`,
        );
      at += breakLength;
      line += 1;
      break;
    }
    yield { line: firstLine, cells };
  }
}

interface Cell {
  readonly value: string;
  /** Of the character behind it. */
  readonly end: number;
  readonly lineBreaks: number;
}

function plainCell(text: string, start: number, delimiter: Delimiter): Cell {
  let end = start;
  for (; end < text.length; end += 1) {
    const character = text[end];
    if (character === delimiter || character === "\n" || character === "\r") break;
  }
  return { value: text.slice(start, end), end, lineBreaks: 0 };
}

/** A quote inside is written twice. */
function quotedCell(text: string, start: number, line: number): Cell {
  let value = "";
  for (let from = start + 1; ;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) throw new CsvError(line, "a quote is opened and never closed");
    value += text.slice(from, quote);
    if (text[quote + 1] !== '"') return { value, end: quote + 1, lineBreaks: value.split("\n").length - 1 };
    value += '"';
    from = quote + 2;
  }
}
