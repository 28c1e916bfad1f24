// Starts threads of this package. From source they need a loader for TypeScript; in a bundle the entry lies beside it.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import type { WorkerRole } from "./messages.ts";

export function startWorker(role: WorkerRole): Worker {
  const isSource = import.meta.url.endsWith(".ts");
  const entry = new URL(isSource ? "./ingest-worker.ts" : "./ingest-worker.js", import.meta.url);
  return new Worker(entry, {
    workerData: role,
    name: `runboard ${role.role}`,
    ...(isSource ? { execArgv: ["--import", loaderUrl()] } : {}),
  });
}

function loaderUrl(): string {
  return pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
}
