// The bridge from an endpoint of the contract to a route: parse, handle, encode. Handlers see only the contract's types.
import { ApiError, type Endpoint, type EndpointRequest, type EndpointResponse } from "@runboard/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { AnswerMemory } from "./answer-memory.ts";
import { clientLeft } from "./client-left.ts";
import { checkValueCount, invalidRequest, type RequestPart } from "./request-faults.ts";

export interface ServeOptions<E extends Endpoint> {
  /** Names the state that the answer is computed from; a client that has that answer gets 304. GET only. */
  readonly entityTag?: () => Promise<string>;
  /** Encoders of the endpoint's alternatives, by media type. */
  readonly encode?: Readonly<
    Record<
      string,
      (
        answer: EndpointResponse<E>,
        request: EndpointRequest<E>,
        memory: AnswerMemory,
      ) => Uint8Array | Promise<Uint8Array>
    >
  >;
}

/** An answer that is JSON already, UTF-8, as another thread wrote it: what `T` is encoded to. */
export class JsonBytes<T> {
  declare readonly of: T;
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** Routes one endpoint. `isReadOnly` refuses endpoints that write. `clientLeft` aborts when no one waits for the answer any more; a handler may then throw anything. What it takes of `memory` is its answer's until that has been sent. */
export function serveEndpoint<const E extends Endpoint>(
  { app, isReadOnly }: { readonly app: FastifyInstance; readonly isReadOnly: boolean },
  endpoint: E,
  handle: (
    request: EndpointRequest<E>,
    clientLeft: AbortSignal,
    memory: AnswerMemory,
  ) => Promise<EndpointResponse<E> | JsonBytes<EndpointResponse<E>>>,
  { entityTag, encode = {} }: ServeOptions<E> = {},
): void {
  const offered = ["application/json", ...Object.keys(encode)];
  const kept = new KeptAnswers();
  app.route({
    method: endpoint.method,
    url: endpoint.path,
    handler: async (request, reply) => {
      if (isReadOnly && endpoint.access === "write")
        throw new ApiError("read_only", "this server was started with --read-only");
      const mediaType = preferredMediaType(request.headers.accept, offered);
      const state = await entityTag?.();
      if (state !== undefined && isUnchanged(request, reply, state)) return reply.code(304).send();
      const parsed = parseRequest(endpoint, request);
      const encoded = encode[mediaType];
      const name = JSON.stringify(parsed);
      const known = encoded ? undefined : kept.read(name, state);
      if (known !== undefined) return reply.type(JSON_TYPE).send(known);
      const signal = clientLeft(reply);
      const memory = new AnswerMemory();
      const answer = await handle(parsed, signal, memory).catch((error: unknown) => {
        if (!signal.aborted) throw error;
        return undefined;
      });
      if (answer === undefined) return reply.hijack();
      if (!entityTag) void reply.header("cache-control", "no-store");
      if (offered.length > 1) void reply.header("vary", "accept");
      if (answer instanceof JsonBytes) return reply.type(JSON_TYPE).send(answer.bytes);
      if (encoded) {
        const bytes = await encoded(answer, parsed, memory);
        // Not when the connection breaks: it is not known then what still reads it.
        reply.raw.once("finish", () => memory.release());
        return reply.type(mediaType).send(bytes);
      }
      const text = JSON.stringify(z.encode(endpoint.response, answer));
      memory.release();
      if (state !== undefined) kept.keep(name, state, text);
      return reply.type(JSON_TYPE).send(text);
    },
  });
}

const JSON_TYPE = "application/json; charset=utf-8";
const MOST_KEPT_ANSWERS = 4;

/** Answers as they were sent, for who asks the same while nothing has changed: another page, another reload. */
class KeptAnswers {
  readonly #byName = new Map<string, { readonly state: string; readonly text: string }>();

  read(name: string, state: string | undefined): string | undefined {
    const known = this.#byName.get(name);
    return known?.state === state ? known?.text : undefined;
  }

  keep(name: string, state: string, text: string): void {
    this.#byName.delete(name);
    this.#byName.set(name, { state, text });
    const [oldest] = this.#byName.keys();
    if (this.#byName.size > MOST_KEPT_ANSWERS && oldest !== undefined) this.#byName.delete(oldest);
  }
}

/** Names the answer's state to the client and tells whether the client has it already. */
export function isUnchanged(request: FastifyRequest, reply: FastifyReply, state: string): boolean {
  const tag = `W/"${state}"`;
  void reply.header("etag", tag).header("cache-control", "no-cache");
  return (request.headers["if-none-match"] ?? "").split(",").some((item) => item.trim() === tag);
}

/** Query and body by the endpoint's schemas. Throws ApiError naming the wrong fields. */
function parseRequest<E extends Endpoint>(endpoint: E, request: FastifyRequest): EndpointRequest<E> {
  return {
    ...(endpoint.query && { query: parseQuery(endpoint.query, request) }),
    ...(endpoint.body && { body: parsePart("body", endpoint.body, request.body) }),
  } as EndpointRequest<E>;
}

/** A parameter given once counts as a list of one where the schema has a list. */
export function parseQuery<Q extends z.ZodObject>(schema: Q, request: FastifyRequest): z.output<Q> {
  const query = { ...(request.query as Record<string, unknown>) };
  for (const [name, field] of Object.entries(schema.shape)) {
    if (typeof query[name] === "string" && isList(field as z.ZodType)) query[name] = [query[name]];
  }
  return parsePart("query", schema, query);
}

function isList(field: z.ZodType): boolean {
  return field instanceof z.ZodOptional ? isList(field.unwrap() as z.ZodType) : field instanceof z.ZodArray;
}

function parsePart<S extends z.ZodType>(part: RequestPart, schema: S, value: unknown): z.output<S> {
  checkValueCount(part, value);
  const result = schema.safeParse(value);
  if (!result.success) throw invalidRequest(part, result.error);
  return result.data;
}

/** Of the media types offered (the first is the default) the one that the client likes best. Throws ApiError when it takes none. */
export function preferredMediaType(accept: string | undefined, offered: readonly string[]): string {
  const ranges = (accept ?? "*/*").split(",").map((item) => {
    const [range = "", ...parameters] = item.split(";").map((text) => text.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith("q="));
    return { range, quality: quality ? Number(quality.slice(2)) : 1 };
  });
  const qualityOf = (type: string): number => {
    const patterns = [type, `${type.split("/")[0] ?? ""}/*`, "*/*"];
    for (const pattern of patterns) {
      const found = ranges.find(({ range }) => range === pattern);
      if (found) return found.quality;
    }
    return 0;
  };
  let best = { type: "", quality: 0 };
  for (const type of offered) {
    const quality = qualityOf(type);
    if (quality > best.quality) best = { type, quality };
  }
  if (best.type === "")
    throw new ApiError("not_acceptable", `this is given as ${offered.join(" or ")}, not as ${accept ?? ""}`);
  return best.type;
}
