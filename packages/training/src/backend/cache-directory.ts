// Where Runboard keeps what it can make again, by the customs of the system.
import { homedir } from "node:os";
import path from "node:path";

/** Absolute; need not be there. The directory of TensorFlow lies in it. */
export function backendCacheDirectory(environment: Readonly<Record<string, string | undefined>>): string {
  const chosen = environment["XDG_CACHE_HOME"];
  if (chosen && path.isAbsolute(chosen)) return path.join(chosen, "runboard");
  switch (process.platform) {
    case "darwin":
      return path.join(homedir(), "Library", "Caches", "runboard");
    case "win32":
      return path.join(environment["LOCALAPPDATA"] ?? path.join(homedir(), "AppData", "Local"), "runboard");
    default:
      return path.join(homedir(), ".cache", "runboard");
  }
}
