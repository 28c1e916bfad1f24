// Starts a thread on a module of ours. From source it needs a loader for TypeScript; in a bundle the entry lies beside it.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker, type WorkerOptions } from "node:worker_threads";

interface ModuleThread extends Pick<WorkerOptions, "name" | "resourceLimits" | "workerData"> {
  /** `import.meta.url` of the module that starts it, in whose directory the entry is. */
  readonly besideUrl: string;
  /** The entry's name without an ending. */
  readonly entry: string;
}

export function startModuleThread({ besideUrl, entry, ...options }: ModuleThread): Worker {
  const isSource = besideUrl.endsWith(".ts");
  return new Worker(isSource ? sourceEntry(besideUrl, entry) : new URL(`./${entry}.js`, besideUrl), {
    ...options,
    // Not those of this thread: a loader given there cannot load a thread's entry.
    ...(isSource ? { execArgv: [] } : {}),
  });
}

/** A module that registers the loader and then imports the entry: a thread's entry itself is read before any loader is there. */
function sourceEntry(besideUrl: string, name: string): URL {
  const tsx = dirname(createRequire(import.meta.url).resolve("tsx/package.json"));
  const loader = pathToFileURL(join(tsx, "dist", "esm", "api", "index.mjs")).href;
  const entry = new URL(`./${name}.ts`, besideUrl).href;
  const code = `import { register } from ${JSON.stringify(loader)}; register(); await import(${JSON.stringify(entry)});`;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}
