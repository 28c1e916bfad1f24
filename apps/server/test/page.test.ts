// The page's files and the app behind every other path.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveLogdir, type ServedLogdir } from "./served-logdir.ts";

const logdir = fileURLToPath(new URL("../../../fixtures/tf1_mnist/logdir", import.meta.url));
const directory = mkdtempSync(path.join(tmpdir(), "runboard-page-"));
const script = `console.log(${JSON.stringify("x".repeat(5000))});`;

let atRoot: ServedLogdir;
let below: ServedLogdir;
let bare: ServedLogdir;
beforeAll(async () => {
  mkdirSync(path.join(directory, "web", "assets"), { recursive: true });
  writeFileSync(
    path.join(directory, "web", "index.html"),
    '<!doctype html><html><head><base href="/" /><script src="./assets/main-1a2b.js"></script></head></html>',
  );
  writeFileSync(path.join(directory, "web", "assets", "main-1a2b.js"), script);
  writeFileSync(path.join(directory, "web", "favicon.svg"), "<svg/>");
  writeFileSync(path.join(directory, "secret.txt"), "secret");
  symlinkSync(path.join(directory, "secret.txt"), path.join(directory, "web", "link.txt"));
  const parts = { webDirectory: path.join(directory, "web") };
  [atRoot, below, bare] = await Promise.all([
    serveLogdir(logdir, {}, parts),
    serveLogdir(logdir, { pathPrefix: "/a/b" }, parts),
    serveLogdir(logdir),
  ]);
});
afterAll(async () => {
  await Promise.all([atRoot.close(), below.close(), bare.close()]);
  rmSync(directory, { recursive: true });
});

describe("files", () => {
  test("whose names change with their content are kept by browsers for good", async () => {
    const { headers, payload } = await atRoot.app.inject({ url: "/assets/main-1a2b.js" });
    expect(payload).toBe(script);
    expect(headers).toMatchObject({
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
    });
  });

  test("others are asked for again", async () => {
    const first = await atRoot.app.inject({ url: "/favicon.svg" });
    expect(first.headers).toMatchObject({ "content-type": "image/svg+xml", "cache-control": "no-cache" });
    const again = await atRoot.app.inject({
      url: "/favicon.svg",
      headers: { "if-none-match": first.headers.etag },
    });
    expect(again.statusCode).toBe(304);
  });

  test.each([
    "/assets/none.js",
    "/none.png",
    "/link.txt",
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/api/v2/runs",
    "/data/nothing",
  ])("%s is not there", async (url) => {
    const response = await atRoot.app.inject({ url });
    expect(response.statusCode).toBe(404);
    expect(response.payload).not.toContain("secret\n");
  });
});

describe("the app", () => {
  test.each([
    ["/", "./"],
    ["/index.html", "./"],
    ["/scalars", "./"],
    ["/scalars?tag=x.png", "./"],
    ["/scalars/deep/", "../../"],
  ])("%s has the base %s", async (url, base) => {
    const { statusCode, headers, payload } = await atRoot.app.inject({ url });
    expect(statusCode).toBe(200);
    expect(payload.match(/<base[^>]*>/g)).toEqual([`<base href="${base}">`]);
    expect(headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-cache",
    });
  });

  test("lives below a prefix", async () => {
    const response = await below.app.inject({ url: "/a/b/scalars/x" });
    expect(
      new URL(/<base href="([^"]*)"/.exec(response.payload)?.[1] ?? "", "http://h/a/b/scalars/x").pathname,
    ).toBe("/a/b/");
    for (const url of ["/", "/a/b"]) {
      const { statusCode, headers } = await below.app.inject({ url });
      expect([statusCode, headers.location]).toEqual([308, "/a/b/"]);
    }
    expect((await below.app.inject({ url: "/scalars" })).statusCode).toBe(404);
    expect((await below.app.inject({ url: "/api/v1/status" })).statusCode).toBe(404);
    expect((await below.app.inject({ url: "/a/b/api/v1/status" })).statusCode).toBe(200);
    expect((await below.app.inject({ url: "/a/b/data/runs" })).statusCode).toBe(200);
  });

  test("that is not built says what to do", async () => {
    const { statusCode, payload } = await bare.app.inject({ url: "/" });
    expect([statusCode, payload]).toEqual([503, expect.stringContaining("npm run build")]);
  });
});

describe("compression", () => {
  const remote = { remoteAddress: "10.1.2.3" };
  const url = "/assets/main-1a2b.js";

  test.each([
    ["gzip, deflate, br", "br"],
    ["gzip", "gzip"],
    ["br;q=0, gzip;q=0.5", "gzip"],
    ["identity", undefined],
    [undefined, undefined],
  ])("for another machine that takes %s: %s", async (accepted, encoding) => {
    const headers = accepted === undefined ? {} : { "accept-encoding": accepted };
    const response = await atRoot.app.inject({ url, headers, ...remote });
    expect(response.headers["content-encoding"]).toBe(encoding);
    expect(response.headers["vary"]).toBe("accept-encoding");
    expect(response.rawPayload.length < script.length).toBe(encoding !== undefined);
    if (encoding !== undefined) {
      const { brotliDecompressSync, gunzipSync } = await import("node:zlib");
      const bytes =
        encoding === "br" ? brotliDecompressSync(response.rawPayload) : gunzipSync(response.rawPayload);
      expect(bytes.toString()).toBe(script);
    }
  });

  test("streams too", async () => {
    const request = { url: "/api/v1/download", headers: { "accept-encoding": "br, gzip" } };
    const response = await atRoot.app.inject({ ...request, ...remote });
    expect(response.headers["content-encoding"]).toBe("gzip");
    const { gunzipSync } = await import("node:zlib");
    const plain = await atRoot.app.inject(request);
    expect(plain.headers["content-encoding"]).toBeUndefined();
    expect(gunzipSync(response.rawPayload).toString()).toBe(plain.payload);
  });

  test("not on this machine, nor of what is small or compressed already", async () => {
    const headers = { "accept-encoding": "gzip" };
    expect((await atRoot.app.inject({ url, headers })).headers["content-encoding"]).toBeUndefined();
    const small = await atRoot.app.inject({ url: "/favicon.svg", headers, ...remote });
    expect(small.headers["content-encoding"]).toBeUndefined();
  });
});
