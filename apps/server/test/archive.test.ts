// Archives of blobs over real event files: what is in them, under which names, what is missing, and that they wait for slow clients.
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { crc32 } from "node:zlib";
import { createClient, downloadArchive, Problem } from "@runboard/contract";
import { ValueReader } from "@runboard/logdir";
import { imageValue } from "@runboard/tfevents";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { eventFile } from "./event-file.ts";
import { serveLogdir, type OtherParts, type ServedLogdir } from "./served-logdir.ts";

let logdir: string;
let server: ServedLogdir | null = null;
beforeEach(() => {
  logdir = mkdtempSync(join(tmpdir(), "runboard-archive-"));
});
afterEach(async () => {
  await server?.close();
  server = null;
  rmSync(logdir, { recursive: true, force: true });
});

async function serve(parts: OtherParts = {}): Promise<ServedLogdir> {
  return (server = await serveLogdir(logdir, {}, parts));
}

/** Writes pictures of a run at steps, and gives the path of its file. */
function writeRun(
  run: string,
  tag: string,
  steps: readonly (readonly [number, readonly Uint8Array[]])[],
): string {
  mkdirSync(join(logdir, run), { recursive: true });
  const path = join(logdir, run, "events.out.tfevents.100.here");
  writeFileSync(
    path,
    eventFile((writer) => {
      for (const [step, pictures] of steps)
        writer.writeSummary([imageValue({ tag, width: 1, height: 1, pictures })], {
          step,
          wallTimeSeconds: 1_700_000_000 + step,
        });
    }),
  );
  return path;
}

const png = (text: string): Uint8Array =>
  Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.from(text)]);
const gif = Buffer.from("GIF89a and so on");

interface Entry {
  readonly bytes: Buffer;
  readonly isPacked: boolean;
}

/** What an archive's directory at its end names, each checked against its checksum and its own head. */
function entriesOf(archive: Buffer): ReadonlyMap<string, Entry> {
  const end = archive.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  if (end === -1) throw new Error("the archive has no end");
  const entries = new Map<string, Entry>();
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    expect(archive.readUInt32LE(at).toString(16)).toBe("2014b50");
    const [checksum, size] = [archive.readUInt32LE(at + 16), archive.readUInt32LE(at + 24)];
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((place) =>
      archive.readUInt16LE(at + place),
    );
    const name = archive.subarray(at + 46, at + 46 + (nameLength ?? 0)).toString();
    const head = archive.readUInt32LE(at + 42);
    expect(archive.readUInt32LE(head).toString(16)).toBe("4034b50");
    const start = head + 30 + archive.readUInt16LE(head + 26) + archive.readUInt16LE(head + 28);
    const bytes = archive.subarray(start, start + size);
    expect(crc32(bytes), name).toBe(checksum);
    expect(entries.has(name), name).toBe(false);
    entries.set(name, { bytes, isPacked: archive.readUInt16LE(at + 10) !== 0 });
    at += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
  }
  return entries;
}

async function archiveOf(selection: Parameters<ReturnType<typeof createClient>["archive"]>[0]) {
  const response = await createClient(await serve()).archive(selection);
  return { response, entries: entriesOf(Buffer.from(await response.arrayBuffer())) };
}

test("every blob is stored as it was logged, by run, tag, step and sample", async () => {
  writeRun("b/train", "net/in", [
    [0, [png("one"), gif]],
    [20, [Buffer.from("<svg/>")]],
  ]);
  writeRun("a", "net/in", [[7, [png("two")]]]);
  const { response, entries } = await archiveOf({});
  expect(response.headers.get("content-type")).toBe("application/zip");
  expect(response.headers.get("content-encoding")).toBeNull();
  expect(response.headers.get("content-disposition")).toContain(`filename="runboard-net_in.zip"`);
  expect([...entries.keys()]).toEqual([
    "a/net/in/7_1.png",
    "b/train/net/in/0_1.png",
    "b/train/net/in/0_2.gif",
    "b/train/net/in/20_1.bin",
  ]);
  expect(entries.get("b/train/net/in/0_2.gif")).toEqual({ bytes: gif, isPacked: false });
  expect(entries.get("a/net/in/7_1.png")?.bytes).toEqual(png("two"));
});

describe("a selection", () => {
  beforeEach(() => {
    for (const run of ["a", "b"])
      writeRun(run, run === "a" ? "x" : "y", [
        [0, [png("0")]],
        [10, [png("10"), png("11")]],
        [20, [png("20")]],
      ]);
  });

  test.each([
    ["of one run", { runs: ["a"] }, ["a/x/0_1.png", "a/x/10_1.png", "a/x/10_2.png", "a/x/20_1.png"]],
    ["of one tag at a step", { tags: ["y"], step: 10 }, ["b/y/10_1.png", "b/y/10_2.png"]],
    [
      "of the newest up to a step",
      { step: 19 },
      ["a/x/10_1.png", "a/x/10_2.png", "b/y/10_1.png", "b/y/10_2.png"],
    ],
    ["of the newest", { step: "newest", plugin: "images" }, ["a/x/20_1.png", "b/y/20_1.png"]],
    ["of a step before all", { step: -1 }, []],
  ] as const)("%s", async (_, selection, names) => {
    const { entries } = await archiveOf(selection);
    expect([...entries.keys()]).toEqual(names);
  });

  test.each([{ runs: ["none"] }, { tags: ["none"] }, { plugin: "audio" }])(
    "of nothing, %j",
    async (selection) => {
      const response = await fetch(createClient(await serve()).archiveUrl(selection));
      expect(response.status).toBe(404);
      expect(Problem.parse(await response.json()).code).toBe("tag_not_found");
    },
  );

  test("of a step that is no number", async () => {
    const response = await fetch(createClient(await serve()).archiveUrl({ step: "soon" as "newest" }));
    expect(response.status).toBe(400);
  });
});

test("what cannot be read is named with its file, and the others are there", async () => {
  const path = writeRun("cut", "x", [
    [0, [png("0")]],
    [10, [png("10"), png("11")]],
  ]);
  writeRun("good", "x", [[0, [png("0")]]]);
  const { store } = await serve();
  truncateSync(path, 150);
  const response = await createClient(server ?? { baseUrl: "" }).archive({});
  const entries = entriesOf(Buffer.from(await response.arrayBuffer()));
  expect([...entries.keys()]).toEqual(["cut/x/0_1.png", "good/x/0_1.png", "MISSING.txt"]);
  expect(entries.get("MISSING.txt")?.bytes.toString()).toBe(
    "These could not be read from their event files:\ncut, x, step 10, samples 1 to 2: the event file is shorter than it was: cut/events.out.tfevents.100.here\n",
  );
  expect(await store.revision()).toBeGreaterThan(0);
});

/** 40 steps of half a megabyte. */
function writeLarge(): void {
  const steps = Array.from({ length: 40 }, (_, step) => [step, [Buffer.alloc(500_000, step)]] as const);
  writeRun("large", "x", steps);
}

class CountingReader extends ValueReader {
  readCount = 0;

  override readBlobsAt(...asked: Parameters<ValueReader["readBlobsAt"]>) {
    this.readCount += 1;
    return super.readBlobsAt(...asked);
  }
}

test("a slow client is waited for, and nothing is read for one that left", async () => {
  writeLarge();
  const values = new CountingReader();
  const { baseUrl } = await serve({ values });
  const request = http.get(`${baseUrl}${downloadArchive.path}`);
  const [response] = (await once(request, "response")) as [http.IncomingMessage];
  response.pause();
  const settled = async (): Promise<number> => {
    for (let before = -1; before !== values.readCount;) {
      before = values.readCount;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    return values.readCount;
  };
  const read = await settled();
  // What sockets hold is some megabytes.
  expect(read).toBeLessThan(30);
  response.destroy();
  const after = await settled();
  expect(after).toBeLessThanOrEqual(read + 2);
  const whole = await createClient({ baseUrl }).archive({});
  expect(entriesOf(Buffer.from(await whole.arrayBuffer())).size).toBe(40);
});

test.each([
  ["tf1_mnist", 6],
  ["torch_all", 3],
  ["tf2_summaries", 3],
])("pictures of %s", async (fixture, least) => {
  cpSync(fileURLToPath(new URL(`../../../fixtures/${fixture}/logdir`, import.meta.url)), logdir, {
    recursive: true,
  });
  const client = createClient(await serve());
  const { series } = await client.records({ plugin: "images", dataClass: "blob_sequence" });
  const ids = series.flatMap(({ blobs = [] }) => blobs.flat());
  const response = await client.archive({ plugin: "images" });
  const entries = entriesOf(Buffer.from(await response.arrayBuffer()));
  expect(ids.length).toBeGreaterThanOrEqual(least);
  expect(entries.size).toBe(ids.length);
  const bytes = await Promise.all(
    ids.map(async (id) => Buffer.from(await (await client.blob(id)).arrayBuffer())),
  );
  expect([...entries.values()].map((entry) => entry.bytes)).toEqual(bytes);
});
