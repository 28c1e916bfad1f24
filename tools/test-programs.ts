// What tests start as threads and processes of their own is bundled once, before them all: from source each start would compile for a second or two.
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { bundleCommand } from "../scripts/bundle.mjs";

const root = resolve(import.meta.dirname, "..");

/**
 * Holds the command as the build has it, without its page, and programs of tests as `<name>.mjs`. Tests have it in their environment as
 * RUNBOARD_TEST_PROGRAMS. Native packages are found from here.
 */
export const testPrograms = join(root, "apps", "server", "node_modules", ".cache", "test-programs");

const programs = {
  "counting-child": "packages/training/src/jobs/testing/counting-child.ts",
  "killed-server": "packages/training/src/jobs/testing/killed-server.ts",
  "training-program": "apps/server/test/training-program.ts",
};

/** Modules that start a thread or process beside themselves. */
const starters = [
  "packages/logdir/src/worker-entry.ts",
  "apps/server/src/graphs/graph-work.ts",
  "packages/training/src/child-entry.ts",
].map((path) => join(root, path));
const bundleUrl = pathToFileURL(join(testPrograms, "main.js")).href;

/** Lets them start what is bundled. */
export const bundledThreads = {
  name: "bundled-threads",
  enforce: "pre" as const,
  transform(code: string, id: string): string | undefined {
    return starters.includes(id) ? code.replaceAll("import.meta.url", JSON.stringify(bundleUrl)) : undefined;
  },
};

/** Called by vitest. */
export async function setup(): Promise<void> {
  rmSync(testPrograms, { recursive: true, force: true });
  await bundleCommand(testPrograms);
  await build({
    absWorkingDir: root,
    entryPoints: programs,
    outdir: testPrograms,
    bundle: true,
    format: "esm",
    platform: "node",
    external: ["@photostructure/sqlite", "@tensorflow/tfjs-node"],
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
    outExtension: { ".js": ".mjs" },
    logLevel: "warning",
  });
}
