// The OpenAPI 3.1 document, made from the endpoints of the contract when it is first asked for.
import {
  boardEndpoints,
  dashboardIds,
  dashboards,
  LiveEvent,
  Problem,
  type Endpoint,
  type StreamEndpoint,
} from "@runboard/contract";
import { z } from "zod";

/** Every path begins with an empty piece, `api` and the version. */
const BASE_SEGMENTS = 3;

type Json = Readonly<Record<string, unknown>>;

/** `server`: where the paths begin, e.g. the path prefix or `/`. */
export function openApiDocument(version: string, server: string): Json {
  const paths: Record<string, Json> = {};
  const endpoints = [...boardEndpoints, ...dashboardIds.flatMap((id) => dashboards[id].endpoints)];
  for (const endpoint of endpoints)
    paths[endpoint.path] = {
      ...paths[endpoint.path],
      [endpoint.method.toLowerCase()]: operationOf(endpoint),
    };
  return {
    openapi: "3.1.0",
    info: {
      title: "Runboard",
      version,
      description:
        "Training runs, their tags and series; jobs and sweeps that make them. NaN, Infinity and -Infinity travel as strings. Errors are problem details with a stable `code`.",
    },
    servers: [{ url: server }],
    paths,
    components: {
      schemas: { Problem: jsonSchemaOf(Problem, "output"), LiveEvent: jsonSchemaOf(LiveEvent, "output") },
      responses: {
        Problem: {
          description: "What is wrong, where, and what to do.",
          content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
        },
      },
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
    },
    security: [{}, { token: [] }],
  };
}

function operationOf(endpoint: Endpoint | StreamEndpoint): Json {
  const words = endpoint.path.split("/").slice(BASE_SEGMENTS);
  const name = words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join("");
  return {
    operationId: `${endpoint.method.toLowerCase()}${name}`,
    summary: endpoint.summary,
    ...(endpoint.query && { parameters: parametersOf(endpoint.query) }),
    ...("body" in endpoint
      ? {
          requestBody: {
            required: true,
            content: { "application/json": { schema: jsonSchemaOf(endpoint.body, "input") } },
          },
        }
      : {}),
    responses: {
      200: { description: "The answer.", content: contentOf(endpoint) },
      default: { $ref: "#/components/responses/Problem" },
    },
  };
}

function contentOf(endpoint: Endpoint | StreamEndpoint): Json {
  const described = (types: Readonly<Record<string, string>> = {}): Json =>
    Object.fromEntries(
      Object.entries(types).map(([type, description]) => [type, { schema: { description } }]),
    );
  if ("mediaTypes" in endpoint) return described(endpoint.mediaTypes);
  // What travels is the input side of the codecs.
  return {
    "application/json": { schema: jsonSchemaOf(endpoint.response, "input") },
    ...described(endpoint.alternatives),
  };
}

function parametersOf(query: z.ZodObject): readonly Json[] {
  const { properties = {}, required = [] } = jsonSchemaOf(query, "input") as {
    readonly properties?: Readonly<Record<string, Json>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: "query",
    required: required.includes(name),
    ...(description !== undefined && { description }),
    schema,
    ...(schema["type"] === "array" && { style: "form", explode: true }),
  }));
}

function jsonSchemaOf(schema: z.ZodType, io: "input" | "output"): Json {
  return Object.fromEntries(
    Object.entries(z.toJSONSchema(schema, { io, unrepresentable: "any" })).filter(
      ([key]) => key !== "$schema" && !key.startsWith("~"),
    ),
  );
}
