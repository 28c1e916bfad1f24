// The typed client: works in browsers and in Node, for the page and for scripts.
import { z } from "zod";
import type { Endpoint, EndpointInput, EndpointResponse } from "./endpoint.ts";
import { ApiError, Problem } from "./errors.ts";

export interface ClientOptions {
  /** Where the server listens, with its path prefix, e.g. `http://localhost:6006`. */
  readonly baseUrl: string;
  readonly fetch?: typeof fetch;
}

/**
 * Calls one endpoint and decodes its answer.
 * Throws ApiError for an error answer, TypeError when the server cannot be reached, ZodError when the answer is not of the contract.
 */
export async function callEndpoint<E extends Endpoint>(
  endpoint: E,
  input: EndpointInput<E>,
  options: ClientOptions & { readonly signal?: AbortSignal },
): Promise<EndpointResponse<E>> {
  const { query, body } = input as { readonly query?: Record<string, unknown>; readonly body?: unknown };
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    for (const item of Array.isArray(value) ? value : [value])
      if (item !== undefined) search.append(key, String(item));
  }
  const text = search.size > 0 ? `?${search.toString()}` : "";
  const response = await (options.fetch ?? fetch)(
    `${options.baseUrl.replace(/\/$/, "")}${endpoint.path}${text}`,
    {
      method: endpoint.method,
      headers: { accept: "application/json", ...(endpoint.body && { "content-type": "application/json" }) },
      ...(endpoint.body && { body: JSON.stringify(body ?? {}) }),
      ...(options.signal && { signal: options.signal }),
    },
  );
  if (!response.ok) throw await errorFromResponse(response);
  return z.parse(endpoint.response, await response.json()) as EndpointResponse<E>;
}

/** The problem that an error answer carries; `internal` when it carries none. */
export async function errorFromResponse(response: Response): Promise<ApiError> {
  const text = await response.text();
  const problem = Problem.safeParse(parseJson(text));
  if (problem.success) return new ApiError(problem.data.code, problem.data.detail);
  return new ApiError("internal", `${response.url} answered ${response.status} ${response.statusText}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
