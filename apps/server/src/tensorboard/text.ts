// `/data/plugin/text/…`: tags and texts in TensorBoard's shape, as HTML that is safe to insert.
import type { ValueReader } from "@runboard/logdir";
import { htmlFromMarkdown, htmlFromText } from "@runboard/markdown";
import type { EventStore, RecordColumns, SeriesRow } from "@runboard/store";
import type { Tensor } from "@runboard/tfevents";
import { BlockWriter } from "./block-writer.ts";
import { jsonText } from "./json-text.ts";
import { floatText } from "./number-text.ts";

export const textSeries = { plugin: "text", dataClass: "tensor" } as const;

/** Points that are read at once. */
const BATCH_POINTS = 16;

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

export interface TextSource {
  readonly store: EventStore;
  readonly values: ValueReader;
  /** Greatest number of points in an answer, evenly spread; 0 = every point. */
  readonly maxPoints: number;
}

/** `[{wall_time, step, text}, …]` of one series; empty when there is none. Points that cannot be read are left out. */
export async function* texts(
  { store, values, maxPoints }: TextSource,
  [run, tag]: readonly [run: string, tag: string],
  isMarkdown: boolean,
): AsyncGenerator<Buffer, void, undefined> {
  const query = { ...textSeries, runs: [run], tags: [tag], axis: "step", includeSuperseded: false } as const;
  const [columns] = await store.readRecords({
    ...query,
    ...(maxPoints > 0 && { maxPoints: Math.max(2, maxPoints) }),
  });
  const writer = new BlockWriter();
  writer.text("[");
  let separator = "";
  for (let from = 0; columns && from < columns.steps.length; from += BATCH_POINTS) {
    const indexes = Array.from(
      { length: Math.min(BATCH_POINTS, columns.steps.length - from) },
      (_, i) => from + i,
    );
    const found = await values.readTensors(columns, { indexes });
    for (const [i, value] of found.entries()) {
      if (value.kind === "problem") continue;
      writer.text(separator + pointText(columns, indexes[i] ?? 0, htmlOfTensor(value.tensor, isMarkdown)));
      separator = ", ";
      // Rendering a long one takes its time: others are answered in between.
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    yield* writer.takeFull();
  }
  writer.text("]");
  yield* writer.takeAll();
}

function pointText({ steps, wallTimesSeconds }: RecordColumns, index: number, html: string): string {
  const wallTime = floatText(wallTimesSeconds[index] ?? NaN);
  return `{"wall_time": ${wallTime}, "step": ${String(steps[index])}, "text": ${jsonText(html)}}`;
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
