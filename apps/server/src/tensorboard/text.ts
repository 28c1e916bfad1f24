// `/data/plugin/text/…`: tags and texts in TensorBoard's shape, as HTML that is safe to insert.
import { htmlFromMarkdown, htmlFromText } from "@runboard/markdown";
import type { SeriesRow } from "@runboard/store";
import type { Tensor } from "@runboard/tfevents";
import { BlockWriter } from "./block-writer.ts";
import { jsonText } from "./json-text.ts";
import { floatText } from "./number-text.ts";
import { pointValues, seriesColumns, type PointValue, type ValueSource } from "./series-values.ts";

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

/** `[{wall_time, step, text}, …]` of one series; empty when there is none. Points that cannot be read are left out. */
export async function* texts(
  source: ValueSource,
  name: readonly [run: string, tag: string],
  isMarkdown: boolean,
): AsyncGenerator<Buffer, void, undefined> {
  const columns = await seriesColumns(source, textSeries, name);
  const writer = new BlockWriter();
  writer.text("[");
  let separator = "";
  if (columns)
    for await (const point of pointValues(source.values, columns)) {
      writer.text(separator + pointText(point, htmlOfTensor(point.tensor, isMarkdown)));
      separator = ", ";
      yield* writer.takeFull();
      // Rendering a long one takes its time: others are answered in between.
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  writer.text("]");
  yield* writer.takeAll();
}

function pointText({ step, wallTimeSeconds }: PointValue, html: string): string {
  return `{"wall_time": ${floatText(wallTimeSeconds)}, "step": ${step}, "text": ${jsonText(html)}}`;
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** A single text as it is, a list as a column, anything else as a table of its last two dimensions, the others at their first index. */
function htmlOfTensor(tensor: Tensor, isMarkdown: boolean): string {
  if (tensor.kind !== "strings") return "";
  const htmlOf = (bytes: Uint8Array): string => {
    const text = utf8.decode(bytes);
    return isMarkdown ? htmlFromMarkdown(text) : htmlFromText(text);
  };
  const { shape, values } = tensor;
  const [first] = values;
  if (shape.length === 0) return first ? htmlOf(first) : "";
  const columnCount = shape.length === 1 ? 1 : (shape.at(-1) ?? 0);
  const rowCount = (shape.length === 1 ? shape[0] : shape.at(-2)) ?? 0;
  const rows = Array.from({ length: columnCount === 0 ? 0 : rowCount }, (_, row) => {
    const cells = values.slice(row * columnCount, (row + 1) * columnCount);
    return `<tr>\n${cells.map((bytes) => `<td>${htmlOf(bytes)}</td>`).join("\n")}\n</tr>\n`;
  });
  const table = `<table>\n<tbody>\n${rows.join("")}</tbody>\n</table>`;
  return shape.length > 2 ? sliceWarning(shape.length) + table : table;
}

/** TensorBoard's words, its spaces too. */
function sliceWarning(rank: number): string {
  return `<p><strong>Warning:</strong> This text summary contained data of dimensionality ${rank}, but only   2d tables are supported. Showing a 2d slice of the data instead.</p>`;
}
