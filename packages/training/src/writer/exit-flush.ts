// Flushes what is open when the process ends: by itself, by `process.exit` or by an error that nobody caught.

const open = new Set<() => void>();

/** Calls `flush`, which must be synchronous, at the end of the process. Returns how to forget it. */
export function flushAtExit(flush: () => void): () => void {
  if (open.size === 0) process.on("exit", flushAll);
  open.add(flush);
  return () => {
    open.delete(flush);
    if (open.size === 0) process.off("exit", flushAll);
  };
}

function flushAll(): void {
  for (const flush of open) {
    try {
      flush();
    } catch (error) {
      console.error(`Runboard: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
