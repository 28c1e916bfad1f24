// A test with a log directory of its own, the built command on it, and a page that must not complain.
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base } from "@playwright/test";
import { BoardPage } from "./board-page.ts";
import { BuiltServer } from "./built-server.ts";
import { LiveJob } from "./write-logdir.ts";

interface BoardFixtures {
  /** An empty directory for this test. */
  readonly workDir: string;
  /** Where the runs go; it exists when a test writes one. */
  readonly logdir: string;
  /** Starts the command on `logdir` and resolves when all that is there is loaded. */
  readonly serve: (options?: {
    readonly flags?: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
    readonly isLoaded?: boolean;
  }) => Promise<BuiltServer>;
  readonly board: BoardPage;
  readonly startJob: (run: string) => Promise<LiveJob>;
  /** What the page wrote to its console as an error, or threw. A test that expects some empties it. */
  readonly complaints: string[];
}

export const test = base.extend<BoardFixtures>({
  workDir: async ({}, use) => {
    const directory = mkdtempSync(join(realpathSync(tmpdir()), "runboard-e2e-"));
    await use(directory);
    rmSync(directory, { recursive: true, force: true });
  },
  logdir: ({ workDir }, use) => use(join(workDir, "logs")),
  serve: async ({ page, workDir, logdir }, use) => {
    const servers: BuiltServer[] = [];
    await use(async ({ flags = [], environment = {}, isLoaded = true } = {}) => {
      const server = new BuiltServer({ logdir, indexDir: join(workDir, "index"), flags, environment });
      servers.push(server);
      await server.start();
      if (isLoaded) await server.loaded();
      return server;
    });
    // A page that outlives its server complains.
    await page.close();
    for (const server of servers) await server.stop();
  },
  complaints: async ({ page }, use) => {
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.stack ?? error.message));
    await use(complaints);
    base.expect(complaints, "errors in the page's console").toEqual([]);
  },
  board: ({ page, complaints: _complaints }, use) => use(new BoardPage(page)),
  startJob: async ({ logdir }, use) => {
    const jobs: LiveJob[] = [];
    await use(async (run) => {
      const job = await LiveJob.start(logdir, run);
      jobs.push(job);
      return job;
    });
    for (const job of jobs) await job.stop();
  },
});

export { expect } from "@playwright/test";
