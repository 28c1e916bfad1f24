// Every point of a selection as a file: a stream that reads on only as fast as the client takes it.
import { Readable } from "node:stream";
import {
  ApiError,
  ARROW_STREAM,
  DownloadQuery,
  downloadSeries,
  type DownloadFormat,
} from "@runboard/contract";
import type { EventStore, SeriesRow } from "@runboard/store";
import type { FastifyInstance } from "fastify";
import type { z } from "zod";
import type { AppParts } from "../app-parts.ts";
import { contentDisposition, downloadName } from "../content-disposition.ts";
import { parseQuery } from "../serve-endpoint.ts";
import { type PointPage, readPointPages, type SeriesPages } from "./point-pages.ts";

const mediaTypes: Readonly<Record<DownloadFormat, string>> = {
  csv: "text/csv; charset=utf-8; header=present",
  json: "application/json; charset=utf-8",
  arrow: ARROW_STREAM,
};

export function serveDownload(app: FastifyInstance, { store }: AppParts): void {
  app.route({
    method: downloadSeries.method,
    url: downloadSeries.path,
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const query = parseQuery(DownloadQuery, request);
      const rows = await store.listSeries({
        dataClass: "scalar",
        ...(query.run && { runs: query.run }),
        ...(query.tag && { tags: query.tag }),
      });
      if (rows.length === 0) throw await emptySelection(store, query);
      return reply
        .header("content-disposition", contentDisposition(downloadName(rows, query.format)))
        .header("cache-control", "no-store")
        .type(mediaTypes[query.format])
        .send(Readable.from(await encodeDownload(store, rows, query), { objectMode: false }));
    },
  });
}

async function emptySelection(store: EventStore, { run }: z.infer<typeof DownloadQuery>): Promise<ApiError> {
  const names = new Set((await store.listRuns()).map((row) => row.run));
  const unknown = run?.filter((name) => !names.has(name)) ?? [];
  return run && unknown.length === run.length
    ? new ApiError(
        "run_not_found",
        `there is no run ${unknown.map((name) => JSON.stringify(name)).join(", ")}`,
      )
    : new ApiError("tag_not_found", "the selection holds no scalar series");
}

async function encodeDownload(
  store: EventStore,
  rows: readonly SeriesRow[],
  { format, includeSuperseded }: z.infer<typeof DownloadQuery>,
): Promise<AsyncIterable<string | Uint8Array>> {
  const series = rows.map((row) => ({ row, pages: readPointPages(row, { store, includeSuperseded }) }));
  switch (format) {
    case "csv":
      return csvOf(series, includeSuperseded);
    case "json":
      return jsonOf(series);
    case "arrow": {
      const { arrowOf } = await import("./download-table.ts");
      return arrowOf(series, includeSuperseded);
    }
  }
}

/** Rows that are turned into text at once: some 100 kB. */
const TEXT_ROWS = 2048;

async function* csvOf(series: readonly SeriesPages[], includeSuperseded: boolean): AsyncGenerator<string> {
  yield `run,tag,step,wall_time,value${includeSuperseded ? ",superseded" : ""}\r\n`;
  for (const { row, pages } of series) {
    const start = `${csvField(row.run)},${csvField(row.tag)}`;
    for await (const page of pages) {
      yield* textOf(
        page,
        (step, wallTime, value, superseded) =>
          `${start},${step},${wallTime},${value}${superseded === undefined ? "" : `,${superseded}`}\r\n`,
      );
    }
  }
}

/** RFC 4180: quoted where it holds a comma, a quote or a line end. */
function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

async function* jsonOf(series: readonly SeriesPages[]): AsyncGenerator<string> {
  yield '{"series":[';
  for (const [index, { row, pages }] of series.entries()) {
    yield `${index > 0 ? "," : ""}\n{"run":${JSON.stringify(row.run)},"tag":${JSON.stringify(row.tag)},"points":[`;
    let separator = "";
    for await (const page of pages) {
      yield* textOf(page, (step, wallTime, value, superseded) => {
        const point = `${separator}[${step},${wallTime},${Number.isFinite(value) ? value : `"${value}"`}${superseded === undefined ? "" : `,${superseded}`}]`;
        separator = ",";
        return point;
      });
    }
    yield "]}";
  }
  yield "\n]}\n";
}

type WritePoint = (step: number, wallTime: number, value: number, superseded: number | undefined) => string;

function* textOf(
  { steps, wallTimesSeconds, values, superseded }: PointPage,
  write: WritePoint,
): Generator<string> {
  for (let start = 0; start < steps.length; start += TEXT_ROWS) {
    const end = Math.min(start + TEXT_ROWS, steps.length);
    let text = "";
    for (let index = start; index < end; index += 1)
      text += write(steps[index] ?? 0, wallTimesSeconds[index] ?? 0, values[index] ?? 0, superseded?.[index]);
    yield text;
  }
}
