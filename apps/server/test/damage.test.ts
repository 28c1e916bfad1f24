// An index of which a bit has flipped: nothing wrong is shown, it is said, and the files concerned are read again.
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
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

it.each([
  ["of points", "UPDATE chunk SET data = zeroblob(length(data)) WHERE id % 3 = 0"],
  [
    "of what is known of a series",
    "UPDATE series SET summary = zeroblob(length(summary)) WHERE data_class = 'scalar'",
  ],
])("mends damage %s by reading files again, and says so until it is", async (_, sql) => {
  const directory = mkdtempSync(join(tmpdir(), "runboard-damaged-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const logdir = join(directory, "logs");
  cpSync(fixture, logdir, { recursive: true });
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
  const right = await ask();
  expect(right.status).toEqual([200, 200]);
  expect(await (await fetch(`${server.baseUrl}/healthz`)).text()).toBe("ok\n");

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
  const health = async () => (await fetch(`${server.baseUrl}/healthz`)).text();
  await expect.poll(health).toBe("ok\n");
  expect(await noticed.remaining(store)).toBeUndefined();
  expect(lines.some((line) => /damaged/.test(line) && /Read again: .*events\.out/.test(line))).toBe(true);
  // None is read again that was whole already.
  expect(new Set(lines.filter((line) => /Read again/.test(line))).size).toBeLessThanOrEqual(2);
});
