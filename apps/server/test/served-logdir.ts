// For tests: a whole server (real files, threads, store and HTTP) on a port of its own, over one log directory that it reads once.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ValueReader, watchLogdir, type LogdirEvent, type LogdirWatch } from "@runboard/logdir";
import { openStore, type EventStore } from "@runboard/store";
import type { FastifyInstance } from "fastify";
import { buildApp } from "../src/app.ts";
import { type AppParts } from "../src/app-parts.ts";
import { readSettings, serverConfig, type FileSettings, type RawSettings } from "../src/config.ts";
import { listen } from "../src/listen.ts";
import { createLog } from "../src/log.ts";
import { openTraining } from "../src/training.ts";
import { IndexDamage, watchedStore } from "../src/watched-store.ts";

export interface ServedLogdir {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly app: FastifyInstance;
  readonly store: EventStore;
  /** Tells the server what the log directory's watch would tell it. */
  news(event: LogdirEvent): void;
  close(): Promise<void>;
}

/** Parts of the server that a test puts in the place of the usual ones. */
export interface OtherParts {
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
  /** What the store says in the place of its own answers. */
  readonly store?: (store: EventStore) => Partial<EventStore>;
  readonly values?: ValueReader;
  readonly webDirectory?: string;
  /** What trainings compute with; not looked for by default. */
  readonly backend?: AppParts["backend"];
  /** Takes the lines of the log. */
  readonly log?: (line: string) => void;
  readonly logFormat?: "human" | "json";
  /** What the config file says. */
  readonly fileOnly?: FileSettings;
  /** Holds index and jobs, and stays when the server is closed. */
  readonly indexDirectory?: string;
}

/** Starts the server and waits until everything in the log directory is in the store. */
export async function serveLogdir(
  logdir: string,
  settings: RawSettings = {},
  parts: OtherParts = {},
): Promise<ServedLogdir> {
  const directory = parts.indexDirectory ?? mkdtempSync(join(tmpdir(), "runboard-served-"));
  const flags = { logdir, host: "127.0.0.1", port: "0", reloadInterval: "0", ...settings };
  const config = serverConfig(
    readSettings({ flags, environment: {}, file: undefined }),
    false,
    parts.fileOnly,
  );
  const location = { kind: "sqlite", path: join(directory, "index.sqlite") } as const;
  const opened = await openStore(location);
  const clock = parts.clock ?? Date.now;
  const log = createLog(parts.logFormat ?? "human", parts.log ?? (() => undefined));
  const damage = new IndexDamage(log, location, (paths) => watch.readAgain(paths));
  const store = watchedStore(opened, damage);
  const trainer = await openTraining({ path: directory, isTemporary: false }, { config, store, log, clock });
  const watch = watchLogdir({
    roots: config.roots,
    store: location,
    reloadIntervalSeconds: config.reloadIntervalSeconds,
  });
  await untilReady(watch);
  const listeners = new Set<(event: LogdirEvent) => void>();
  const app = await buildApp({
    store: withAnswers(store, parts.store?.(store) ?? {}),
    watch: {
      get progress() {
        return watch.progress;
      },
      subscribe: (listener) => {
        listeners.add(listener);
        return watch.subscribe(listener);
      },
    },
    damage,
    values: parts.values ?? new ValueReader(),
    trainer,
    backend: parts.backend ?? { known: () => null },
    config,
    version: "0.0.0",
    instance: "test",
    webDirectory: parts.webDirectory ?? join(directory, "no-page"),
    clock,
    log,
  });
  const port = await listen(app, config);
  return {
    baseUrl: `http://127.0.0.1:${port}${config.pathPrefix}`,
    app,
    store,
    news: (event) => {
      for (const listener of listeners) listener(event);
    },
    close: async () => {
      await app.close();
      await watch.close();
      await trainer.close();
      await store.close();
      if (parts.indexDirectory === undefined) rmSync(directory, { recursive: true, force: true });
    },
  };
}

function untilReady(watch: LogdirWatch): Promise<void> {
  return new Promise((resolve, reject) => {
    const unsubscribe = watch.subscribe((event) => {
      if (event.kind === "failed") end(() => reject(new Error(event.reason)));
      else if (event.kind === "progress" && event.progress.phase === "ready") end(resolve);
    });
    function end(settle: () => void): void {
      unsubscribe();
      settle();
    }
    if (watch.progress.phase === "ready") end(resolve);
  });
}

/** The store, with some of its methods others. */
function withAnswers(store: EventStore, others: Partial<EventStore>): EventStore {
  return new Proxy(store, {
    get: (target, name) => {
      const value: unknown = Reflect.get(Object.hasOwn(others, name) ? others : target, name);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}
