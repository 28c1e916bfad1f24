// What `--logdir_spec` means: a comma list of `name:path` or `path`.
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** A directory (or object-store prefix) below which every directory with an event file is a run. */
export interface LogdirRoot {
  /** Prefix of its runs' names: `name` for the root itself, `name/sub` below; null for none, where the root itself is `.`. */
  readonly name: string | null;
  /** Absolute path, or a URI such as `s3://bucket/prefix` as it was given. */
  readonly path: string;
}

/**
 * The text before the first `:` is a name unless it is a URI scheme (`s3://…`) or a Windows drive (`C:\…`), or the entry begins with `/`.
 * Relative paths are resolved against the working directory and a leading `~` is the home directory; URIs are kept as they are.
 * Empty entries are left out; of entries with the same path the last one counts.
 */
export function parseLogdirSpec(spec: string): readonly LogdirRoot[] {
  const roots = new Map<string, LogdirRoot>();
  for (const entry of spec.split(",")) {
    const root = parseEntry(entry);
    if (root !== undefined) roots.set(root.path, root);
  }
  return [...roots.values()];
}

/** Whether a root's path is a URI rather than a path on this machine. */
export function isUri(path: string): boolean {
  return /^[a-zA-Z][0-9a-zA-Z.]*:\/\//.test(path);
}

function parseEntry(entry: string): LogdirRoot | undefined {
  const colon = entry.indexOf(":");
  const hasName = colon >= 0 && !isUri(entry) && !entry.startsWith("/") && !startsWithDrive(entry);
  const name = hasName ? entry.slice(0, colon) : "";
  const path = hasName ? entry.slice(colon + 1) : entry;
  if (path.trim() === "") return undefined;
  return { name: name === "" ? null : name, path: isUri(path) ? path : resolve(expandHome(path)) };
}

function startsWithDrive(entry: string): boolean {
  return (process.platform === "win32" ? /^[a-zA-Z]:[\\/]/ : /^[a-zA-Z]:\\/).test(entry);
}

function expandHome(path: string): string {
  if (path === "~") return homedir();
  return path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
}
