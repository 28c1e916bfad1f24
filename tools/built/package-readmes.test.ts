// The code of all other READMEs: run here, or beside the sources where it needs what only tests there have.
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeBlocksOf } from "../code-blocks.ts";
import { files, readText } from "../source-tree.ts";
import { root, runsOf, Workplace } from "./workplace.ts";

const place = new Workplace();
beforeAll(() => place.log());
afterAll(() => place.dispose());

/** How the blocks of each README are run. */
const runners: Record<string, readonly ((code: string) => Promise<void>)[]> = {
  "packages/analysis/README.md": [analysisExample],
  "packages/charts/README.md": [besideSources("packages/charts/src/line/line-chart.test.ts")],
  "packages/contract/README.md": [clientExample],
  "packages/logdir/README.md": [logdirExample, valuesExample],
  "packages/markdown/README.md": [markdownExample],
  "packages/store/README.md": [storeExample],
  "packages/tfevents/README.md": [besideSources("packages/tfevents/test/example.ts")],
  "packages/training/README.md": [listOfSources],
};
const blocks = files
  .filter((path) => path.endsWith("/README.md"))
  .flatMap((path) =>
    codeBlocksOf(readText(path)).map(({ code }, number) => ({
      path,
      number,
      code,
      title: `${path}, block ${number + 1}`,
    })),
  );

test("every block is run", () => {
  expect(blocks.map(({ path, number }) => [path, number])).toEqual(
    Object.entries(runners).flatMap(([path, runs]) => runs.map((_, number) => [path, number])),
  );
});

describe("the code of", () => {
  test.each(blocks)("$title", async ({ path, number, code }) => {
    // The package itself, which only others find by its name.
    await runners[path]?.[number]?.(code.replace(/"@runboard\/\w+"/, `"${doorOf(dirname(path))}"`));
  });
});

function doorOf(packageDirectory: string): string {
  return pathToFileURL(join(root, packageDirectory, "src/index.ts")).href;
}

async function analysisExample(code: string): Promise<void> {
  const output = await runWith(
    code,
    `const steps = Float64Array.from({ length: 5000 }, (_, step) => step);
const values = steps.map((step) => Math.sin(step / 100));
const tags = ["layer10", "loss+/a", "layer2", "loss/a"];`,
    "console.log(JSON.stringify([kept.length, shown.length, tags]));",
  );
  const [keptCount, shownCount, tags] = JSON.parse(output) as [number, number, string[]];
  expect(keptCount).toBeGreaterThan(100);
  expect(keptCount).toBeLessThanOrEqual(1000);
  expect(shownCount).toBe(keptCount);
  expect(tags).toEqual(["layer2", "layer10", "loss/a", "loss+/a"]);
}

async function markdownExample(code: string): Promise<void> {
  const output = await runWith(
    code,
    'const description = "[x](javascript:x)";\nconst note = "![dot](http://tracker/dot.png)";',
    "console.log(JSON.stringify([safe, shown]));",
  );
  expect(JSON.parse(output)).toEqual([
    "<p><a>x</a></p>",
    "<p><code>![dot](http://tracker/dot.png)</code></p>",
  ]);
}

/** It watches for as long as it is let. */
async function clientExample(code: string): Promise<void> {
  const server = await place.serve("runboard --logdir growing");
  const told = "console.log(`${runs.length} runs, ${series.length} series`);\nfor await";
  const script = code.replace("http://localhost:6006", server.baseUrl).replace("for await", told);
  const program = place.startScript(script);
  await program.until(/^0 runs, 0 series$/m);
  await place.run("cp -r logs growing");
  await program.until(/^\[ ['"]logged['"] \]$/m);
  expect(await runsOf(server)).toEqual(["logged"]);
}

async function logdirExample(code: string): Promise<void> {
  mkdirSync(join(place.directory, "runs"));
  const local = code
    .replace("/data/more", join(place.directory, "logs"))
    .replace("/tmp/index.sqlite", join(place.directory, "logdir.sqlite"));
  await place.startScript(local, { HOME: place.directory }).until(/^\d+ \[ 'logged' \] \[\]$/m);
}

async function valuesExample(code: string): Promise<void> {
  const output = await runWith(
    code,
    `import { ValueReader, watchLogdir, parseLogdirSpec } from "${doorOf("packages/logdir")}";
import { openStore } from "${doorOf("packages/store")}";
import { createSummaryWriter } from "${pathToFileURL(join(root, "apps/server/dist/writer.js")).href}";
const writer = createSummaryWriter("weighed/run");
for (let step = 0; step < 3; step++) writer.histogram("weights", Float32Array.of(1, 2, step), step);
writer.close();
const location = { kind: "sqlite", path: "weighed.sqlite" };
const watch = watchLogdir({ roots: parseLogdirSpec("weighed"), store: location, reloadIntervalSeconds: 0 });
await new Promise((resolve) => watch.subscribe(() => watch.progress.phase === "ready" && resolve()));
await watch.close();
const store = await openStore(location);`,
    "await store.close();",
  );
  expect(output).toMatch(/^(?:\[ \d+, 3 \]\n){3}$/);
}

async function storeExample(code: string): Promise<void> {
  const builders = pathToFileURL(join(root, "packages/store/src/testing/builders.ts")).href;
  const output = await runWith(
    code.replace("/cache/index.db", join(place.directory, "store.sqlite")),
    `import { FILE, fileCommit as commitOf, scalarPoints } from ${JSON.stringify(builders)};
const fileCommit = commitOf(FILE, [0, 100], [scalarPoints("loss", [1, 2, 3])]);
const lastRevision = 0;`,
    "console.log(runs.length, series.length);",
  );
  expect(output).toBe("1 1\n");
}

/** What is run there holds each line, and what it needs. */
function besideSources(path: string): (code: string) => Promise<void> {
  return (code) => {
    const lines = code.split("\n").filter((line) => line !== "" && !line.startsWith("import "));
    const held = readText(path)
      .split("\n")
      .map((line) => line.trim());
    expect(lines.length).toBeGreaterThan(0);
    expect(held).toEqual(expect.arrayContaining(lines.map((line) => line.trim())));
    return Promise.resolve();
  };
}

/** No code, but where it stands. */
function listOfSources(list: string): Promise<void> {
  const names = list.split("\n").flatMap((line) => [...line.matchAll(/(?:^|\s{2,})([\w-]+(?:\.ts|\/))/g)]);
  expect(names.length).toBeGreaterThan(10);
  const missing = names.filter(([, name = ""]) => {
    const path = `packages/training/src/${name}`;
    return !files.some((file) => file.startsWith(path));
  });
  expect(missing.map(([, name]) => name)).toEqual([]);
  return Promise.resolve();
}

async function runWith(code: string, before: string, after: string): Promise<string> {
  return await place.startScript(`${before}\n${code}\n${after}`).succeeded();
}
