// Where tests run what documents say: with the built command on the path, in an empty directory, and with servers that keep to themselves.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createClient } from "@runboard/contract";
import { RunningProgram } from "./running-program.ts";

export const root = fileURLToPath(new URL("../..", import.meta.url));
/** The built one. */
export const writerModule = pathToFileURL(join(root, "apps/server/dist/writer.js")).href;

const tsx = import.meta.resolve("tsx");

interface Circumstances {
  /** The working directory; that of the workplace by default. */
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export class Workplace {
  readonly directory = mkdtempSync(join(realpathSync(tmpdir()), "runboard-built-"));
  /** Found before all other programs. */
  readonly binDirectory = join(this.directory, "bin");
  /** Here scripts find the packages of the repository. */
  readonly #scripts = mkdtempSync(join(root, "node_modules/.workplace-"));
  readonly #programs: RunningProgram[] = [];

  constructor() {
    mkdirSync(this.binDirectory);
  }

  start(command: string, { cwd = this.directory, environment = {} }: Circumstances = {}): RunningProgram {
    const path = [this.binDirectory, join(root, "node_modules/.bin"), process.env["PATH"]].join(":");
    const program = new RunningProgram(command, {
      cwd,
      environment: { PATH: path, NODE_OPTIONS: "", ...environment },
    });
    this.#programs.push(program);
    return program;
  }

  /** What it printed. Rejects with that when it fails. */
  async run(command: string, circumstances?: Circumstances): Promise<string> {
    return await this.start(command, circumstances).succeeded();
  }

  /** Starts a server on a free port, with an index of its own; resolves when it answers. */
  async serve(command: string, { cwd }: Circumstances = {}): Promise<{ readonly baseUrl: string }> {
    const server = this.start(command, {
      ...(cwd !== undefined && { cwd }),
      environment: {
        RUNBOARD_PORT: "0",
        RUNBOARD_INDEX_DIR: join(this.directory, `index-${this.#programs.length}`),
      },
    });
    const [, baseUrl = ""] = await server.until(/ at (http:\/\/localhost:\d+)\/? /);
    return { baseUrl };
  }

  /** Runs TypeScript that imports packages of the repository. */
  startScript(code: string, environment: Circumstances["environment"] = {}): RunningProgram {
    const script = join(this.#scripts, `script-${this.#programs.length}.mts`);
    writeFileSync(script, code);
    return this.start(`"${process.execPath}" --import "${tsx}" "${script}"`, { environment });
  }

  /** A run with a thousand points of `loss` in `logs/logged`. */
  async log(): Promise<void> {
    const script = this.startScript(`import { createSummaryWriter } from ${JSON.stringify(writerModule)};
const writer = createSummaryWriter("logs/logged");
for (let step = 0; step < 1000; step++) writer.scalar("loss", 1 / (step + 1), step);
writer.close();`);
    await script.succeeded();
  }

  async dispose(): Promise<void> {
    await Promise.all(this.#programs.map((program) => program.stop()));
    for (const directory of [this.directory, this.#scripts])
      rmSync(directory, { recursive: true, force: true });
  }
}

export async function runsOf(server: { readonly baseUrl: string }): Promise<readonly string[]> {
  return (await createClient(server).runs()).runs.map(({ run }) => run);
}
