// The `runboard` command: reads the command line, puts the parts together, listens, and takes them apart in order at the end.
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ValueReader, watchLogdir, type LogdirWatch } from "@runboard/logdir";
import { openStore, StoreError, type StoreLocation } from "@runboard/store";
import manifest from "../package.json" with { type: "json" };
import { parseInvocation } from "./cli.ts";
import { ConfigError, type Config } from "./config.ts";
import { Ending, endOnSignals } from "./ending.ts";
import { openIndexDirectory, type IndexDirectory } from "./index-directory.ts";
import { listen, ListenError } from "./listen.ts";
import { createLog, type Log } from "./log.ts";
import { IndexDamage, watchedStore } from "./watched-store.ts";

const { version } = manifest;

const task = await parseInvocation({
  args: process.argv.slice(2),
  environment: process.env,
  workingDirectory: process.cwd(),
  isTerminal: process.stdout.isTTY,
  version,
});
// Who reads the output may leave early (`| head`): a server goes on without it, all else has nobody left to tell.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  if (task.kind !== "serve") process.exit();
});
switch (task.kind) {
  case "print":
    process.stdout.write(task.text);
    break;
  case "refuse":
    process.stderr.write(task.text);
    process.exitCode = 2;
    break;
  case "inspect":
    process.exitCode = await (await import("./inspect.ts")).inspect(task, process.stdout);
    break;
  case "command":
    process.exitCode = await (
      await import("./commands/run-command.ts")
    ).runCommand(task, {
      environment: process.env,
      stdout: process.stdout,
      stderr: process.stderr,
    });
    break;
  case "serve":
    await serve(task.config, task.notices);
    break;
}

async function serve(config: Config, notices: readonly string[]): Promise<void> {
  const log = createLog(config.logFormat, (line) => process.stdout.write(`${line}\n`));
  for (const notice of notices) log.warn(notice);
  const ending = new Ending(log);
  endOnSignals(ending, log);
  try {
    const opening = openIndexDirectory(config, process.env);
    ending.add(() =>
      opening.then(
        (index) => index.release(),
        () => undefined,
      ),
    );
    const index = await opening;
    process.once("exit", () => index.releaseNow());
    if (index.notice !== undefined) log.warn(index.notice);
    await serveFrom(index, { config, log, ending });
  } catch (error) {
    // What is taken apart while it starts fails in any way.
    if (ending.hasBegun) return;
    const message = messageFor(error);
    if (message === undefined)
      log.error(`cannot start: ${error instanceof Error ? error.stack : String(error)}`);
    else process.stderr.write(`runboard: ${message}\n`);
    process.exitCode = error instanceof ConfigError ? 2 : 1;
    await ending.run();
  }
}

/** What a person can do something about; undefined for a fault of ours. */
function messageFor(error: unknown): string | undefined {
  if (error instanceof ConfigError || error instanceof ListenError) return error.message;
  if (error instanceof StoreError)
    return `${error.message} Give another --index-dir, or --no-index for a temporary one.`;
  return undefined;
}

interface ServeContext {
  readonly config: Config;
  readonly log: Log;
  readonly ending: Ending;
}

async function serveFrom(index: IndexDirectory, { config, log, ending }: ServeContext): Promise<void> {
  const location: StoreLocation = { kind: "sqlite", path: path.join(index.path, "index.sqlite") };
  // Opened before the threads do, so that one of them all makes it; they read while this thread still loads the server's code.
  const opened = await openStore(location, { onNotice: (line) => log.warn(line) });
  ending.add(() => opened.close());
  const watch = watchLogdir({
    roots: config.roots,
    store: location,
    reloadIntervalSeconds: config.reloadIntervalSeconds,
    onNotice: (line) => log.warn(line),
  });
  ending.add(() => watch.close());
  const damage = new IndexDamage(log, location, (paths) => watch.readAgain(paths));
  const store = watchedStore(opened, damage);
  const [{ openBackendOutlook, openTraining }, { buildApp }] = await Promise.all([
    import("./training.ts"),
    import("./app.ts"),
  ]);
  const trainer = await openTraining(index, { config, store, log, clock: Date.now });
  ending.add(() => trainer.close());
  const backend = openBackendOutlook(process.env, log);
  const app = await buildApp({
    store,
    watch,
    values: new ValueReader(),
    trainer,
    damage,
    backend,
    config,
    version,
    instance: randomUUID().slice(0, 8),
    webDirectory: webDirectory(),
    clock: Date.now,
    log,
  });
  ending.add(() => app.close());
  const port = await listen(app, config);
  log.info(`Runboard ${version} at ${addressOf(config, port)} (Press CTRL+C to quit)`);
  if (!config.isReadOnly) whenLoaded(watch, () => void backend.look());
}

/** Reading the log directory comes first: what is done now may take a processor for seconds. */
function whenLoaded(watch: LogdirWatch, act: () => void): void {
  if (watch.progress.phase === "ready") {
    act();
    return;
  }
  const unsubscribe = watch.subscribe((event) => {
    if (event.kind !== "progress" || event.progress.phase !== "ready") return;
    unsubscribe();
    act();
  });
}

/** Beside the bundle, or where the build puts it when run from source. */
function webDirectory(): string {
  const beside = fileURLToPath(new URL("./web", import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL("../dist/web", import.meta.url));
}

/** Where a person's browser finds it. */
function addressOf({ host, pathPrefix }: Config, port: number): string {
  const name = host === "::" || host === "0.0.0.0" ? hostname() : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}${pathPrefix}/`;
}
