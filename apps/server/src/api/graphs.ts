// Graphs: which runs have some, and what one of them holds, as the thread that reads graphs tells it.
import { dirname } from "node:path";
import {
  ApiError,
  compareGraphSources,
  downloadGraph,
  GraphContentQuery,
  type GraphEntry,
  GraphSource,
  type GraphStatsEntry,
  listGraphParameters,
  listGraphs,
  type LoggedGraph,
  readGraphNode,
  readGraphScope,
  type RunName,
  searchGraphItems,
  type Tag,
  traceGraph,
} from "@runboard/contract";
import type { FastifyInstance } from "fastify";
import type { z } from "zod";
import { clientLeft } from "../client-left.ts";
import { contentDisposition } from "../content-disposition.ts";
import type { DashboardParts } from "../dashboards.ts";
import { findGraphFiles } from "../graphs/graph-files.ts";
import { type GraphSourceParts, GraphSources } from "../graphs/graph-sources.ts";
import { parseQuery, serveEndpoint } from "../serve-endpoint.ts";

const graphPlugins: Readonly<Record<string, GraphEntry["kind"]>> = {
  graphs: "operations",
  graph_run_metadata_graph: "operations",
  graph_keras_model: "layers",
};

const statsPlugins: readonly string[] = ["graph_run_metadata", "graph_tagged_run_metadata"];

export function serveGraphs(app: FastifyInstance, parts: DashboardParts): void {
  const { store, blobs, graphs, config } = parts;
  const context = { app, isReadOnly: config.isReadOnly };
  const sourceParts: GraphSourceParts = { store, blobs, roots: config.roots };
  serveEndpoint(context, listGraphs, ({ body: { runs } }, signal) => list(parts, runs, signal));
  serveEndpoint(context, readGraphScope, async ({ body: { graph, part, path, limit } }, signal) => {
    const sources = new GraphSources(sourceParts);
    const chosen = { key: await sources.keyOf(graph), part };
    return graphs.ask({ kind: "scope", graph: chosen, path, limit }, sources.read, signal);
  });
  serveEndpoint(context, readGraphNode, async ({ body: { graph, part, path, limit } }, signal) => {
    const sources = new GraphSources(sourceParts);
    const chosen = { key: await sources.keyOf(graph), part };
    return graphs.ask({ kind: "node", graph: chosen, path, limit }, sources.read, signal);
  });
  serveEndpoint(context, searchGraphItems, async ({ body: { graph, part, query, limit } }, signal) => {
    const sources = new GraphSources(sourceParts);
    const chosen = { key: await sources.keyOf(graph), part };
    return graphs.ask({ kind: "search", graph: chosen, query, limit }, sources.read, signal);
  });
  serveEndpoint(context, traceGraph, async ({ body: { graph, part, to = null, ...rest } }, signal) => {
    const sources = new GraphSources(sourceParts);
    const chosen = { key: await sources.keyOf(graph), part };
    return graphs.ask({ kind: "trace", graph: chosen, to, ...rest }, sources.read, signal);
  });
  serveEndpoint(context, listGraphParameters, async ({ body: { graph, part, limit } }, signal) => {
    const sources = new GraphSources(sourceParts);
    const chosen = { key: await sources.keyOf(graph), part };
    return graphs.ask({ kind: "parameters", graph: chosen, limit }, sources.read, signal);
  });
  serveEndpoint(context, compareGraphSources, async ({ body: { before, after, limit } }, signal) => {
    const sources = new GraphSources(sourceParts);
    const chosen = async ({ graph, part }: typeof before) => ({ key: await sources.keyOf(graph), part });
    const question = {
      kind: "diff",
      graph: await chosen(before),
      after: await chosen(after),
      limit,
    } as const;
    return graphs.ask(question, sources.read, signal);
  });
  serveContent(app, parts, sourceParts);
}

async function list(
  { store, config }: DashboardParts,
  runs: readonly RunName[],
  signal: AbortSignal,
): Promise<z.infer<typeof listGraphs.response>> {
  const wanted = new Set<string>(runs);
  const revision = await store.revision();
  const graphs: GraphEntry[] = [];
  const stats: GraphStatsEntry[] = [];
  for (const plugin of [...Object.keys(graphPlugins), ...statsPlugins]) {
    const rows = await store.listSeries({ plugin, dataClass: "blob_sequence", runs });
    for (const row of rows) {
      signal.throwIfAborted();
      const [columns] = await store.readRecords({
        runs: [row.run],
        tags: [row.tag],
        plugin,
        dataClass: "blob_sequence",
        axis: "step",
        includeSuperseded: false,
      });
      const newest = columns ? columns.steps.length - 1 : -1;
      if (!columns || newest < 0) continue;
      // The store holds only names that reading gave.
      const place = { run: row.run as RunName, tag: row.tag as Tag, plugin };
      const kind = graphPlugins[plugin];
      if (kind === undefined) {
        for (const [index, step] of columns.steps.entries())
          stats.push({ ...place, step, wallTimeSeconds: columns.wallTimesSeconds[index] ?? NaN });
        continue;
      }
      graphs.push({
        source: place,
        run: place.run,
        kind,
        step: columns.steps[newest] ?? null,
        wallTimeSeconds: columns.wallTimesSeconds[newest] ?? 0,
        sizeBytes: columns.lengthsBytes[newest] ?? 0,
      });
    }
  }
  const directories = new Map<string, string>();
  for (const { run, path } of await store.listFiles()) directories.set(dirname(path), run);
  let isComplete = true;
  for (const [directory, run] of directories) {
    if (!wanted.has(run)) continue;
    signal.throwIfAborted();
    const isRun = (below: string): boolean => directories.has(below);
    const found = await findGraphFiles(directory, { roots: config.roots, isRun });
    isComplete &&= found.isComplete;
    for (const { file, sizeBytes, modifiedSeconds } of found.files)
      graphs.push({
        source: { file },
        run: run as RunName,
        kind: file.endsWith("model.json") ? "layers" : "operations",
        step: null,
        wallTimeSeconds: modifiedSeconds,
        sizeBytes,
      });
  }
  return { revision, graphs, stats, isComplete };
}

const contentTypes = {
  pb: ["application/octet-stream", "pb"],
  pbtxt: ["text/plain; charset=utf-8", "pbtxt"],
  json: ["application/json; charset=utf-8", "json"],
} as const;

function serveContent(app: FastifyInstance, { graphs }: DashboardParts, sourceParts: GraphSourceParts): void {
  app.route({
    method: downloadGraph.method,
    url: downloadGraph.path,
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const query = parseQuery(GraphContentQuery, request);
      const source = sourceOf(query);
      const sources = new GraphSources(sourceParts);
      const key = await sources.keyOf(source);
      const signal = clientLeft(reply);
      void reply.headers({
        "cache-control": "no-cache",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
      });
      const name = "file" in source ? (source.file.split("/").at(-1) ?? "graph") : `${source.run}-graph`;
      const { format } = query;
      if (format === "source") {
        const { bytes } = await sources.read(key, signal);
        const isFile = "file" in source;
        return reply
          .header("content-disposition", contentDisposition(isFile ? name : `${name}.pb`))
          .type("application/octet-stream")
          .send(bytes);
      }
      const [mediaType, ending] = contentTypes[format];
      const { bytes } = await graphs.ask(
        {
          kind: "content",
          graph: { key, part: query.part },
          limit: 0,
          format,
          limitAttributeBytes: query.limit_attr_size ?? null,
          largeAttributesKey: query.large_attrs_key,
        },
        sources.read,
        signal,
      );
      return reply
        .header("content-disposition", contentDisposition(`${name}.${ending}`))
        .type(mediaType)
        .send(bytes);
    },
  });
}

function sourceOf({ run, tag, plugin, file }: z.infer<typeof GraphContentQuery>): GraphSource {
  if (file !== undefined) return { file };
  if (run === undefined) throw new ApiError("invalid_request", "give run, or file");
  const logged: z.input<typeof LoggedGraph> = {
    run,
    tag: tag ?? "__run_graph__",
    plugin: plugin ?? "graphs",
  };
  return GraphSource.parse(logged);
}
