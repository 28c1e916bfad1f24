// `/data/plugin/timeseries/…`: the tags and points of three plugins, in the shape of TensorBoard's Time Series page.
import { parseJson } from "@runboard/contract";
import type { EventStore, SeriesRow } from "@runboard/store";
import { z } from "zod";
import { BlockWriter } from "./block-writer.ts";
import { histogramLayouts, histogramSeries, writeHistogramPoints } from "./histograms.ts";
import { imageSeries, timeSeriesImagesText } from "./images.ts";
import { jsonText, type JsonValue } from "./json-text.ts";
import { escapeMarkdown } from "@runboard/markdown";
import { invalidArgument } from "./public-error.ts";
import { runsObject, scalarSeries, type ScalarSource } from "./scalars.ts";
import { seriesColumns, type ValueSource } from "./series-values.ts";

/** What the page sends may lack anything; the answer names what is missing. */
const SeriesRequests = z.array(
  z.object({
    plugin: z.json().default(null),
    tag: z.json().default(null),
    run: z.json().optional(),
    sample: z.json().optional(),
  }),
);
type SeriesRequest = z.infer<typeof SeriesRequests>[number];

/** Throws PublicError when the text is not a JSON array of objects. */
export function parseSeriesRequests(text: string | undefined): readonly SeriesRequest[] {
  if (text === undefined || text === "") throw invalidArgument("Missing 'requests' field");
  const parsed = SeriesRequests.safeParse(parseJson(text));
  if (!parsed.success) throw invalidArgument("Unable to parse 'requests' as a JSON array of objects");
  return parsed.data;
}

export interface TimeSeriesSources {
  readonly scalars: ScalarSource;
  readonly histograms: ValueSource;
  readonly images: ValueSource;
}

/** Each request echoed with `runToSeries` or `error`, in the order asked. */
export async function* timeSeries(
  sources: TimeSeriesSources,
  requests: readonly SeriesRequest[],
): AsyncGenerator<Buffer, void, undefined> {
  const writer = new BlockWriter();
  writer.text("[");
  for (const [index, request] of requests.entries()) {
    writer.text(`${index === 0 ? "" : ", "}${echoOf(request)}, `);
    const query = queryOf(request);
    if (query.kind === "error") {
      writer.text(`"error": ${jsonText(query.error)}}`);
      continue;
    }
    writer.text('"runToSeries": ');
    if (query.kind === "scalars")
      yield* runsObject(sources.scalars, { ...query, layout: "jsonObject" }, writer);
    else yield* oneRunObject(sources, query, writer);
    writer.text("}");
  }
  writer.text("]");
  yield* writer.takeAll();
}

/** `{run: […]}`, empty when there is no such series. */
async function* oneRunObject(
  sources: TimeSeriesSources,
  query: Exclude<SeriesQuery, { readonly kind: "scalars" | "error" }>,
  writer: BlockWriter,
): AsyncGenerator<Buffer, void, undefined> {
  const { kind, run, tag } = query;
  const source = sources[kind];
  const columns = await seriesColumns(source, kind === "images" ? imageSeries : histogramSeries, [run, tag]);
  if (!columns) {
    writer.text("{}");
    return;
  }
  writer.text(`{${jsonText(run)}: `);
  if (kind === "images") writer.text(timeSeriesImagesText(columns, query.sample));
  else
    yield* writeHistogramPoints(writer, {
      values: source.values,
      columns,
      layout: histogramLayouts.objects,
    });
  writer.text("}");
}

/** An object without its closing brace. */
function echoOf({ plugin, tag, run, sample }: SeriesRequest): string {
  const echo = {
    plugin,
    tag,
    ...(typeof run === "string" && { run }),
    ...(Number.isSafeInteger(sample) && { sample: Number(sample) }),
  };
  return jsonText(echo).slice(0, -1);
}

type SeriesQuery =
  | { readonly kind: "scalars"; readonly tag: string; readonly runs?: readonly string[] }
  | { readonly kind: "histograms"; readonly tag: string; readonly run: string }
  | { readonly kind: "images"; readonly tag: string; readonly run: string; readonly sample: number }
  | { readonly kind: "error"; readonly error: string };

function queryOf({ plugin, tag, run, sample }: SeriesRequest): SeriesQuery {
  const hasRun = typeof run === "string" && run !== "";
  const failed = (error: string) => ({ kind: "error", error }) as const;
  if (typeof tag !== "string" || tag === "") return failed("Missing tag");
  switch (plugin) {
    case "scalars":
      return { kind: "scalars", tag, ...(hasRun && { runs: [run] }) };
    case "histograms":
      return hasRun ? { kind: "histograms", tag, run } : failed("Missing run");
    case "images":
      if (!hasRun) return failed("Missing run");
      if (typeof sample !== "number" || !Number.isSafeInteger(sample)) return failed("Missing sample");
      return { kind: "images", tag, run, sample };
    default:
      return failed("Invalid plugin");
  }
}

/** Answers `timeseries/tags`. */
export class TimeSeriesTags {
  readonly #store: EventStore;
  readonly #htmlOf: (markdown: string) => string;

  constructor(store: EventStore, htmlOf: (markdown: string) => string) {
    this.#store = store;
    this.#htmlOf = htmlOf;
  }

  async text(): Promise<string> {
    const [scalars, histograms, images] = await Promise.all([
      this.#store.listSeries(scalarSeries),
      this.#store.listSeries(histogramSeries),
      this.#store.listSeries(imageSeries),
    ]);
    return jsonText({
      scalars: { runTagInfo: tagsByRun(scalars), tagDescriptions: this.#descriptions(scalars) },
      histograms: { runTagInfo: tagsByRun(histograms), tagDescriptions: this.#descriptions(histograms) },
      images: {
        tagDescriptions: this.#descriptions(images),
        tagRunSampledInfo: sampledInfo(images),
      },
    });
  }

  /** HTML by tag; descriptions that differ between runs stand under a heading each. */
  #descriptions(rows: readonly SeriesRow[]): ReadonlyMap<string, string> {
    const byTag = new Map<string, Map<string, string[]>>();
    for (const { run, tag, metadata } of rows) {
      if (metadata.description === "") continue;
      const byDescription = byTag.get(tag) ?? new Map<string, string[]>();
      byTag.set(tag, byDescription);
      const runs = byDescription.get(metadata.description) ?? [];
      byDescription.set(metadata.description, runs);
      runs.push(run);
    }
    return new Map([...byTag].map(([tag, runs]) => [tag, this.#htmlOf(mergeDescriptions(runs))]));
  }
}

function sampledInfo(rows: readonly SeriesRow[]): JsonValue {
  const byTag = new Map<string, Map<string, JsonValue>>();
  for (const { run, tag, maxSampleCount } of rows) {
    const byRun = byTag.get(tag) ?? new Map<string, JsonValue>();
    byTag.set(tag, byRun);
    byRun.set(run, { maxSamplesPerStep: maxSampleCount });
  }
  return byTag;
}

function tagsByRun(rows: readonly SeriesRow[]): ReadonlyMap<string, readonly string[]> {
  const byRun = new Map<string, string[]>();
  for (const { run, tag } of rows) {
    const tags = byRun.get(run) ?? [];
    byRun.set(run, tags);
    tags.push(tag);
  }
  return byRun;
}

/** Markdown for the descriptions of one tag, by which runs gave them. */
function mergeDescriptions(runsByDescription: ReadonlyMap<string, readonly string[]>): string {
  const sorted = [...runsByDescription].sort(([a], [b]) => (a < b ? -1 : 1));
  const [first] = sorted;
  if (sorted.length === 1 && first) return first[0];
  const parts = sorted.map(
    ([description, runs]) =>
      `## For ${runs.length > 1 ? "runs" : "run"}: ${runs.map(escapeMarkdown).join(", ")}\n${description}`,
  );
  return `# Multiple descriptions\n${parts.join("\n")}`;
}
