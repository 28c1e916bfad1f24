// A run's projector_config.pbtxt, looked at when somebody asks.
import { readFile, stat } from "node:fs/promises";
import { systemPath } from "@runboard/logdir";
import { parseProjectorConfig, type ProjectorConfig } from "@runboard/tfevents";

export const CONFIG_FILE = "projector_config.pbtxt";
/** A thousand embeddings take 200 kB. */
const MAX_CONFIG_BYTES = 2 ** 20;

export type ConfigResult =
  | { readonly kind: "config"; readonly config: ProjectorConfig }
  | { readonly kind: "absent" }
  /** A sentence on the file. */
  | { readonly kind: "unread"; readonly problem: string };

export async function readConfigFile(path: string): Promise<ConfigResult> {
  try {
    const stats = await stat(systemPath(path));
    // To read from a pipe may never end.
    if (!stats.isFile()) return unread("cannot be read: it is no regular file");
    if (stats.size > MAX_CONFIG_BYTES)
      return unread(`has ${stats.size} bytes; at most ${MAX_CONFIG_BYTES} are read`);
    const parsed = parseProjectorConfig(await readFile(systemPath(path), "utf8"));
    return parsed.kind === "malformed"
      ? unread(`is malformed: ${parsed.reason}`)
      : { kind: "config", config: parsed.message };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return { kind: "absent" };
    if (code === undefined) throw error;
    return unread(`cannot be read: ${code}`);
  }
}

function unread(what: string): ConfigResult {
  return { kind: "unread", problem: `${CONFIG_FILE} ${what}` };
}
