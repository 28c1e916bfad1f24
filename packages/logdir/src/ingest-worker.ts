// What a thread of this package runs: the coordinator, or a reader that helps it.
import { parentPort, workerData } from "node:worker_threads";
import { openStore } from "@runboard/store";
import { CommitLock } from "./commit-lock.ts";
import { Coordinator } from "./coordinator.ts";
import { Ingester } from "./ingester.ts";
import type { FromReader, ToCoordinator, ToReader, WorkerRole } from "./messages.ts";

if (parentPort === null) throw new Error("This file runs as a worker thread only.");
const port = parentPort;
const role = workerData as WorkerRole;
async function runCoordinator(options: Extract<WorkerRole, { role: "coordinator" }>): Promise<void> {
  const coordinator = await Coordinator.open(options, (message) => port.postMessage(message));
  port.on("message", (message: ToCoordinator) => {
    if (message.kind === "close") coordinator.close();
    else coordinator.readAgain(message.paths);
  });
  await coordinator.run();
}

async function runReader({
  store: location,
  limits,
  lockMemory,
  lockHolder,
}: Extract<WorkerRole, { role: "reader" }>) {
  const waiting: ToReader[] = [];
  let isClosing = false;
  let wake = (): void => undefined;
  port.on("message", (message: ToReader) => {
    if (message.kind === "close") isClosing = true;
    waiting.push(message);
    wake();
  });
  const store = await openStore(location);
  const ingester = new Ingester(store, new CommitLock(lockMemory, lockHolder), limits);
  const post = (message: FromReader): void => port.postMessage(message);
  const advances = new Advances(post);
  for (;;) {
    const message = waiting.shift();
    if (message?.kind === "close") break;
    if (message === undefined) {
      await new Promise<void>((resolve) => (wake = resolve));
      continue;
    }
    const outcomes = await ingester.read(message.requests, {
      maxBytes: Infinity,
      isStopping: () => isClosing,
      onAdvance: (path, offsetBytes, scannedBytes) => advances.note(path, offsetBytes, scannedBytes),
      onCommit: (result) => post({ kind: "committed", result }),
    });
    advances.flush();
    post({ kind: "done", outcomes });
  }
  await store.close();
}

/** Tells how far reading is, not too often. */
class Advances {
  readonly #post: (message: FromReader) => void;
  #latest: { path: string; offsetBytes: number } = { path: "", offsetBytes: 0 };
  #scannedBytes = 0;
  #postedMillis = 0;

  constructor(post: (message: FromReader) => void) {
    this.#post = post;
  }

  note(path: string, offsetBytes: number, scannedBytes: number): void {
    this.#latest = { path, offsetBytes };
    this.#scannedBytes += scannedBytes;
    if (performance.now() - this.#postedMillis >= 50) this.flush();
  }

  flush(): void {
    if (this.#scannedBytes === 0) return;
    this.#post({ kind: "advanced", ...this.#latest, scannedBytes: this.#scannedBytes });
    this.#scannedBytes = 0;
    this.#postedMillis = performance.now();
  }
}

// Last, when all above is there.
switch (role.role) {
  case "coordinator":
    await runCoordinator(role);
    break;
  case "reader":
    await runReader(role);
    break;
}
port.close();
