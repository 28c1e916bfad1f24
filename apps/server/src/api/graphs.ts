// Graphs: which runs have some, and what one of them holds, as the thread that reads graphs tells it.
import { basename, dirname } from "node:path";
import { finished } from "node:stream";
import type { GraphSource } from "@runboard/contract";
import {
  ApiError,
  compareGraphSources,
  downloadGraph,
  GraphContentQuery,
  type GraphEntry,
  type GraphStatsEntry,
  listGraphParameters,
  listGraphs,
  type LoggedGraph,
  MAX_GRAPH_ROWS_LIMIT,
  readGraphNode,
  readGraphScope,
  readGraphStats,
  type RunName,
  searchGraphItems,
  type Tag,
  traceGraph,
} from "@runboard/contract";
import type { EventStore, RecordColumns, RecordQuery } from "@runboard/store";
import type { FastifyInstance } from "fastify";
import type { z } from "zod";
import type { AppParts } from "../app-parts.ts";
import type { BlobSource } from "../blobs/blob-source.ts";
import { contentDisposition } from "../content-disposition.ts";
import { GraphFileSearch } from "../graphs/graph-files.ts";
import type { GraphAnswers, GraphQuestion, GraphQuestionKind } from "../graphs/graph-questions.ts";
import { type GraphSourceParts, GraphSources } from "../graphs/graph-sources.ts";
import type { GraphWork } from "../graphs/graph-work.ts";
import { JsonBytes, parseQuery, serveEndpoint } from "../serve-endpoint.ts";
import { Breath } from "./long-work.ts";

const graphPlugins: ReadonlyMap<string, GraphEntry["kind"]> = new Map([
  ["graphs", "operations"],
  ["graph_run_metadata_graph", "operations"],
  ["graph_keras_model", "layers"],
]);

const statsPlugins: readonly string[] = ["graph_run_metadata", "graph_tagged_run_metadata"];

const RUNS_AT_ONCE = 50;

interface GraphParts extends Pick<AppParts, "store" | "config"> {
  readonly blobs: BlobSource;
  readonly graphs: GraphWork;
}

export function serveGraphs(app: FastifyInstance, parts: GraphParts): void {
  const { store, blobs, graphs, config } = parts;
  const context = { app, isReadOnly: config.isReadOnly };
  const sourceParts: GraphSourceParts = { store, blobs, roots: config.roots };
  /** What the thread says of graphs that a request names. */
  const ask = async <K extends GraphQuestionKind>(
    signal: AbortSignal,
    questionOf: (sources: GraphSources) => Promise<GraphQuestion & { readonly kind: K }>,
  ) => {
    const sources = new GraphSources(sourceParts);
    const bytes = await graphs.ask(await questionOf(sources), sources.read, signal);
    return new JsonBytes<GraphAnswers[K]["answer"]>(bytes);
  };
  serveEndpoint(context, listGraphs, ({ body: { runs } }, signal) => list(parts, runs, signal));
  serveEndpoint(context, readGraphScope, ({ body: { graph, part, ...rest } }, signal) =>
    ask(signal, async (of) => ({ kind: "scope", graph: await of.choose(graph, part), ...rest })),
  );
  serveEndpoint(context, readGraphNode, ({ body: { graph, part, ...rest } }, signal) =>
    ask(signal, async (of) => ({ kind: "node", graph: await of.choose(graph, part), ...rest })),
  );
  serveEndpoint(context, searchGraphItems, ({ body: { graph, part, ...rest } }, signal) =>
    ask(signal, async (of) => ({ kind: "search", graph: await of.choose(graph, part), ...rest })),
  );
  serveEndpoint(context, traceGraph, ({ body: { graph, part, ...rest } }, signal) =>
    ask(signal, async (of) => ({ kind: "trace", graph: await of.choose(graph, part), ...rest })),
  );
  serveEndpoint(context, listGraphParameters, ({ body: { graph, part, ...rest } }, signal) =>
    ask(signal, async (of) => ({ kind: "parameters", graph: await of.choose(graph, part), ...rest })),
  );
  serveEndpoint(context, compareGraphSources, ({ body: { before, after, limit } }, signal) =>
    ask(signal, async (of) => ({
      kind: "diff",
      graph: await of.choose(before.graph, before.part),
      after: await of.choose(after.graph, after.part),
      limit,
    })),
  );
  serveEndpoint(context, readGraphStats, ({ body: { step, limit, ...logged } }, signal) =>
    ask(signal, async (of) => ({ kind: "costs", graph: await of.chooseStats(logged, step), limit })),
  );
  serveContent(app, parts, sourceParts);
}

async function list(
  { store, config }: GraphParts,
  runs: readonly RunName[],
  signal: AbortSignal,
): Promise<z.infer<typeof listGraphs.response>> {
  const revision = await store.revision();
  const breath = new Breath(signal);
  const graphs = await loggedGraphs(store, runs, breath);
  const { stats, areAll } = await measuredSteps(store, runs, breath);
  const directories = new Map<string, string>();
  for (const { run, path } of await store.listFiles()) directories.set(dirname(path), run);
  const search = new GraphFileSearch(config.roots, (below) => directories.has(below));
  const wanted = new Set<string>(runs);
  for (const [directory, run] of directories) {
    if (!wanted.has(run)) continue;
    signal.throwIfAborted();
    for (const { file, kind, sizeBytes, modifiedSeconds } of await search.filesOf(directory))
      graphs.push({
        source: { file },
        // The store holds only names that reading gave.
        run: run as RunName,
        kind,
        step: null,
        wallTimeSeconds: modifiedSeconds,
        sizeBytes,
      });
  }
  return { revision, graphs, stats, isComplete: search.isComplete && areAll };
}

/** The newest of each series. */
async function loggedGraphs(
  store: EventStore,
  runs: readonly RunName[],
  breath: Breath,
): Promise<GraphEntry[]> {
  const graphs: GraphEntry[] = [];
  for (const plugin of graphPlugins.keys())
    for await (const columns of recordsOf(store, { runs, plugin, maxPoints: 2 }, breath)) {
      const newest = columns.steps.length - 1;
      const step = columns.steps[newest];
      if (step === undefined) continue;
      graphs.push({
        source: placeOf(columns, plugin),
        run: columns.run as RunName,
        kind: graphPlugins.get(plugin) ?? "operations",
        step,
        wallTimeSeconds: columns.wallTimesSeconds[newest] ?? 0,
        sizeBytes: columns.lengthsBytes[newest] ?? 0,
      });
    }
  return graphs;
}

/** As many as one answer may hold, whole series. */
async function measuredSteps(
  store: EventStore,
  runs: readonly RunName[],
  breath: Breath,
): Promise<{ readonly stats: GraphStatsEntry[]; readonly areAll: boolean }> {
  const stats: GraphStatsEntry[] = [];
  for (const plugin of statsPlugins)
    for await (const columns of recordsOf(store, { runs, plugin }, breath)) {
      if (stats.length + columns.steps.length > MAX_GRAPH_ROWS_LIMIT) return { stats, areAll: false };
      columns.steps.forEach((step, point) =>
        stats.push({
          ...placeOf(columns, plugin),
          step,
          wallTimeSeconds: columns.wallTimesSeconds[point] ?? 0,
        }),
      );
    }
  return { stats, areAll: true };
}

/** Some runs at a time: a thousand take as long as the pictures of a page may wait. */
async function* recordsOf(
  store: EventStore,
  { runs, ...wanted }: Pick<RecordQuery, "plugin" | "maxPoints"> & { readonly runs: readonly RunName[] },
  breath: Breath,
): AsyncGenerator<RecordColumns, void, undefined> {
  for (let start = 0; start < runs.length; start += RUNS_AT_ONCE) {
    yield* await store.readRecords({
      ...wanted,
      runs: runs.slice(start, start + RUNS_AT_ONCE),
      dataClass: "blob_sequence",
      axis: "step",
      includeSuperseded: false,
    });
    await breath.take();
  }
}

/** The store holds only names that reading gave. */
function placeOf({ run, tag }: RecordColumns, plugin: string): z.infer<typeof LoggedGraph> {
  return { run: run as RunName, tag: tag as Tag, plugin };
}

const contentTypes = {
  pb: "application/octet-stream",
  pbtxt: "text/plain; charset=utf-8",
  json: "application/json; charset=utf-8",
} as const;

interface Content {
  readonly name: string;
  readonly type: string;
  readonly content: Uint8Array;
}

function serveContent(app: FastifyInstance, { graphs }: GraphParts, sourceParts: GraphSourceParts): void {
  const read = async (query: z.infer<typeof GraphContentQuery>, signal: AbortSignal): Promise<Content> => {
    const source = sourceOf(query);
    const sources = new GraphSources(sourceParts);
    const chosen = await sources.choose(source, query.part);
    const { format } = query;
    const isFile = "file" in source;
    const name = isFile ? basename(source.file) : `${source.run}-graph`;
    if (format === "source") {
      const { bytes } = await sources.read(chosen.key, signal);
      return { name: isFile ? name : `${name}.pb`, type: "application/octet-stream", content: bytes };
    }
    const bytes = await graphs.ask(
      {
        kind: "content",
        graph: chosen,
        format,
        limitAttributeBytes: query.limit_attr_size ?? null,
        largeAttributesKey: query.large_attrs_key,
        keepsTensorTypes: true,
      },
      sources.read,
      signal,
    );
    return { name: `${name}.${format}`, type: contentTypes[format], content: bytes };
  };
  app.route({
    method: downloadGraph.method,
    url: downloadGraph.path,
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const query = parseQuery(GraphContentQuery, request);
      const left = new AbortController();
      // Sent, or given up by the client.
      finished(reply.raw, () => left.abort());
      void reply.headers({
        "cache-control": "no-cache",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
      });
      const { name, type, content } = await read(query, left.signal).catch((error: unknown) => {
        if (!left.signal.aborted) throw error;
        return { name: "", type: "", content: null };
      });
      if (content === null) return reply.hijack();
      return reply.header("content-disposition", contentDisposition(name)).type(type).send(content);
    },
  });
}

function sourceOf({ run, tag, plugin, file }: z.infer<typeof GraphContentQuery>): GraphSource {
  if (file !== undefined) return { file };
  if (run === undefined) throw new ApiError("invalid_request", "give run, or file");
  return { run, tag: tag ?? ("__run_graph__" as Tag), plugin: plugin ?? "graphs" };
}
