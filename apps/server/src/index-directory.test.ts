import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ConfigError } from "./config.ts";
import { openIndexDirectory, type IndexDirectory } from "./index-directory.ts";

let directory: string;
const open: IndexDirectory[] = [];
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "runboard-index-test-"));
  for (const name of ["logs", "other"]) mkdirSync(path.join(directory, name));
});
afterEach(async () => {
  for (const index of open.splice(0)) await index.release();
  rmSync(directory, { recursive: true });
});

async function openCached(logdir = "logs", name: string | null = null): Promise<IndexDirectory> {
  const roots = [{ name, path: path.join(directory, logdir) }];
  const index = await openIndexDirectory({ roots, index: { kind: "cache" } }, { XDG_CACHE_HOME: directory });
  open.push(index);
  return index;
}

async function openNamed(): Promise<IndexDirectory> {
  const index = await openIndexDirectory(
    { roots: [], index: { kind: "directory", path: path.join(directory, "named") } },
    {},
  );
  open.push(index);
  return index;
}

function writeLock(holder: unknown, ageSeconds: number): void {
  const file = path.join(directory, "named", "server.lock");
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, typeof holder === "string" ? holder : JSON.stringify(holder));
  const time = Date.now() / 1000 - ageSeconds;
  utimesSync(file, time, time);
}

test("the same directory has the same index, by whatever path, and others have others", async () => {
  const first = await openCached();
  expect(path.dirname(first.path)).toBe(path.join(directory, "runboard", "index"));
  await first.release();
  symlinkSync(path.join(directory, "logs"), path.join(directory, "link"));
  const again = await openCached("link");
  expect(again.path).toBe(first.path);
  expect((await openCached("other")).path).not.toBe(first.path);
  expect((await openCached("logs", "named")).path).not.toBe(first.path);
});

test("a second server gets a temporary one, which goes away", async () => {
  const first = await openNamed();
  const second = await openNamed();
  expect(second.path).not.toBe(first.path);
  expect(second.notice).toContain("is used by another server");
  await second.release();
  expect(() => readdirSync(second.path)).toThrow("ENOENT");
  await first.release();
  expect((await openNamed()).path).toBe(first.path);
});

test.each([
  ["a living process of this machine", { pid: process.ppid, hostname: hostname() }, 1, true],
  ["a dead process of this machine", { pid: 2 ** 22 + 1, hostname: hostname() }, 1, false],
  [
    "a predecessor with our process id, as in a container",
    { pid: process.pid, hostname: hostname() },
    1,
    false,
  ],
  ["another machine, lately", { pid: 1, hostname: "elsewhere" }, 1, true],
  ["another machine, long ago", { pid: 1, hostname: "elsewhere" }, 60, false],
  [
    "a living process that does not touch it any more",
    { pid: process.ppid, hostname: hostname() },
    60,
    false,
  ],
  ["a server that is about to write it", "", 0.5, true],
  ["a server that died writing it", '{"pid":', 5, false],
])("a lock of %s", async (_name, holder, ageSeconds, isHeld) => {
  writeLock(holder, ageSeconds);
  expect((await openNamed()).notice !== undefined).toBe(isHeld);
});

test("a temporary one is asked for", async () => {
  const index = await openIndexDirectory({ roots: [], index: { kind: "temporary" } }, {});
  expect(index.notice).toBeUndefined();
  index.releaseNow();
  expect(() => readdirSync(index.path)).toThrow("ENOENT");
});

test("a place that cannot be used is an error when it was asked for", async () => {
  writeFileSync(path.join(directory, "named"), "");
  await expect(openNamed()).rejects.toBeInstanceOf(ConfigError);
});
