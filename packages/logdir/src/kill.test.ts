import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, renameSync, rmSync, statSync, truncateSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  histogramValue,
  imageValue,
  seriesKind,
  SessionLog_SessionStatus,
  simpleValue,
} from "@runboard/tfevents";
import { buildSync } from "esbuild";
import { expect, it } from "vitest";
import { contentsOf, fillSilently, LogFile, Workbench } from "./testing.ts";

const killCount = 50;

it("loses and doubles nothing when it is killed at any moment", async () => {
  const bench = new Workbench();
  const store = await bench.store();
  const trainer = new Trainer(bench.logdir);
  const bundle = bundleChild(bench.path);
  let spare = startChild(bundle, bench);
  try {
    let foundWork = 0;
    // At any time: files come and go.
    const kinds = new Set<string>();
    let mostPoints = 0;
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
      for (const { metadata } of await store.listSeries({ tags: ["tag0"] })) kinds.add(seriesKind(metadata));
      const pointCounts = (await store.listRuns()).map(({ pointCount }) => pointCount);
      mostPoints = Math.max(
        mostPoints,
        pointCounts.reduce((sum, count) => sum + count, 0),
      );
    }
    expect(foundWork).toBeGreaterThan(killCount / 4);
    expect(trainer.filledCount).toBeGreaterThan(10);
    expect(kinds.size).toBe(3);
    expect(mostPoints).toBeGreaterThan(1_000);
  } finally {
    (await spare).kill("SIGKILL");
    await bench.dispose();
  }
});

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
  /** What shows as zeros so far. */
  readonly gaps: { readonly offsetBytes: number; readonly content: Uint8Array }[];
}

/** Does what trainers, and people who tidy up, do to a log directory. */
class Trainer {
  readonly #logdir: string;
  readonly #files = new Map<string, GrowingFile>();
  /** Gaps that got their content. */
  filledCount = 0;
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
      else if (chance < 0.3) this.#fill(path);
      else this.#grow(path);
    }
  }

  #begin(path = `run${Math.floor(this.random() * 4)}/tfevents.${this.#fileCount}`): void {
    const file = new LogFile(join(this.#logdir, path), 1_700_000_000 + this.#fileCount++);
    // Some begin with a mark, as those of a job that came back.
    const first = this.random() < 0.3 ? this.#nextMark(file) : file.next(1);
    this.#files.set(path, { file, unwritten: first, gaps: [] });
    this.#grow(path);
  }

  #grow(path: string): void {
    const growing = this.#files.get(path)!;
    const tag = `tag${Math.floor(this.random() * 3)}`;
    const count = Math.floor(this.random() ** 3 * 2_000);
    const parts = [growing.unwritten, growing.file.next(count, tag)];
    // The same tags hold other kinds, too.
    if (this.random() < 0.4) parts.push(this.#nextRecords(growing.file, tag));
    if (this.random() < 0.1) parts.push(this.#nextMark(growing.file));
    const bytes = Buffer.concat(parts);
    const cut = Math.floor(bytes.length * Math.min(1, this.random() * 1.5));
    const written = Uint8Array.from(bytes.subarray(0, cut));
    if (this.random() < 0.15) this.#leaveGap(growing, written);
    appendFileSync(growing.file.path, written);
    growing.unwritten = bytes.subarray(cut);
  }

  #nextRecords(file: LogFile, tag: string): Uint8Array {
    const values = Array.from({ length: 1 + Math.floor(this.random() * 5) }, () => this.random());
    const histogram = histogramValue({ tag, values });
    const picture = imageValue({ tag, width: 1, height: 1, pictures: [Uint8Array.of(1)] });
    return file.nextOf((writer, moment) => {
      if (this.random() < 0.7) writer.writeSummary([histogram], moment);
      if (this.random() < 0.3) writer.writeSummary([picture, simpleValue({ tag, value: 1 })], moment);
    });
  }

  #nextMark(file: LogFile): Uint8Array {
    return file.nextOf((writer, { step, wallTimeSeconds }) => {
      const from = Math.floor(step * this.random());
      writer.writeSessionLog(SessionLog_SessionStatus.START, { step: from, wallTimeSeconds });
    });
  }

  /** A block of what is about to be written shows as zeros for now. */
  #leaveGap({ file, gaps }: GrowingFile, written: Uint8Array): void {
    const start = Math.floor(written.length * this.random());
    const content = written.slice(start, start + Math.ceil(this.random() ** 2 * 300));
    const sizeBytes = statSync(file.path, { throwIfNoEntry: false })?.size ?? 0;
    gaps.push({ offsetBytes: sizeBytes + start, content });
    written.fill(0, start, start + content.length);
  }

  #fill(path: string): void {
    const growing = this.#files.get(path)!;
    const gap = growing.gaps.shift();
    if (gap === undefined) return;
    this.filledCount++;
    fillSilently(growing.file.path, gap.content, gap.offsetBytes);
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
