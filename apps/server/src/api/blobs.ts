// The bytes of one blob, as a browser may show or play them. What stands in an event file comes from anywhere, so nothing of it may run.
import { ApiError, readBlob } from "@runboard/contract";
import type { ValueReader } from "@runboard/logdir";
import type { EventStore } from "@runboard/store";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { AppParts } from "../app.ts";
import { askedRange } from "../byte-range.ts";
import { parseQuery } from "../serve-endpoint.ts";
import { parseBlobId } from "./blob-id.ts";
import { blobTypeOf } from "./blob-type.ts";

export function serveBlobs(app: FastifyInstance, parts: Pick<AppParts, "store" | "values">): void {
  app.route({
    method: ["GET", "HEAD"],
    url: readBlob.path,
    handler: async (request, reply) => {
      const { id } = parseQuery(readBlob.query, request);
      const left = new AbortController();
      reply.raw.once("close", () => left.abort());
      const bytes = await blobOf(id, parts, left.signal).catch((error: unknown) => {
        if (!left.signal.aborted) throw error;
        return undefined;
      });
      return bytes ? sendBlob(request, reply, { id, bytes }) : reply.hijack();
    },
  });
}

/** Throws ApiError when it cannot be given. */
async function blobOf(
  id: string,
  { store, values }: { readonly store: EventStore; readonly values: ValueReader },
  signal: AbortSignal,
): Promise<Uint8Array> {
  const named = parseBlobId(id);
  const file = named ? await store.findFile(named.identity) : { kind: "unknown" as const };
  if (!named || file.kind === "unknown")
    throw new ApiError(
      "blob_not_found",
      "no event file here has a blob of this name: ask for the records again",
    );
  if (file.kind === "gone")
    throw new ApiError("blob_gone", "the event file that held the blob was deleted or replaced");
  const { identity, sample, ...place } = named;
  const value = await values.readBlobsAt({ file: { path: file.path, identity }, ...place }, signal);
  if (value.kind === "blobs") {
    const blob = value.blobs[sample];
    if (!blob)
      throw new ApiError("blob_not_found", `the value has ${value.blobs.length} samples, not ${sample + 1}`);
    return blob;
  }
  switch (value.code) {
    case "file_gone":
    case "file_replaced":
    case "file_shrunk":
    case "value_changed":
      throw new ApiError("blob_gone", value.reason);
    case "file_unreadable":
      throw new ApiError("blob_unreadable", value.reason);
    case "too_large":
      throw new ApiError("too_large", value.reason);
  }
}

function sendBlob(
  request: FastifyRequest,
  reply: FastifyReply,
  { id, bytes }: { readonly id: string; readonly bytes: Uint8Array },
): FastifyReply {
  const entityTag = `"${id}"`;
  const type = blobTypeOf(bytes);
  void reply.headers({
    etag: entityTag,
    "cache-control": "private, max-age=31536000, immutable",
    "accept-ranges": "bytes",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
    "content-type": type?.mediaType ?? "application/octet-stream",
    "content-disposition": `${type ? "inline" : "attachment"}; filename="${id.slice(id.lastIndexOf(".") + 1)}.${type?.extension ?? "bin"}"`,
  });
  if (hasEntityTag(request.headers["if-none-match"], entityTag)) return reply.code(304).send();
  // A part of what the client has the rest of; of other bytes it wants all.
  const condition = request.headers["if-range"];
  const isAsked = request.method === "GET" && (condition === undefined || condition === entityTag);
  const range = askedRange(isAsked ? request.headers.range : undefined, bytes.length);
  switch (range.kind) {
    case "whole":
      return sendBytes(request, reply, bytes);
    case "part":
      void reply.code(206).header("content-range", `bytes ${range.start}-${range.end - 1}/${bytes.length}`);
      return sendBytes(request, reply, bytes.subarray(range.start, range.end));
    case "unsatisfiable":
      void reply.header("content-range", `bytes */${bytes.length}`).removeHeader("content-disposition");
      throw new ApiError(
        "range_not_satisfiable",
        `the blob has ${bytes.length} bytes; the range is beyond them`,
      );
  }
}

function sendBytes(request: FastifyRequest, reply: FastifyReply, bytes: Uint8Array): FastifyReply {
  void reply.header("content-length", bytes.length);
  return request.method === "HEAD" ? reply.send() : reply.send(bytes);
}

function hasEntityTag(header: string | undefined, entityTag: string): boolean {
  return (header ?? "")
    .split(",")
    .map((item) => item.trim().replace(/^W\//, ""))
    .some((item) => item === "*" || item === entityTag);
}
