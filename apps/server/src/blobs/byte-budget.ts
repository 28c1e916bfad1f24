// Keeps answers from holding more memory together than there should be for them: what does not fit waits.

export class ByteBudget {
  readonly #totalBytes: number;
  #freeBytes: number;
  readonly #waiting = new Set<{ readonly sizeBytes: number; readonly begin: () => void }>();

  constructor(totalBytes: number) {
    this.#totalBytes = this.#freeBytes = totalBytes;
  }

  /**
   * Resolves when there is room for so many bytes, which are held until the signal aborts; rejects with its reason when it does so before.
   * What is larger than the budget is held alone. What is small passes what is too large to fit now: a picture does not wait for slow downloads.
   */
  hold(wantedBytes: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const sizeBytes = Math.min(wantedBytes, this.#totalBytes);
      const holder = { sizeBytes, begin: resolve };
      const end = (): void => {
        if (this.#waiting.delete(holder)) reject(signal.reason as Error);
        else this.#freeBytes += sizeBytes;
        this.#admit();
      };
      signal.addEventListener("abort", end, { once: true });
      this.#waiting.add(holder);
      this.#admit();
    });
  }

  #admit(): void {
    for (const holder of this.#waiting) {
      if (holder.sizeBytes > this.#freeBytes) continue;
      this.#waiting.delete(holder);
      this.#freeBytes -= holder.sizeBytes;
      holder.begin();
    }
  }
}
