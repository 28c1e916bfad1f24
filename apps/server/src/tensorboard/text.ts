// `/data/plugin/text/…`: tags and texts in TensorBoard's shape, as HTML that is safe to insert.
import {
  htmlFromMarkdown,
  htmlFromPlainText,
  htmlFromText,
  MAX_DESCRIPTION_LENGTH,
} from "@runboard/markdown";
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

/** Of one point's texts, in UTF-8. */
const MAX_POINT_BYTES = 10 * 2 ** 20;
/** Of a text whose tags are looked for; in a longer one they are text. */
const MAX_TAGGED_BYTES = 2 ** 18;
/** What is read or written before others are let in, in bytes or UTF-16 code units. */
const PIECE_LENGTH = 2 ** 16;
/** `&`, 32 characters and `;`. */
const MAX_REFERENCE_LENGTH = 34;

interface TextOptions {
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

  *html(bytes: Uint8Array, [before, after] = ["", ""]): Generator<string, void, undefined> {
    const shown = bytes.subarray(0, this.#leftBytes);
    this.#leftBytes -= shown.length;
    this.isCut = shown.length < bytes.length;
    // A UTF-16 unit takes at most three bytes.
    const mostBytes = this.#isMarkdown ? 3 * this.#markdownLeft : MAX_TAGGED_BYTES;
    if (shown.length <= mostBytes && !this.isCut) {
      yield before + this.#shortHtml(utf8.decode(shown)) + after;
      return;
    }
    this.#markdownLeft = 0;
    yield this.#isMarkdown ? `${before}<p>` : before;
    yield* plainHtml(shown, this.isCut);
    yield this.#isMarkdown ? `</p>${after}` : after;
  }

  #shortHtml(text: string): string {
    if (!this.#isMarkdown) return htmlFromText(text);
    const html = htmlFromMarkdown(text, this.#markdownLeft);
    this.#markdownLeft = Math.max(0, this.#markdownLeft - text.length);
    return html;
  }
}

/** Piece by piece. @param isCut whether half a character at the end is none. */
function* plainHtml(bytes: Uint8Array, isCut: boolean): Generator<string, void, undefined> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE_LENGTH) {
    const isLast = at + PIECE_LENGTH >= bytes.length;
    text += decoder.decode(bytes.subarray(at, at + PIECE_LENGTH), { stream: !isLast || isCut });
    const reference = text.lastIndexOf("&");
    const isHalf = !isLast && reference >= 0 && reference > text.length - MAX_REFERENCE_LENGTH;
    const end = isHalf ? reference : text.length;
    yield htmlFromPlainText(text.slice(0, end));
    text = text.slice(end);
  }
}

/** A single text as it is, a list as a column, anything else as a table of its last two dimensions, the others at their first index. */
function* htmlOfTensor(tensor: Tensor, cells: Cells): Generator<string, void, undefined> {
  if (tensor.kind !== "strings") return;
  const { shape, values } = tensor;
  const [first] = values;
  if (shape.length > 2) yield sliceWarning(shape.length);
  if (shape.length > 0) yield* tableOf(shape, values, cells);
  else if (first) yield* cells.html(first);
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
    yield* cells.html(values[at] ?? noBytes, ["<td>", "</td>\n"]);
    if ((at + 1) % columnCount === 0) yield "</tr>\n";
  }
  yield "</tbody>\n</table>";
}

const noBytes = new Uint8Array(0);

/** TensorBoard's words, its spaces too. */
function sliceWarning(rank: number): string {
  return `<p><strong>Warning:</strong> This text summary contained data of dimensionality ${rank}, but only   2d tables are supported. Showing a 2d slice of the data instead.</p>`;
}
