// What the next training will compute with, known before there was one: looked for beside the server's work, and again when the doctor changed something.
import { stat } from "node:fs/promises";
import type { Backend } from "@runboard/contract";
import { examineBackends } from "@runboard/training";

export interface BackendOutlookOptions {
  /** Where the doctor builds TensorFlow, and remembers what worked. */
  readonly cacheDirectory: string;
  readonly onNotice: (line: string) => void;
}

export class BackendOutlook {
  readonly #options: BackendOutlookOptions;
  #known: Backend | null = null;
  /** Of the directory as it was before the last look. */
  #seenMillis: number | undefined;
  #looking: Promise<void> | undefined;

  constructor(options: BackendOutlookOptions) {
    this.#options = options;
  }

  /** What is known now, null before the first look is over; goes to see whether that is still so. */
  known(): Backend | null {
    void this.look();
    return this.#known;
  }

  /**
   * Costs milliseconds where TensorFlow worked before or is missing. Otherwise a process of its own tries it, for seconds, until the files change.
   * Loads nothing into this process.
   */
  look(): Promise<void> {
    this.#looking ??= this.#look()
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        this.#options.onNotice(`what trainings compute with could not be found out: ${reason}`);
      })
      .finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  async #look(): Promise<void> {
    const { cacheDirectory } = this.#options;
    const changedMillis = await changeOf(cacheDirectory);
    if (changedMillis === this.#seenMillis) return;
    this.#seenMillis = changedMillis;
    this.#known = (await examineBackends({ cacheDirectory })).best;
  }
}

/** Builds and what is remembered come into it by a new name; 0 while it is not there. */
async function changeOf(directory: string): Promise<number> {
  try {
    return (await stat(directory)).mtimeMs;
  } catch {
    return 0;
  }
}
