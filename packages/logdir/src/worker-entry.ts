// Starts threads of this package.
import type { Worker } from "node:worker_threads";
import type { WorkerRole } from "./messages.ts";
import { startModuleThread } from "./module-thread.ts";

export function startWorker(role: WorkerRole): Worker {
  return startModuleThread({
    besideUrl: import.meta.url,
    entry: "ingest-worker",
    name: `runboard ${role.role}`,
    workerData: role,
  });
}
