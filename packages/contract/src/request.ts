// One HTTP request to a Runboard server, in browsers and in Node.
import { z } from "zod";
import type { ArrowTable, FetchTable, Refusal } from "./arrow-table.ts";
import type { Endpoint, EndpointInput, EndpointResponse } from "./endpoint.ts";
import { ApiError, Problem } from "./errors.ts";
import { parseJson } from "./json.ts";
import { ARROW_STREAM } from "./series.ts";

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
  const { query, body } = input as { readonly query?: Record<string, unknown>; readonly body?: unknown };
  const response = await (options.fetch ?? fetch)(urlOf(endpoint.path, query, options), {
    method: endpoint.method,
    headers: {
      ...requestHeaders("application/json", options),
      ...(endpoint.body && jsonContent),
    },
    ...(endpoint.body && { body: JSON.stringify(body ?? {}) }),
    ...(options.signal && { signal: options.signal }),
  });
  if (!response.ok) throw await errorFromResponse(response);
  return z.parse(endpoint.response, await response.json()) as EndpointResponse<E>;
}

/**
 * Calls an endpoint that is sent a body and answers with an Arrow table.
 * Throws ApiError for an error answer, TypeError when the server cannot be reached or the answer is no table.
 */
export async function callForTable<E extends Endpoint>(
  endpoint: E,
  { body }: EndpointInput<E> & { readonly body: unknown },
  options: CallOptions & { readonly fetchTable: FetchTable },
): Promise<ArrowTable> {
  const request = {
    url: urlOf(endpoint.path, undefined, options),
    headers: { ...requestHeaders(ARROW_STREAM, options), ...jsonContent },
    body: JSON.stringify(body),
  };
  const answer = await options.fetchTable(request, options.signal);
  if ("refusal" in answer) throw errorFromRefusal(answer.refusal);
  return answer.table;
}

const jsonContent = { "content-type": "application/json" };

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
  const { url, status, statusText } = response;
  return errorFromRefusal({ url, status, statusText, text: await response.text() });
}

function errorFromRefusal({ url, status, statusText, text }: Refusal): ApiError {
  const problem = Problem.safeParse(parseJson(text));
  if (problem.success) return new ApiError(problem.data.code, problem.data.detail, problem.data.fields);
  return new ApiError("internal", `${url} answered ${status} ${statusText}`);
}
