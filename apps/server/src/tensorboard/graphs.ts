// `/data/plugin/graphs/…`: which graphs and measured steps runs have, and each as protobuf's text.
import { ApiError, GraphSource } from "@runboard/contract";
import type { LogdirRoot } from "@runboard/logdir";
import type { EventStore, SeriesFilter } from "@runboard/store";
import { RUN_GRAPH_TAG } from "@runboard/tfevents";
import type { BlobSource } from "../blobs/blob-source.ts";
import type { GraphChoice } from "../graphs/graph-questions.ts";
import { GraphSources } from "../graphs/graph-sources.ts";
import type { GraphWork } from "../graphs/graph-work.ts";
import { jsonText } from "./json-text.ts";
import { notFound, PublicError } from "./public-error.ts";

/** What these routes are made of. */
export interface TensorBoardGraphs {
  readonly store: EventStore;
  readonly blobs: BlobSource;
  readonly graphs: GraphWork;
  readonly roots: readonly LogdirRoot[];
}

/** What makes the tab appear. */
export const graphSeries: readonly SeriesFilter[] = [
  "graphs",
  "graph_keras_model",
  "graph_run_metadata",
  "graph_run_metadata_graph",
  "graph_tagged_run_metadata",
].map((plugin) => ({ plugin, dataClass: "blob_sequence" }));

interface TagInfo {
  conceptual_graph: boolean;
  op_graph: boolean;
  profile: boolean;
}

interface RunInfo {
  readonly tags: Map<string, TagInfo>;
  run_graph: boolean;
}

/** `{run: {run, tags: {tag: {tag, conceptual_graph, op_graph, profile}}, run_graph}}` */
export async function graphsInfo(store: EventStore): Promise<string> {
  const runs = new Map<string, RunInfo>();
  const rows = await Promise.all(graphSeries.map((filter) => store.listSeries(filter)));
  for (const { run, tag, metadata } of rows.flat()) {
    const info = runs.get(run) ?? { tags: new Map<string, TagInfo>(), run_graph: false };
    runs.set(run, info);
    if (metadata.plugin === "graphs") {
      info.run_graph = true;
      continue;
    }
    const known = info.tags.get(tag) ?? { conceptual_graph: false, op_graph: false, profile: false };
    info.tags.set(tag, known);
    if (metadata.plugin === "graph_keras_model") known.conceptual_graph = true;
    else if (metadata.plugin === "graph_run_metadata_graph") known.op_graph = true;
    // A step that was measured with its graph is both.
    if (isProfile(metadata.plugin)) known.profile = true;
    if (metadata.plugin === "graph_run_metadata") known.op_graph = true;
  }
  return jsonText(
    new Map(
      Array.from(runs, ([run, { tags, run_graph }]) => [
        run,
        {
          run,
          tags: new Map(Array.from(tags, ([tag, info]) => [tag, { tag, ...info }])),
          run_graph,
        },
      ]),
    ),
  );
}

function isProfile(plugin: string): boolean {
  return plugin === "graph_run_metadata" || plugin === "graph_tagged_run_metadata";
}

interface WantedGraph {
  readonly run: string;
  /** The run's own graph when undefined. */
  readonly tag: string | undefined;
  readonly isConceptual: boolean;
  readonly limitAttributeBytes: number | null;
  readonly largeAttributesKey: string | null;
}

export async function graphText(
  parts: TensorBoardGraphs,
  { run, tag, isConceptual, limitAttributeBytes, largeAttributesKey }: WantedGraph,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const places =
    tag === undefined
      ? [{ run, tag: RUN_GRAPH_TAG, plugin: "graphs" }]
      : (isConceptual ? ["graph_keras_model"] : ["graph_run_metadata_graph", "graph_run_metadata"]).map(
          (plugin) => ({ run, tag, plugin }),
        );
  const sources = new GraphSources(parts);
  return answered(`No graph for run=${run}${tag === undefined ? "" : `, tag=${tag}`}`, async () => {
    const graph = await firstOf(sources, places);
    return parts.graphs.ask(
      {
        kind: "content",
        graph,
        format: "pbtxt",
        // TensorBoard leaves attributes out only where both are given.
        limitAttributeBytes: largeAttributesKey === null ? null : limitAttributeBytes,
        largeAttributesKey: largeAttributesKey ?? "",
        keepsTensorTypes: false,
      },
      sources.read,
      signal,
    );
  });
}

export async function metadataText(
  parts: TensorBoardGraphs,
  { run, tag }: { readonly run: string; readonly tag: string },
  signal: AbortSignal,
): Promise<Uint8Array> {
  const sources = new GraphSources(parts);
  return answered(`No run metadata for run=${run}, tag=${tag}`, async () => {
    const places = ["graph_run_metadata", "graph_tagged_run_metadata"].map((plugin) => ({
      run,
      tag,
      plugin,
    }));
    const graph = await firstOf(sources, places);
    return parts.graphs.ask({ kind: "metadata", graph }, sources.read, signal);
  });
}

/** The first of several places where there is something. Throws ApiError where there is nothing at any. */
async function firstOf(
  sources: GraphSources,
  places: readonly { readonly run: string; readonly tag: string; readonly plugin: string }[],
): Promise<GraphChoice> {
  let missing = new ApiError("graph_not_found", "no run or tag is named so");
  for (const place of places) {
    const source = GraphSource.safeParse(place);
    // No run has such a name.
    if (!source.success) continue;
    try {
      return await sources.choose(source.data);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "graph_not_found") throw error;
      missing = error;
    }
  }
  throw missing;
}

/** What `/api` would say, as these routes say it. */
async function answered(missing: string, read: () => Promise<Uint8Array>): Promise<Uint8Array> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.code === "graph_not_found") throw notFound(missing);
    throw new PublicError(error.status, error.message);
  }
}
