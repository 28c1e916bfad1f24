// Compression of answers for clients on other machines. On this one it would cost more than it saves: 200 ms for 16 MB.
import { promisify } from "node:util";
import { brotliCompress, constants, createGzip, gzip } from "node:zlib";
import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isLoopbackHost } from "./config.ts";

/** Below this a packet is not saved. */
const LEAST_BYTES = 1400;
/** Levels at which compressing is faster than a 100 Mbit/s line. */
const GZIP_LEVEL = 3;
const BROTLI_QUALITY = 4;

const compressible =
  /^(text\/(?!event-stream)|application\/(json|problem\+json|javascript|manifest\+json|vnd\.apache\.arrow\.stream)|image\/svg)/;

/** Compresses what `app` sends from now on, where the client takes it and is not on this machine. */
export function compressAnswers(app: FastifyInstance): void {
  app.addHook("onSend", async (request, reply, payload) => {
    const type = String(reply.getHeader("content-type") ?? "");
    if (!compressible.test(type) || reply.hasHeader("content-encoding")) return payload;
    addVary(reply);
    if (isLocal(request) || request.method === "HEAD" || reply.statusCode === 304) return payload;
    const encoding = acceptedEncoding(request.headers["accept-encoding"]);
    if (encoding === undefined) return payload;
    if (payload instanceof Readable) {
      // Streams are long: brotli would buffer more before the first byte.
      if (!acceptsEncoding(request.headers["accept-encoding"], "gzip")) return payload;
      void reply.header("content-encoding", "gzip").removeHeader("content-length");
      const compressor = createGzip({ level: GZIP_LEVEL });
      payload.on("error", (error) => compressor.destroy(error));
      compressor.on("close", () => payload.destroy());
      return payload.pipe(compressor);
    }
    const bytes = bytesOf(payload);
    if (bytes === undefined || bytes.length < LEAST_BYTES) return payload;
    void reply.header("content-encoding", encoding).removeHeader("content-length");
    return encoding === "br"
      ? promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } })
      : promisify(gzip)(bytes, { level: GZIP_LEVEL });
  });
}

function bytesOf(payload: unknown): Uint8Array | undefined {
  if (typeof payload === "string") return Buffer.from(payload);
  return payload instanceof Uint8Array ? payload : undefined;
}

function isLocal(request: FastifyRequest): boolean {
  return isLoopbackHost((request.socket.remoteAddress ?? "").replace(/^::ffff:/, ""));
}

function addVary(reply: FastifyReply): void {
  const vary = reply.getHeader("vary");
  void reply.header("vary", vary === undefined ? "accept-encoding" : `${String(vary)}, accept-encoding`);
}

function acceptedEncoding(accepted: string | string[] | undefined): "br" | "gzip" | undefined {
  return (["br", "gzip"] as const).find((encoding) => acceptsEncoding(accepted, encoding));
}

function acceptsEncoding(accepted: string | string[] | undefined, encoding: string): boolean {
  return String(accepted ?? "")
    .split(",")
    .some((item) => {
      const [name, quality] = item.trim().split(/\s*;\s*q=/);
      return name === encoding && Number(quality ?? 1) > 0;
    });
}
