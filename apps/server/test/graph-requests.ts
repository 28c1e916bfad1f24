// For tests: questions about graphs over REST, asked without a port.
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import {
  downloadGraph,
  type Endpoint,
  type EndpointInput,
  type EndpointResponse,
  type GraphSource,
  Problem,
  RunName,
  Tag,
} from "@runboard/contract";
import { expect } from "vitest";
import type { ServedLogdir } from "./served-logdir.ts";

/** Of a file of the repository. */
export const repositoryPath = (relative: string): string =>
  fileURLToPath(new URL(`../../../${relative}`, import.meta.url));

type Input<E extends Endpoint> = EndpointInput<E> extends { readonly body: infer B } ? B : never;

/** Asks without a port. */
async function post(server: ServedLogdir, url: string, body: object) {
  const { statusCode, payload } = await server.app.inject({ method: "POST", url, payload: body });
  return { status: statusCode, body: JSON.parse(payload) as unknown };
}

export async function ask<E extends Endpoint>(
  server: ServedLogdir,
  endpoint: E,
  body: Input<E>,
): Promise<EndpointResponse<E>> {
  const answer = await post(server, endpoint.path, body as object);
  expect(answer).toMatchObject({ status: 200 });
  const parsed = endpoint.response.parse(answer.body) as EndpointResponse<E>;
  // Another thread writes it: no more and no less than the contract says.
  expect(isDeepStrictEqual(parsed, answer.body)).toBe(true);
  return parsed;
}

/** Status and code of a refusal, and what it says. */
export async function refusal(server: ServedLogdir, endpoint: Endpoint, body: object) {
  const answer = await post(server, endpoint.path, body);
  const { status, code, detail } = Problem.parse(answer.body);
  expect(status).toBe(answer.status);
  return { code, detail };
}

export function content(server: ServedLogdir, query: Record<string, string>) {
  return server.app.inject({
    method: "GET",
    url: `${downloadGraph.path}?${new URLSearchParams(query).toString()}`,
  });
}

export const logged = (run: string, tag = "__run_graph__", plugin = "graphs"): GraphSource => ({
  run: RunName.parse(run),
  tag: Tag.parse(tag),
  plugin,
});
