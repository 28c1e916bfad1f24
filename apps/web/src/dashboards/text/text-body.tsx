// One value of a text series: a text, a list, or a table, as Markdown or as it is.
import { useState, type ReactNode } from "react";
import { formatBytes, formatCount } from "../../ui/format.ts";
import { saveFile } from "../../ui/save-file.ts";
import type { TextElement, TextValue } from "./logged-texts.ts";

/** Characters that are laid out before somebody asks for all. */
const MOST_CHARACTERS = 100_000;
/** Elements likewise. */
const MOST_ELEMENTS = 2000;

export function TextBody({ value, isMarkdown }: { readonly value: TextValue; readonly isMarkdown: boolean }) {
  const [showsAll, setShowsAll] = useState(false);
  if (value.kind === "none") return <p className="text-none">{value.reason}.</p>;
  const { shape, cells } = value;
  const [only] = cells;
  if (cells.length === 0 || !only)
    return <p className="text-none">Nothing is in it: {shape.join(" × ")} elements.</p>;
  if (cells.length === 1) return <Element element={only} isMarkdown={isMarkdown} />;
  const shown = showsAll ? cells : cells.slice(0, MOST_ELEMENTS);
  return (
    <>
      {tablesOf(shape, shown).map(({ title, rows }) => (
        <Table key={title} title={title} rows={rows} isMarkdown={isMarkdown} />
      ))}
      {shown.length < cells.length && (
        <button type="button" className="button text-more" onClick={() => setShowsAll(true)}>
          Show all {formatCount(cells.length)} elements
        </button>
      )}
    </>
  );
}

interface TableContent {
  /** Which part of a tensor of more than two dimensions; empty for all of it. */
  readonly title: string;
  readonly rows: readonly (readonly TextElement[])[];
}

/** A list as a column, a table as it is, more dimensions as one table for each index of the others. */
function tablesOf(shape: readonly number[], cells: readonly TextElement[]): readonly TableContent[] {
  const columnCount = shape.length > 1 ? (shape.at(-1) ?? 1) : 1;
  const rowCount = (shape.length > 1 ? shape.at(-2) : shape[0]) ?? 1;
  const outer = shape.slice(0, -2);
  const tables: TableContent[] = [];
  const size = rowCount * columnCount;
  for (let from = 0; from < cells.length; from += size) {
    const part = cells.slice(from, from + size);
    const rows = Array.from({ length: Math.ceil(part.length / columnCount) }, (_, row) =>
      part.slice(row * columnCount, (row + 1) * columnCount),
    );
    tables.push({ title: outer.length === 0 ? "" : `[${indexText(tables.length, outer)}]`, rows });
  }
  return tables;
}

/** The index in row-major order as one for each dimension. */
function indexText(index: number, shape: readonly number[]): string {
  const parts: number[] = [];
  let rest = index;
  for (const size of [...shape].reverse()) {
    parts.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return parts.join(", ");
}

function Table({ title, rows, isMarkdown }: TableContent & { readonly isMarkdown: boolean }) {
  return (
    <table className="text-table">
      {title !== "" && <caption>{title}</caption>}
      <tbody>
        {rows.map((row, i) => (
          <tr key={i}>
            {row.map((element, j) => (
              <td key={j}>
                <Element element={element} isMarkdown={isMarkdown} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Element({
  element,
  isMarkdown,
}: {
  readonly element: TextElement;
  readonly isMarkdown: boolean;
}): ReactNode {
  const { text, html, isDamaged } = element;
  const [showsAll, setShowsAll] = useState(false);
  if (text === "") return <p className="text-none">An empty text.</p>;
  const isRead = isMarkdown && html !== null;
  const isCut = !isRead && !showsAll && text.length > MOST_CHARACTERS;
  return (
    <>
      {isDamaged && <p className="text-warning">Some of its bytes are not UTF-8: they stand as �.</p>}
      {isMarkdown && html === null && (
        <p className="text-warning">
          Shown as it is: {formatCount(text.length)} characters are too many to be read as Markdown, or take
          too long.
        </p>
      )}
      {isRead ? (
        // Written anew from tokens with the tags of a short list: see the package.
        <div className="markdown" dir="auto" dangerouslySetInnerHTML={{ __html: html }} />
      ) : (
        <pre className="text-raw" dir="auto">
          {blocksOf(isCut ? beginningOf(text, MOST_CHARACTERS) : text).map((block, i) => (
            <span key={i}>{block}</span>
          ))}
        </pre>
      )}
      {isCut && (
        <p className="text-cut">
          The first {formatCount(MOST_CHARACTERS)} of {formatCount(text.length)} characters.{" "}
          <button type="button" className="link" onClick={() => setShowsAll(true)}>
            Show all
          </button>{" "}
          or{" "}
          <button
            type="button"
            className="link"
            onClick={() => saveFile("text.txt", new Blob([text], { type: "text/plain" }))}
          >
            save it as a file
          </button>{" "}
          ({formatBytes(new Blob([text]).size)}).
        </p>
      )}
    </>
  );
}

/** No pair of surrogates is parted. */
function beginningOf(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, "");
}

/** What is laid out at once. */
const BLOCK_CHARACTERS = 20_000;

/** The text in pieces that a browser lays out one by one, as they come into sight: cut where lines end, or else where words do. */
function blocksOf(text: string): readonly string[] {
  const blocks: string[] = [];
  let start = 0;
  while (text.length - start > BLOCK_CHARACTERS) {
    const limit = start + BLOCK_CHARACTERS;
    const line = text.lastIndexOf("\n", limit);
    const word = line > start ? line : text.lastIndexOf(" ", limit);
    const end =
      word > start ? word + 1 : start + beginningOf(text.slice(start, limit + 1), BLOCK_CHARACTERS).length;
    // The end of a block ends its line.
    blocks.push(text.slice(start, line > start ? end - 1 : end));
    start = end;
  }
  return [...blocks, text.slice(start)];
}
