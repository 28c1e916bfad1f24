// `/data/plugin/images/…` and images of the Time Series page: where the pictures are, and their bytes.
import { finished } from "node:stream";
import { ApiError } from "@runboard/contract";
import type { RecordColumns, SeriesRow } from "@runboard/store";
import type { FastifyReply } from "fastify";
import { blobIdsAt } from "../blobs/blob-id.ts";
import type { BlobSource } from "../blobs/blob-source.ts";
import { blobTypeOf } from "../blobs/blob-type.ts";
import { jsonText } from "./json-text.ts";
import { floatText } from "./number-text.ts";
import { PublicError } from "./public-error.ts";

export const imageSeries = { plugin: "images", dataClass: "blob_sequence" } as const;

/** `{run: {tag: {displayName, description, samples}}}` with descriptions as HTML. */
export function imageTags(rows: readonly SeriesRow[], htmlOf: (markdown: string) => string): string {
  const runs = new Map<string, Map<string, { displayName: string; description: string; samples: number }>>();
  for (const { run, tag, metadata, maxSampleCount } of rows) {
    const tags =
      runs.get(run) ?? new Map<string, { displayName: string; description: string; samples: number }>();
    runs.set(run, tags);
    const { displayName, description } = metadata;
    tags.set(tag, { displayName, description: htmlOf(description), samples: maxSampleCount });
  }
  return jsonText(runs);
}

/** `[{wall_time, step, query}, …]` of one sample of a series; steps that have fewer are left out. */
export function imagesText(columns: RecordColumns, sample: number): string {
  return imageTexts(columns, sample, (wallTime, step, id) => {
    const query = new URLSearchParams({ blob_key: id }).toString();
    return `{"wall_time": ${wallTime}, "step": ${step}, "query": ${jsonText(query)}}`;
  });
}

/** `[{wallTime, step, imageId}, …]`, likewise. */
export function timeSeriesImagesText(columns: RecordColumns, sample: number): string {
  return imageTexts(
    columns,
    sample,
    (wallTime, step, id) => `{"wallTime": ${wallTime}, "step": ${step}, "imageId": ${jsonText(id)}}`,
  );
}

function imageTexts(
  columns: RecordColumns,
  sample: number,
  textOf: (wallTime: string, step: number, id: string) => string,
): string {
  const { steps, wallTimesSeconds } = columns;
  const texts = Array.from(steps, (step, index) => {
    const id = blobIdsAt(columns, index)[sample];
    return id === undefined ? [] : textOf(floatText(wallTimesSeconds[index] ?? NaN), step, id);
  });
  return `[${texts.flat().join(", ")}]`;
}

/** The types that TensorBoard gives a picture; all else is only saved. */
const shownTypes: ReadonlySet<string | undefined> = new Set([
  "image/png",
  "image/jpeg",
  "image/gif",
  "image/bmp",
]);

export async function sendImage(reply: FastifyReply, blobs: BlobSource, id: string): Promise<FastifyReply> {
  const left = new AbortController();
  finished(reply.raw, () => left.abort());
  try {
    const bytes = await blobs.read(await blobs.find(id), left.signal);
    const mediaType = blobTypeOf(bytes)?.mediaType;
    return await reply
      .type(mediaType !== undefined && shownTypes.has(mediaType) ? mediaType : "application/octet-stream")
      .header("content-security-policy", "default-src 'none'; sandbox")
      .send(bytes);
  } catch (error) {
    if (left.signal.aborted) return reply.hijack();
    if (error instanceof ApiError) throw new PublicError(error.status, error.message);
    throw error;
  }
}
