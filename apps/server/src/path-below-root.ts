// What an event file is called before a reader: its place in the log directory, and never the machine's.
import path from "node:path";
import type { LogdirRoot } from "@runboard/logdir";

/** Relative to the root that holds the file, behind that root's name. */
export function pathBelowRoot(file: string, roots: readonly LogdirRoot[]): string {
  for (const root of roots) {
    const below = path.relative(root.path, file);
    if (below !== "" && !below.startsWith("..") && !path.isAbsolute(below))
      return root.name === null ? below : path.posix.join(root.name, below);
  }
  return path.basename(file);
}
