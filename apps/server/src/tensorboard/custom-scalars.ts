// `/data/plugin/custom_scalars/…`: the layout of charts that runs ask for, and scalars of one run by a regular expression of their tags.
import type { ValueReader } from "@runboard/logdir";
import type { EventStore, SeriesRow } from "@runboard/store";
import { decodeMessage, type Layout, LayoutSchema, type Tensor } from "@runboard/tfevents";
import { BlockWriter } from "./block-writer.ts";
import { MergedLayout } from "./chart-layout.ts";
import { invalidArgument } from "./public-error.ts";
import { scalarSeries, seriesObject, type ScalarSource } from "./scalars.ts";
import { matchTags } from "./tag-regex.ts";

/** The series in which a run keeps its layout. */
export const layoutSeries = {
  plugin: "custom_scalars",
  dataClass: "tensor",
  tags: ["custom_scalars__config__"],
} as const;

/** A layout with thousands of charts is smaller. */
const LAYOUT_MAX_BYTES = 4 << 20;

/** Answers `custom_scalars/layout`. */
export class CustomScalarsLayout {
  readonly #store: EventStore;
  readonly #values: ValueReader;
  /** The answer, with the series and revisions that it was made from. */
  #known: { readonly from: string; readonly text: string } | undefined;

  constructor(store: EventStore, values: ValueReader) {
    this.#store = store;
    this.#values = values;
  }

  /** Newest layouts of all runs, merged; a run whose layout cannot be read counts as one without. */
  async text(): Promise<string> {
    const rows = await this.#store.listSeries(layoutSeries);
    const from = JSON.stringify(rows.map(({ run, revision }) => [run, revision]));
    if (this.#known?.from === from) return this.#known.text;
    const merged = new MergedLayout();
    let isComplete = true;
    // One after the other: each of a thousand runs may have one.
    for (const row of rows) {
      const layout = await this.#newest(row);
      if (layout) merged.add(layout);
      else isComplete = false;
    }
    const text = merged.text();
    // What could not be read now may be readable next time.
    if (isComplete) this.#known = { from, text };
    return text;
  }

  async #newest({ run, tag }: SeriesRow): Promise<Layout | undefined> {
    const query = { ...layoutSeries, runs: [run], tags: [tag] };
    const [records] = await this.#store.readRecords({ ...query, axis: "step", includeSuperseded: false });
    if (!records || records.steps.length === 0) return undefined;
    const last = records.steps.length - 1;
    if ((records.lengthsBytes[last] ?? 0) > LAYOUT_MAX_BYTES) return undefined;
    const [value] = await this.#values.readTensors(records, { indexes: [last] });
    return value?.kind === "tensor" ? layoutOf(value.tensor) : undefined;
  }
}

function layoutOf(tensor: Tensor): Layout | undefined {
  if (tensor.kind !== "strings") return undefined;
  const [bytes, ...others] = tensor.values;
  return bytes && others.length === 0 ? decodeMessage(LayoutSchema, bytes) : undefined;
}

/** Whether the expression is one, and `{tag: [[wall time, step, value], …]}` of the tags that it matches. Throws PublicError when it costs too much. */
export async function* scalarsByRegex(
  source: ScalarSource,
  run: string,
  pattern: string,
): AsyncGenerator<Buffer, void, undefined> {
  const rows = await source.store.listSeries({ ...scalarSeries, runs: [run] });
  const matches = matchTags(
    pattern,
    rows.map(({ tag }) => tag),
  );
  if (matches.kind === "too-costly") throw invalidArgument(matches.reason);
  const tags = new Set(matches.kind === "matches" ? matches.tags : []);
  const writer = new BlockWriter();
  writer.text(`{"regex_valid": ${matches.kind === "matches"}, "tag_to_events": `);
  const series = rows.filter(({ tag }) => tags.has(tag));
  yield* seriesObject(source, { series, key: ({ tag }) => tag, layout: "jsonArray" }, writer);
  writer.text("}");
  yield* writer.takeAll();
}
