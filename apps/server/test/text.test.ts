// Texts over event files: searched over all steps, and given as TensorBoard gives them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ValueReader } from "@runboard/logdir";
import { createClient, searchTexts, type Client, type EndpointInput } from "@runboard/contract";
import { stringTensor, type TensorInit, tensorValue, textValue } from "@runboard/tfevents";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { Breath } from "../src/api/long-work.ts";
import { eventFile } from "./event-file.ts";
import { serveLogdir, type ServedLogdir } from "./served-logdir.ts";

const logdir = mkdtempSync(join(tmpdir(), "runboard-texts-"));
let server: ServedLogdir;
let client: Client;

type Search = EndpointInput<typeof searchTexts>["body"];
const search = (body: Search) => client.call(searchTexts, { body });

function log(
  run: string,
  texts: readonly (readonly [tag: string, text: string | Uint8Array])[],
  name = "1",
): string {
  const path = join(logdir, run, `events.out.tfevents.${name}`);
  mkdirSync(join(logdir, run), { recursive: true });
  const bytes = eventFile((writer) => {
    for (const [step, [tag, text]] of texts.entries()) {
      const tensor = stringTensor([typeof text === "string" ? new TextEncoder().encode(text) : text], []);
      writer.writeSummary([tensorValue({ tag, plugin: "text", tensor })], {
        step,
        wallTimeSeconds: 100 + step,
      });
    }
  });
  writeFileSync(path, bytes);
  return path;
}

/** At each multiple of the 32 KiB that are searched at once a text that reaches across it, one byte further each time; and one at the end. */
function edgeText(): Uint8Array {
  const bytes = Buffer.alloc(40 * 2 ** 15, ".");
  for (let edge = 1; edge < 40; edge++) bytes.write("é😀needle x", edge * 2 ** 15 - edge);
  bytes.write("é😀needle", bytes.length - 12);
  return bytes;
}

function logTensor(run: string, tag: string, tensor: TensorInit): void {
  mkdirSync(join(logdir, run), { recursive: true });
  writeFileSync(
    join(logdir, run, `events.out.tfevents.${tag}`),
    eventFile((writer) => {
      writer.writeSummary([tensorValue({ tag, plugin: "text", tensor })], { step: 0, wallTimeSeconds: 100 });
    }),
  );
}

beforeAll(async () => {
  log("c", [
    ["a", "a".repeat(50_000)],
    ["edge", edgeText()],
  ]);
  logTensor("c", "empty", { dtype: 7, tensorShape: { dim: [{ size: 5000n }] } });
  logTensor("c", "filled", {
    dtype: 7,
    tensorShape: { dim: [{ size: 1000n }] },
    stringVal: [Buffer.from("fill, filled")],
  });
  const marked = Array.from({ length: 200 }, () => Buffer.from("*x* ".repeat(50)));
  logTensor("c", "marked", stringTensor(marked, [20, 10]));
  logTensor("c", "hollow", stringTensor([], [0, 1_000_000_000, 1]));
  log("c", new Array<readonly [string, string]>(1000).fill(["steps", "step"]), "steps");
  log("a", [
    ["note", "The Quick brown fox"],
    ["note", "quick, quick! a.b (c)"],
    ["other", "nothing"],
    ["note", Uint8Array.of(0x71, 0x75, 0x69, 0x63, 0x6b, 0xff)],
  ]);
  log("b", [
    ["note", `${"x".repeat(10_000_000)}needle${"y".repeat(500)}`],
    ["note", "Straße ÄÖ"],
  ]);
  writeFileSync(
    join(logdir, "a", "events.out.tfevents.2"),
    eventFile((writer) => {
      writer.writeSummary([textValue({ tag: "table", text: "in a list" })], {
        step: 7,
        wallTimeSeconds: 107,
      });
      const cells = ["one", "quick two", "three", "four"].map((cell) => new TextEncoder().encode(cell));
      const tensor = stringTensor(cells, [2, 2]);
      writer.writeSummary([tensorValue({ tag: "table", plugin: "text", tensor })], {
        step: 8,
        wallTimeSeconds: 108,
      });
    }),
  );
  server = await serveLogdir(logdir);
  client = createClient({ baseUrl: server.baseUrl });
});
afterAll(async () => {
  await server.close();
  rmSync(logdir, { recursive: true });
});

describe("a search", () => {
  test("finds a text in every step of every series, in upper or lower case, also beside bytes that are no text", async () => {
    const { matches, searchedCount, next } = await search({ query: "QUICK" });
    expect(next).toBeNull();
    expect(searchedCount).toBe(1014);
    expect(
      matches.map(({ run, tag, step, match, matchCount, elementIndex }) => [
        run,
        tag,
        step,
        match,
        matchCount,
        elementIndex,
      ]),
    ).toEqual([
      ["a", "note", 0, "Quick", 1, 0],
      ["a", "note", 1, "quick", 2, 0],
      ["a", "note", 3, "quick", 1, 0],
      ["a", "table", 8, "quick", 1, 1],
    ]);
    expect(matches[0]).toMatchObject({ before: "The ", after: " brown fox", wallTimeSeconds: 100 });
  });

  test("takes the text as it is, not as an expression", async () => {
    expect((await search({ query: "A.B (C)" })).matches).toHaveLength(1);
    expect((await search({ query: "a.c" })).matches).toHaveLength(0);
    expect((await search({ query: "äö" })).matches).toHaveLength(1);
  });

  test("gives a piece of 10 MB, not all of it", async () => {
    const { matches } = await search({ query: "needle", runs: ["b"] });
    expect(matches).toMatchObject([{ before: "x".repeat(60), after: "y".repeat(60) }]);
  });

  test("looks through what was chosen, and goes on where it ended", async () => {
    expect((await search({ query: "quick", runs: ["a"], tags: ["table"] })).searchedCount).toBe(2);
    const first = await search({ query: "quick", maxMatches: 2 });
    expect(first.next).toEqual({ run: "a", tag: "note", pointIndex: 2, step: 1, supersededPointCount: 0 });
    const rest = await search({ query: "quick", ...(first.next && { from: first.next }) });
    expect(rest.matches.map(({ step }) => step)).toEqual([3, 8]);
    expect(first.searchedCount + rest.searchedCount).toBe(1014);
  });

  test("begins a series again where points came before its place since, or it never had such a place", async () => {
    const { next } = await search({ query: "quick", maxMatches: 2 });
    if (!next) throw new Error("there is more to search");
    for (const from of [
      { ...next, step: 0 },
      { ...next, supersededPointCount: 1 },
      // Of no answer.
      { ...next, pointIndex: 1e15, step: null },
      { ...next, pointIndex: 4, step: null },
      { ...next, pointIndex: 2, step: null },
    ])
      expect((await search({ query: "quick", from })).matches.map(({ step }) => step)).toEqual([0, 1, 3, 8]);
  });

  test("finds what lies across the pieces that it reads, each match once", async () => {
    const { matches } = await search({ query: "aaa", runs: ["c"] });
    expect(matches).toMatchObject([{ tag: "a", matchCount: 16_666 }]);
    for (const [query, tag, matchCount] of [
      ["needle", "edge", 40],
      ["😀needle", "edge", 40],
      ["é😀NEEDLE x", "edge", 39],
      ["nothing", "edge", 0],
    ] as const) {
      const found = (await search({ query, runs: ["c"], tags: [tag] })).matches;
      expect(found.reduce((sum, match) => sum + match.matchCount, 0)).toBe(matchCount);
    }
    const [edge] = (await search({ query: "needle", runs: ["c"], tags: ["edge"] })).matches;
    expect([edge?.before, edge?.after]).toEqual([`${".".repeat(57)}é😀`, ` x${".".repeat(58)}`]);
  });

  test("decodes a piece at a time, with a pause after each and after each string, be it empty", async () => {
    const taken = vi.spyOn(Breath.prototype, "take");
    const decoded = vi.spyOn(TextDecoder.prototype, "decode");
    try {
      await search({ query: "needle", runs: ["b"], tags: ["note"] });
      expect(taken.mock.calls.length).toBeGreaterThan(10_000_000 / 2 ** 16);
      const lengths = decoded.mock.calls.map(([bytes]) => bytes?.byteLength ?? 0);
      expect(Math.max(...lengths)).toBeLessThanOrEqual(2 ** 16);
      taken.mockClear();
      await search({ query: "needle", runs: ["c"], tags: ["empty"] });
      expect(taken.mock.calls.length).toBeGreaterThanOrEqual(5000);
    } finally {
      taken.mockRestore();
      decoded.mockRestore();
    }
  });

  test("searches a string that fills a shape once", async () => {
    const decoded = vi.spyOn(TextDecoder.prototype, "decode");
    try {
      const { matches } = await search({ query: "fill", runs: ["c"], tags: ["filled"] });
      expect(matches).toMatchObject([{ elementIndex: 0, matchCount: 2000 }]);
      const ofText = decoded.mock.calls.filter(([bytes]) => bytes?.byteLength === 12);
      expect(ofText).toHaveLength(1);
    } finally {
      decoded.mockRestore();
    }
  });

  test("refuses what is too long or empty", async () => {
    await expect(search({ query: "" })).rejects.toMatchObject({ code: "invalid_request" });
    await expect(search({ query: "x".repeat(1001) })).rejects.toMatchObject({ code: "invalid_request" });
    await expect(search({ query: "x", maxMatches: 1001 })).rejects.toMatchObject({ code: "invalid_request" });
  });

  test("counts what cannot be read any more", async () => {
    const path = log("gone", [["note", "quick to go"]]);
    const other = await serveLogdir(logdir);
    try {
      rmSync(path);
      const there = createClient({ baseUrl: other.baseUrl });
      const body = { query: "quick", runs: ["gone"] };
      expect(await there.call(searchTexts, { body })).toMatchObject({
        matches: [],
        searchedCount: 1,
        unreadCount: 1,
      });
    } finally {
      await other.close();
    }
  });
});

describe("TensorBoard's route", () => {
  const ask = async (query: string) => {
    const response = await fetch(`${server.baseUrl}/data/plugin/text/text?${query}`);
    return (await response.json()) as { readonly step: number; readonly text: string }[];
  };

  test("gives tags as they are, when Markdown is not wanted, and nothing of a series that is not there", async () => {
    expect(await ask("run=a&tag=table&markdown=false")).toMatchObject([
      { step: 7, text: expect.stringContaining("in a list") as string },
      {
        step: 8,
        text: "<table>\n<tbody>\n<tr>\n<td>one</td>\n<td>quick two</td>\n</tr>\n<tr>\n<td>three</td>\n<td>four</td>\n</tr>\n</tbody>\n</table>",
      },
    ]);
    expect(await ask("run=a&tag=none")).toEqual([]);
    expect(await ask("")).toEqual([]);
  });

  test("gives what is long as it is, piece by piece, and no more than 10 MB, and says so", async () => {
    const long = `${"x".repeat(10 * 2 ** 20 - 1)}é`;
    // A reference across the edge of a piece stays one.
    const references = `${"x".repeat(2 ** 16 - 3)}&copy;<b>${"é&<".repeat(100_000)}`;
    log("d", [
      ["long", long],
      ["references", references],
    ]);
    logTensor(
      "d",
      "cells",
      stringTensor([Buffer.from("first"), Buffer.from(long), Buffer.from("third")], [3]),
    );
    const other = await serveLogdir(logdir);
    try {
      const textOf = async (tag: string) => {
        const response = await fetch(`${other.baseUrl}/data/plugin/text/text?run=d&tag=${tag}`);
        return ((await response.json()) as { readonly text: string }[])[0]?.text ?? "";
      };
      const single = await textOf("long");
      expect(single.length).toBeLessThan(10 * 2 ** 20 + 200);
      expect(single.slice(-80)).toBe(
        "xxxxx</p><p><strong>Warning:</strong> This text is cut after 10485760 bytes.</p>",
      );
      const escaped = `${"x".repeat(2 ** 16 - 3)}&copy;&lt;b&gt;${"é&amp;&lt;".repeat(100_000)}`;
      expect((await textOf("references")) === `<p>${escaped}</p>`).toBe(true);
      expect((await textOf("references&markdown=false")) === escaped).toBe(true);
      const decoded = vi.spyOn(TextDecoder.prototype, "decode");
      await (await fetch(`${other.baseUrl}/data/plugin/text/text?run=d&tag=long`)).arrayBuffer();
      const lengths = decoded.mock.calls.map(([bytes]) => bytes?.byteLength ?? 0);
      decoded.mockRestore();
      expect(Math.max(...lengths)).toBe(2 ** 16);
      const cells = await textOf("cells");
      expect(cells.length).toBeLessThan(10 * 2 ** 20 + 400);
      expect(cells).toContain("<td><p>first</p></td>");
      expect(cells).not.toContain("third");
    } finally {
      await other.close();
    }
  });

  test("reads of a table as much Markdown as of a single text, with a pause after each cell", async () => {
    const taken = vi.spyOn(Breath.prototype, "take");
    try {
      const [point] = await ask("run=c&tag=marked");
      expect(point?.text.match(/<em>x<\/em>/g)).toHaveLength(20_000 / "*x* ".length);
      expect(point?.text.match(/<td><p>\*x\*/g)).toHaveLength(100);
      expect(taken.mock.calls.length).toBeGreaterThanOrEqual(200);
    } finally {
      taken.mockRestore();
    }
  });

  test("is done at once with a shape that says many rows and has none", async () => {
    expect((await ask("run=c&tag=hollow"))[0]?.text).toMatch(/<table>\n<tbody>\n<\/tbody>\n<\/table>$/);
  });

  test("ends its work when the client has left", async () => {
    const left = new AbortController();
    const taken = vi.spyOn(Breath.prototype, "take").mockImplementation(() => {
      left.abort();
      return new Promise((resolve) => setTimeout(resolve, 10));
    });
    const read = vi.spyOn(ValueReader.prototype, "readTensors");
    try {
      const response = fetch(`${server.baseUrl}/data/plugin/text/text?run=c&tag=steps`, left);
      await expect(response).rejects.toThrow("aborted");
      await vi.waitFor(() => expect(read.mock.results).not.toEqual([]));
      const [columns, selection] = read.mock.calls[0] ?? [];
      await vi.waitFor(() => expect(selection?.signal?.aborted).toBe(true));
      expect(columns?.steps).toHaveLength(1000);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(read).toHaveBeenCalledTimes(1);
    } finally {
      taken.mockRestore();
      read.mockRestore();
    }
  });

  test("gives bytes that are no text with a sign for each", async () => {
    expect((await ask("run=a&tag=note")).at(-1)).toMatchObject({ step: 3, text: "<p>quick\ufffd</p>" });
  });
});
