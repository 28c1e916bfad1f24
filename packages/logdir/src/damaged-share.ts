// What to do when the store's share of some files is found damaged while writing: forget these files, so that they are read again from their start.
import { StoreError, type CommitResult, type EventStore, type FileCommit } from "@runboard/store";

export interface MendedResult {
  readonly result: CommitResult;
  /** Files that the store has otherwise now than whoever asked for this thought: they are to be read on from where the store says. */
  readonly movedPaths: readonly string[];
}

/** Commits, or, when that meets damage, commits nothing and forgets the damaged files. */
export async function commitMending(
  store: EventStore,
  commits: readonly FileCommit[],
): Promise<MendedResult> {
  const result = await unlessDamaged(() => store.commit(commits));
  if (!(result instanceof StoreError)) return { result, movedPaths: result.refusedPaths };
  const { result: removed, movedPaths } = await removeMending(store, result.paths);
  const paths = [...result.paths, ...movedPaths, ...commits.map(({ cursor }) => cursor.path)];
  return { result: removed, movedPaths: [...new Set(paths)] };
}

/** Forgets files, and those whose damage that meets. */
export async function removeMending(store: EventStore, paths: readonly string[]): Promise<MendedResult> {
  const wanted = new Set(paths);
  const removed = new Set(wanted);
  for (;;) {
    const result = await unlessDamaged(() => store.removeFiles([...removed]));
    if (!(result instanceof StoreError)) {
      const forgotten = [...removed].filter((path) => !wanted.has(path));
      return { result, movedPaths: [...forgotten, ...result.refusedPaths] };
    }
    const { size } = removed;
    for (const path of result.paths) removed.add(path);
    // Forgetting them does not help.
    if (removed.size === size) throw result;
  }
}

/** What `work` gives, or the error that names files whose share is damaged. */
export async function unlessDamaged<Result>(work: () => Promise<Result>): Promise<Result | StoreError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StoreError && error.code === "damaged" && error.paths.length > 0) return error;
    throw error;
  }
}
