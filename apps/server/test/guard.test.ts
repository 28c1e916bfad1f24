// Who may ask: host names, other sites, tokens; and what browsers are told about answers.
import { hostname } from "node:os";
import { fileURLToPath } from "node:url";
import { createClient, listRuns, Problem, readSeries } from "@runboard/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveLogdir, type ServedLogdir } from "./served-logdir.ts";

const logdir = fileURLToPath(new URL("../../../fixtures/tf1_mnist/logdir", import.meta.url));
const token = "correct horse battery";

let local: ServedLogdir;
let open: ServedLogdir;
let locked: ServedLogdir;
beforeAll(async () => {
  [local, open, locked] = await Promise.all([
    serveLogdir(logdir, { allowedHosts: "proxy.example,.runs.example" }),
    serveLogdir(logdir, { host: "0.0.0.0", insecure: "true" }),
    serveLogdir(logdir, { token, pathPrefix: "/board" }),
  ]);
});
afterAll(() => Promise.all([local.close(), open.close(), locked.close()]));

async function codeOf(
  server: ServedLogdir,
  headers: Readonly<Record<string, string>>,
  request: { readonly method?: "GET" | "POST"; readonly url?: string } = {},
): Promise<string> {
  const { method = "GET", url = listRuns.path } = request;
  const response = await server.app.inject({
    method,
    url,
    headers: { ...headers, ...(method === "POST" && { "content-type": "application/json" }) },
    ...(method === "POST" && { payload: "{}" }),
  });
  return response.statusCode === 200 ? "ok" : Problem.parse(response.json()).code;
}

describe("host names", () => {
  test.each([
    ["localhost:6006", "ok"],
    ["LOCALHOST", "ok"],
    ["localhost.", "ok"],
    ["board.localhost:1", "ok"],
    ["127.0.0.1:6006", "ok"],
    ["127.1.2.3", "ok"],
    ["[::1]:6006", "ok"],
    ["proxy.example", "ok"],
    ["runs.example", "ok"],
    ["a.b.runs.example:443", "ok"],
    ["evil.example", "forbidden_host"],
    ["notruns.example", "forbidden_host"],
    ["localhost.evil.example", "forbidden_host"],
    ["127.0.0.1.evil.example", "forbidden_host"],
    ["192.168.1.5:6006", "forbidden_host"],
    ["localhost@evil.example", "forbidden_host"],
    ["localhost:6006/", "forbidden_host"],
  ])("a server on this machine: %s → %s", async (host, expected) => {
    expect(await codeOf(local, { host })).toBe(expected);
  });

  test.each([
    ["192.168.1.5:6006", "ok"],
    ["[fe80::1]:6006", "ok"],
    [hostname(), "ok"],
    [`${hostname()}.local`, "ok"],
    ["evil.example", "forbidden_host"],
  ])("a server for other machines: %s → %s", async (host, expected) => {
    expect(await codeOf(open, { host })).toBe(expected);
  });

  test("apply to every route", async () => {
    for (const url of ["/", "/data/runs", "/metrics", "/api/docs", "/nothing"]) {
      const response = await local.app.inject({ url, headers: { host: "evil.example" } });
      expect([url, response.statusCode]).toEqual([url, 403]);
    }
  });
});

describe("other sites", () => {
  const host = "localhost:6006";
  test.each([
    [{ origin: "http://localhost:6006" }, "ok"],
    [{ origin: "http://localhost:3000" }, "forbidden_origin"],
    [{ origin: "http://evil.example" }, "forbidden_origin"],
    [{ origin: "null" }, "forbidden_origin"],
    [{ origin: "https://a.runs.example" }, "ok"],
    [{ "sec-fetch-site": "same-origin" }, "ok"],
    [{ "sec-fetch-site": "none" }, "ok"],
    [{ "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" }, "forbidden_origin"],
    [{ "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" }, "ok"],
    [{}, "ok"],
  ])("a read with %j → %s", async (headers, expected) => {
    expect(await codeOf(local, { host, ...(headers as Record<string, string>) })).toBe(expected);
  });

  test.each([
    [{ origin: "http://localhost:6006" }, "ok"],
    [
      { origin: "http://evil.example", "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" },
      "forbidden_origin",
    ],
    [{ "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" }, "forbidden_origin"],
  ])("a POST with %j → %s", async (headers, expected) => {
    const request = { method: "POST", url: readSeries.path } as const;
    expect(await codeOf(local, { host, ...(headers as Record<string, string>) }, request)).toBe(expected);
  });

  test("a standard port may be left out", async () => {
    expect(await codeOf(local, { host: "localhost:80", origin: "http://localhost" })).toBe("ok");
    expect(await codeOf(local, { host: "localhost:443", origin: "https://localhost" })).toBe("ok");
    expect(await codeOf(local, { host: "localhost", origin: "https://localhost" })).toBe("ok");
  });
});

describe("a token", () => {
  const url = `/board${listRuns.path}`;

  test("is asked for everywhere but for the health probe", async () => {
    for (const path of [
      "/board/",
      url,
      "/board/data/runs",
      "/board/metrics",
      "/board/api/docs",
      "/board/nothing",
    ]) {
      const response = await locked.app.inject({ url: path });
      expect([path, response.statusCode, response.headers["www-authenticate"]]).toEqual([
        path,
        401,
        'Bearer realm="runboard"',
      ]);
    }
    for (const path of ["/healthz", "/board/healthz"])
      expect((await locked.app.inject({ url: path })).statusCode).toBe(200);
  });

  test("comes as a bearer header", async () => {
    expect(await codeOf(locked, { authorization: `Bearer ${token}` }, { url })).toBe("ok");
    for (const wrong of [`Bearer ${token}x`, "Bearer", `Basic ${token}`, token])
      expect(await codeOf(locked, { authorization: wrong }, { url })).toBe("unauthorized");
    const client = createClient({ baseUrl: locked.baseUrl, token });
    expect((await client.runs()).runs.length).toBe(2);
    const other = createClient({ baseUrl: locked.baseUrl });
    await expect(other.runs()).rejects.toMatchObject({ code: "unauthorized", status: 401 });
    await expect(other.watch().next()).rejects.toMatchObject({ code: "unauthorized" });
  });

  test("in the address becomes a cookie that is not the token", async () => {
    const response = await locked.app.inject({
      url: `/board/scalars?tag=a%26b&token=${encodeURIComponent(token)}&x=1`,
    });
    expect([response.statusCode, response.headers.location]).toEqual([303, "/board/scalars?tag=a%26b&x=1"]);
    const cookie = String(response.headers["set-cookie"]);
    expect(cookie).toMatch(/^runboard_token=[\w-]+; Path=\/board; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
    expect(cookie).not.toContain(token);
    const pair = cookie.split(";", 1)[0] ?? "";
    expect(await codeOf(locked, { cookie: `other=1; ${pair}` }, { url })).toBe("ok");
    expect(await codeOf(locked, { cookie: `${pair}x` }, { url })).toBe("unauthorized");
    expect(await codeOf(locked, { cookie: `runboard_token=${encodeURIComponent(token)}` }, { url })).toBe(
      "unauthorized",
    );
    expect(await codeOf(locked, {}, { url: `${url}?token=wrong` })).toBe("unauthorized");
  });

  test("is asked for by a page when a person comes without it", async () => {
    const response = await locked.app.inject({ url: "/board/", headers: { accept: "text/html,*/*" } });
    expect([response.statusCode, response.headers["content-type"]]).toEqual([
      401,
      "text/html; charset=utf-8",
    ]);
    expect(response.payload).toContain('name="token"');
    expect(response.payload).not.toContain("<script");
  });

  test("never stands in the log", async () => {
    const lines: string[] = [];
    const logged = await serveLogdir(
      logdir,
      { token },
      { log: (line) => lines.push(line), logFormat: "json" },
    );
    await logged.app.inject({ url: `/api/v1/runs?token=${encodeURIComponent(token)}` });
    await logged.close();
    expect(lines.join("\n")).toContain('"path":"/api/v1/runs"');
    expect(lines.join("\n")).not.toMatch(/correct|battery/);
  });
});

test("browsers are told to trust nothing else", async () => {
  for (const url of [listRuns.path, "/", "/nothing"]) {
    const { headers } = await local.app.inject({ url });
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin",
    });
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|https:/);
  }
});
