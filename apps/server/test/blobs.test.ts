// The blob route over real event files: who gets which bytes, under which headers, and what becomes of a name when its file does not stay as it was.
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient, MAX_BATCHED_BLOBS, Problem, readBlob, type RecordSeries } from "@runboard/contract";
import { ValueReader } from "@runboard/logdir";
import { audioValue, type EventWriter, imageValue, stringTensor, tensorValue } from "@runboard/tfevents";
import Fastify from "fastify";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { blobIdsOf, parseBlobId } from "../src/blobs/blob-id.ts";
import { serveBlobs } from "../src/api/blobs.ts";
import { BlobSource } from "../src/blobs/blob-source.ts";
import { eventFile } from "./event-file.ts";
import { serveLogdir, type ServedLogdir } from "./served-logdir.ts";

const picture = readFileSync(new URL("../../../docs/screenshot.png", import.meta.url)).subarray(0, 5000);
const clip = Buffer.from("RIFF\x24\0\0\0WAVEfmt ", "latin1");
const page = Buffer.from("<html><script>alert(1)</script></html>");
const drawing = Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>");

function write(writer: EventWriter): void {
  const pictures = [picture, Buffer.from("GIF89a"), page, drawing, Buffer.alloc(0)];
  writer.writeSummary([imageValue({ tag: "input", width: 3, height: 4, pictures })], {
    step: 1,
    wallTimeSeconds: 101,
  });
  writer.writeSummary([audioValue({ tag: "sound", clips: [clip, clip] })], { step: 2, wallTimeSeconds: 102 });
  writer.writeGraph(Uint8Array.of(10, 0), { step: 3, wallTimeSeconds: 103 });
}

async function blobsOf(
  { baseUrl }: { readonly baseUrl: string },
  tag: string,
  token?: string,
): Promise<readonly string[]> {
  const client = createClient({ baseUrl, ...(token !== undefined && { token }) });
  const { series } = await client.records({ tags: [tag] });
  return series.flatMap(({ blobs = [] }: RecordSeries) => blobs.flat());
}

function ask(
  server: ServedLogdir,
  id: string,
  headers: Record<string, string> = {},
  method = "GET",
): Promise<Response> {
  return fetch(`${server.baseUrl}${readBlob.path}?${new URLSearchParams({ id }).toString()}`, {
    headers,
    method,
  });
}

async function codeOf(response: Response): Promise<readonly [number, string]> {
  return [response.status, Problem.parse(await response.json()).code];
}

async function bytesOf(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer());
}

describe("a server that stays", () => {
  let logdir: string;
  let server: ServedLogdir;
  let ids: readonly string[];
  beforeAll(async () => {
    logdir = mkdtempSync(join(tmpdir(), "runboard-blobs-"));
    mkdirSync(join(logdir, "run"));
    writeFileSync(join(logdir, "run", "events.out.tfevents.100.here"), eventFile(write));
    server = await serveLogdir(logdir);
    ids = await blobsOf(server, "input");
  });
  afterAll(async () => {
    await server.close();
    rmSync(logdir, { recursive: true, force: true });
  });

  test("pictures, clips and graphs, byte for byte", async () => {
    expect(ids).toHaveLength(5);
    const types: (string | null)[] = [];
    for (const [sample, expected] of [
      picture,
      Buffer.from("GIF89a"),
      page,
      drawing,
      Buffer.alloc(0),
    ].entries()) {
      const response = await ask(server, ids[sample] ?? "");
      expect(response.status).toBe(200);
      expect((await bytesOf(response)).equals(expected)).toBe(true);
      types.push(response.headers.get("content-type"));
    }
    const binary = "application/octet-stream";
    expect(types).toEqual(["image/png", "image/gif", binary, binary, binary]);
    const clips = await blobsOf(server, "sound");
    expect(clips).toHaveLength(2);
    for (const id of clips) {
      const response = await ask(server, id);
      expect(response.headers.get("content-type")).toBe("audio/wav");
      expect((await bytesOf(response)).equals(clip)).toBe(true);
    }
    const [graph = ""] = await blobsOf(server, "__run_graph__");
    expect([...(await bytesOf(await ask(server, graph)))]).toEqual([10, 0]);
  });

  test("nothing in it runs, and it may be kept for ever", async () => {
    const headers = async (sample: number): Promise<Headers> =>
      (await ask(server, ids[sample] ?? "")).headers;
    const shown = await headers(0);
    expect(Object.fromEntries(shown)).toMatchObject({
      "cache-control": "private, max-age=31536000, immutable",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
      "accept-ranges": "bytes",
      "content-length": "5000",
      etag: `"${ids[0] ?? ""}"`,
      "x-event-file": encodeURIComponent("run/events.out.tfevents.100.here"),
    });
    expect(shown.get("content-disposition")).toMatch(/^inline; filename="\w+\.png"$/);
    for (const sample of [2, 3]) {
      const saved = await headers(sample);
      expect(saved.get("content-disposition")).toMatch(/^attachment; filename="\w+\.bin"$/);
      expect(saved.get("content-security-policy")).toBe("default-src 'none'; sandbox");
    }
  });

  test("TensorBoard's routes give them, as pictures only what is one", async () => {
    const { baseUrl } = server;
    const { query } = (
      (await (await fetch(`${baseUrl}/data/plugin/images/images?run=run&tag=input&sample=2`)).json()) as {
        readonly query: string;
      }[]
    )[0] ?? { query: "" };
    expect(query).toBe(new URLSearchParams({ blob_key: ids[2] ?? "" }).toString());
    const asked = await Promise.all([
      ...ids.map((id) => fetch(`${baseUrl}/data/plugin/images/individualImage?blob_key=${id}`)),
      fetch(`${baseUrl}/data/plugin/timeseries/imageData?imageId=${ids[0]}`),
    ]);
    const binary = "application/octet-stream";
    expect(asked.map(({ headers }) => headers.get("content-type"))).toEqual([
      "image/png",
      "image/gif",
      binary,
      binary,
      binary,
      "image/png",
    ]);
    expect(asked.map(({ headers }) => headers.get("content-security-policy"))).toEqual(
      asked.map(() => "default-src 'none'; sandbox"),
    );
    const bytes = await Promise.all(asked.map(bytesOf));
    expect([bytes[0], bytes[2], bytes[5]]).toEqual([picture, page, picture]);
  });

  test("who has it gets 304", async () => {
    const [id = ""] = ids;
    for (const known of [`"${id}"`, `W/"${id}"`, `"other", "${id}"`, "*"]) {
      const response = await ask(server, id, { "if-none-match": known });
      expect([response.status, response.headers.get("etag")]).toEqual([304, `"${id}"`]);
      expect(await bytesOf(response)).toHaveLength(0);
    }
    expect((await ask(server, id, { "if-none-match": '"other"' })).status).toBe(200);
  });

  test.each([
    ["bytes=0-9", 0, 10],
    ["bytes=4990-", 4990, 5000],
    ["bytes=-7", 4993, 5000],
    ["bytes=4000-99999", 4000, 5000],
  ])("%s", async (range, start, end) => {
    const response = await ask(server, ids[0] ?? "", { range });
    expect(response.status).toBe(206);
    expect(response.headers.get("content-range")).toBe(`bytes ${start}-${end - 1}/5000`);
    expect(response.headers.get("content-length")).toBe(String(end - start));
    expect((await bytesOf(response)).equals(picture.subarray(start, end))).toBe(true);
  });

  test("a range that is not in it, or that is none", async () => {
    const beyond = await ask(server, ids[0] ?? "", { range: "bytes=5000-" });
    expect(beyond.headers.get("content-range")).toBe("bytes */5000");
    expect(beyond.headers.get("cache-control")).toBe("no-store");
    expect(await codeOf(beyond)).toEqual([416, "range_not_satisfiable"]);
    for (const range of ["bytes=0-1,3-4", "lines=0-1"])
      expect((await ask(server, ids[0] ?? "", { range })).status).toBe(200);
  });

  test("a range of what the client has a part of already", async () => {
    const range = "bytes=0-9";
    const [id = ""] = ids;
    expect((await ask(server, id, { range, "if-range": `"${id}"` })).status).toBe(206);
    expect((await ask(server, id, { range, "if-range": '"other"' })).status).toBe(200);
    expect((await ask(server, id, { range, "if-range": "Mon, 30 Nov 2026 00:00:00 GMT" })).status).toBe(200);
  });

  test("HEAD says what GET says, but for what only the bytes tell", async () => {
    const [id = ""] = ids;
    const [head, get] = await Promise.all([ask(server, id, {}, "HEAD"), ask(server, id)]);
    const told = ["content-type", "content-disposition", "content-length"];
    const comparable = ({ headers }: Response) =>
      [...headers].filter(([name]) => !["date", "connection", "keep-alive", ...told].includes(name));
    expect(head.status).toBe(200);
    expect(comparable(head)).toEqual(comparable(get));
    expect(told.map((name) => head.headers.get(name))).toEqual([null, null, null]);
    expect(await bytesOf(head)).toHaveLength(0);
    expect((await ask(server, id, { range: "bytes=0-1" }, "HEAD")).status).toBe(200);
  });

  test("clients elsewhere get the very bytes, too", async () => {
    const response = await server.app.inject({
      url: `${readBlob.path}?id=${ids[2] ?? ""}`,
      headers: { host: "127.0.0.1", "accept-encoding": "gzip, br" },
      remoteAddress: "192.0.2.7",
    });
    expect(response.headers["content-encoding"]).toBeUndefined();
    expect(response.rawPayload.equals(page)).toBe(true);
  });

  test("several small ones come in one answer, byte for byte, and may be kept for ever", async () => {
    const client = createClient({ baseUrl: server.baseUrl });
    const [sound = ""] = await blobsOf(server, "sound");
    const asked = [ids[1] ?? "", sound, ids[0] ?? "", ids[2] ?? "", ids[4] ?? "", sound];
    const batch = await client.blobBatch(asked);
    const binary = "application/octet-stream";
    expect(batch.map((blob) => blob && [blob.mediaType, Buffer.from(blob.bytes).toString("latin1")])).toEqual(
      [
        ["image/gif", "GIF89a"],
        ["audio/wav", clip.toString("latin1")],
        ["image/png", picture.toString("latin1")],
        [binary, page.toString("latin1")],
        [binary, ""],
        ["audio/wav", clip.toString("latin1")],
      ],
    );
    const { headers } = await fetch(client.blobBatchUrl(asked));
    expect(Object.fromEntries(headers)).toMatchObject({
      "cache-control": "private, max-age=31536000, immutable",
      "content-type": binary,
      "content-disposition": "attachment",
      "x-content-type-options": "nosniff",
    });
  });

  test("what cannot be given is missing in an answer that is not kept", async () => {
    const client = createClient({ baseUrl: server.baseUrl });
    const asked = ["../../etc/passwd", ids[1] ?? "", ""];
    const batch = await client.blobBatch(asked);
    expect(batch.map((blob) => blob?.mediaType)).toEqual([undefined, "image/gif", undefined]);
    expect((await fetch(client.blobBatchUrl(asked))).headers.get("cache-control")).toBe("no-store");
    for (const count of [0, MAX_BATCHED_BLOBS + 1]) {
      const url = client.blobBatchUrl(Array.from({ length: count }, () => ids[0] ?? ""));
      expect(await codeOf(await fetch(url))).toEqual([400, "invalid_request"]);
    }
  });

  test("what never was there is 404", async () => {
    const [id = ""] = ids;
    const named = parseBlobId(id);
    if (!named) throw new Error("no name");
    const other = (change: Partial<typeof named>, sampleCount = 1): string =>
      blobIdsOf({ ...named, ...change }, "input", sampleCount).at(-1) ?? "";
    expect(other({})).toBe(id);
    const wrong = {
      malformed: "../../etc/passwd",
      empty: "",
      "of another file": other({ identity: "1:2:AAAA" }),
      "of a sample that it has not": other({}, 6),
      "with another character": `${id.slice(0, -1)}${id.endsWith("0") ? "1" : "0"}`,
    };
    for (const [what, wrongId] of Object.entries(wrong))
      expect([what, ...(await codeOf(await ask(server, wrongId)))]).toEqual([what, 404, "blob_not_found"]);
  });
});

describe("what becomes of a name", () => {
  let logdir: string;
  let path: string;
  let server: ServedLogdir;
  let id: string;
  beforeEach(async () => {
    logdir = mkdtempSync(join(tmpdir(), "runboard-blobs-"));
    path = join(logdir, "run", "events.out.tfevents.100.here");
    mkdirSync(join(logdir, "run"));
    writeFileSync(path, eventFile(write));
    server = await serveLogdir(logdir);
    [id = ""] = await blobsOf(server, "input");
  });
  afterEach(async () => {
    await server.close();
    rmSync(logdir, { recursive: true, force: true });
  });

  test("it is the same after commits, restarts and a new index", async () => {
    await server.close();
    appendFileSync(
      path,
      eventFile((writer) => writer.writeScalar("loss", 1, { step: 4, wallTimeSeconds: 104 })),
    );
    server = await serveLogdir(logdir);
    expect((await blobsOf(server, "input"))[0]).toBe(id);
    expect((await ask(server, id)).status).toBe(200);
  });

  const gone = [410, "blob_gone"];

  test("its file is deleted, before and after the index knows", async () => {
    rmSync(path);
    expect(await codeOf(await ask(server, id))).toEqual(gone);
    expect(await codeOf(await ask(server, id, { "if-none-match": `"${id}"` }))).toEqual(gone);
    await server.store.removeFiles([path]);
    expect(await codeOf(await ask(server, id))).toEqual(gone);
  });

  test("who is told that it is gone is told its file, once it was known", async () => {
    const detailOf = async (): Promise<string> => Problem.parse(await (await ask(server, id)).json()).detail;
    const file = "run/events.out.tfevents.100.here";
    truncateSync(path, 2000);
    expect(await detailOf()).toBe(`the event file is shorter than it was: ${file}`);
    rmSync(path);
    expect(await detailOf()).toBe(`the event file is gone: ${file}`);
    await server.store.removeFiles([path]);
    expect(await detailOf()).toBe(`the event file that held the blob was deleted or replaced: ${file}`);
  });

  test("its file is replaced or cut", async () => {
    const bytes = readFileSync(path);
    truncateSync(path, 2000);
    expect(await codeOf(await ask(server, id))).toEqual(gone);
    writeFileSync(`${path}.new`, bytes);
    renameSync(`${path}.new`, path);
    expect(await codeOf(await ask(server, id))).toEqual(gone);
  });

  test("other bytes stand there: another tag, or no value", async () => {
    const bytes = readFileSync(path);
    const offset = parseBlobId(id)?.offsetBytes ?? 0;
    expect(bytes.subarray(offset + 2, offset + 7).toString()).toBe("input");
    bytes.write("i", offset + 3);
    writeFileSync(path, bytes);
    expect(await codeOf(await ask(server, id))).toEqual(gone);
    bytes.fill(0xff, offset, offset + 20);
    writeFileSync(path, bytes);
    expect(await codeOf(await ask(server, id))).toEqual(gone);
  });
});

test("below a path prefix, with a token, and read-only", async () => {
  const logdir = mkdtempSync(join(tmpdir(), "runboard-blobs-"));
  writeFileSync(join(logdir, "events.out.tfevents.100.here"), eventFile(write));
  const server = await serveLogdir(logdir, {
    pathPrefix: "/board",
    token: "a-long-enough-token",
    readOnly: true,
  });
  try {
    const [id = ""] = await blobsOf(server, "sound", "a-long-enough-token");
    expect((await ask(server, id)).status).toBe(401);
    const response = await ask(server, id, { authorization: "Bearer a-long-enough-token" });
    expect([response.status, response.url.includes("/board/api/")]).toEqual([200, true]);
    expect((await bytesOf(response)).equals(clip)).toBe(true);
  } finally {
    await server.close();
    rmSync(logdir, { recursive: true, force: true });
  }
});

describe("large values", () => {
  const sizeBytes = 24 * 2 ** 20;
  let logdir: string;
  let server: ServedLogdir;
  const values = new ValueReader({ cacheBytes: 0 });
  beforeAll(async () => {
    logdir = mkdtempSync(join(tmpdir(), "runboard-blobs-"));
    const value = tensorValue({
      tag: "film",
      plugin: "mine",
      dataClass: "blob_sequence",
      tensor: stringTensor([new Uint8Array(sizeBytes)]),
    });
    writeFileSync(
      join(logdir, "events.out.tfevents.100.here"),
      eventFile((writer) => {
        writer.writeSummary([value], { step: 0, wallTimeSeconds: 100 });
        write(writer);
      }),
    );
    server = await serveLogdir(logdir, {}, { values });
  });
  afterAll(async () => {
    await server.close();
    rmSync(logdir, { recursive: true, force: true });
  });

  test("are not read for HEAD, nor for who has them", async () => {
    const [id = ""] = await blobsOf(server, "film");
    const before = values.bytesRead;
    for (const [headers, method, status] of [
      [{}, "HEAD", 200],
      [{ "if-none-match": `"${id}"` }, "GET", 304],
      [{ "if-none-match": `"${id}"` }, "HEAD", 304],
    ] as const)
      expect((await ask(server, id, headers, method)).status).toBe(status);
    // The head of the file says which it is.
    expect(values.bytesRead - before).toBeLessThan(1000);
  });

  test("are read when those that others are sent leave room; small ones are not held up", async () => {
    const [id = ""] = await blobsOf(server, "film");
    const [small = ""] = await blobsOf(server, "input");
    const app = Fastify();
    let arrivedCount = 0;
    app.addHook("onRequest", (_request, _reply, next) => {
      arrivedCount++;
      next();
    });
    serveBlobs(app, new BlobSource(server.store, values, { heldBytes: sizeBytes * 1.5 }));
    const baseUrl = await app.listen({ host: "127.0.0.1", port: 0 });
    const url = (of: string) => `${baseUrl}${readBlob.path}?${new URLSearchParams({ id: of }).toString()}`;
    try {
      // Its bytes are not taken: more than the system keeps for a connection.
      const slow = await new Promise<IncomingMessage>((resolve) => get(url(id), resolve));
      const before = values.bytesRead;
      const waiting = fetch(url(id)).then(bytesOf);
      const given = new AbortController();
      const left = fetch(url(id), { signal: given.signal });
      await expect.poll(() => arrivedCount).toBe(3);
      for (let count = 0; count < 5; count++)
        expect(await bytesOf(await fetch(url(small)))).toHaveLength(picture.length);
      expect(values.bytesRead - before).toBeLessThan(sizeBytes);
      given.abort();
      await expect(left).rejects.toThrow();
      slow.destroy();
      expect((await waiting).length).toBe(sizeBytes);
      expect(values.bytesRead - before).toBeLessThan(sizeBytes * 2);
      expect((await bytesOf(await fetch(url(id)))).length).toBe(sizeBytes);
    } finally {
      await app.close();
    }
  });
});

test("a value that is larger than may be read says so", async () => {
  const logdir = mkdtempSync(join(tmpdir(), "runboard-blobs-"));
  const value = tensorValue({
    tag: "film",
    plugin: "mine",
    dataClass: "blob_sequence",
    tensor: stringTensor([new Uint8Array(2000)]),
  });
  writeFileSync(
    join(logdir, "events.out.tfevents.100.here"),
    eventFile((writer) => writer.writeSummary([value], { step: 0, wallTimeSeconds: 100 })),
  );
  const server = await serveLogdir(logdir, {}, { values: new ValueReader({ maxValueBytes: 1000 }) });
  try {
    const [id = ""] = await blobsOf(server, "film");
    expect(await codeOf(await ask(server, id))).toEqual([413, "too_large"]);
  } finally {
    await server.close();
    rmSync(logdir, { recursive: true, force: true });
  }
});
