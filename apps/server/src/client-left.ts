// Tells when no one waits for an answer any more.
import type { FastifyReply } from "fastify";

/** Aborts when the connection closes before the answer is sent. */
export function clientLeft({ raw }: FastifyReply): AbortSignal {
  const left = new AbortController();
  raw.once("close", () => {
    if (!raw.writableFinished) left.abort();
  });
  return left.signal;
}
