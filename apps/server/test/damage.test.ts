// An index of which a bit has flipped: nothing wrong is shown, it is said, and the files concerned are read again.
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient } from "@runboard/contract";
import { openStore } from "@runboard/store";
import { expect, it, onTestFinished } from "vitest";
import { createLog } from "../src/log.ts";
import { IndexDamage, watchedStore } from "../src/watched-store.ts";
import { serveLogdir } from "./served-logdir.ts";

const fixture = fileURLToPath(new URL("../../../fixtures/tf1_mnist/logdir", import.meta.url));

interface Sqlite {
  readonly DatabaseSync: new (path: string) => { exec(sql: string): void; close(): void };
}

/** As another program would change the file while the server runs. */
function changeIndex(directory: string, sql: string): void {
  const require = createRequire(createRequire(import.meta.url).resolve("@runboard/store"));
  const { DatabaseSync } = require("@photostructure/sqlite") as Sqlite;
  const db = new DatabaseSync(join(directory, "index.sqlite"));
  db.exec(sql);
  db.close();
}

/** A log directory beside its index, and servers of both. */
function makeLogdir() {
  const directory = mkdtempSync(join(tmpdir(), "runboard-damaged-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const logdir = join(directory, "logs");
  cpSync(fixture, logdir, { recursive: true });
  const serve = async () => {
    const lines: string[] = [];
    const server = await serveLogdir(
      logdir,
      { reloadInterval: "1" },
      { indexDirectory: directory, log: (line) => lines.push(line) },
    );
    onTestFinished(() => server.close());
    const ask = async () => {
      const headers = { "content-type": "application/json" };
      const init = { method: "POST", headers, body: JSON.stringify({ maxPoints: 4 }) };
      const latest = await fetch(`${server.baseUrl}/api/v1/latest`, { ...init, body: "{}" });
      const series = await fetch(`${server.baseUrl}/api/v1/series`, init);
      const strip = (text: string) => text.replaceAll(/"revision":\d+/g, "");
      return {
        status: [latest.status, series.status],
        text: strip((await latest.text()) + (await series.text())),
      };
    };
    const health = async () => (await fetch(`${server.baseUrl}/healthz`)).text();
    return { server, ask, health, lines };
  };
  return { directory, logdir, serve };
}

it.each([
  ["of points", "UPDATE chunk SET data = zeroblob(length(data)) WHERE id % 3 = 0"],
  [
    "of what is known of a series",
    "UPDATE series SET summary = zeroblob(length(summary)) WHERE data_class = 'scalar'",
  ],
])("mends damage %s by reading files again, and says so until it is", async (_, sql) => {
  const { directory, serve } = makeLogdir();
  const { ask, health, lines } = await serve();
  const right = await ask();
  expect(right.status).toEqual([200, 200]);
  expect(await health()).toBe("ok\n");

  changeIndex(directory, sql);
  // Whoever has nobody that reads the files again goes on saying so.
  const location = { kind: "sqlite", path: join(directory, "index.sqlite") } as const;
  const store = await openStore(location, { readOnly: true });
  onTestFinished(() => store.close());
  const log = createLog("human", () => undefined);
  const noticed = new IndexDamage(log, location, () => undefined);
  const query = { axis: "step", smoothing: 0, includeSuperseded: false } as const;
  await expect(watchedStore(store, noticed).readScalars(query)).rejects.toThrow("damaged");
  for (let time = 0; time < 2; time++)
    expect(await noticed.remaining(store)).toMatch(/these files are read again: .*events\.out/);
  const damaged = await ask();
  expect(damaged.status).toContain(503);
  expect(damaged.text).toContain('"code":"store_unavailable"');
  expect(damaged.text).toContain("read again");
  await expect.poll(ask).toEqual(right);
  await expect.poll(health).toBe("ok\n");
  expect(await noticed.remaining(store)).toBeUndefined();
  expect(lines.some((line) => /damaged/.test(line) && /Read again: .*events\.out/.test(line))).toBe(true);
  // None is read again that was whole already.
  expect(new Set(lines.filter((line) => /Read again/.test(line))).size).toBeLessThanOrEqual(2);
});

it.each([
  ["all series of a run", "DELETE FROM series WHERE run_id = 1"],
  ["a series", "DELETE FROM series WHERE id = 2"],
  ["a table", "DROP TABLE chunk"],
  ["its format", "UPDATE meta SET format = 'runbosrd'"],
])("an index that lost %s while no server ran is whole again soon after the start", async (_, sql) => {
  const { directory, serve } = makeLogdir();
  const first = await serve();
  const right = await first.ask();
  await first.server.close();
  changeIndex(directory, sql);
  const { ask, health } = await serve();
  await expect.poll(ask).toEqual(right);
  await expect.poll(health).toBe("ok\n");
});

it.each([
  ["lost a table", (directory: string) => changeIndex(directory, "DROP TABLE chunk")],
  ["cannot say its revision", (directory: string) => changeIndex(directory, "DELETE FROM meta")],
  ["is gone", (directory: string) => rmSync(join(directory, "index.sqlite"))],
])("an index that %s while a server runs is built anew, and read from then on", async (_, damage) => {
  const { directory, logdir, serve } = makeLogdir();
  const { server, ask, health } = await serve();
  const right = await ask();
  damage(directory);
  // What was there is there again, and what comes is read, too.
  cpSync(fixture, join(logdir, "more"), { recursive: true });
  await expect.poll(async () => (await ask()).text.length).toBeGreaterThan(right.text.length * 1.9);
  await expect.poll(health).toBe("ok\n");
  expect((await ask()).status).toEqual([200, 200]);
  const { runs } = await createClient({ baseUrl: server.baseUrl }).runs();
  expect(runs.filter(({ run }) => run.startsWith("more/"))).toHaveLength(runs.length / 2);
});
