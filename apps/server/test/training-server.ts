// For tests: a server on an empty log directory that may run one small program as jobs.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Backend } from "@runboard/contract";
import { DeclaredCommand } from "@runboard/training";
import type { RawSettings } from "../src/config.ts";
import { serveLogdir, type ServedLogdir } from "./served-logdir.ts";

const climb = DeclaredCommand.parse({
  name: "climb",
  title: "Climb",
  summary: "Climbs to a score.",
  command: [
    process.execPath,
    path.join(process.env["RUNBOARD_TEST_PROGRAMS"] ?? "", "training-program.mjs"),
    "--score={score}",
    "--steps={steps}",
    "--pause={pause}",
    "--fails={fails}",
    "--diverges={diverges}",
  ],
  metric: { tag: "score", goal: "maximize" },
  parameters: {
    score: { type: "number", default: 1, min: 0, max: 10 },
    steps: { type: "integer", default: 3, min: 1 },
    pause: { type: "integer", default: 0, min: 0, unit: "ms" },
    fails: { type: "boolean", default: false },
    diverges: { type: "boolean", default: false },
  },
});

/** What was looked for and found, as far as the server knows. */
export const foundBackend: Backend = { name: "wasm", version: "1.2.3", threads: 1, warning: "It is slow." };

export class TrainingServer {
  readonly directory = mkdtempSync(path.join(tmpdir(), "runboard-training-"));
  readonly logdir = path.join(this.directory, "runs");
  readonly #servers: ServedLogdir[] = [];

  /** Another one on the same log directory and jobs goes on where the one before ended. */
  async serve(settings: RawSettings = {}): Promise<ServedLogdir> {
    const server = await serveLogdir(
      this.logdir,
      { reloadInterval: "1", trainingJobs: "2", ...settings },
      {
        backend: { known: () => foundBackend },
        fileOnly: { commands: [climb], dataDirectories: [] },
        indexDirectory: path.join(this.directory, "index"),
      },
    );
    this.#servers.push(server);
    return server;
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.splice(0).map((server) => server.close()));
  }

  async dispose(): Promise<void> {
    await this.close();
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }
}
