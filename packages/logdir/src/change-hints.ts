// The system's change notifications, as hints only: polling finds everything too, a little later. So every failure here costs nothing but time.
import { readFileSync, watch, type FSWatcher } from "node:fs";
import { dirname, join } from "node:path";
import { systemPath } from "./path-names.ts";

export interface HintListener {
  /** The contents of this file may have changed. */
  onFile(path: string): void;
  /** Entries of this directory may have come or gone. */
  onDirectory(path: string): void;
  onNotice(line: string): void;
}

/** Where one watch covers a whole tree. Elsewhere each directory takes one, and the system has a limited number for all programs. */
const isRecursive = process.platform === "darwin" || process.platform === "win32";
const maxWatches = isRecursive ? Infinity : Math.min(32_768, systemWatches() / 4);

export class ChangeHints {
  readonly #listener: HintListener;
  readonly #watchers = new Map<string, FSWatcher>();
  #isExhausted = false;

  constructor(listener: HintListener) {
    this.#listener = listener;
  }

  /** Watches a directory; `isRoot` says that it is not below another watched one. */
  watch(path: string, isRoot: boolean): void {
    if (this.#isExhausted || this.#watchers.has(path) || this.#watchers.size >= maxWatches) return;
    if (isRecursive && !isRoot) return;
    try {
      const watcher = watch(systemPath(path), { persistent: false, recursive: isRecursive });
      watcher.on("change", (event, name) => this.#note(path, event, name));
      watcher.on("error", (error) => this.#fail(path, error));
      this.#watchers.set(path, watcher);
    } catch (error) {
      this.#fail(path, error);
    }
  }

  unwatch(path: string): void {
    this.#watchers.get(path)?.close();
    this.#watchers.delete(path);
  }

  close(): void {
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #note(directory: string, event: string, name: string | Buffer | null): void {
    if (name === null) {
      this.#listener.onDirectory(directory);
      return;
    }
    const path = join(directory, name.toString());
    this.#listener.onFile(path);
    if (event === "rename") this.#listener.onDirectory(isRecursive ? dirname(path) : directory);
  }

  #fail(path: string, error: unknown): void {
    this.unwatch(path);
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "ENOSPC" && code !== "EMFILE" && code !== "ENFILE") return;
    if (!this.#isExhausted)
      this.#listener.onNotice(`change notifications are used up (${code}); polling instead`);
    this.#isExhausted = true;
  }
}

/** How many the system gives a user. */
function systemWatches(): number {
  try {
    return Number.parseInt(readFileSync("/proc/sys/fs/inotify/max_user_watches", "utf8"), 10) || 0;
  } catch {
    // Another system than Linux: a cautious guess.
    return 8_192;
  }
}
