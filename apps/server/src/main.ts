// The `runboard` command: reads the command line, puts the parts together, listens, and takes them apart in order at the end.
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { watchLogdir } from "@runboard/logdir";
import { openStore, type StoreLocation } from "@runboard/store";
import manifest from "../package.json" with { type: "json" };
import { parseInvocation } from "./cli.ts";
import { ConfigError, type Config } from "./config.ts";
import { Ending, endOnSignals } from "./ending.ts";
import { openIndexDirectory, type IndexDirectory } from "./index-directory.ts";
import { createLog, type Log } from "./log.ts";

const { version } = manifest;

const task = await parseInvocation({
  args: process.argv.slice(2),
  environment: process.env,
  workingDirectory: process.cwd(),
  isTerminal: process.stdout.isTTY,
  version,
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
  case "serve":
    await serve(task.config, task.notices);
    break;
}

async function serve(config: Config, notices: readonly string[]): Promise<void> {
  const log = createLog(config.logFormat, (line) => process.stdout.write(`${line}\n`));
  for (const notice of notices) log.warn(notice);
  try {
    const index = await openIndexDirectory(config, process.env);
    if (index.notice !== undefined) log.warn(index.notice);
    await serveFrom(index, config, log);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`runboard: ${error.message}\n`);
    process.exitCode = 2;
  }
}

async function serveFrom(index: IndexDirectory, config: Config, log: Log): Promise<void> {
  const location: StoreLocation = { kind: "sqlite", path: path.join(index.path, "index.sqlite") };
  const ending = new Ending(log);
  ending.add(() => index.release());
  process.once("exit", () => index.releaseNow());
  endOnSignals(ending, log);
  // Opened before the threads do, so that one of them all makes it; they read while this thread still loads the server's code.
  const store = await openStore(location, { onNotice: (line) => log.warn(line) });
  ending.add(() => store.close());
  const watch = watchLogdir({
    roots: config.roots,
    store: location,
    reloadIntervalSeconds: config.reloadIntervalSeconds,
    onNotice: (line) => log.warn(line),
  });
  ending.add(() => watch.close());
  try {
    const { buildApp, listen } = await import("./app.ts");
    const app = await buildApp({
      store,
      watch,
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
  } catch (error) {
    process.exitCode = 1;
    if (error instanceof Error && error.name === "ListenError")
      process.stderr.write(`runboard: ${error.message}\n`);
    else
      log.error(`cannot start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    await ending.run();
  }
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
