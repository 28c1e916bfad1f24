// `/data/plugin/text/…`: tags and texts in TensorBoard's shape, as HTML that is safe to insert.
import { htmlFromMarkdown, htmlFromText, MAX_DESCRIPTION_LENGTH } from "@runboard/markdown";
import type { SeriesRow } from "@runboard/store";
import type { Tensor } from "@runboard/tfevents";
import { Breath } from "../api/long-work.ts";
import { BlockWriter } from "./block-writer.ts";
import { jsonText } from "./json-text.ts";
import { floatText } from "./number-text.ts";
import { pointValues, seriesColumns, type ValueSource } from "./series-values.ts";

export const textSeries = { plugin: "text", dataClass: "tensor" } as const;

/** `{run: [tag, …]}`. */
export function textTags(rows: readonly SeriesRow[]): string {
  const runs = new Map<string, string[]>();
  for (const { run, tag } of rows) {
    const tags = runs.get(run) ?? [];
    runs.set(run, tags);
    tags.push(tag);
  }
  return jsonText(runs);
}

/** UTF-8 bytes of one point's texts that are given at most, and of one piece that is written before others are let in, in UTF-16 code units. */
const MAX_POINT_BYTES = 10 * 2 ** 20;
const PIECE_LENGTH = 2 ** 16;

export interface TextOptions {
  readonly isMarkdown: boolean;
  readonly signal: AbortSignal;
}

/**
 * `[{wall_time, step, text}, …]` of one series; empty when there is none. Points that cannot be read are left out, long ones cut with a word.
 * Throws the signal's reason when it aborts.
 */
export async function* texts(
  source: ValueSource,
  name: readonly [run: string, tag: string],
  { isMarkdown, signal }: TextOptions,
): AsyncGenerator<Buffer, void, undefined> {
  const columns = await seriesColumns(source, textSeries, name);
  const writer = new BlockWriter();
  const breath = new Breath(signal);
  writer.text("[");
  let separator = "";
  if (columns)
    for await (const { step, wallTimeSeconds, tensor } of pointValues(source.values, columns, signal)) {
      writer.text(`${separator}{"wall_time": ${floatText(wallTimeSeconds)}, "step": ${step}, "text": "`);
      for (const piece of piecesOf(htmlOfTensor(tensor, new Cells(isMarkdown)))) {
        writer.text(jsonText(piece).slice(1, -1));
        yield* writer.takeFull();
        await breath.take();
      }
      writer.text('"}');
      separator = ", ";
    }
  writer.text("]");
  yield* writer.takeAll();
}

function* piecesOf(htmls: Iterable<string>): Generator<string, void, undefined> {
  for (const html of htmls)
    for (let at = 0; at < html.length; at += PIECE_LENGTH) yield html.slice(at, at + PIECE_LENGTH);
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** The cells of one point as HTML, as many bytes of them as are given and as much of it Markdown as is parsed. */
class Cells {
  readonly #isMarkdown: boolean;
  #leftBytes = MAX_POINT_BYTES;
  #markdownLeft = MAX_DESCRIPTION_LENGTH;
  isCut = false;

  constructor(isMarkdown: boolean) {
    this.#isMarkdown = isMarkdown;
  }

  html(bytes: Uint8Array): string {
    const text = this.#textOf(bytes);
    if (!this.#isMarkdown) return htmlFromText(text);
    const html = htmlFromMarkdown(text, this.#markdownLeft);
    this.#markdownLeft = Math.max(0, this.#markdownLeft - text.length);
    return html;
  }

  #textOf(bytes: Uint8Array): string {
    const leftBytes = this.#leftBytes;
    this.#leftBytes = Math.max(0, leftBytes - bytes.length);
    if (bytes.length <= leftBytes) return utf8.decode(bytes);
    this.isCut = true;
    // Half a character at its end is none.
    const ownUtf8 = new TextDecoder("utf-8", { ignoreBOM: true });
    return ownUtf8.decode(bytes.subarray(0, leftBytes), { stream: true });
  }
}

/** A single text as it is, a list as a column, anything else as a table of its last two dimensions, the others at their first index. */
function* htmlOfTensor(tensor: Tensor, cells: Cells): Generator<string, void, undefined> {
  if (tensor.kind !== "strings") return;
  const { shape, values } = tensor;
  const [first] = values;
  if (shape.length > 2) yield sliceWarning(shape.length);
  if (shape.length > 0) yield* tableOf(shape, values, cells);
  else if (first) yield cells.html(first);
  if (cells.isCut) yield `<p><strong>Warning:</strong> This text is cut after ${MAX_POINT_BYTES} bytes.</p>`;
}

function* tableOf(
  shape: readonly number[],
  values: readonly Uint8Array[],
  cells: Cells,
): Generator<string, void, undefined> {
  const columnCount = shape.length === 1 ? 1 : (shape.at(-1) ?? 0);
  const rowCount = (shape.length === 1 ? shape[0] : shape.at(-2)) ?? 0;
  // Of a shape with a 0 in it there is no cell, however long its other sides are.
  const cellCount = Math.min(values.length, rowCount * columnCount);
  yield "<table>\n<tbody>\n";
  for (let at = 0; at < cellCount && !cells.isCut; at++) {
    if (at % columnCount === 0) yield "<tr>\n";
    yield `<td>${cells.html(values[at] ?? noBytes)}</td>\n`;
    if ((at + 1) % columnCount === 0) yield "</tr>\n";
  }
  yield "</tbody>\n</table>";
}

const noBytes = new Uint8Array(0);

/** TensorBoard's words, its spaces too. */
function sliceWarning(rank: number): string {
  return `<p><strong>Warning:</strong> This text summary contained data of dimensionality ${rank}, but only   2d tables are supported. Showing a 2d slice of the data instead.</p>`;
}
