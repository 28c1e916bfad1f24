// Tells when a file was written anew in its place, as some tools copy: it is the same file, but what was read of it before is not there any more.

/** How a file is now. */
export interface FileState {
  readonly sizeBytes: number;
  readonly modifiedMillis: number;
}

/** More are forgotten, the oldest first; what was kept of their values is then read again. */
const MOST_FILES = 4096;

export class FileVersions {
  readonly #known = new Map<string, FileState & { readonly version: number }>();
  #lastVersion = 0;

  /** The same number as long as the file only grows. @param state when it was opened. */
  of(identity: string, { sizeBytes, modifiedMillis }: FileState): number {
    const known = this.#known.get(identity);
    const isAsKnown =
      known !== undefined &&
      (sizeBytes > known.sizeBytes ||
        (sizeBytes === known.sizeBytes && modifiedMillis === known.modifiedMillis));
    const version = isAsKnown ? known.version : ++this.#lastVersion;
    this.#known.delete(identity);
    this.#known.set(identity, { sizeBytes, modifiedMillis, version });
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST_FILES && oldest !== undefined) this.#known.delete(oldest);
    return version;
  }
}
