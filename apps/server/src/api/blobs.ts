// The bytes of one blob, as a browser may show or play them. What stands in an event file comes from anywhere, so nothing of it may run.
import { finished } from "node:stream";
import { ApiError, EVENT_FILE_HEADER, packBlobs, readBlob, readBlobBatch } from "@runboard/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { BlobSource, FoundBlob } from "../blobs/blob-source.ts";
import { blobTypeOf } from "../blobs/blob-type.ts";
import { askedRange } from "../byte-range.ts";
import { parseQuery } from "../serve-endpoint.ts";

/** Of bytes that never change under their name. */
const LASTING = "private, max-age=31536000, immutable";

export function serveBlobs(app: FastifyInstance, blobs: BlobSource): void {
  app.route({
    method: ["GET", "HEAD"],
    url: readBlob.path,
    handler: async (request, reply) => {
      const { id } = parseQuery(readBlob.query, request);
      const left = new AbortController();
      // Sent, or given up by the client.
      finished(reply.raw, () => left.abort());
      const answer = async (): Promise<FastifyReply> => {
        const found = await blobs.find(id);
        const entityTag = `"${id}"`;
        const isKnown = hasEntityTag(request.headers["if-none-match"], entityTag);
        if (isKnown || request.method === "HEAD") {
          await blobs.check(found, left.signal);
          return setLastingHeaders(reply, entityTag, found)
            .code(isKnown ? 304 : 200)
            .send();
        }
        const bytes = await blobs.read(found, left.signal);
        return sendBlob(request, setLastingHeaders(reply, entityTag, found), { id, bytes });
      };
      return await answer().catch((error: unknown) => {
        if (!left.signal.aborted) throw error;
        return reply.hijack();
      });
    },
  });
}

/** Of a value with the blob in it; what is larger is asked for by itself. */
const MOST_BATCHED_VALUE_BYTES = 512 * 1024;
/** Of all values of one answer. */
const MOST_BATCH_BYTES = 4 * 1024 * 1024;

export function serveBlobBatches(app: FastifyInstance, blobs: BlobSource): void {
  app.route({
    method: readBlobBatch.method,
    url: readBlobBatch.path,
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const { id: ids } = parseQuery(readBlobBatch.query, request);
      const left = new AbortController();
      finished(reply.raw, () => left.abort());
      const found = await Promise.all(ids.map((id) => blobs.find(id).catch(nullIfRefused)));
      const small = whatFits(found.filter((blob) => blob !== null));
      try {
        const bytes = await blobs.readSeveral([...small], left.signal);
        const bytesOf = new Map([...small].map((blob, at) => [blob, bytes[at] ?? null]));
        const batch = found.map((blob) => blob && (bytesOf.get(blob) ?? null));
        return await sendBytes(
          reply.headers({
            // What is missing may be there the next time.
            "cache-control": batch.includes(null) ? "no-store" : LASTING,
            "content-type": "application/octet-stream",
            "content-disposition": "attachment",
            "x-content-type-options": "nosniff",
          }),
          packBlobs(batch.map((blob) => blob && { mediaType: mediaTypeOf(blob), bytes: blob })),
        );
      } catch (error) {
        if (!left.signal.aborted) throw error;
        return reply.hijack();
      }
    },
  });
}

/** The first that are small enough, alone and together. */
function whatFits(found: readonly FoundBlob[]): ReadonlySet<FoundBlob> {
  let sizeBytes = 0;
  const small = found.filter(({ place: { lengthBytes } }) => {
    if (lengthBytes > MOST_BATCHED_VALUE_BYTES) return false;
    sizeBytes += lengthBytes;
    return sizeBytes <= MOST_BATCH_BYTES;
  });
  return new Set(small);
}

/** Who asks for it alone is told why. */
function nullIfRefused(error: unknown): null {
  if (error instanceof ApiError) return null;
  throw error;
}

/** What holds of every blob. Its type and size are told with its bytes only. */
function setLastingHeaders(reply: FastifyReply, entityTag: string, { file }: FoundBlob): FastifyReply {
  return reply.headers({
    etag: entityTag,
    [EVENT_FILE_HEADER]: encodeURIComponent(file),
    "cache-control": LASTING,
    "accept-ranges": "bytes",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
  });
}

function sendBlob(
  request: FastifyRequest,
  reply: FastifyReply,
  { id, bytes }: { readonly id: string; readonly bytes: Uint8Array },
): FastifyReply {
  const type = blobTypeOf(bytes);
  void reply.headers({
    "content-type": mediaTypeOf(bytes),
    "content-disposition": `${type ? "inline" : "attachment"}; filename="${id.slice(id.lastIndexOf(".") + 1)}.${type?.extension ?? "bin"}"`,
  });
  // A part of what the client has the rest of; of other bytes it wants all.
  const condition = request.headers["if-range"];
  const isAsked = condition === undefined || condition === `"${id}"`;
  const range = askedRange(isAsked ? request.headers.range : undefined, bytes.length);
  switch (range.kind) {
    case "whole":
      return sendBytes(reply, bytes);
    case "part":
      void reply.code(206).header("content-range", `bytes ${range.start}-${range.end - 1}/${bytes.length}`);
      return sendBytes(reply, bytes.subarray(range.start, range.end));
    case "unsatisfiable":
      void reply.header("content-range", `bytes */${bytes.length}`).removeHeader("content-disposition");
      throw new ApiError(
        "range_not_satisfiable",
        `the blob has ${bytes.length} bytes; the range is beyond them`,
      );
  }
}

function sendBytes(reply: FastifyReply, bytes: Uint8Array): FastifyReply {
  return reply.header("content-length", bytes.length).send(bytes);
}

function mediaTypeOf(bytes: Uint8Array): string {
  return blobTypeOf(bytes)?.mediaType ?? "application/octet-stream";
}

function hasEntityTag(header: string | undefined, entityTag: string): boolean {
  return (header ?? "")
    .split(",")
    .map((item) => item.trim().replace(/^W\//, ""))
    .some((item) => item === "*" || item === entityTag);
}
