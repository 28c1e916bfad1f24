// Builders for tests: event files that grow, watches that are waited for, and the whole contents of a store as comparable text.
import { createHash } from "node:crypto";
import {
  appendFileSync,
  closeSync,
  futimesSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { openStore, type EventStore, type StoreLocation } from "@runboard/store";
import { type EventMoment, EventWriter, RecordReader, seriesKind } from "@runboard/tfevents";
import { Coordinator } from "./coordinator.ts";
import { defaultLimits, type ReadLimits } from "./ingester.ts";
import { smallLimits } from "./testing-limits.ts";
import { unreadProgress, watchLogdir, type LogdirWatch, type WatchOptions } from "./watch-logdir.ts";
import { type LoadProgress, type LogdirEvent } from "./logdir-event.ts";

/** A directory of its own for each test, with a log directory and a place for the index in it. */
export class Workbench {
  readonly path = mkdtempSync(join(tmpdir(), "runboard-logdir-"));
  readonly logdir = join(this.path, "logs");
  readonly #closing: (() => Promise<void>)[] = [];

  constructor() {
    mkdirSync(this.logdir);
  }

  location(name = "index"): StoreLocation {
    return { kind: "sqlite", path: join(this.path, `${name}.sqlite`) };
  }

  file(path: string): LogFile {
    return new LogFile(join(this.logdir, path));
  }

  /** A watch whose coordinator runs in this thread, which saves starting one. */
  watch(options: Partial<WatchOptions> = {}): ObservedWatch {
    return this.#observe(options, (given) => new LocalWatch(given, defaultLimits));
  }

  /** The same, with many small steps. */
  watchInSmallSteps(options: Partial<WatchOptions> = {}): ObservedWatch {
    return this.#observe(options, (given) => new LocalWatch(given, smallLimits));
  }

  /** The real one. */
  watchInThreads(options: Partial<WatchOptions> = {}): ObservedWatch {
    return this.#observe(options, watchLogdir);
  }

  #observe(options: Partial<WatchOptions>, start: (options: WatchOptions) => LogdirWatch): ObservedWatch {
    const given = {
      roots: [{ name: null, path: this.logdir }],
      store: this.location(),
      reloadIntervalSeconds: 1,
      ...options,
    };
    const observed = new ObservedWatch(start(given));
    this.#closing.push(() => observed.close());
    return observed;
  }

  async store(location: StoreLocation = this.location()): Promise<EventStore> {
    const store = await openStore(location);
    this.#closing.push(() => store.close());
    return store;
  }

  /** What a watch that starts now brings into an empty store, as text. */
  async cleanRead(): Promise<string> {
    const location = this.location(`clean-${Math.random()}`);
    const observed = this.watch({ store: location, reloadIntervalSeconds: 0 });
    await observed.ready();
    await observed.close();
    return await contentsOf(await this.store(location));
  }

  async dispose(): Promise<void> {
    for (const close of this.#closing.toReversed()) await close();
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** An event file of scalars `tag` = step / 2 at one second a step. */
export class LogFile {
  readonly path: string;
  readonly #writer: EventWriter;
  #step = 0;
  #chunks: Uint8Array[] = [];

  constructor(path: string, wallTimeSeconds = 1_700_000_000) {
    this.path = path;
    mkdirSync(dirname(path), { recursive: true });
    this.#writer = new EventWriter({ write: (bytes) => this.#chunks.push(bytes), wallTimeSeconds });
  }

  /** The bytes of the next `count` steps. */
  next(count: number, tag = "loss"): Uint8Array {
    for (let index = 0; index < count; index++) {
      const step = this.#step++;
      this.#writer.writeScalar(tag, step / 2, { step, wallTimeSeconds: 1_700_000_000 + step });
    }
    this.#writer.flush();
    return Buffer.concat(this.#chunks.splice(0));
  }

  /** The bytes of whatever `use` writes, at the next step. */
  nextOf(use: (writer: EventWriter, moment: EventMoment) => void): Uint8Array {
    const step = this.#step++;
    use(this.#writer, { step, wallTimeSeconds: 1_700_000_000 + step });
    this.#writer.flush();
    return Buffer.concat(this.#chunks.splice(0));
  }

  /** Appends what `use` writes. */
  append(use: (writer: EventWriter, moment: EventMoment) => void): this {
    appendFileSync(this.path, this.nextOf(use));
    return this;
  }

  /** Appends the next steps. */
  grow(count: number, tag = "loss"): this {
    appendFileSync(this.path, this.next(count, tag));
    return this;
  }
}

export class ObservedWatch {
  readonly events: LogdirEvent[] = [];
  readonly watch: LogdirWatch;

  constructor(watch: LogdirWatch) {
    this.watch = watch;
    this.watch.subscribe((event) => this.events.push(event));
  }

  async ready(): Promise<void> {
    await eventually(() => this.watch.progress.phase === "ready" || this.failures.length > 0);
    if (this.watch.progress.phase !== "ready") throw new Error(this.failures.join("\n"));
  }

  get failures(): readonly string[] {
    return this.events.flatMap((event) => (event.kind === "failed" ? [event.reason] : []));
  }

  async close(): Promise<void> {
    await this.watch.close();
  }
}

class LocalWatch implements LogdirWatch {
  progress: LoadProgress = unreadProgress;
  readonly #listeners = new Set<(event: LogdirEvent) => void>();
  readonly #coordinator: Promise<Coordinator>;
  readonly #end: Promise<void>;

  constructor({ roots, store, reloadIntervalSeconds, useHints = true }: WatchOptions, limits: ReadLimits) {
    const reloadIntervalMillis = reloadIntervalSeconds * 1000;
    this.#coordinator = Coordinator.open(
      {
        role: "coordinator",
        roots,
        store,
        limits,
        reloadIntervalMillis,
        workerCount: 1,
        useHints,
        damagedPaths: [],
      },
      (message) => {
        if (message.kind === "notice") return;
        if (message.kind === "progress") this.progress = message.progress;
        for (const listener of this.#listeners) listener(message);
      },
    );
    this.#end = this.#coordinator.then((coordinator) => coordinator.run());
  }

  subscribe(listener: (event: LogdirEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  readAgain(paths: readonly string[]): void {
    void this.#coordinator.then((coordinator) => coordinator.readAgain(paths));
  }

  async close(): Promise<void> {
    (await this.#coordinator).close();
    await this.#end;
  }
}

/** Waits until the condition holds; throws when it does not in time. */
export async function eventually(
  condition: () => boolean | Promise<boolean>,
  timeoutMillis = 15_000,
): Promise<void> {
  const endMillis = performance.now() + timeoutMillis;
  while (!(await condition())) {
    if (performance.now() > endMillis) throw new Error(`not in time: ${String(condition)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Writes into a file as a network file system shows what came late: neither its size nor its time change. */
export function fillSilently(path: string, content: Uint8Array, offsetBytes: number): void {
  const { mtime, atime } = statSync(path);
  const descriptor = openSync(path, "r+");
  writeSync(descriptor, content, 0, content.length, offsetBytes);
  futimesSync(descriptor, atime, mtime);
  closeSync(descriptor);
}

/** The record `index` of `bytes`: where it begins, and its size. */
export function recordAt(bytes: Uint8Array, index: number): { offsetBytes: number; sizeBytes: number } {
  const reader = new RecordReader();
  reader.push(bytes);
  for (let count = 0; count < index; count++) reader.next();
  const result = reader.next();
  if (result.kind !== "record") throw new Error(`there is no record ${index}`);
  return { offsetBytes: result.offsetBytes, sizeBytes: result.data.length + 16 };
}

export async function runNames(store: EventStore): Promise<readonly string[]> {
  return (await store.listRuns()).map(({ run }) => run).sort();
}

/** Steps of a scalar series, superseded ones included. */
export async function stepsOf(store: EventStore, run: string, tag = "loss"): Promise<readonly number[]> {
  const [columns] = await store.readScalars({
    runs: [run],
    tags: [tag],
    axis: "step",
    smoothing: 0,
    includeSuperseded: true,
  });
  return [...(columns?.steps ?? [])];
}

/** Short columns as they are; long ones by what they hash to. */
function columnText(column: ArrayBufferView): string {
  if (column.byteLength <= 512) return Array.from(column as Float64Array, String).join();
  const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
  return createHash("sha1").update(bytes).digest("hex");
}

/** Everything that a store holds, but for revisions. */
export async function contentsOf(store: EventStore): Promise<string> {
  const runs = (await store.listRuns()).map((run) => ({ ...run, revision: 0 }));
  const series = (await store.listSeries({})).map((row) => ({ ...row, revision: 0 }));
  const restarts = await store.listRestarts({});
  const files = await store.listFiles();
  const seriesOfFiles = await Promise.all(
    files.map(async ({ path }) => {
      const ofFile = await store.listSeriesOfFile(path);
      return ofFile.map(({ tag, metadata }) => `${seriesKind(metadata)} ${tag}`).sort();
    }),
  );
  const query = { axis: "step", smoothing: 0 } as const;
  const visible = await store.readScalars({ ...query, includeSuperseded: false });
  const all = await store.readScalars({ ...query, includeSuperseded: true });
  const records = await store.readRecords({ axis: "step", includeSuperseded: true });
  return JSON.stringify(
    { runs, series, restarts, files, seriesOfFiles, visible, all, records },
    (_key, value: unknown) =>
      typeof value === "number" && !Number.isFinite(value)
        ? String(value)
        : ArrayBuffer.isView(value)
          ? columnText(value)
          : value,
  );
}
