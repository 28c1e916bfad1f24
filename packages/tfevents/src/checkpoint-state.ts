// The file `checkpoint`, which says which checkpoints a directory has.

/** Its content: paths without extension, oldest first; the newest is the current one. */
export function formatCheckpointState(prefixes: readonly string[]): string {
  const lines = prefixes.map((prefix) => `all_model_checkpoint_paths: ${JSON.stringify(prefix)}\n`);
  return `model_checkpoint_path: ${JSON.stringify(prefixes.at(-1) ?? "")}\n${lines.join("")}`;
}

/** The paths that it lists, oldest first. Lines that are not understood are left out. */
export function parseCheckpointState(text: string): readonly string[] {
  return Array.from(
    text.matchAll(/^all_model_checkpoint_paths:\s*"((?:[^"\\]|\\["\\])*)"\s*$/gm),
    ([, path]) => (path ?? "").replaceAll(/\\(.)/g, "$1"),
  );
}
