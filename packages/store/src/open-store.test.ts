import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { openStore, type StoreLocation } from "./open-store.ts";
import { openDatabase } from "./sqlite/driver.ts";
import { StoreError } from "./store-error.ts";
import { ALL, fileCommit, scalarPoints } from "./testing/builders.ts";

// Node warns once, when the first test opens a store.
const warnings: Error[] = [];
process.on("warning", (warning) => warnings.push(warning));

let path: string;
let location: StoreLocation;
beforeEach(async () => {
  const directory = await mkdtemp(join(tmpdir(), "runboard-open-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  path = join(directory, "made", "index.db");
  location = { kind: "sqlite", path };
});

async function writeIndex(pointCount = 3): Promise<void> {
  const store = await openStore(location);
  const steps = Array.from({ length: pointCount }, (_, i) => i);
  const values = steps.map((step) => Math.sin(step));
  await store.commit([fileCommit(["run", "/l/run/e"], [0, 9], [scalarPoints("loss", steps, values)])]);
  await store.close();
}

/** Opens for writing; gives the notices and how many runs were found. */
async function reopen(): Promise<{ notices: string[]; runCount: number }> {
  const notices: string[] = [];
  const store = await openStore(location, { onNotice: (line) => notices.push(line) });
  const runCount = (await store.listRuns()).length;
  const run = `run${runCount + 1}`;
  expect((await store.commit([fileCommit([run, `/l/${run}`], [0, 1], [])])).runs).toEqual([run]);
  await store.close();
  return { notices, runCount };
}

async function changeMeta(sql: string): Promise<void> {
  const db = await openDatabase(path, false);
  db.exec(sql);
  db.close();
}

describe("opening a store", () => {
  it("keeps what was committed, and makes the directory", async () => {
    await writeIndex();
    const first = await openStore(location, { readOnly: true });
    const revision = await first.revision();
    await first.close();
    expect(await reopen()).toEqual({ notices: [], runCount: 1 });
    const store = await openStore(location, { readOnly: true });
    expect(await store.revision()).toBe(revision + 1);
    await store.close();
  });

  it.each([
    ["is of another version", () => changeMeta("UPDATE meta SET schema_version = 999")],
    ["names another format", () => changeMeta("UPDATE meta SET format = 'runbosrd'")],
    ["has no revision", () => changeMeta("UPDATE meta SET revision = 'x'")],
    ["lost a table", () => changeMeta("DROP TABLE gone_file")],
    ["lost an index", () => changeMeta("DROP INDEX chunk_of_series")],
    ["has another column", () => changeMeta("ALTER TABLE file RENAME COLUMN skip_reason TO skip_reasom")],
    ["is no database", () => writeFile(path, "no database ".repeat(9000))],
    ["is cut off", () => truncate(path, 40_000)],
    [
      "has its first page damaged",
      async () => {
        const bytes = await readFile(path);
        bytes.fill(0xa5, 100, 4000);
        await writeFile(path, bytes);
      },
    ],
  ])("builds an index again that %s, with one line; to read it only is an error", async (_, damage) => {
    await writeIndex(50_000);
    await damage();
    const error: unknown = await openStore(location, { readOnly: true }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StoreError);
    expect(["outdated", "damaged"]).toContain((error as StoreError).code);
    const { notices, runCount } = await reopen();
    expect(runCount).toBe(0);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatch(/^The index at .* It is built again\.$/);
    expect(await reopen()).toEqual({ notices: [], runCount: 1 });
  });

  it("takes an empty file for a new index", async () => {
    await mkdir(join(path, ".."));
    await writeFile(path, "");
    expect(await reopen()).toEqual({ notices: [], runCount: 0 });
  });

  it("leaves a database of something else alone", async () => {
    await mkdir(join(path, ".."));
    await changeMeta("CREATE TABLE precious (value TEXT); INSERT INTO precious VALUES ('kept')");
    await expect(openStore(location)).rejects.toMatchObject({ name: "StoreError", code: "foreign" });
    const db = await openDatabase(path, false);
    expect(db.prepare("SELECT value FROM precious").get()?.["value"]).toBe("kept");
    db.close();
  });

  it("says what else is wrong", async () => {
    await expect(openStore(location, { readOnly: true })).rejects.toMatchObject({ code: "missing" });
    await mkdir(path, { recursive: true });
    await expect(openStore(location)).rejects.toMatchObject({ code: "inaccessible" });
    await expect(openStore({ kind: "sqlite", path: "/dev/null/x/index.db" })).rejects.toMatchObject({
      code: "inaccessible",
    });
  });

  it("does not write through a connection that only reads, nor answer after closing", async () => {
    await writeIndex();
    const store = await openStore(location, { readOnly: true });
    await expect(store.commit([])).rejects.toMatchObject({ code: "inaccessible" });
    await store.close();
    await store.close();
    await expect(store.listRuns()).rejects.toMatchObject({ code: "closed" });
  });

  it("builds an index again after damage that showed only while it was read", async () => {
    await writeIndex();
    // Nobody can tell which file had given the points.
    await changeMeta("UPDATE chunk SET file_id = 99");
    const store = await openStore(location);
    await expect(store.readScalars(ALL)).rejects.toMatchObject({ name: "StoreError", code: "damaged" });
    await store.close();
    expect(await reopen()).toMatchObject({ runCount: 0, notices: [expect.stringContaining("damaged")] });
    expect(existsSync(`${path}-damaged`)).toBe(false);
    expect(await reopen()).toEqual({ notices: [], runCount: 1 });
  });

  it("reads on in the index that has come in the place of the one that it opened", async () => {
    await writeIndex();
    const [reader, writer] = await Promise.all([openStore(location), openStore(location)]);
    const before = await reader.revision();
    await changeMeta("UPDATE chunk SET file_id = 99");
    await expect(writer.readScalars(ALL)).rejects.toMatchObject({ code: "damaged" });
    const next = await openStore(location);
    await next.commit([fileCommit(["new", "/l/new"], [0, 1], [scalarPoints("loss", [1])])]);
    expect((await reader.listRuns()).map(({ run }) => run)).toEqual(["new"]);
    await reader.audit();
    // Nobody takes what was answered before for an answer of now.
    expect(await reader.revision()).toBeGreaterThan(before);
    await rm(path);
    expect((await reader.listRuns()).map(({ run }) => run)).toEqual(["new"]);
    await expect(next.commit([])).rejects.toMatchObject({ code: "inaccessible" });
    await Promise.all([reader, writer, next].map((store) => store.close()));
  });

  it("can be done by many at once, when there is no index yet", async () => {
    const stores = await Promise.all(Array.from({ length: 6 }, () => openStore(location)));
    for (const [i, store] of stores.entries())
      await store.commit([fileCommit([`run${i}`, `/l/${i}`], [0, 1], [scalarPoints("loss", [i])])]);
    expect(await stores[0]?.listRuns()).toHaveLength(6);
    await Promise.all(stores.map((store) => store.close()));
  });

  it("prints no warning of its own", async () => {
    await writeIndex();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(warnings.filter(({ message }) => message.includes("SQLite"))).toEqual([]);
  });
});
