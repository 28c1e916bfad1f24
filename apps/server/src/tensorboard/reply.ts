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

/** Sends blocks as they are made; an answer of one block has a length. */
export async function sendBlocks(
  reply: FastifyReply,
  blocks: Iterable<Buffer> | AsyncIterable<Buffer>,
): Promise<FastifyReply> {
  const iterator =
    Symbol.asyncIterator in blocks ? blocks[Symbol.asyncIterator]() : blocks[Symbol.iterator]();
  const first = await iterator.next();
  const second = first.done === true ? first : await iterator.next();
  if (second.done === true) return reply.send(first.done === true ? Buffer.alloc(0) : first.value);
  return reply.send(
    Readable.from(restOf([first.value as Buffer, second.value], iterator), { objectMode: false }),
  );
}

async function* restOf(
  taken: readonly Buffer[],
  iterator: AsyncIterator<Buffer> | Iterator<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  yield* taken;
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
}

/** All values of a query parameter. */
export function queryOf(request: FastifyRequest, name: string): readonly string[] {
  const value = (request.query as Record<string, string | string[] | undefined>)[name];
  return value === undefined ? [] : [value].flat();
}
