import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { openDatabase } from "../sqlite/driver.ts";
import { describeJobTable } from "../testing.ts";
import type { JobTable } from "./job-table.ts";
import { openJobTable } from "./open-job-table.ts";

describeJobTable("SQLite", async () => {
  const directory = await mkdtemp(join(tmpdir(), "runboard-jobs-"));
  const tables: JobTable[] = [];
  return {
    async open() {
      const table = await openJobTable({ kind: "sqlite", path: join(directory, "new", "jobs.sqlite") });
      tables.push(table);
      return table;
    },
    async dispose() {
      await Promise.all(tables.map((table) => table.close()));
      await rm(directory, { recursive: true });
    },
  };
});

describe("job table in a file", () => {
  async function place(): Promise<string> {
    const directory = await mkdtemp(join(tmpdir(), "runboard-jobs-"));
    onTestFinished(() => rm(directory, { recursive: true }));
    return join(directory, "jobs.sqlite");
  }

  it("is left alone when it is of a newer version, of something else, or damaged", async () => {
    const newer = await place();
    await (await openJobTable({ kind: "sqlite", path: newer })).close();
    const db = await openDatabase(newer, false);
    db.exec("UPDATE meta SET schema_version = 99");
    db.close();
    const opening = openJobTable({ kind: "sqlite", path: newer });
    await expect(opening).rejects.toMatchObject({ code: "outdated" });
    await expect(opening).rejects.toThrow(/version 99, and this Runboard knows version 1\. Use /);

    const foreign = await place();
    const other = await openDatabase(foreign, false);
    other.exec("CREATE TABLE recipe (name TEXT)");
    other.close();
    await expect(openJobTable({ kind: "sqlite", path: foreign })).rejects.toMatchObject({ code: "foreign" });

    const damaged = await place();
    await writeFile(damaged, "no database at all, but long enough to look at".repeat(100));
    await expect(openJobTable({ kind: "sqlite", path: damaged })).rejects.toMatchObject({ code: "damaged" });
    expect(await readFile(damaged, "utf8")).toMatch(/^no database/);

    await expect(openJobTable({ kind: "sqlite", path: join(damaged, "below-a-file") })).rejects.toMatchObject(
      { code: "inaccessible" },
    );
  });

  it("waits for who is about to leave it", async () => {
    const path = await place();
    await (await openJobTable({ kind: "sqlite", path })).close();
    const driver = fileURLToPath(new URL("../sqlite/driver.ts", import.meta.url));
    const program = `
      const { openDatabase } = await import(${JSON.stringify(driver)});
      const db = await openDatabase(${JSON.stringify(path)}, false);
      db.exec("BEGIN IMMEDIATE");
      console.log("begun");
      setTimeout(() => db.exec("COMMIT"), 300);`;
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program], {
      cwd: fileURLToPath(new URL(".", import.meta.url)),
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    const table = await openJobTable({ kind: "sqlite", path });
    expect(await table.listJobs()).toEqual([]);
    await table.close();
    expect(await once(child, "close")).toEqual([0, null]);
  });

  it("holds, after a kill at any moment, whole changes and all that were told", async () => {
    const path = await place();
    let told = 0;
    for (let round = 0; round < 8; round++) {
      told = Math.max(told, await changeUntilKilled(path));
      // The lock went with the process.
      const table = await openJobTable({ kind: "sqlite", path });
      const jobs = await table.listJobs();
      const numbers = new Set(jobs.map(({ record }) => Number(record)));
      expect(numbers.size).toBe(1);
      const [number = 0] = numbers;
      expect(number).toBeGreaterThanOrEqual(told);
      expect(jobs.map(({ id }) => id)).toEqual(Array.from({ length: number }, (_, i) => `job${i}`));
      expect(await table.listSweeps()).toEqual(jobs.slice(0, 1));
      await table.close();
    }
    expect(told).toBeGreaterThan(8);
  });
});

/** Tells the number of the last change that was told. */
async function changeUntilKilled(path: string): Promise<number> {
  const script = fileURLToPath(new URL("../testing/changing-child.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script, path], {
    cwd: fileURLToPath(new URL(".", import.meta.url)),
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  await once(child.stdout, "data");
  await pause(Math.random() * 60);
  child.kill("SIGKILL");
  await once(child, "close");
  return Number(text.slice(0, text.lastIndexOf("\n")).split("\n").at(-1));
}
