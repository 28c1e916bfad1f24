import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import type { EventStore, FileCommit } from "./event-store.ts";
import { isMarkedDamaged, openStore, type StoreLocation } from "./open-store.ts";
import { openDatabase } from "./sqlite/driver.ts";
import { StoreError } from "./store-error.ts";
import { ALL, fileCommit, RECORDS, recordPoints, scalarPoints } from "./testing/builders.ts";

let path: string;
let location: StoreLocation;
beforeEach(async () => {
  const directory = await mkdtemp(join(tmpdir(), "runboard-damage-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  path = join(directory, "index.db");
  location = { kind: "sqlite", path };
});

const FLIPS = 400;
const PATHS = ["/l/one/events.1", "/l/one/events.2", "/l/two/events.1"];

/** Files of two runs, with a restart, findings, levels, and values that no rule could guess. */
function commits(): readonly FileCommit[] {
  const steps = Array.from({ length: 2500 }, (_, i) => i);
  return PATHS.map((file, number) => {
    const values = steps.map((step) =>
      step === 900 ? NaN : Math.sin(step * (number + 2)) + (step === 1500 ? 99 : 0),
    );
    const walls = steps.map((step) => 1.7e9 + number * 1e4 + step);
    const from = number === 1 ? 700 : 0;
    return fileCommit(
      [file.split("/")[2] ?? "", file],
      [0, 9],
      [
        scalarPoints("loss", steps.slice(from), values.slice(from), walls.slice(from)),
        recordPoints("img", [number, 7, 8], "blob_sequence", 1.7e9 + number * 1e4),
      ],
    );
  });
}

async function writeIndex(): Promise<void> {
  const store = await openStore(location);
  await store.commit(commits());
  await store.close();
}

/** Each answer that the store gives, as text; or what is damaged, by the store's own word. */
async function answersOf(store: EventStore): Promise<readonly string[]> {
  const questions: readonly (() => Promise<unknown>)[] = [
    () => store.listRuns(),
    () => store.listSeries({}),
    () => store.listFindings({}),
    () => store.listRestarts({}),
    () => store.readScalars({ ...ALL, runs: ["one"] }),
    () => store.readScalars({ ...ALL, runs: ["two"] }),
    () => store.readScalars({ ...ALL, maxPoints: 50 }),
    () => store.readScalars({ ...ALL, tags: ["loss"] }),
    () => store.listSeries({ tags: ["img"] }),
    () => store.listRestarts({ tags: ["loss"] }),
    () => store.readScalars({ ...ALL, includeSuperseded: true }),
    () => store.readRecords(RECORDS),
    () => store.listFiles(),
  ];
  const answers: string[] = [];
  for (const ask of questions) {
    try {
      answers.push(
        JSON.stringify(await ask(), (_, value: unknown) =>
          typeof value === "number" ? String(value) : value,
        ),
      );
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      expect(error.code).toBe("damaged");
      answers.push("damaged");
    }
  }
  return answers;
}

/** What an audit says: which files are to be read again, none for the whole index; undefined for nothing. */
async function auditOf(store: EventStore): Promise<readonly string[] | undefined> {
  try {
    await store.audit();
    return undefined;
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "damaged") throw error;
    return error.paths;
  }
}

it("gives no wrong answer whichever bit of it has flipped, that an audit would not find", async () => {
  await writeIndex();
  const store = await openStore(location);
  const right = await answersOf(store);
  await store.close();
  expect(right).not.toContain("damaged");
  const whole = await readFile(path);
  let noticed = 0;
  for (let round = 0; round < FLIPS; round++) {
    const bytes = Buffer.from(whole);
    const at = Math.floor((whole.length * (round + 0.5)) / FLIPS);
    bytes[at]! ^= 1 << (round & 7);
    // A file of its own: a connection lets go of one when its statements are collected.
    const copy = `${path}.${round}`;
    await writeFile(copy, bytes);
    const notices: string[] = [];
    const damaged = await openStore(
      { kind: "sqlite", path: copy },
      { onNotice: (line) => notices.push(line) },
    );
    const answers = await answersOf(damaged);
    const audited = await auditOf(damaged);
    await damaged.close();
    if (notices.length > 0) {
      noticed++;
      continue;
    }
    const wrong = answers.flatMap((answer, i) => (answer === right[i] || answer === "damaged" ? [] : [i]));
    if (audited === undefined) expect(wrong, `after a flip of bit ${round & 7} of byte ${at}`).toEqual([]);
    if (answers.includes("damaged") || audited) noticed++;
  }
  // The pages of so small an index are mostly empty.
  expect(noticed).toBeGreaterThan(15);
});

it.each([
  ["data", "UPDATE chunk SET data = zeroblob(length(data)) WHERE file_id = 2"],
  ["level", "UPDATE chunk SET level = zeroblob(length(level)) WHERE file_id = 2 AND level IS NOT NULL"],
  ["findings", "UPDATE chunk SET findings = NULL WHERE file_id = 2"],
])(
  "names the file whose %s is damaged, answers of others, and is mended by reading it again",
  async (_, sql) => {
    await writeIndex();
    const before = await openStore(location);
    const right = await answersOf(before);
    await before.close();
    const db = await openDatabase(path, false);
    db.exec(sql);
    db.close();

    const store = await openStore(location);
    await expect(store.readScalars({ ...ALL, maxPoints: 50 })).rejects.toMatchObject({
      code: "damaged",
      paths: [PATHS[1]],
    });
    expect(await store.readScalars({ ...ALL, runs: ["two"] })).toHaveLength(1);
    const [, again] = commits();
    if (again) await store.commit([{ ...again, isReplacement: true }]);
    const mended = await answersOf(store);
    const withoutRevisions = (answers: readonly string[]) =>
      answers.map((one) => one.replaceAll(/"revision":"\d+"/g, ""));
    expect(withoutRevisions(mended)).toEqual(withoutRevisions(right));
    await store.close();
  },
);

it("has all files of a series read again when a chunk's head is damaged, which says how many points there were", async () => {
  await writeIndex();
  const before = await openStore(location);
  const right = await before.readScalars({ ...ALL, includeSuperseded: true });
  await before.close();
  const db = await openDatabase(path, false);
  db.exec("UPDATE chunk SET head = (SELECT head FROM chunk WHERE file_id = 3) WHERE file_id = 2");
  // Also when chunks of another file are lost.
  db.exec("DELETE FROM chunk WHERE id = (SELECT min(id) FROM chunk WHERE file_id = 1)");
  db.close();
  const store = await openStore(location);
  await expect(store.readScalars(ALL)).rejects.toMatchObject({ code: "damaged", paths: [PATHS[1]] });
  const [first, second] = commits();
  if (!first || !second) return expect.fail("there are no commits");
  const again = store.commit([{ ...second, isReplacement: true }]);
  await expect(again).rejects.toMatchObject({ code: "damaged", paths: PATHS.slice(0, 1) });
  await store.removeFiles(PATHS.slice(0, 2));
  await store.commit([first, second]);
  expect(await store.readScalars({ ...ALL, includeSuperseded: true })).toEqual(right);
  await store.close();
});

it("notices points that are gone when it looks for findings", async () => {
  const file = ["run", "/l/run/events.1"] as const;
  const steps = Array.from({ length: 2500 }, (_, step) => step);
  const values = steps.map((step) => (step === 500 ? NaN : Math.sin(step * 7)));
  const before = await openStore(location);
  await before.commit([fileCommit(file, [0, 9], [scalarPoints("loss", steps, values)])]);
  await before.close();
  const db = await openDatabase(path, false);
  db.exec("DELETE FROM chunk WHERE id = 1");
  db.close();
  const store = await openStore(location);
  const growth = fileCommit(file, [9, 10], [scalarPoints("loss", [2500], [NaN])]);
  await expect(store.commit([growth])).rejects.toMatchObject({ code: "damaged", paths: [file[1]] });
  expect((await store.listFindings({})).map(({ step }) => step)).toEqual([500]);
  await store.close();
});

it.each([
  ["a series is lost", "DELETE FROM series WHERE tag = 'loss' AND run_id = 1"],
  ["a file is lost", "DELETE FROM file WHERE id = 2"],
  ["all files are lost", "DELETE FROM file WHERE run_id = 1"],
  ["a file is another than was written", "UPDATE file SET offset_bytes = 5, marks = NULL WHERE id = 1"],
])("has a run's files read again before they grow when %s", async (_, sql) => {
  await writeIndex();
  const store = await openStore(location);
  const right = await store.readScalars({ ...ALL, includeSuperseded: true });
  const db = await openDatabase(path, false);
  db.exec(sql);
  db.close();
  // As a server does: what is refused is read again from where the store says that it is.
  const [first, second] = commits();
  if (!first || !second) return expect.fail("there are no commits");
  const growth = fileCommit(["one", PATHS[0] ?? ""], [9, 10], [scalarPoints("acc", [1])]);
  expect((await store.commit([growth])).refusedPaths).toContain(PATHS[0]);
  const known = new Map((await store.listFiles()).map((file) => [file.path, file.offsetBytes]));
  const again = [first, second].map((commit) => ({
    ...commit,
    isReplacement: known.has(commit.cursor.path),
  }));
  expect(known.get(PATHS[0] ?? "") ?? 0).toBe(0);
  expect((await store.commit(again)).refusedPaths).toEqual([]);
  expect(await store.readScalars({ ...ALL, includeSuperseded: true })).toEqual(right);
  expect((await store.listSeries({ runs: ["one"] })).map(({ tag }) => tag)).toEqual(["img", "loss"]);
  await store.close();
});

it("takes nothing of a run or a file whose row is lost for another's", async () => {
  const commit = fileCommit(["run", "/l/run/events.1"], [0, 9], [scalarPoints("loss", [1, 2, 3])]);
  const before = await openStore(location);
  await before.commit([commit]);
  await before.close();
  const db = await openDatabase(path, false);
  db.exec("DELETE FROM run; DELETE FROM file");
  db.close();
  const store = await openStore(location);
  await store.commit([commit]);
  expect((await store.readScalars({ ...ALL, tags: ["loss"] })).map(({ steps }) => [...steps])).toEqual([
    [1, 2, 3],
  ]);
  await store.close();
});

it.each([
  [
    "says what another does",
    "UPDATE series SET summary = (SELECT summary FROM series WHERE tag = 'loss' AND run_id = 2) WHERE tag = 'loss'",
  ],
  ["is said to be of another run", "UPDATE series SET run_id = 2 WHERE tag = 'loss' AND run_id = 1"],
])("believes no series whose row %s", async (_, sql) => {
  await writeIndex();
  const db = await openDatabase(path, false);
  db.exec(sql);
  db.close();
  const store = await openStore(location);
  await expect(store.listSeries({ tags: ["loss"] })).rejects.toMatchObject({ code: "damaged" });
  await store.close();
});

it("names all files of a series whose row is damaged, and is mended by reading them again", async () => {
  await writeIndex();
  const db = await openDatabase(path, false);
  db.exec("UPDATE series SET tag = 'lost' WHERE tag = 'loss' AND run_id = 1");
  db.close();
  const store = await openStore(location);
  const both = { code: "damaged", paths: PATHS.slice(0, 2) };
  await expect(store.listSeries({})).rejects.toMatchObject(both);
  // Who writes forgets the series, and says which files are to be read again.
  const [first, second] = commits();
  if (!first || !second) return expect.fail("there are no commits");
  const growth = fileCommit(["one", PATHS[0] ?? ""], [9, 10], [scalarPoints("acc", [1])]);
  expect((await store.commit([growth])).refusedPaths).toEqual(PATHS.slice(0, 2));
  expect(await store.listFiles()).toMatchObject([{ offsetBytes: 0 }, { offsetBytes: 0 }, { offsetBytes: 9 }]);
  const again = [first, second].map((commit) => ({ ...commit, isReplacement: true }));
  expect((await store.commit(again)).refusedPaths).toEqual([]);
  expect((await store.listSeries({ runs: ["one"] })).map(({ tag }) => tag)).toEqual(["img", "loss"]);
  await store.close();
});

it("names the files also while another process forgets and mends what is damaged", async () => {
  const script = fileURLToPath(new URL("./testing/mending-child.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script, path], {
    cwd: fileURLToPath(new URL(".", import.meta.url)),
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  child.stdout.resume();
  const store = await openStore(location, { readOnly: true });
  for (let damagedCount = 0; damagedCount < 2000;) {
    try {
      await store.listSeries({});
    } catch (error) {
      damagedCount++;
      expect(error).toMatchObject({ code: "damaged", paths: ["/logs/run/events"] });
    }
  }
  await store.close();
});

it("notices points that are gone, and is mended by reading the run's files again", async () => {
  await writeIndex();
  const db = await openDatabase(path, false);
  db.exec(
    "DELETE FROM chunk WHERE file_id = 2 AND series_id = (SELECT id FROM series WHERE tag = 'loss' LIMIT 1)",
  );
  db.close();
  const store = await openStore(location);
  const lost = { code: "damaged", paths: PATHS.slice(0, 2) };
  await expect(store.readScalars({ ...ALL, runs: ["one"] })).rejects.toMatchObject(lost);
  expect(isMarkedDamaged(location)).toBe(false);
  const [first, second] = commits();
  if (!first || !second) return expect.fail("there are no commits");
  await store.commit([first, second].map((commit) => ({ ...commit, isReplacement: true })));
  const [series] = await store.readScalars({ ...ALL, runs: ["one"], includeSuperseded: true });
  expect(series?.steps).toHaveLength(2500 + 1800);
  await store.close();
});

it.each([
  [
    "grows by a restart",
    (store: EventStore) => {
      const repeated = scalarPoints("loss", [600, 601], [1, 2], [1.8e9, 1.8e9]);
      return store.commit([fileCommit(["one", "/l/one/events.3"], [0, 9], [repeated])]);
    },
    PATHS.slice(0, 2),
  ],
  // Named is what is left to forget.
  ["loses a file", (store: EventStore) => store.removeFiles([PATHS[1] ?? ""]), PATHS.slice(0, 1)],
])(
  "notices points that are gone when their series %s, and makes no summary of the rest",
  async (_, change, paths) => {
    await writeIndex();
    const db = await openDatabase(path, false);
    db.exec("DELETE FROM chunk WHERE id = (SELECT min(id) FROM chunk WHERE file_id = 1)");
    db.close();
    const store = await openStore(location);
    await expect(change(store)).rejects.toMatchObject({ code: "damaged", paths });
    await expect(store.readScalars({ ...ALL, runs: ["one"] })).rejects.toMatchObject({
      code: "damaged",
      paths: PATHS.slice(0, 2),
    });
    await store.close();
  },
);

it.each([
  [
    "a series",
    "DELETE FROM series WHERE tag = 'img' AND run_id = 1",
    (store: EventStore) => store.listSeries({}),
  ],
  ["a file", "DELETE FROM file WHERE id = 2", (store: EventStore) => store.readRecords(RECORDS)],
])("has the index built again when %s is gone", async (_, sql, ask) => {
  await writeIndex();
  const store = await openStore(location);
  const db = await openDatabase(path, false);
  db.exec(sql);
  db.close();
  await expect(ask(store)).rejects.toMatchObject({ code: "damaged", paths: [] });
  await store.close();
  expect(isMarkedDamaged(location)).toBe(true);
  const again = await openStore(location);
  expect(await again.listRuns()).toEqual([]);
  expect(isMarkedDamaged(location)).toBe(false);
  await again.close();
});

it.each(["DELETE FROM file WHERE id = 2", "DELETE FROM file", "DELETE FROM run WHERE id = 1"])(
  "is built again when it is opened after %s",
  async (sql) => {
    await writeIndex();
    const db = await openDatabase(path, false);
    db.exec(sql);
    db.close();
    const notices: string[] = [];
    const store = await openStore(location, { onNotice: (line) => notices.push(line) });
    expect(notices).toEqual([expect.stringMatching(/rows of runs or files are lost\. It is built again\.$/)]);
    await store.close();
  },
);

it("is built again when an index of a table lost a row", async () => {
  await writeIndex();
  const db = await openDatabase(path, false);
  const root = Number(
    db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'file_of_run'").get()?.["rootpage"],
  );
  db.close();
  // A page of 32 KiB says in its bytes 3 and 4 how many rows it has.
  const bytes = await readFile(path);
  const at = (root - 1) * 32_768 + 3;
  expect(bytes.readUInt16BE(at)).toBe(PATHS.length);
  bytes.writeUInt16BE(PATHS.length - 1, at);
  await writeFile(path, bytes);
  const notices: string[] = [];
  const store = await openStore(location, { onNotice: (line) => notices.push(line) });
  expect(notices).toEqual([
    expect.stringMatching(/damaged: SQLite finds the table file broken\. It is built again\.$/),
  ]);
  await store.close();
});

const ofOne = PATHS.slice(0, 2);

it.each([
  ["all series of a run", "DELETE FROM series WHERE run_id = 1", ofOne],
  ["one series", "DELETE FROM series WHERE id = 1", ofOne],
  ["series of every run", "DELETE FROM series WHERE tag = 'img'", PATHS],
  ["findings", "UPDATE series SET findings = NULL WHERE run_id = 1", ofOne],
  ["restarts", "UPDATE series SET restarts = NULL WHERE run_id = 1", ofOne],
  ["restarts, which are findings now", "UPDATE series SET restarts = findings WHERE run_id = 1", ofOne],
  ["a count", "UPDATE run SET point_count = point_count + 1 WHERE id = 1", []],
  ["a run's name", "UPDATE run SET name = 'xx' WHERE id = 1", []],
  ["a run", "DELETE FROM run WHERE id = 1", []],
  ["a file", "DELETE FROM file WHERE id = 1", []],
  ["the time of a file", "UPDATE file SET first_wall_time_seconds = 0 WHERE id = 1", []],
])("an audit of an open index tells that it lost %s, and whose share that is", async (_, damage, paths) => {
  await writeIndex();
  const store = await openStore(location);
  expect(await auditOf(store)).toBeUndefined();
  const db = await openDatabase(path, false);
  db.exec(damage);
  db.close();
  expect(await auditOf(store)).toEqual(paths);
  expect(isMarkedDamaged(location)).toBe(paths.length === 0);
  await store.close();
});

it("an audit finds nothing in an index that was written, read again and cleared by turns", async () => {
  const store = await openStore(location);
  for (const commit of commits()) {
    await store.commit([commit]);
    expect(await auditOf(store)).toBeUndefined();
  }
  await store.commit([{ ...commits()[1]!, isReplacement: true }]);
  expect(await auditOf(store)).toBeUndefined();
  await store.removeFiles([PATHS[0]!]);
  expect(await auditOf(store)).toBeUndefined();
  await store.close();
});
