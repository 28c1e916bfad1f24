// Custom scalars over real event files: layouts are read from them when asked for, whatever has become of them meanwhile.
import { mkdirSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeMessage, EventWriter, LayoutSchema, stringTensor, tensorValue } from "@runboard/tfevents";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { serveLogdir, type ServedLogdir } from "./served-logdir.ts";

let logdir: string;
let server: ServedLogdir | undefined;

function makeLogdir(): void {
  logdir = mkdtempSync(join(tmpdir(), "runboard-custom-scalars-"));
}

async function removeLogdir(): Promise<void> {
  await server?.close();
  server = undefined;
  rmSync(logdir, { recursive: true, force: true });
}

/** Writes a run's event file and gives its path. */
function writeRun(run: string, write: (writer: EventWriter) => void): string {
  const chunks: Uint8Array[] = [];
  const writer = new EventWriter({ write: (bytes) => void chunks.push(bytes), wallTimeSeconds: 100 });
  write(writer);
  writer.flush();
  mkdirSync(join(logdir, run), { recursive: true });
  const path = join(logdir, run, "events.out.tfevents.100.here");
  writeFileSync(path, Buffer.concat(chunks));
  return path;
}

function writeTensor(writer: EventWriter, step: number, content: Uint8Array): void {
  const value = tensorValue({
    tag: "custom_scalars__config__",
    plugin: "custom_scalars",
    dataClass: "tensor",
    tensor: stringTensor([content], []),
  });
  writer.writeSummary([value], { step, wallTimeSeconds: 100 + step });
}

function writeLayout(writer: EventWriter, step: number, title: string, ...tag: string[]): void {
  const chart = { title: tag.join(), content: { case: "multiline", value: { tag } } } as const;
  writeTensor(writer, step, encodeMessage(LayoutSchema, { category: [{ title, chart: [chart] }] }));
}

/** Status, type and body of an answer. */
async function get(path: string): Promise<readonly [number, string | null, string]> {
  server ??= await serveLogdir(logdir);
  const response = await fetch(`${server.baseUrl}/data/plugin/custom_scalars/${path}`);
  return [response.status, response.headers.get("content-type"), await response.text()];
}

async function layout(): Promise<unknown> {
  const [status, type, body] = await get("layout");
  expect([status, type]).toEqual([200, "application/json"]);
  return JSON.parse(body);
}

function category(title: string, ...charts: readonly string[]) {
  return { title, closed: false, chart: charts.map((tag) => ({ title: tag, multiline: { tag: [tag] } })) };
}

describe("layout", () => {
  beforeEach(makeLogdir);
  afterEach(removeLogdir);

  test("the newest of each run, runs in the order of their names", async () => {
    writeRun("b", (writer) => writeLayout(writer, 0, "losses", "y"));
    writeRun("a", (writer) => {
      writeLayout(writer, 0, "losses", "old");
      writeLayout(writer, 5, "losses", "x");
    });
    writeRun("c", (writer) => writer.writeScalar("loss", 1, { step: 0, wallTimeSeconds: 100 }));
    expect(await layout()).toEqual({ version: 0, category: [category("losses", "x", "y")] });
    expect(await layout()).toEqual({ version: 0, category: [category("losses", "x", "y")] });
  });

  test("without one", async () => {
    writeRun("a", (writer) => writer.writeScalar("loss", 1, { step: 0, wallTimeSeconds: 100 }));
    expect(await get("layout")).toEqual([200, "application/json", "{}"]);
  });

  test("what is no layout, or too large for one, counts as none", async () => {
    writeRun("no-message", (writer) => writeTensor(writer, 0, Uint8Array.of(255, 255, 255)));
    writeRun("large", (writer) => writeLayout(writer, 0, "x".repeat(5 << 20)));
    writeRun("zero", (writer) => writeLayout(writer, 0, "fine"));
    expect(await layout()).toEqual({
      version: 0,
      category: [{ title: "fine", closed: false, chart: [{ title: "", multiline: { tag: [] } }] }],
    });
  });

  test("files that are gone, cut, or others than they were are left out", async () => {
    const gone = writeRun("gone", (writer) => writeLayout(writer, 0, "gone", "x"));
    const cut = writeRun("cut", (writer) => writeLayout(writer, 0, "cut", "x"));
    const other = writeRun("other", (writer) => writeLayout(writer, 0, "1234", "x"));
    const directory = writeRun("directory", (writer) => writeLayout(writer, 0, "directory", "x"));
    writeRun("there", (writer) => writeLayout(writer, 0, "there", "x"));
    server = await serveLogdir(logdir);
    renameSync(gone, `${logdir}/away`);
    truncateSync(cut, 60);
    writeFileSync(other, Buffer.alloc(1000));
    rmSync(directory);
    mkdirSync(directory);
    expect(await layout()).toEqual({ version: 0, category: [category("there", "x")] });
    renameSync(`${logdir}/away`, gone);
    expect(await layout()).toEqual({ version: 0, category: [category("gone", "x"), category("there", "x")] });
  });
});

describe("scalars", () => {
  beforeAll(() => {
    makeLogdir();
    writeRun("a", (writer) => {
      writer.writeScalar("loss", 1, { step: 0, wallTimeSeconds: 100 });
      writer.writeScalar("loss", 0.5, { step: 1, wallTimeSeconds: 101 });
      writer.writeScalar("loss/val", NaN, { step: 0, wallTimeSeconds: 100 });
      writer.writeScalar("acc", 1, { step: 0, wallTimeSeconds: 100 });
    });
  });
  afterAll(removeLogdir);

  const json = (body: string) => [200, "application/json", body];

  test.each([
    [
      "run=a&tag=loss.*",
      '{"regex_valid": true, "tag_to_events": {"loss": [[100.0, 0, 1.0], [101.0, 1, 0.5]], "loss/val": [[100.0, 0, "NaN"]]}}',
    ],
    ["run=a&tag=(?i)ACC", '{"regex_valid": true, "tag_to_events": {"acc": [[100.0, 0, 1.0]]}}'],
    ["run=a&tag=val", '{"regex_valid": true, "tag_to_events": {}}'],
    ["run=none&tag=loss", '{"regex_valid": true, "tag_to_events": {}}'],
    ["run=a&tag=(", '{"regex_valid": false, "tag_to_events": {}}'],
    ["run=none&tag=(", '{"regex_valid": false, "tag_to_events": {}}'],
    ["run=a&tag=", '{"regex_valid": false, "tag_to_events": {}}'],
    ["run=a", '{"regex_valid": false, "tag_to_events": {}}'],
  ])("%s", async (query, body) => {
    expect(await get(`scalars?${query}`)).toEqual(json(body));
  });

  const refused = (text: string) => [400, "text/plain; charset=utf-8", `Invalid argument: ${text}`];

  test("a request without a run, or with too long an expression, is refused", async () => {
    expect(await get("scalars?tag=loss")).toEqual(refused("run must be specified"));
    expect(await get(`scalars?run=a&tag=${"x".repeat(5000)}`)).toEqual(
      refused("the regular expression is longer than 4096 characters"),
    );
  });

  test("download", async () => {
    expect(await get("download_data?run=a&tag=loss&format=json")).toEqual(
      json("[[100.0, 0, 1.0], [101.0, 1, 0.5]]"),
    );
    expect(await get("download_data?run=a&tag=loss&format=csv")).toEqual([
      200,
      "text/csv; charset=utf-8",
      "Wall time,Step,Value\r\n100.0,0,1.0\r\n101.0,1,0.5\r\n",
    ]);
    expect((await get("download_data?run=a&tag=none"))[0]).toBe(404);
    expect((await get("download_data?run=a"))[0]).toBe(400);
  });
});
