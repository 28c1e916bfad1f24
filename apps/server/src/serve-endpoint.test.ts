import { ApiError, defineEndpoint, Problem } from "@runboard/contract";
import Fastify from "fastify";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { createLog } from "./log.ts";
import { answerProblems } from "./problem.ts";
import { invalidRequest } from "./request-faults.ts";
import { preferredMediaType, serveEndpoint } from "./serve-endpoint.ts";

const setName = defineEndpoint({
  method: "POST",
  path: "/name",
  summary: "",
  access: "write",
  body: z.object({ name: z.string() }),
  response: z.object({ name: z.string() }),
});
const findNames = defineEndpoint({
  method: "POST",
  path: "/find",
  summary: "",
  access: "read",
  query: z.object({ part: z.array(z.string()).optional(), most: z.coerce.number().default(10) }),
  response: z.object({ parts: z.array(z.string()), most: z.number() }),
});

const readCount = defineEndpoint({
  method: "GET",
  path: "/count",
  summary: "",
  access: "read",
  query: z.object({ of: z.string().default("all") }),
  response: z.object({ of: z.string(), count: z.int() }),
});

let state = "1";
let computedCount = 0;

const writable = Fastify();
const readOnly = Fastify();
beforeAll(async () => {
  for (const app of [writable, readOnly]) {
    answerProblems(
      app,
      createLog("human", () => undefined),
    );
    const context = { app, isReadOnly: app === readOnly };
    serveEndpoint(context, setName, ({ body }) => Promise.resolve({ name: body.name }));
    serveEndpoint(context, findNames, ({ query }) =>
      Promise.resolve({ parts: query.part ?? [], most: query.most }),
    );
    serveEndpoint(
      context,
      readCount,
      ({ query }) => Promise.resolve({ of: query.of, count: ++computedCount }),
      { entityTag: () => Promise.resolve(state) },
    );
    await app.ready();
  }
});
afterAll(() => Promise.all([writable.close(), readOnly.close()]));

describe("--read-only", () => {
  test("refuses what writes, whatever it says", async () => {
    for (const payload of [{ name: "x" }, { wrong: 1 }]) {
      const response = await readOnly.inject({ method: "POST", url: "/name", payload });
      expect([response.statusCode, Problem.parse(response.json()).code]).toEqual([403, "read_only"]);
    }
    const response = await writable.inject({ method: "POST", url: "/name", payload: { name: "x" } });
    expect(response.json()).toEqual({ name: "x" });
  });

  test("lets a POST that reads pass", async () => {
    expect((await readOnly.inject({ method: "POST", url: "/find" })).json()).toEqual({ parts: [], most: 10 });
  });
});

test("an answer is worked out once for each question and state", async () => {
  const ask = async (of: string) =>
    (await writable.inject({ url: `/count?of=${of}` })).json<{ count: number }>();
  const first = await ask("a");
  expect(await ask("a")).toEqual(first);
  expect((await ask("b")).count).toBe(first.count + 1);
  expect(await ask("a")).toEqual(first);
  state = "2";
  expect((await ask("a")).count).toBe(first.count + 2);
  for (const of of ["c", "d", "e", "f"]) await ask(of);
  // The oldest is forgotten.
  expect((await ask("a")).count).toBe(first.count + 7);
});

describe("wrong requests", () => {
  const read = vi.fn((text: string) => text);
  const body = z.object({ names: z.array(z.string().refine((text) => read(text) === "")) });
  const endpoint = { ...setName, path: "/names", body };
  const app = Fastify();
  beforeAll(async () => {
    answerProblems(
      app,
      createLog("human", () => undefined),
    );
    serveEndpoint({ app, isReadOnly: false }, endpoint, () => Promise.resolve({ name: "" }));
    await app.ready();
  });
  afterAll(() => app.close());
  const ask = (payload: object) => app.inject({ method: "POST", url: "/names", payload });

  test("are told by their first faults, each cut", async () => {
    const names = Array.from({ length: 1000 }, () => 1);
    const response = await ask({ names });
    const { detail, fields } = Problem.parse(response.json());
    expect(fields).toHaveLength(20);
    expect(fields?.[19]?.field).toBe("body.names[19]");
    expect(detail).toMatch(/^body\.names\[0\]: .*; and 980 more$/);
    expect(response.body.length).toBeLessThan(10_000);
    const unknown = z.strictObject({}).safeParse({ ["x".repeat(100_000)]: 1 });
    if (unknown.success) throw new Error("a key too many is a fault");
    expect(invalidRequest("body", unknown.error).message.length).toBeLessThan(1000);
  });

  test.each([
    ["a list", { names: Array.from({ length: 50_001 }, () => "x") }],
    ["lists in lists", { names: Array.from({ length: 251 }, () => Array.from({ length: 200 }, () => "x")) }],
    [
      "an object",
      { names: [], ...Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`k${i}`, i])) },
    ],
  ])("of too many values in %s are refused before any is looked at", async (_, payload) => {
    read.mockClear();
    expect(Problem.parse((await ask(payload)).json()).code).toBe("too_large");
    expect(read).not.toHaveBeenCalled();
  });
});

test("a list may be given once, often or not at all", async () => {
  for (const [query, parts] of [
    ["", []],
    ["?part=a", ["a"]],
    ["?part=a&part=b&most=3", ["a", "b"]],
  ] as const)
    expect((await writable.inject({ method: "POST", url: `/find${query}` })).json()).toMatchObject({ parts });
});

describe("media types", () => {
  const offered = ["application/json", "application/x-table"];
  test.each([
    [undefined, "application/json"],
    ["*/*", "application/json"],
    ["application/x-table", "application/x-table"],
    ["application/*;q=0.5, application/x-table", "application/x-table"],
    ["application/x-table;q=0.1, application/json;q=0.2", "application/json"],
    ["application/json;q=0, */*", "application/x-table"],
    ["text/html, */*;q=0.1", "application/json"],
    ["APPLICATION/X-TABLE", "application/x-table"],
  ])("%s → %s", (accept, expected) => {
    expect(preferredMediaType(accept, offered)).toBe(expected);
  });

  test.each(["text/html", "application/json;q=0", "image/*", "nonsense"])("%s cannot be had", (accept) => {
    expect(() => preferredMediaType(accept, offered)).toThrow(ApiError);
  });
});
