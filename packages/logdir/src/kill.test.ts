import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, renameSync, rmSync, statSync, truncateSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { expect, it } from "vitest";
import { contentsOf, LogFile, Workbench } from "./testing.ts";

const killCount = 50;

it("loses and doubles nothing when it is killed at any moment", async () => {
  const bench = new Workbench();
  const store = await bench.store();
  const trainer = new Trainer(bench.logdir);
  const bundle = bundleChild(bench.path);
  let spare = startChild(bundle, bench);
  try {
    let foundWork = 0;
    for (let round = 0; round < killCount; round++) {
      const child = await spare;
      // The next one loads while this one works.
      spare = startChild(bundle, bench);
      trainer.work(3);
      const before = await store.revision();
      child.stdin.write("go\n");
      let dots = 0;
      child.stdout.on("data", (text: Buffer) => (dots += text.length));
      // However slow the machine is, some are killed before they begin, some at work, some while they wait.
      const dotsToSee = Math.floor(trainer.random() * 6);
      const endMillis = performance.now() + 1_000;
      while (dots < dotsToSee && performance.now() < endMillis) {
        await new Promise((resolve) => setTimeout(resolve, trainer.random() * 10));
        trainer.work(1);
      }
      await new Promise((resolve) => setTimeout(resolve, trainer.random() * 10));
      child.kill("SIGKILL");
      await once(child, "exit");
      if ((await store.revision()) > before) foundWork++;
      const restarted = bench.watch({ reloadIntervalSeconds: 0 });
      await restarted.ready();
      await restarted.close();
      expect(await contentsOf(store), `after kill ${round}`).toBe(await bench.cleanRead());
    }
    expect(foundWork).toBeGreaterThan(killCount / 4);
    const rows = await store.listRuns();
    expect(rows.reduce((sum, { pointCount }) => sum + pointCount, 0)).toBeGreaterThan(1_000);
  } finally {
    (await spare).kill("SIGKILL");
    await bench.dispose();
  }
}, 180_000);

/** One file that starts in no time, made from the source. */
function bundleChild(directory: string): string {
  const require = createRequire(import.meta.url);
  const sqlite = createRequire(require.resolve("@runboard/store")).resolve("@photostructure/sqlite");
  const outfile = join(directory, "child.mjs");
  buildSync({
    entryPoints: [fileURLToPath(new URL("./testing-kill-child.ts", import.meta.url))],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    // Native: it stays where it is.
    alias: { "@photostructure/sqlite": sqlite },
    external: [sqlite],
  });
  return outfile;
}

async function startChild(bundle: string, bench: Workbench): Promise<ChildProcessWithoutNullStreams> {
  const child = spawn(process.execPath, [bundle, bench.logdir, bench.location().path]);
  child.stderr.on("data", (text: Buffer) => process.stderr.write(text));
  await once(child.stdout, "data");
  return child;
}

interface GrowingFile {
  readonly file: LogFile;
  /** Bytes that are not written yet: writers are cut off anywhere. */
  unwritten: Uint8Array;
}

/** Does what trainers, and people who tidy up, do to a log directory. */
class Trainer {
  readonly #logdir: string;
  readonly #files = new Map<string, GrowingFile>();
  #seed = 1;
  #fileCount = 0;

  constructor(logdir: string) {
    this.#logdir = logdir;
  }

  random(): number {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#seed / 2 ** 32;
  }

  work(times: number): void {
    for (let time = 0; time < times; time++) {
      const chance = this.random();
      const path = [...this.#files.keys()][Math.floor(this.random() * this.#files.size)];
      if (path === undefined || (chance < 0.08 && this.#files.size < 8)) this.#begin();
      else if (chance < 0.1) this.#replace(path);
      else if (chance < 0.12) this.#shrink(path);
      else if (chance < 0.13 || this.#files.size > 10) this.#remove(path);
      else this.#grow(path);
    }
  }

  #begin(path = `run${Math.floor(this.random() * 4)}/tfevents.${this.#fileCount}`): void {
    const file = new LogFile(join(this.#logdir, path), 1_700_000_000 + this.#fileCount++);
    this.#files.set(path, { file, unwritten: file.next(1) });
    this.#grow(path);
  }

  #grow(path: string): void {
    const growing = this.#files.get(path)!;
    const tag = `tag${Math.floor(this.random() * 3)}`;
    const count = Math.floor(this.random() ** 3 * 2_000);
    const bytes = Buffer.concat([growing.unwritten, growing.file.next(count, tag)]);
    const cut = Math.floor(bytes.length * Math.min(1, this.random() * 1.5));
    appendFileSync(growing.file.path, bytes.subarray(0, cut));
    growing.unwritten = bytes.subarray(cut);
  }

  #replace(path: string): void {
    const other = new LogFile(join(dirname(this.#logdir), "other"), 1_700_000_000 + this.#fileCount++);
    other.grow(Math.floor(this.random() * 500));
    renameSync(other.path, join(this.#logdir, path));
    this.#files.delete(path);
  }

  /** Nobody writes to it any more. */
  #shrink(path: string): void {
    const absolute = join(this.#logdir, path);
    truncateSync(absolute, Math.floor(statSync(absolute).size * this.random()));
    this.#files.delete(path);
  }

  #remove(path: string): void {
    const directory = dirname(path);
    rmSync(join(this.#logdir, directory), { recursive: true });
    for (const other of this.#files.keys()) if (dirname(other) === directory) this.#files.delete(other);
  }
}
