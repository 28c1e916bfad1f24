// TensorBoard's routes of embeddings on what its own fixtures do not have: absolute paths, files elsewhere, raw numbers, what is damaged.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatProjectorConfig, writeCheckpoint } from "@runboard/tfevents";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GrowingLogdir } from "./growing-logdir.ts";
import { serveLogdir, type ServedLogdir } from "./served-logdir.ts";

const logdir = new GrowingLogdir();
const elsewhere = mkdtempSync(join(tmpdir(), "runboard-elsewhere-"));
let server: ServedLogdir;

const labels = "label\tgroup\n7\ta\n2\tb\n1\tc\n";
const vectors = Float32Array.of(1, 2, 3, 4, 5, 6);

type Embeddings = NonNullable<Parameters<typeof formatProjectorConfig>[0]["embeddings"]>;

function configure(run: string, embeddings: Embeddings): void {
  logdir.add(run, "loss", 1, 0.5);
  writeFileSync(join(logdir.path, run, "projector_config.pbtxt"), formatProjectorConfig({ embeddings }));
}

function save(prefix: string, names: readonly string[]): void {
  const parts: Uint8Array[] = [];
  const tensors = names.map((name) => ({ name, shape: [3, 2], values: vectors }));
  writeFileSync(
    join(logdir.path, `${prefix}.index`),
    writeCheckpoint(tensors, (bytes) => parts.push(bytes.slice())),
  );
  writeFileSync(join(logdir.path, `${prefix}.data-00000-of-00001`), Buffer.concat(parts));
}

beforeAll(async () => {
  const at = (...names: string[]): string => join(logdir.path, ...names);
  const text = { tensorName: "text", tensorPath: "v.tsv" };
  configure("named", [
    {
      ...text,
      metadataPath: at("labels.tsv"),
      sprite: { imagePath: "../sprite.png", singleImageDim: [8, 8] },
    },
    { tensorName: "raw", tensorPath: "v.bytes", tensorShape: [3, 2], metadataPath: "/etc/passwd" },
    { tensorName: "ragged", tensorPath: "ragged.tsv", metadataPath: "../../labels.tsv" },
    { tensorName: "short", tensorPath: "v.bytes", tensorShape: [3, 3], metadataPath: "link.tsv" },
    { tensorName: "pipe", tensorPath: "pipe.tsv", metadataPath: "pipe.tsv" },
    { tensorName: "out", tensorPath: join(elsewhere, "v.tsv") },
    { tensorName: "needs a checkpoint:0" },
  ]);
  writeFileSync(at("labels.tsv"), labels);
  writeFileSync(at("sprite.png"), Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"));
  writeFileSync(at("named", "v.tsv"), "1\t2\n3\t4\n5\t6\n");
  writeFileSync(at("named", "v.bytes"), Buffer.from(vectors.buffer));
  writeFileSync(at("named", "ragged.tsv"), "1\t2\n3\n");
  writeFileSync(join(elsewhere, "v.tsv"), "1\t2\n");
  symlinkSync(join(elsewhere, "v.tsv"), at("named", "link.tsv"));
  execFileSync("mkfifo", [at("named", "pipe.tsv")]);
  logdir.add("saved", "loss", 1, 0.5);
  save("saved/model.ckpt-5", ["W", "W/.OPTIMIZER_SLOT/m"]);
  // Being saved: the one before it counts.
  save("saved/model.ckpt-9", ["W"]);
  truncateSync(at("saved", "model.ckpt-9.data-00000-of-00001"), 10);
  logdir.add("plain", "loss", 1, 0.5);
  logdir.add("malformed", "loss", 1, 0.5);
  writeFileSync(at("malformed", "projector_config.pbtxt"), "embeddings { tensor_name: 5 }");
  mkdirSync(at("malformed", "x"));
  server = await serveLogdir(logdir.path);
});
afterAll(async () => {
  await server.close();
  logdir.dispose();
  rmSync(elsewhere, { recursive: true });
});

async function get(path: string, query: Readonly<Record<string, string>> = {}) {
  const response = await fetch(
    `${server.baseUrl}/data/plugin/projector/${path}?${String(new URLSearchParams(query))}`,
  );
  const bytes = new Uint8Array(await response.arrayBuffer());
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    bytes,
    text: new TextDecoder().decode(bytes),
  };
}

const floatsOf = (bytes: Uint8Array): readonly number[] => Array.from(new Float32Array(bytes.buffer));

describe("embeddings on TensorBoard's routes", () => {
  test("are those that a configuration names, and those of the newest whole checkpoint", async () => {
    expect(JSON.parse((await get("runs")).text)).toEqual(["named", "saved"]);
    const { embeddings } = JSON.parse((await get("info", { run: "named" })).text) as {
      embeddings: { tensorName: string; tensorShape?: number[] }[];
    };
    expect(embeddings.map(({ tensorName, tensorShape }) => [tensorName, tensorShape])).toEqual([
      ["text", [3, 2]],
      ["raw", [3, 2]],
      ["ragged", undefined],
      ["short", [3, 3]],
      ["pipe", undefined],
      ["out", undefined],
    ]);
    expect(JSON.parse((await get("info", { run: "saved" })).text)).toEqual({
      modelCheckpointPath: "saved/model.ckpt-5",
      embeddings: [{ tensorName: "W", tensorShape: [3, 2] }],
    });
  });

  test.each([
    ["named", "text"],
    ["named", "raw"],
    ["saved", "W:0"],
  ])("%s %s gives its rows, or the first of them", async (run, name) => {
    expect(floatsOf((await get("tensor", { run, name })).bytes)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(floatsOf((await get("tensor", { run, name, num_rows: "2" })).bytes)).toEqual([1, 2, 3, 4]);
  });

  test("have files beside the runs, by an absolute path as by a relative one", async () => {
    const of = { run: "named", name: "text" };
    const metadata = await get("metadata", of);
    expect([metadata.status, metadata.text]).toEqual([200, labels]);
    expect((await get("metadata", { ...of, num_rows: "1" })).text).toBe("label\tgroup\n7\ta\n");
    const sprite = await get("sprite_image", of);
    expect([sprite.status, sprite.type, sprite.bytes.length]).toEqual([200, "image/png", 16]);
  });

  test.each([
    ["metadata", { run: "named", name: "raw" }, "/etc/passwd", "inside of the log directory"],
    ["metadata", { run: "named", name: "short" }, "link.tsv", "inside of the log directory"],
    ["metadata", { run: "named", name: "pipe" }, "pipe.tsv", "no regular file"],
    ["metadata", { run: "named", name: "ragged" }, "../../labels.tsv", "inside of the log directory"],
    ["tensor", { run: "named", name: "ragged" }, "line 2 has 1 numbers", "2"],
    ["tensor", { run: "named", name: "short" }, "has 24 bytes", "take 36"],
    ["tensor", { run: "named", name: "pipe" }, "pipe.tsv", "no regular file"],
    ["tensor", { run: "named", name: "out" }, "v.tsv", "inside of the log directory"],
    ["tensor", { run: "named", name: "none" }, "none", "no tensor"],
    ["tensor", { run: "plain", name: "W" }, "plain", "Unknown run"],
    ["tensor", { run: "named" }, "name", "required"],
    ["tensor", { run: "named", name: "text", num_rows: "x" }, "num_rows", "whole number"],
    ["bookmarks", { run: "named", name: "text" }, "bookmarks", "projector_config.pbtxt"],
    ["info", { run: "malformed" }, "projector_config.pbtxt", "malformed"],
  ])("%s of %j says what is wrong", async (path, query, what, why) => {
    const { status, text } = await get(path, query);
    expect(status).toBe(400);
    expect(text).toContain(what);
    expect(text).toContain(why);
  });
});
