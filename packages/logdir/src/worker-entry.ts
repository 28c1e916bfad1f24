// Starts threads of this package. From source they need a loader for TypeScript; in a bundle the entry lies beside it.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import type { WorkerRole } from "./messages.ts";

export function startWorker(role: WorkerRole): Worker {
  const isSource = import.meta.url.endsWith(".ts");
  return new Worker(isSource ? sourceEntry() : new URL("./ingest-worker.js", import.meta.url), {
    workerData: role,
    name: `runboard ${role.role}`,
    // Not those of this thread: a loader given there cannot load a thread's entry.
    ...(isSource ? { execArgv: [] } : {}),
  });
}

/** A module that registers the loader and then imports the entry: a thread's entry itself is read before any loader is there. */
function sourceEntry(): URL {
  const tsx = dirname(createRequire(import.meta.url).resolve("tsx/package.json"));
  const loader = pathToFileURL(join(tsx, "dist", "esm", "api", "index.mjs")).href;
  const entry = new URL("./ingest-worker.ts", import.meta.url).href;
  const code = `import { register } from ${JSON.stringify(loader)}; register(); await import(${JSON.stringify(entry)});`;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}
