// The built command as a process under measurement: started on a log directory, watched until all is loaded, asked, stopped.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readStatus } from "@runboard/contract";

const command = join(import.meta.dirname, "..", "..", "apps", "server", "bin", "runboard.js");
const LOAD_TIMEOUT_MILLIS = 120_000;
/** Every look takes processor time from what is measured. */
const POLL_MILLIS = 40;

export class MeasuredServer {
  readonly baseUrl: string;
  /** From the start of the process until everything was in the index. */
  readonly loadMillis: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, baseUrl: string, loadMillis: number) {
    this.#child = child;
    this.baseUrl = baseUrl;
    this.loadMillis = loadMillis;
  }

  /** Resolves when everything in `logdir`, or in all of several by their names, is loaded; throws when the process ends before. */
  static async start(
    logdir: string | Readonly<Record<string, string>>,
    indexDir: string,
  ): Promise<MeasuredServer> {
    const port = await freePort();
    const baseUrl = `http://127.0.0.1:${port}`;
    const startMillis = performance.now();
    const where =
      typeof logdir === "string"
        ? ["--logdir", logdir]
        : [
            "--logdir_spec",
            Object.entries(logdir)
              .map(([name, path]) => `${name}:${path}`)
              .join(","),
          ];
    const flags = [...where, "--index-dir", indexDir, "--port", String(port)];
    const child = spawn(process.execPath, [command, ...flags], { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4000)));
    while (!(await isLoaded(baseUrl))) {
      if (child.exitCode !== null || performance.now() - startMillis > LOAD_TIMEOUT_MILLIS) {
        child.kill("SIGKILL");
        throw new Error(`the server did not load ${where.join(" ")}:\n${output}`);
      }
      await sleep(POLL_MILLIS);
    }
    return new MeasuredServer(child, baseUrl, performance.now() - startMillis);
  }

  /** Greatest resident memory so far, of the process and its children together. */
  peakMemoryBytes(): number {
    return this.#processIds().reduce((sum, pid) => {
      const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
      return sum + Number(line?.[1] ?? 0) * 1024;
    }, 0);
  }

  /** Processor time used so far, in user and kernel mode. */
  cpuMillis(): number {
    return this.#processIds().reduce((sum, pid) => {
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
      // utime and stime, in clock ticks of 10 ms.
      return sum + (Number(fields[11]) + Number(fields[12])) * 10;
    }, 0);
  }

  async stop(): Promise<void> {
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    await exit;
  }

  #processIds(): readonly number[] {
    const found: number[] = [];
    const pending = this.#child.pid === undefined ? [] : [this.#child.pid];
    for (let pid = pending.pop(); pid !== undefined; pid = pending.pop()) {
      found.push(pid);
      for (const thread of readdirSync(`/proc/${pid}/task`)) {
        const children = readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8");
        pending.push(...children.split(" ").filter(Boolean).map(Number));
      }
    }
    return found;
  }
}

/** Uses a server that has loaded `logdir` into an index of its own, and stops it. */
export async function withServer<T>(logdir: string, use: (server: MeasuredServer) => Promise<T>): Promise<T> {
  const indexDir = mkdtempSync(join(tmpdir(), "runboard-bench-index-"));
  const server = await MeasuredServer.start(logdir, indexDir);
  try {
    return await use(server);
  } finally {
    await server.stop();
    rmSync(indexDir, { recursive: true, force: true });
  }
}

async function isLoaded(baseUrl: string): Promise<boolean> {
  try {
    // Not the client: to check the answer would cost the processor that is being measured.
    const answer = await (await fetch(`${baseUrl}${readStatus.path}`)).text();
    return answer.includes('"phase":"ready"');
  } catch (error) {
    // Not listening yet.
    if (error instanceof TypeError) return false;
    throw error;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
