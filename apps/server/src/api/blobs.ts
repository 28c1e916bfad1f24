// The bytes of one blob, as a browser may show or play them. What stands in an event file comes from anywhere, so nothing of it may run.
import { finished } from "node:stream";
import { ApiError, EVENT_FILE_HEADER, readBlob } from "@runboard/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { BlobSource, FoundBlob } from "../blobs/blob-source.ts";
import { blobTypeOf } from "../blobs/blob-type.ts";
import { askedRange } from "../byte-range.ts";
import { parseQuery } from "../serve-endpoint.ts";

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

/** What holds of every blob. Its type and size are told with its bytes only. */
function setLastingHeaders(reply: FastifyReply, entityTag: string, { file }: FoundBlob): FastifyReply {
  return reply.headers({
    etag: entityTag,
    [EVENT_FILE_HEADER]: encodeURIComponent(file),
    "cache-control": "private, max-age=31536000, immutable",
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
    "content-type": type?.mediaType ?? "application/octet-stream",
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

function hasEntityTag(header: string | undefined, entityTag: string): boolean {
  return (header ?? "")
    .split(",")
    .map((item) => item.trim().replace(/^W\//, ""))
    .some((item) => item === "*" || item === entityTag);
}
