// What there is: status, runs, tags, and the latest value of every series.
import { createHash } from "node:crypto";
import { compareTagNames } from "@runboard/analysis";
import {
  listRuns,
  listTags,
  readLatest,
  readStatus,
  type Loading,
  type RunName,
  type RunState,
  type ScalarPoint,
  type SeriesSummary,
  type Tag,
  type TagEntry,
} from "@runboard/contract";
import type { LoadProgress } from "@runboard/logdir";
import type { PlacedValue, RunRow, SeriesRow } from "@runboard/store";
import type { AppParts } from "../app-parts.ts";
import { runOfRow, runStateAt, type RunListReader, type TrainedRuns } from "../run-list.ts";
import { serveEndpoint } from "../serve-endpoint.ts";
import type { FastifyInstance } from "fastify";

function statesAt(nowMillis: number, trained: TrainedRuns): (row: RunRow) => RunState {
  return (row) => runStateAt(row, nowMillis, trained);
}

export function serveCatalogue(app: FastifyInstance, parts: AppParts, runList: RunListReader): void {
  const { store, watch, config, version, clock, trainer } = parts;
  const context = { app, isReadOnly: config.isReadOnly };

  serveEndpoint(context, readStatus, async () => {
    const { revision, rows } = await runList.read();
    return {
      version,
      logdir: config.logdirText,
      logdirState: watch.progress.rootState,
      windowTitle: config.windowTitle,
      readOnly: config.isReadOnly,
      revision,
      loading: loadingOf(watch.progress),
      runCount: rows.length,
    };
  });

  serveEndpoint(
    context,
    listRuns,
    async () => {
      const { revision, rows } = await runList.read();
      const stateOf = statesAt(clock(), trainer.trainedRuns());
      return { revision, runs: rows.map((row) => runOfRow(row, config.roots, stateOf(row))) };
    },
    {
      // At one revision only who is live changes.
      entityTag: async () => {
        const { revision, rows } = await runList.read();
        const stateOf = statesAt(clock(), trainer.trainedRuns());
        const live = createHash("sha256");
        for (const row of rows) if (stateOf(row) === "live") live.update(`${row.run}\0`);
        return `${parts.instance}.${revision}.${live.digest("base64url").slice(0, 16)}`;
      },
    },
  );

  serveEndpoint(
    context,
    listTags,
    async ({ query }) => {
      const revision = await store.revision();
      const rows = await store.listSeries({
        ...(query.plugin !== undefined && { plugin: query.plugin }),
        ...(query.dataClass !== undefined && { dataClass: query.dataClass }),
      });
      return { revision, tags: tagsOfRows(rows) };
    },
    { entityTag: async () => `${parts.instance}.${await store.revision()}` },
  );

  serveEndpoint(context, readLatest, async ({ body }) => {
    const revision = await store.revision();
    const rows = await store.listSeries({
      dataClass: "scalar",
      ...(body.runs && { runs: body.runs }),
      ...(body.tags && { tags: body.tags }),
    });
    return { revision, series: rows.map(summaryOfRow) };
  });
}

export function loadingOf(progress: LoadProgress): Loading {
  const { phase, filesTotal, filesRead, bytesTotal, bytesRead } = progress;
  return { phase, filesTotal, filesRead, bytesTotal, bytesRead };
}

/** One entry per tag, kind of data and plugin; name and description are those of its first run. */
function tagsOfRows(rows: readonly SeriesRow[]): TagEntry[] {
  const entries = new Map<string, TagEntry>();
  for (const { run, tag, metadata, maxSampleCount, pointCount } of rows) {
    const { dataClass, plugin, displayName, description } = metadata;
    const key = JSON.stringify([tag, dataClass, plugin]);
    let entry = entries.get(key);
    if (!entry) {
      entry = {
        tag: tag as Tag,
        dataClass,
        plugin,
        displayName,
        description,
        runs: [],
        maxSampleCount: 0,
        maxPointCount: 0,
      };
      entries.set(key, entry);
    }
    entry.runs.push(run as RunName);
    entry.maxSampleCount = Math.max(entry.maxSampleCount, maxSampleCount);
    entry.maxPointCount = Math.max(entry.maxPointCount, pointCount);
  }
  return [...entries.values()].sort((a, b) => compareTagNames(a.tag, b.tag));
}

function summaryOfRow(row: SeriesRow): SeriesSummary {
  return {
    run: row.run as RunName,
    tag: row.tag as Tag,
    dataClass: row.metadata.dataClass,
    plugin: row.metadata.plugin,
    displayName: row.metadata.displayName,
    description: row.metadata.description,
    pointCount: row.pointCount,
    supersededPointCount: row.supersededPointCount,
    firstStep: row.firstStep,
    lastStep: row.lastStep,
    firstWallTimeSeconds: row.firstWallTimeSeconds,
    lastWallTimeSeconds: row.lastWallTimeSeconds,
    last: pointOf(row.last),
    min: pointOf(row.min),
    max: pointOf(row.max),
    nonFiniteCount: row.nonFiniteCount,
  };
}

function pointOf(placed: PlacedValue | null): ScalarPoint | null {
  return placed && { step: placed.step, wallTimeSeconds: placed.wallTimeSeconds, value: placed.value };
}
