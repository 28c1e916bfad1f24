// For tests: a log directory with event files that grow when told to.
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { EventWriter } from "@runboard/tfevents";

export class GrowingLogdir {
  readonly path = mkdtempSync(join(tmpdir(), "runboard-growing-"));
  readonly #writers = new Map<string, EventWriter>();

  /** Appends one point and flushes it. */
  add(run: string, tag: string, step: number, value: number): void {
    let writer = this.#writers.get(run);
    if (!writer) {
      const file = this.fileOf(run);
      mkdirSync(dirname(file), { recursive: true });
      writer = new EventWriter({
        write: (bytes) => appendFileSync(file, bytes),
        wallTimeSeconds: Date.now() / 1000,
      });
      this.#writers.set(run, writer);
    }
    writer.writeScalar(tag, value, { step, wallTimeSeconds: Date.now() / 1000 });
    writer.flush();
  }

  removeRun(run: string): void {
    this.#writers.delete(run);
    rmSync(dirname(this.fileOf(run)), { recursive: true });
  }

  fileOf(run: string): string {
    return join(this.path, run, "events.out.tfevents.1700000000.host");
  }

  dispose(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
