// Blobs of a selection as a zip archive, written as the client takes it: one value is in memory at a time.
import { Readable } from "node:stream";
import { ApiError, ArchiveQuery, downloadArchive } from "@runboard/contract";
import type { EventStore, RecordColumns, SeriesRow } from "@runboard/store";
import type { FastifyInstance } from "fastify";
import type { z } from "zod";
import { blobIdsAt } from "../blobs/blob-id.ts";
import type { BlobSource } from "../blobs/blob-source.ts";
import { blobTypeOf } from "../blobs/blob-type.ts";
import { clientLeft } from "../client-left.ts";
import { contentDisposition, downloadName } from "../content-disposition.ts";
import { parseQuery } from "../serve-endpoint.ts";
import { ArchiveNames } from "./archive-names.ts";

type Query = z.infer<typeof ArchiveQuery>;

/** Names what could not be read. */
const MISSING_NAME = "MISSING.txt";
/** More are counted. */
const MOST_MISSING_LINES = 10_000;

export function serveArchive(app: FastifyInstance, store: EventStore, blobs: BlobSource): void {
  app.route({
    method: downloadArchive.method,
    url: downloadArchive.path,
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const query = parseQuery(ArchiveQuery, request);
      const rows = await selectedRows(store, query);
      const { makeZip } = await import("client-zip");
      const files = filesOf(rows, { store, blobs, query, signal: clientLeft(reply) });
      return reply
        .header("content-disposition", contentDisposition(downloadName(rows, "zip")))
        .header("cache-control", "no-store")
        .type("application/zip")
        .send(Readable.fromWeb(makeZip(files)));
    },
  });
}

async function selectedRows(store: EventStore, { run, tag, plugin }: Query): Promise<readonly SeriesRow[]> {
  const rows = await store.listSeries({
    dataClass: "blob_sequence",
    ...(run && { runs: run }),
    ...(tag && { tags: tag }),
    ...(plugin !== undefined && { plugin }),
  });
  if (rows.length === 0)
    throw new ApiError("tag_not_found", "the selection holds no pictures, clips or other blobs");
  return rows;
}

interface ArchiveParts {
  readonly store: EventStore;
  readonly blobs: BlobSource;
  readonly query: Query;
  /** Nobody waits any more. */
  readonly signal: AbortSignal;
}

interface ArchiveFile {
  readonly name: string;
  readonly input: Uint8Array | string;
  readonly lastModified: Date;
}

async function* filesOf(rows: readonly SeriesRow[], parts: ArchiveParts): AsyncGenerator<ArchiveFile> {
  const names = new ArchiveNames([MISSING_NAME]);
  const missing = new MissingList();
  for (const { run, tag, metadata } of rows) {
    const [columns] = await parts.store.readRecords({
      runs: [run],
      tags: [tag],
      plugin: metadata.plugin,
      dataClass: "blob_sequence",
      axis: "step",
      includeSuperseded: false,
    });
    if (!columns) continue;
    const directory = names.directoryOf(run, tag);
    yield* filesOfSeries(columns, { ...parts, directory, missing });
  }
  const text = missing.text();
  if (text !== null) yield { name: MISSING_NAME, input: text, lastModified: new Date() };
}

async function* filesOfSeries(
  columns: RecordColumns,
  {
    blobs,
    query,
    signal,
    directory,
    missing,
  }: ArchiveParts & { readonly directory: string; readonly missing: MissingList },
): AsyncGenerator<ArchiveFile> {
  const { run, tag, steps, wallTimesSeconds } = columns;
  const [from, to] = wantedPoints(steps, query.step);
  let stepBefore: number | null = null;
  let sampleCount = 0;
  for (let index = from; index < to; index++) {
    signal.throwIfAborted();
    const step = steps[index] ?? 0;
    // Points of one step go on counting.
    if (step !== stepBefore) sampleCount = 0;
    stepBefore = step;
    const ids = blobIdsAt(columns, index);
    const [first] = ids;
    if (first === undefined) continue;
    const done = new AbortController();
    try {
      const found = await blobs.find(first);
      const values = await blobs.readAll(found, AbortSignal.any([done.signal, signal]));
      for (const [at, bytes] of values.entries())
        yield {
          name: `${directory}/${step}_${sampleCount + at + 1}.${blobTypeOf(bytes)?.extension ?? "bin"}`,
          input: bytes,
          lastModified: zipDate(wallTimesSeconds[index] ?? 0),
        };
    } catch (error) {
      // What cannot be read is told at the end; the others go on.
      if (!(error instanceof ApiError)) throw error;
      missing.add(`${run}, ${tag}, step ${step}, ${sampleText(sampleCount, ids.length)}: ${error.message}`);
    } finally {
      done.abort();
    }
    sampleCount += ids.length;
  }
}

function sampleText(before: number, count: number): string {
  return count === 1 ? `sample ${before + 1}` : `samples ${before + 1} to ${before + count}`;
}

/** Points of the newest step that is not beyond the one that is wanted; all when none is. */
function wantedPoints(steps: Float64Array, wanted: Query["step"]): readonly [from: number, to: number] {
  if (wanted === undefined) return [0, steps.length];
  const beyond = wanted === "newest" ? -1 : steps.findIndex((step) => step > wanted);
  const to = beyond === -1 ? steps.length : beyond;
  return [to === 0 ? 0 : steps.indexOf(steps[to - 1] ?? NaN), to];
}

/** Zip archives know the years from 1980 to 2107. */
function zipDate(wallTimeSeconds: number): Date {
  const [first, last] = [Date.UTC(1980, 0, 2), Date.UTC(2107, 11, 30)];
  const millis = Number.isFinite(wallTimeSeconds) ? 1000 * wallTimeSeconds : first;
  return new Date(Math.max(first, Math.min(millis, last)));
}

class MissingList {
  readonly #lines: string[] = [];
  #count = 0;

  add(line: string): void {
    this.#count += 1;
    if (this.#lines.length < MOST_MISSING_LINES) this.#lines.push(line.replace(/\p{Cc}/gu, " "));
  }

  /** null when nothing is missing. */
  text(): string | null {
    if (this.#count === 0) return null;
    const more = this.#count - this.#lines.length;
    return [
      "These could not be read from their event files:",
      ...this.#lines,
      ...(more > 0 ? [`and ${more} more`] : []),
      "",
    ].join("\n");
  }
}
