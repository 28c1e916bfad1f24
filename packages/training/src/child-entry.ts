// Where the program of a job's process is, for `fork`. From source it needs a loader for TypeScript; in a bundle it lies beside it.
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

export interface ChildEntry {
  readonly modulePath: string;
  /** Not those of this process: a debugger's port is taken, and a loader may be another. */
  readonly execArgv: string[];
}

/**
 * For a process that trains: glibc keeps what tensors leave, where it would give the system megabytes back in one step to have them
 * zeroed in the next, page by page. Other C libraries do not know the names.
 */
export const MEMORY_ENVIRONMENT: Readonly<Record<string, string>> = {
  MALLOC_MMAP_MAX_: "0",
  MALLOC_TRIM_THRESHOLD_: String(2 ** 30),
};

export function childEntry(): ChildEntry {
  if (!import.meta.url.endsWith(".ts"))
    return { modulePath: fileURLToPath(new URL("./training-child.js", import.meta.url)), execArgv: [] };
  const loader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  return {
    modulePath: fileURLToPath(new URL("./child/main.ts", import.meta.url)),
    execArgv: ["--import", loader],
  };
}
