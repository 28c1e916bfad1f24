// What the file system says of a directory: the event files and directories in it.
import { readdirSync, statSync, type Dirent, type Stats } from "node:fs";
import { join } from "node:path";
import { isUri } from "./logdir-spec.ts";
import { nameFromBytes, systemPath } from "./path-names.ts";

export interface Entry {
  readonly name: string;
  readonly kind: "event-file" | "directory" | "linked-directory";
}

/** Event files and directories, in name order. */
export function readEntries(path: string): readonly Entry[] {
  const entries: Entry[] = [];
  for (const dirent of readNames(path)) {
    const kind = kindOf(path, dirent);
    if (kind !== undefined) entries.push({ name: dirent.name, kind });
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

interface NamedEntry {
  readonly name: string;
  readonly dirent: Pick<Dirent, "isFile" | "isDirectory" | "isSymbolicLink">;
}

function readNames(path: string): readonly NamedEntry[] {
  const dirents = readdirSync(systemPath(path), { withFileTypes: true });
  if (!dirents.some((dirent) => dirent.name.includes("\ufffd")))
    return dirents.map((dirent) => ({ name: dirent.name, dirent }));
  return readdirSync(systemPath(path), { withFileTypes: true, encoding: "buffer" }).map((dirent) => ({
    name: nameFromBytes(dirent.name),
    dirent,
  }));
}

function kindOf(parent: string, { name, dirent }: NamedEntry): Entry["kind"] | undefined {
  if (dirent.isDirectory()) return "directory";
  const isEventFile = isEventFileName(name);
  if (dirent.isFile()) return isEventFile ? "event-file" : undefined;
  if (!dirent.isSymbolicLink()) return undefined;
  try {
    const target = statSync(systemPath(join(parent, name)), { throwIfNoEntry: false });
    if (target?.isDirectory() === true) return "linked-directory";
    // A link to nowhere is a file that cannot be read, and is reported as one.
    return isEventFile && (target === undefined || target.isFile()) ? "event-file" : undefined;
  } catch {
    return isEventFile ? "event-file" : undefined;
  }
}

/** Whether a file of this base name holds events. */
export function isEventFileName(name: string): boolean {
  return name.includes("tfevents") && !name.endsWith(".profile-empty");
}

/** Its stats, `missing`, or why it cannot be looked at. */
export function statDirectory(path: string): Stats | "missing" | (string & {}) {
  if (isUri(path)) return "only directories of this machine can be read";
  try {
    const stats = statSync(systemPath(path), { throwIfNoEntry: false });
    if (stats === undefined) return "missing";
    return stats.isDirectory() ? stats : "not a directory";
  } catch (error) {
    return messageOf(error);
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}

export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error ? String(error.code) : error.message;
}
