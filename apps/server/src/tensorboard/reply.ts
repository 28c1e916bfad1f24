// What all of these routes read of a request and answer with.
import { Readable } from "node:stream";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { PublicError } from "./public-error.ts";

export const PLAIN_TEXT = "text/plain; charset=utf-8";

/** Errors as TensorBoard's: one line of plain text. What is a bug goes on to the application's handler. */
export function answerInPlainText(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError | PublicError, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) throw error;
    return reply.code(status).type(PLAIN_TEXT).send(error.message);
  });
}

export function sendJson(reply: FastifyReply, text: string): FastifyReply {
  return reply.type("application/json").send(Buffer.from(text));
}

/** Sends blocks as they are made; an answer of one block has a length. No more are made when the client has left. */
export async function sendBlocks(
  reply: FastifyReply,
  blocks: Iterable<Buffer> | AsyncIterable<Buffer>,
): Promise<FastifyReply> {
  const iterator =
    Symbol.asyncIterator in blocks ? blocks[Symbol.asyncIterator]() : blocks[Symbol.iterator]();
  const taken = await firstBlocks(iterator).catch((error: unknown) => {
    if (!reply.raw.destroyed) throw error;
    return undefined;
  });
  if (taken === undefined) return reply.hijack();
  if (taken.length < 2) return reply.send(taken[0] ?? Buffer.alloc(0));
  return reply.send(Readable.from(restOf(taken, iterator), { objectMode: false }));
}

async function firstBlocks(iterator: AsyncIterator<Buffer> | Iterator<Buffer>): Promise<readonly Buffer[]> {
  const first = await iterator.next();
  if (first.done === true) return [];
  const second = await iterator.next();
  return second.done === true ? [first.value] : [first.value, second.value];
}

async function* restOf(
  taken: readonly Buffer[],
  iterator: AsyncIterator<Buffer> | Iterator<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* taken;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}

/** All values of a query parameter. */
export function queryOf(request: FastifyRequest, name: string): readonly string[] {
  const value = (request.query as Record<string, string | string[] | undefined>)[name];
  return value === undefined ? [] : [value].flat();
}
