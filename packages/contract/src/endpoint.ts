// An HTTP operation as a value: the server implements it, the client calls it, the OpenAPI document lists it.
import type { z } from "zod";

export interface Endpoint {
  readonly method: "GET" | "POST";
  /** Below the path prefix, e.g. `/api/v1/runs`. Run and tag names never stand in a path: they may hold slashes. */
  readonly path: string;
  readonly summary: string;
  /** `read` changes nothing, whatever the method; a read-only server refuses `write`. */
  readonly access: "read" | "write";
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  /** The JSON answer. */
  readonly response: z.ZodType;
  /** Other media types that `Accept` may ask for, with what they hold. */
  readonly alternatives?: Readonly<Record<string, string>>;
}

/** A GET whose answer is a stream, not one JSON value. */
export interface StreamEndpoint {
  readonly method: "GET";
  readonly path: string;
  readonly summary: string;
  readonly access: "read";
  readonly query?: z.ZodObject;
  /** Media type of the answer → what it holds. */
  readonly mediaTypes: Readonly<Record<string, string>>;
}

type Part<E extends Endpoint, K extends "query" | "body", Side extends "input" | "output"> = E extends {
  readonly [P in K]: infer S extends z.ZodType;
}
  ? { readonly [P in K]: Side extends "input" ? z.input<S> : z.output<S> }
  : unknown;

/** What a handler receives: parsed, defaults filled in. */
export type EndpointRequest<E extends Endpoint> = Part<E, "query", "output"> & Part<E, "body", "output">;
/** What a client passes: defaults may be left out. */
export type EndpointInput<E extends Endpoint> = Part<E, "query", "input"> & Part<E, "body", "input">;
/** What a handler returns and a client gets. */
export type EndpointResponse<E extends Endpoint> = z.output<E["response"]>;

export function defineEndpoint<const E extends Endpoint>(endpoint: E): E {
  return endpoint;
}

export function defineStream<const E extends StreamEndpoint>(endpoint: E): E {
  return endpoint;
}
