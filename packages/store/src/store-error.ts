// What a caller of the store can be told besides an answer.

/**
 * `missing`: there is no index at the place and it was to be read only.
 * `foreign`: a database of something else stands there; it is left alone.
 * `outdated`: an index of another version; opening it for writing builds it again.
 * `damaged`: it cannot be read. When `paths` names files, reading these again from their start mends it; otherwise opening it for writing builds it again.
 * `inaccessible`: the place cannot be read or written: permissions, a full disk, a directory in its place.
 * `busy`: another process kept it locked for longer than the store waits.
 * `closed`: the store was closed.
 */
export type StoreErrorCode =
  "missing" | "foreign" | "outdated" | "damaged" | "inaccessible" | "busy" | "closed";

export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: StoreErrorCode;
  /** Files whose share of the index is damaged; empty when it is more than the share of some files, and for other codes. */
  readonly paths: readonly string[];

  constructor(code: StoreErrorCode, message: string, cause?: unknown, paths: readonly string[] = []) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.paths = paths;
  }
}
