import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { CsvError, parseCsv } from "./csv.ts";
import { parseTable, readTable } from "./table.ts";

const LIMITS = { maxColumns: 100, maxCells: 10_000 };
const cellsOf = (text: string) => parseCsv(text, LIMITS).map(({ cells }) => cells);

describe("CSV", () => {
  test.each([
    [
      "commas",
      "a,b\n1,2\n",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    [
      "semicolons, with decimal commas",
      "a;b\n1,5;2\n",
      [
        ["a", "b"],
        ["1,5", "2"],
      ],
    ],
    [
      "tabs",
      "a\tb\n1\t2",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    [
      "CR LF and a byte order mark",
      "\ufeffa,b\r\n1,2\r\n",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    [
      "quotes around delimiters, breaks and quotes",
      'a,b\n"x,y","l1\nl2 ""q"""\n',
      [
        ["a", "b"],
        ["x,y", 'l1\nl2 "q"'],
      ],
    ],
    [
      "a quoted semicolon in the first line",
      '"a;b;c",d\n1,2\n',
      [
        ["a;b;c", "d"],
        ["1", "2"],
      ],
    ],
    [
      "empty cells, also the last",
      "a,b,c\n,,\n1,,",
      [
        ["a", "b", "c"],
        ["", "", ""],
        ["1", "", ""],
      ],
    ],
    [
      "blank lines",
      "a,b\n\n1,2\n\n\n",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    ["nothing", "", []],
  ])("with %s", (_title, text, expected) => {
    expect(cellsOf(text)).toEqual(expected);
  });

  test.each([
    ["a,b\n1,2,3\n", 2, /has 3 values, the first line has 2/],
    ['a,b\n"x\ny",2\n1\n', 4, /has 1 values, the first line has 2/],
    ['a,b\n1,"x\n', 2, /a quote is opened and never closed/],
    ['a,b\n"x"y,2\n', 2, /"y,2\\n" behind a closing quote/],
    [`${"x,".repeat(100)}x\n`, 1, /has 101 values; a table has at most 100 columns/],
    ["1,2\n".repeat(5_001), 5_001, /more than 10000 values/],
  ])("says in which line a text is wrong, %#", (text, line, message) => {
    const parse = () => parseCsv(text, LIMITS);
    expect(parse).toThrow(message);
    expect(parse).toThrow(CsvError);
    expect(parse).toThrow(new RegExp(`^Line ${line}: `));
  });

  test("gives back whatever was written", () => {
    const cell = fc.string({ unit: fc.constantFrom("a", '"', ",", ";", "\t", "\n", "\r", " ", "é") });
    const rows = fc
      .integer({ min: 2, max: 5 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
      );
    fc.assert(
      fc.property(
        rows,
        fc.constantFrom(",", ";", "\t"),
        fc.constantFrom("\n", "\r\n"),
        (table, delimiter, lineBreak) => {
          const text = table
            .map((cells) => cells.map((value) => `"${value.replaceAll('"', '""')}"`).join(delimiter))
            .join(lineBreak);
          expect(cellsOf(text)).toEqual(table);
        },
      ),
    );
  });
});

describe("a table", () => {
  test("has numbers and categories", () => {
    const table = parseTable("age,color,size\n 1 ,red,1e2\n2.5,blue,NA\n-3,,+.5\n?,red,7.\n");
    expect(table).toEqual({
      rowCount: 4,
      columns: [
        { kind: "number", name: "age", values: Float64Array.of(1, 2.5, -3, NaN) },
        {
          kind: "category",
          name: "color",
          categories: ["", "blue", "red"],
          codes: Uint32Array.of(2, 1, 0, 2),
        },
        { kind: "number", name: "size", values: Float64Array.of(100, NaN, 0.5, 7) },
      ],
    });
  });

  test.each([
    ["5.1,3.5,setosa\n4.9,3,virginica\n", "auto", ["column_1", "column_2", "column_3"]],
    ["a,b\nx,y\n", "auto", ["a", "b"]],
    ["red,red\nblue,green\n", "auto", ["column_1", "column_2"]],
    ["2020,2021\n1,2\n", "yes", ["2020", "2021"]],
    ["a,b\nx,y\n", "no", ["column_1", "column_2"]],
    ["a,,c\n1,2,3\n", "yes", ["a", "column_2", "c"]],
  ] as const)("%j with header %s has the columns %j", (text, header, names) => {
    expect(parseTable(text, { header }).columns.map(({ name }) => name)).toEqual(names);
  });

  test.each([
    ["0x10\n0x11\n", "category"],
    ["1e999\n2\n", "category"],
    ["NaN\nnan\n", "category"],
    ["1\n\n2\n", "number"],
  ])("takes %j for a %s", (text, kind) => {
    expect(parseTable(text, { header: "no" }).columns[0]?.kind).toBe(kind);
  });

  test.each([
    ["", /the table is empty/],
    ["a,b\n", /names of columns and no rows/],
  ])("is not %j", (text, message) => {
    expect(() => parseTable(text)).toThrow(message);
  });

  test("does not have two columns of the same name", () => {
    expect(() => parseTable("a,a\n1,2\n", { header: "yes" })).toThrow(/Line 1: two columns are called "a"/);
  });
});

describe("a file", () => {
  const write = async (bytes: string | Uint8Array) => {
    const directory = await mkdtemp(path.join(tmpdir(), "runboard-table-"));
    onTestFinished(() => rm(directory, { recursive: true }));
    const file = path.join(directory, "data.csv");
    await writeFile(file, bytes);
    return file;
  };

  test("is read", async () => {
    expect((await readTable(await write("\ufeffx,y\r\n1,2\r\n3,4\r\n"))).rowCount).toBe(2);
  });

  test("that is not UTF-8 is named", async () => {
    await expect(readTable(await write(Uint8Array.of(0x61, 0xff, 0x0a)))).rejects.toThrow(
      /data\.csv is not UTF-8/,
    );
  });

  test("with a wrong line is named with the line", async () => {
    await expect(readTable(await write("a,b\n1\n"))).rejects.toThrow(/data\.csv: Line 2: has 1 values/);
  });

  test("that is none is refused", async () => {
    await expect(readTable(tmpdir())).rejects.toThrow(/is no file/);
    await expect(readTable("/nowhere/data.csv")).rejects.toThrow(/\/nowhere\/data\.csv cannot be read/);
  });

  test("that is too large is refused before it is read", async () => {
    const file = await write("");
    const { open } = await import("node:fs/promises");
    const handle = await open(file, "r+");
    await handle.truncate(257 * 2 ** 20);
    await handle.close();
    await expect(readTable(file)).rejects.toThrow(/has 257 MiB; tables have at most 256 MiB/);
  });
});
