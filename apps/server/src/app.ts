// Builds the HTTP application from explicit parts; `main.ts` gives it real ones and listens, tests give it others and inject.
import { ApiError } from "@runboard/contract";
import Fastify, { type FastifyInstance } from "fastify";
import { serveArchive } from "./api/archive.ts";
import { serveBlobBatches, serveBlobs } from "./api/blobs.ts";
import { BlobSource } from "./blobs/blob-source.ts";
import { loadingOf, serveCatalogue } from "./api/catalogue.ts";
import { serveDocs } from "./api/docs.ts";
import { serveHparams } from "./api/hparams.ts";
import { serveRecords } from "./api/records.ts";
import { serveRestarts } from "./api/restarts.ts";
import { compressAnswers } from "./compress.ts";
import { serveDashboards } from "./dashboards.ts";
import { CheckpointWork } from "./checkpoints/checkpoint-work.ts";
import { GraphWork } from "./graphs/graph-work.ts";
import { guardRequests } from "./guard.ts";
import { LiveStream } from "./live.ts";
import type { Log } from "./log.ts";
import { FileShelf, servePage } from "./page.ts";
import { pathBelowRoot } from "./path-below-root.ts";
import {
  answerProblems,
  BODY_LIMIT_BYTES,
  HEADER_LIMIT_BYTES,
  pathOf,
  refuseConnection,
  sendProblem,
} from "./problem.ts";
import { measureRequests, serveOperations } from "./metrics.ts";
import { LiveRuns, RunListReader } from "./run-list.ts";
import { explainBodies } from "./request-faults.ts";
import { isUnchanged } from "./serve-endpoint.ts";
import { tensorboardRoutes } from "./tensorboard/routes.ts";
import type { AppParts } from "./app-parts.ts";

/** The application, ready to listen or to be injected into. Closing it ends live streams, but none of its parts. */
export async function buildApp(parts: AppParts): Promise<FastifyInstance> {
  const { store, config, log } = parts;
  const app = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    http: { maxHeaderSize: HEADER_LIMIT_BYTES },
    clientErrorHandler: refuseConnection,
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    // Live streams and idle connections must not hold a shutdown up.
    forceCloseConnections: true,
    frameworkErrors: (error, _request, reply) => {
      void sendProblem(reply, new ApiError("invalid_request", error.message));
    },
  });
  // Bodies are JSON; forms are TensorBoard's routes' own matter.
  app.removeContentTypeParser("text/plain");
  explainBodies(app);
  answerProblems(app, log);
  guardRequests(app, config);
  compressAnswers(app);
  const durations = measureRequests(app);
  logRequests(app, log);
  const runList = new RunListReader(store);
  const live = await openLiveStream(app, parts, runList);
  const operations = { parts, runList, durations, liveClientCount: () => live.clientCount };
  const blobs = new BlobSource(store, parts.values, {
    fileNameOf: (file) => pathBelowRoot(file, config.roots),
  });
  const graphs = new GraphWork();
  app.addHook("onClose", () => graphs.close());
  const checkpoints = new CheckpointWork(config.roots);
  app.addHook("onClose", () => checkpoints.close());
  const shelf = await FileShelf.open(parts.webDirectory);
  const { pathPrefix } = config;
  if (pathPrefix !== "") {
    // Probes of orchestrators know no prefix.
    serveOperations(app, operations);
    for (const url of ["/", pathPrefix])
      app.get(url, (_request, reply) => reply.redirect(`${pathPrefix}/`, 308));
  }
  await app.register(
    async (scope) => {
      serveCatalogue(scope, parts, runList);
      serveRecords(scope, parts);
      serveRestarts(scope, parts);
      serveBlobs(scope, blobs);
      serveBlobBatches(scope, blobs);
      serveArchive(scope, store, blobs);
      serveHparams(scope, parts, runList);
      serveDashboards(scope, { ...parts, blobs, graphs, checkpoints });
      serveDocs(scope, parts.version, pathPrefix);
      live.route(scope);
      serveOperations(scope, operations);
      servePage(scope, shelf, pathPrefix);
      await scope.register(async (dataScope) => {
        answerUnchanged(dataScope, parts);
        await dataScope.register(tensorboardRoutes, {
          store,
          values: parts.values,
          blobs,
          graphs,
          checkpoints,
          roots: config.roots,
          windowTitle: config.windowTitle,
          logdirText: config.logdirText,
          samplesPerPlugin: config.samplesPerPlugin,
          version: parts.version,
          loading: () => loadingOf(parts.watch.progress),
        });
      });
    },
    { prefix: pathPrefix },
  );
  await app.ready();
  return app;
}

/** Endpoints read and write by zod. Fastify's own compilers, which it would start without need, take a tenth of a second. */
function noSchemas(): never {
  throw new Error("Routes have no schemas of Fastify's.");
}

async function openLiveStream(
  app: FastifyInstance,
  parts: AppParts,
  runList: RunListReader,
): Promise<LiveStream> {
  const { store, watch, trainer, clock } = parts;
  const live = new LiveStream(() => loadingOf(watch.progress));
  const liveRuns = new LiveRuns({
    runList,
    clock,
    trainedRuns: () => trainer.trainedRuns(),
    onChange: (runs) => live.announce(runs),
  });
  const unsubscribeJobs = trainer.subscribe(() => {
    live.noteJobs();
    liveRuns.noteJobs();
  });
  const unsubscribe = watch.subscribe((event) => {
    switch (event.kind) {
      case "committed":
        live.addChange(event);
        break;
      case "progress":
        live.noteProgress();
        break;
      case "damaged":
        parts.damage.noteDamage(event.reason, event.paths);
        break;
      case "failed":
        parts.log.error(`reading the log directory failed, and starts again: ${event.reason}`);
        break;
    }
  });
  // After subscribing, so that no commit falls in between.
  live.startAt(await store.revision());
  app.addHook("preClose", (done) => {
    unsubscribe();
    unsubscribeJobs();
    liveRuns.close();
    live.close();
    done();
  });
  return live;
}

/** Answers of `/data` that hold nothing but what the store holds: a client that has one of this revision gets 304. */
function answerUnchanged(app: FastifyInstance, { store, instance }: AppParts): void {
  app.addHook("onRequest", async (request, reply) => {
    if (request.method !== "GET" || !/\/data\/(plugin\/|runs|plugins_listing)/.test(request.url))
      return undefined;
    const state = `${instance}.${await store.revision()}`;
    return isUnchanged(request, reply, state) ? reply.code(304).send() : undefined;
  });
}

function logRequests(app: FastifyInstance, log: Log): void {
  app.addHook("onResponse", (request, reply, done) => {
    log.detail("request", {
      method: request.method,
      path: pathOf(request),
      status: reply.statusCode,
      durationMillis: Math.round(reply.elapsedTime * 100) / 100,
    });
    done();
  });
}
