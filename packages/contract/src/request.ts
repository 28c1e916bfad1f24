// One HTTP request to a Runboard server, in browsers and in Node.
import { z } from "zod";
import type { Endpoint, EndpointInput, EndpointResponse } from "./endpoint.ts";
import { ApiError, Problem } from "./errors.ts";

export interface ClientOptions {
  /** Where the server listens, with its path prefix, e.g. `http://localhost:6006`. */
  readonly baseUrl: string;
  /** The server's token, when it asks for one. A browser that was let in by `?token=` has a cookie instead. */
  readonly token?: string;
  readonly fetch?: typeof fetch;
}

export interface CallOptions extends ClientOptions {
  readonly signal?: AbortSignal;
}

/**
 * Calls one endpoint and decodes its answer.
 * Throws ApiError for an error answer, TypeError when the server cannot be reached, ZodError when the answer is not of the contract.
 */
export async function callEndpoint<E extends Endpoint>(
  endpoint: E,
  input: EndpointInput<E>,
  options: CallOptions,
): Promise<EndpointResponse<E>> {
  const response = await requestEndpoint(endpoint, input, "application/json", options);
  return z.parse(endpoint.response, await response.json()) as EndpointResponse<E>;
}

/** Sends an endpoint's request and gives the answer unread. Throws ApiError for an error answer, TypeError when the server cannot be reached. */
export async function requestEndpoint<E extends Endpoint>(
  endpoint: E,
  input: EndpointInput<E>,
  accept: string,
  options: CallOptions,
): Promise<Response> {
  const { query, body } = input as { readonly query?: Record<string, unknown>; readonly body?: unknown };
  const response = await (options.fetch ?? fetch)(urlOf(endpoint.path, query, options), {
    method: endpoint.method,
    headers: {
      ...requestHeaders(accept, options),
      ...(endpoint.body && { "content-type": "application/json" }),
    },
    ...(endpoint.body && { body: JSON.stringify(body ?? {}) }),
    ...(options.signal && { signal: options.signal }),
  });
  if (!response.ok) throw await errorFromResponse(response);
  return response;
}

export function requestHeaders(accept: string, options: ClientOptions): Record<string, string> {
  return { accept, ...(options.token !== undefined && { authorization: `Bearer ${options.token}` }) };
}

/** The address of a path of the contract. A list repeats its parameter; undefined leaves it out. */
export function urlOf(
  path: string,
  query: Readonly<Record<string, unknown>> | undefined,
  { baseUrl }: ClientOptions,
): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    for (const item of Array.isArray(value) ? value : [value])
      if (item !== undefined) search.append(key, String(item));
  }
  return `${baseUrl.replace(/\/+$/, "")}${path}${search.size > 0 ? `?${search.toString()}` : ""}`;
}

/** The problem that an error answer carries; `internal` when it carries none. */
export async function errorFromResponse(response: Response): Promise<ApiError> {
  const text = await response.text();
  const problem = Problem.safeParse(parseJson(text));
  if (problem.success) return new ApiError(problem.data.code, problem.data.detail, problem.data.fields);
  return new ApiError("internal", `${response.url} answered ${response.status} ${response.statusText}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
