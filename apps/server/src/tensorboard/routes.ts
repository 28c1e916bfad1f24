// TensorBoard's `/data/…` routes over the event store: same paths, parameters, status codes and bytes, so that its scripts and its own page work here.
import type { Loading } from "@runboard/contract";
import type { ValueReader } from "@runboard/logdir";
import { htmlFromMarkdown } from "@runboard/markdown";
import type { EventStore, RecordColumns, SeriesFilter } from "@runboard/store";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { BlobSource } from "../blobs/blob-source.ts";
import { clientLeft } from "../client-left.ts";
import type { EmbeddingParts } from "../embeddings/embedding-sources.ts";
import { CustomScalarsLayout, layoutSeries, scalarsByRegex } from "./custom-scalars.ts";
import { acceptForms, fieldsOf, formOf } from "./form.ts";
import { graphSeries, graphsInfo, graphText, metadataText, type TensorBoardGraphs } from "./graphs.ts";
import { histogramLayouts, histogramPoints, histogramSeries } from "./histograms.ts";
import { imageSeries, imagesText, imageTags, sendImage } from "./images.ts";
import { jsonText, type JsonValue } from "./json-text.ts";
import { pluginsListingText, type PluginName } from "./plugins-listing.ts";
import { type NamedEmbedding, Projector } from "./projector.ts";
import { invalidArgument, notFound } from "./public-error.ts";
import { answerInPlainText, PLAIN_TEXT, queryOf, sendBlocks, sendJson } from "./reply.ts";
import { manyRuns, oneSeries, scalarSeries, tagsText, type ScalarSource } from "./scalars.ts";
import { seriesColumns, type RecordFilter, type ValueSource } from "./series-values.ts";
import { texts, textSeries, textTags } from "./text.ts";
import { parseSeriesRequests, timeSeries, TimeSeriesTags, type TimeSeriesSources } from "./time-series.ts";

export interface TensorBoardOptions extends TensorBoardGraphs, EmbeddingParts {
  readonly store: EventStore;
  readonly values: ValueReader;
  readonly windowTitle: string;
  /** The log directory as given, or the `--logdir_spec`. */
  readonly logdirText: string;
  /** Plugin → greatest number of points of a series in these routes' answers. Absent or 0: every point. */
  readonly samplesPerPlugin: Readonly<Record<string, number>>;
  readonly version: string;
  readonly loading: () => Loading;
}

/** Fastify plugin; to be registered in a scope of its own, at the path prefix. */
export function tensorboardRoutes(
  app: FastifyInstance,
  options: TensorBoardOptions,
  done: (error?: Error) => void,
): void {
  acceptForms(app);
  answerInPlainText(app);
  app.addHook("onRequest", (_request, reply, next) => {
    void reply
      .header("cache-control", "no-cache, must-revalidate")
      .header("expires", "0")
      .header("x-content-type-options", "nosniff");
    next();
  });
  const htmlOf = rememberHtml();
  const parts: RouteParts = {
    options,
    htmlOf,
    timeSeriesTags: new TimeSeriesTags(options.store, htmlOf),
    customScalarsLayout: new CustomScalarsLayout(options.store, options.values),
  };
  // TensorBoard's page may name an experiment in the path; a log directory is one experiment, whatever its name.
  for (const prefix of ["/data", "/experiment/:experimentId/data"]) {
    coreRoutes(app, prefix, parts);
    for (const name of served) plugins[name].serve(app, `${prefix}/plugin/${name}`, parts);
  }
  done();
}

interface RouteParts {
  readonly options: TensorBoardOptions;
  readonly htmlOf: (markdown: string) => string;
  readonly timeSeriesTags: TimeSeriesTags;
  readonly customScalarsLayout: CustomScalarsLayout;
}

interface Plugin {
  readonly serve: (app: FastifyInstance, prefix: string, parts: RouteParts) => void;
  /** What it shows: it is enabled when there is some. */
  readonly series: readonly SeriesFilter[];
}

/** TensorBoard's plugins of which there are routes here. */
const plugins = {
  timeseries: { serve: timeSeriesRoutes, series: [scalarSeries] },
  scalars: { serve: scalarRoutes, series: [scalarSeries] },
  custom_scalars: { serve: customScalarRoutes, series: [layoutSeries] },
  images: { serve: imageRoutes, series: [imageSeries] },
  distributions: { serve: histogramRoutes("distributions", "quantiles"), series: [histogramSeries] },
  histograms: { serve: histogramRoutes("histograms", "bins"), series: [histogramSeries] },
  text: { serve: textRoutes, series: [textSeries] },
  graphs: { serve: graphRoutes, series: graphSeries },
  // TensorBoard's page would load the code of this one from here, which is not served.
  projector: { serve: projectorRoutes, series: [] },
} as const satisfies Partial<Record<PluginName, Plugin>>;

const served = Object.keys(plugins) as readonly (keyof typeof plugins)[];

function coreRoutes(app: FastifyInstance, prefix: string, { options }: RouteParts): void {
  const { store, windowTitle, logdirText } = options;
  const json = (path: string, read: () => JsonValue | Promise<JsonValue>) =>
    app.get(`${prefix}/${path}`, async (_request, reply) => sendJson(reply, jsonText(await read())));
  json("environment", () => ({
    version: options.version,
    data_location: logdirText,
    window_title: windowTitle,
    experiment_name: "",
    experiment_description: "",
    creation_time: 0,
    debug: { data_provider: "Runboard event store", flags: {}, loading: { ...options.loading() } },
  }));
  json("logdir", () => ({ logdir: logdirText }));
  json("window_properties", () => ({ window_title: windowTitle }));
  // The store lists runs as TensorBoard does; a run without any event is not one for TensorBoard.
  json("runs", async () =>
    (await store.listRuns()).filter((row) => row.startTimeSeconds !== null).map((row) => row.run),
  );
  json("experiments", () => []);
  json("experiment_runs", () => []);
  json("notifications", () => ({ notifications: [] }));
  app.get(`${prefix}/plugins_listing`, async (_request, reply) => {
    const enabled = new Set<PluginName>();
    for (const name of served)
      for (const filter of plugins[name].series)
        if ((await store.listSeries(filter)).length > 0) enabled.add(name);
    return sendJson(reply, pluginsListingText(enabled));
  });
}

function scalarRoutes(app: FastifyInstance, prefix: string, { options, htmlOf }: RouteParts): void {
  const source = scalarSource(options);
  app.get(`${prefix}/tags`, async (_request, reply) =>
    sendJson(reply, tagsText(await source.store.listSeries(scalarSeries), htmlOf)),
  );
  oneSeriesRoute(app, `${prefix}/scalars`, source);
  app.get(`${prefix}/scalars_multirun`, (_request, reply) =>
    reply.code(405).header("allow", "POST").type(PLAIN_TEXT).send("Method not allowed: send a form by POST"),
  );
  app.post(`${prefix}/scalars_multirun`, (request, reply) => {
    const form = formOf(request);
    const tags = fieldsOf(form, "tag");
    const runs = fieldsOf(form, "runs");
    const [tag] = tags;
    if (tag === undefined || tags.length > 1) throw invalidArgument("tag must be specified exactly once");
    if (runs.length === 0) throw invalidArgument("runs must be specified at least once");
    void reply.type("application/json");
    return sendBlocks(reply, manyRuns(source, tag, [...new Set(runs)]));
  });
}

function oneSeriesRoute(app: FastifyInstance, path: string, source: ScalarSource): void {
  app.get(path, async (request, reply) => {
    const [run] = queryOf(request, "run");
    const [tag] = queryOf(request, "tag");
    if (run === undefined || tag === undefined) throw invalidArgument("Both run and tag must be specified");
    const format = queryOf(request, "format")[0] === "csv" ? "csv" : "json";
    const blocks = await oneSeries(source, [run, tag], format);
    if (!blocks) throw notFound(`No scalar data for run=${run}, tag=${tag}`);
    void reply.type(format === "csv" ? "text/csv; charset=utf-8" : "application/json");
    return sendBlocks(reply, blocks);
  });
}

function customScalarRoutes(app: FastifyInstance, prefix: string, parts: RouteParts): void {
  const source = scalarSource(parts.options);
  app.get(`${prefix}/layout`, async (_request, reply) =>
    sendJson(reply, await parts.customScalarsLayout.text()),
  );
  app.get(`${prefix}/scalars`, (request, reply) => {
    const [run] = queryOf(request, "run");
    const [pattern = ""] = queryOf(request, "tag");
    if (run === undefined) throw invalidArgument("run must be specified");
    return sendBlocks(reply.type("application/json"), scalarsByRegex(source, run, pattern));
  });
  oneSeriesRoute(app, `${prefix}/download_data`, source);
}

function textRoutes(app: FastifyInstance, prefix: string, { options }: RouteParts): void {
  app.get(`${prefix}/tags`, async (_request, reply) =>
    sendJson(reply, textTags(await options.store.listSeries(textSeries))),
  );
  app.get(`${prefix}/text`, (request, reply) => {
    const [run = ""] = queryOf(request, "run");
    const [tag = ""] = queryOf(request, "tag");
    const isMarkdown = queryOf(request, "markdown")[0] !== "false";
    const source = valueSource(options, "text");
    return sendBlocks(
      reply.type("application/json"),
      texts(source, [run, tag], { isMarkdown, signal: clientLeft(reply) }),
    );
  });
}

function graphRoutes(app: FastifyInstance, prefix: string, { options }: RouteParts): void {
  app.get(`${prefix}/info`, async (_request, reply) => sendJson(reply, await graphsInfo(options.store)));
  app.get(`${prefix}/graph`, async (request, reply) => {
    const [run] = queryOf(request, "run");
    const [tag] = queryOf(request, "tag");
    const [limit] = queryOf(request, "limit_attr_size");
    const [largeAttributesKey = null] = queryOf(request, "large_attrs_key");
    if (run === undefined) throw invalidArgument('query parameter "run" is required');
    const limitAttributeBytes = limit === undefined ? null : Number(limit);
    if (
      limitAttributeBytes !== null &&
      !(limitAttributeBytes > 0 && Number.isSafeInteger(limitAttributeBytes))
    )
      throw invalidArgument("limit_attr_size must be a whole number greater than 0");
    const isConceptual = queryOf(request, "conceptual")[0] === "true";
    const wanted = { run, tag, isConceptual, limitAttributeBytes, largeAttributesKey };
    return reply.type("text/x-protobuf").send(await graphText(options, wanted, clientLeft(reply)));
  });
  app.get(`${prefix}/run_metadata`, async (request, reply) => {
    const [run] = queryOf(request, "run");
    const [tag] = queryOf(request, "tag");
    if (tag === undefined) throw invalidArgument('query parameter "tag" is required');
    if (run === undefined) throw invalidArgument('query parameter "run" is required');
    const text = await metadataText(options, { run, tag }, clientLeft(reply));
    return reply.type("text/x-protobuf").send(text);
  });
}

function projectorRoutes(app: FastifyInstance, prefix: string, { options }: RouteParts): void {
  const projector = new Projector(options);
  const namedIn = (request: FastifyRequest): NamedEmbedding => {
    const [name] = queryOf(request, "name");
    const [run] = queryOf(request, "run");
    if (name === undefined) throw invalidArgument('query parameter "name" is required');
    if (run === undefined) throw invalidArgument('query parameter "run" is required');
    return { run, name };
  };
  const rowCountIn = (request: FastifyRequest): number | null => {
    const [count] = queryOf(request, "num_rows");
    if (count === undefined) return null;
    if (!(Number(count) > 0 && Number.isSafeInteger(Number(count))))
      throw invalidArgument("num_rows must be a whole number greater than 0");
    return Number(count);
  };
  app.get(`${prefix}/runs`, async (_request, reply) =>
    sendJson(reply, await projector.runs(clientLeft(reply))),
  );
  app.get(`${prefix}/info`, async (request, reply) => {
    const [run] = queryOf(request, "run");
    if (run === undefined) throw invalidArgument('query parameter "run" is required');
    return sendJson(reply, await projector.info(run, clientLeft(reply)));
  });
  app.get(`${prefix}/tensor`, async (request, reply) => {
    const bytes = await projector.tensor(namedIn(request), rowCountIn(request), clientLeft(reply));
    return reply.type("application/octet-stream").send(bytes);
  });
  app.get(`${prefix}/metadata`, async (request, reply) => {
    const lines = await projector.metadata(namedIn(request), rowCountIn(request), clientLeft(reply));
    return sendBlocks(reply.type("text/plain"), lines);
  });
  for (const asset of ["sprite", "bookmarks"] as const)
    app.get(`${prefix}/${asset === "sprite" ? "sprite_image" : asset}`, async (request, reply) => {
      const { mediaType, content } = await projector.file(namedIn(request), asset, clientLeft(reply));
      return sendBlocks(reply.type(mediaType), content);
    });
}

/** Both tell of the same series. */
function histogramRoutes(name: "histograms" | "distributions", layout: "bins" | "quantiles") {
  return (app: FastifyInstance, prefix: string, { options, htmlOf }: RouteParts): void => {
    app.get(`${prefix}/tags`, async (_request, reply) =>
      sendJson(reply, tagsText(await options.store.listSeries(histogramSeries), htmlOf)),
    );
    app.get(`${prefix}/${name}`, async (request, reply) => {
      const source = valueSource(options, name);
      const columns = await namedSeries(source, histogramSeries, { request, what: "histogram" });
      const blocks = histogramPoints(source.values, columns, histogramLayouts[layout]);
      return sendBlocks(reply.type("application/json"), blocks);
    });
  };
}

function imageRoutes(app: FastifyInstance, prefix: string, { options, htmlOf }: RouteParts): void {
  app.get(`${prefix}/tags`, async (_request, reply) =>
    sendJson(reply, imageTags(await options.store.listSeries(imageSeries), htmlOf)),
  );
  app.get(`${prefix}/images`, async (request, reply) => {
    const sample = Number(queryOf(request, "sample")[0] ?? 0);
    if (!Number.isSafeInteger(sample) || sample < 0)
      throw invalidArgument("sample must be a number from 0 on");
    const columns = await namedSeries(valueSource(options, "images"), imageSeries, {
      request,
      what: "image",
    });
    return sendJson(reply, imagesText(columns, sample));
  });
  imageRoute(app, `${prefix}/individualImage`, "blob_key", options.blobs);
}

function imageRoute(app: FastifyInstance, path: string, parameter: string, blobs: BlobSource): void {
  app.get(path, (request, reply) => {
    const [id] = queryOf(request, parameter);
    if (id === undefined) throw invalidArgument(`${parameter} must be specified`);
    return sendImage(reply, blobs, id);
  });
}

/** Throws PublicError when the request names no series, or one that is not there. */
async function namedSeries(
  source: ValueSource,
  series: RecordFilter,
  { request, what }: { readonly request: FastifyRequest; readonly what: string },
): Promise<RecordColumns> {
  const [run] = queryOf(request, "run");
  const [tag] = queryOf(request, "tag");
  if (run === undefined || tag === undefined) throw invalidArgument("Both run and tag must be specified");
  const columns = await seriesColumns(source, series, [run, tag]);
  if (!columns) throw notFound(`No ${what} data for run=${run}, tag=${tag}`);
  return columns;
}

function timeSeriesRoutes(app: FastifyInstance, prefix: string, parts: RouteParts): void {
  const sources: TimeSeriesSources = {
    scalars: scalarSource(parts.options),
    histograms: valueSource(parts.options, "histograms"),
    images: valueSource(parts.options, "images"),
  };
  const answer = (reply: FastifyReply, requests: string | undefined) =>
    sendBlocks(reply.type("application/json"), timeSeries(sources, parseSeriesRequests(requests)));
  app.get(`${prefix}/tags`, async (_request, reply) => sendJson(reply, await parts.timeSeriesTags.text()));
  app.get(`${prefix}/timeSeries`, (request, reply) => answer(reply, queryOf(request, "requests")[0]));
  app.post(`${prefix}/timeSeries`, (request, reply) =>
    answer(reply, fieldsOf(formOf(request), "requests")[0]),
  );
  imageRoute(app, `${prefix}/imageData`, "imageId", parts.options.blobs);
}

function scalarSource({ store, samplesPerPlugin }: TensorBoardOptions): ScalarSource {
  return { store, maxPoints: samplesPerPlugin["scalars"] ?? 0 };
}

function valueSource({ store, values, samplesPerPlugin }: TensorBoardOptions, plugin: string): ValueSource {
  return { store, values, maxPoints: samplesPerPlugin[plugin] ?? 0 };
}

/** Series share descriptions, and pages ask for them again and again. */
function rememberHtml(): (markdown: string) => string {
  const known = new Map<string, string>();
  return (markdown) => {
    const html = known.get(markdown) ?? htmlFromMarkdown(markdown);
    if (known.size >= 4096) known.clear();
    known.set(markdown, html);
    return html;
  };
}
