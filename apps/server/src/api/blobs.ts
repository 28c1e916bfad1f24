// The bytes of one blob, as a browser may show or play them. What stands in an event file comes from anywhere, so nothing of it may run.
import { finished } from "node:stream";
import { ApiError, readBlob } from "@runboard/contract";
import type { BlobPlace, ValueProblem, ValueReader } from "@runboard/logdir";
import type { EventStore } from "@runboard/store";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { AppParts } from "../app-parts.ts";
import { askedRange } from "../byte-range.ts";
import { parseQuery } from "../serve-endpoint.ts";
import { parseBlobId } from "./blob-id.ts";
import { blobTypeOf } from "./blob-type.ts";
import { ByteBudget } from "./byte-budget.ts";

/** Values of all answers that are under way. */
const HELD_BYTES = 256 * 2 ** 20;

interface FoundBlob {
  readonly place: BlobPlace;
  readonly sample: number;
}

export function serveBlobs(
  app: FastifyInstance,
  { store, values }: Pick<AppParts, "store" | "values">,
  heldBytes = HELD_BYTES,
): void {
  const budget = new ByteBudget(heldBytes);
  app.route({
    method: ["GET", "HEAD"],
    url: readBlob.path,
    handler: async (request, reply) => {
      const { id } = parseQuery(readBlob.query, request);
      const left = new AbortController();
      // Sent, or given up by the client.
      finished(reply.raw, () => left.abort());
      const answer = async (): Promise<FastifyReply> => {
        const found = await findBlob(id, store);
        const entityTag = `"${id}"`;
        const isKnown = hasEntityTag(request.headers["if-none-match"], entityTag);
        if (isKnown || request.method === "HEAD") {
          const problem = await values.checkBlobsAt(found.place, left.signal);
          if (problem) throw errorOf(problem);
          return setLastingHeaders(reply, entityTag)
            .code(isKnown ? 304 : 200)
            .send();
        }
        await budget.hold(found.place.lengthBytes, left.signal);
        const bytes = await bytesOf(found, values, left.signal);
        return sendBlob(request, setLastingHeaders(reply, entityTag), { id, bytes });
      };
      return await answer().catch((error: unknown) => {
        if (!left.signal.aborted) throw error;
        return reply.hijack();
      });
    },
  });
}

/** Throws ApiError when there is none. */
async function findBlob(id: string, store: EventStore): Promise<FoundBlob> {
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
  return { place: { file: { path: file.path, identity }, ...place }, sample };
}

/** Throws ApiError when they cannot be given. */
async function bytesOf(
  { place, sample }: FoundBlob,
  values: ValueReader,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const value = await values.readBlobsAt(place, signal);
  if (value.kind === "problem") throw errorOf(value);
  const blob = value.blobs[sample];
  if (!blob)
    throw new ApiError("blob_not_found", `the value has ${value.blobs.length} samples, not ${sample + 1}`);
  return blob;
}

function errorOf({ code, reason }: ValueProblem): ApiError {
  switch (code) {
    case "file_gone":
    case "file_replaced":
    case "file_shrunk":
    case "value_changed":
      return new ApiError("blob_gone", reason);
    case "file_unreadable":
      return new ApiError("blob_unreadable", reason);
    case "too_large":
      return new ApiError("too_large", reason);
  }
}

/** What holds of every blob. Its type and size are told with its bytes only. */
function setLastingHeaders(reply: FastifyReply, entityTag: string): FastifyReply {
  return reply.headers({
    etag: entityTag,
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
