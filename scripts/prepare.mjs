// Brings a clone to where it runs: Node checked, packages installed, command built. Each step is done once and again only when its inputs changed.
// Plain Node without dependencies: nothing is installed yet when this runs.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stampDir = join(root, "node_modules", ".cache", "runboard");

/** Something that the person at the keyboard can put right; printed without a stack. */
export class SetupError extends Error {}

export function say(text) {
  console.log(`runboard: ${text}`);
}

/** Throws SetupError when this Node is older than `engines` in package.json allows. */
export function requireNode() {
  const wanted = readManifest(root).engines.node.replace(/^>=\s*/, "");
  if (compareVersions(process.versions.node, wanted) >= 0) return;
  throw new SetupError(
    `Node.js ${wanted} or newer is needed, this is ${process.versions.node} (${process.execPath}).\n` +
      "Install the current LTS release from https://nodejs.org or with your version manager, then run the command again.",
  );
}

/** Installs every workspace package's dependencies from the lockfile, unless that was done for the same inputs. */
export async function ensureInstalled() {
  const directories = workspaceDirectories();
  const hash = createHash("sha256").update(
    `${process.platform} ${process.arch} ${process.versions.node.split(".")[0]}\n`,
  );
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml"]) hash.update(readFileSync(join(root, file)));
  for (const directory of directories) hash.update(readFileSync(join(directory, "package.json")));
  const stamp = hash.digest("hex");
  if (readStamp("installed") === stamp && directories.every(hasItsModules)) return;

  const pnpm = readManifest(root).packageManager;
  say(`installing packages with ${pnpm} (once, about a minute) …`);
  const start = performance.now();
  const { exitCode, output } = await runQuietly(
    ...npmCommand(["exec", "--yes", "--prefer-offline", "--", pnpm, "install", "--frozen-lockfile"]),
  );
  if (exitCode !== 0) throw new SetupError(explainInstallFailure(output));
  writeStamp("installed", stamp);
  say(`installed in ${secondsSince(start)}`);
}

/** Builds the command and the page, unless the sources are those of the last build. */
export async function ensureBuilt() {
  const stamp = sourcesStamp();
  if (readStamp("built") === stamp && isBuilt()) return;
  say("building …");
  const start = performance.now();
  const { exitCode, output } = await runQuietly(process.execPath, [join(root, "scripts", "build.mjs")]);
  if (exitCode !== 0)
    throw new SetupError(
      `${output.trim()}\n\nThe build failed. If this is an unchanged checkout, delete node_modules and try again.`,
    );
  say(`built in ${secondsSince(start)}`);
}

/** Called by the build when it succeeded, with the stamp of the sources that it read. */
export function recordBuild(stamp) {
  writeStamp("built", stamp);
}

/** Runs a command with its output kept back. */
export function runQuietly(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], ...options });
    let output = "";
    const keep = (chunk) => (output = (output + String(chunk)).slice(-64_000));
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => resolve({ exitCode: 1, output: `${output}\n${error.message}` }));
    child.on("close", (code) => resolve({ exitCode: code ?? 1, output }));
  });
}

/** npm as a program of this Node, so that no shell is involved: `[command, arguments]`. */
export function npmCommand(args) {
  const nodeDirectory = dirname(process.execPath);
  const candidates = [
    process.env.npm_execpath,
    join(nodeDirectory, "node_modules", "npm", "bin", "npm-cli.js"),
    join(nodeDirectory, "..", "lib", "node_modules", "npm", "bin", "npm-cli.js"),
    "/usr/share/nodejs/npm/bin/npm-cli.js",
  ];
  const cli = candidates.find((path) => path?.endsWith("npm-cli.js") && existsSync(path));
  return cli ? [process.execPath, [cli, ...args]] : ["npm", args];
}

export function secondsSince(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}

/** Directories of the workspace's packages, the root among them. */
export function workspaceDirectories() {
  const below = ["packages", "apps"].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => join(root, parent, name)),
  );
  return [root, ...below, join(root, "e2e"), join(root, "bench")].filter((directory) =>
    existsSync(join(directory, "package.json")),
  );
}

function hasItsModules(directory) {
  const { dependencies, devDependencies } = readManifest(directory);
  return !(dependencies || devDependencies) || existsSync(join(directory, "node_modules"));
}

function isBuilt() {
  const dist = join(root, "apps", "server", "dist");
  return existsSync(join(dist, "main.js")) && existsSync(join(dist, "web", "index.html"));
}

/** Hash over the contents of everything that the build reads. */
export function sourcesStamp() {
  const hash = createHash("sha256").update(`${readStamp("installed") ?? ""}\n`);
  const files = [
    "LICENSE",
    "README.md",
    "tsconfig.base.json",
    "pnpm-lock.yaml",
    "scripts/build.mjs",
    "scripts/bundle.mjs",
  ]
    .map((name) => join(root, name))
    .filter(existsSync);
  for (const directory of ["apps", "packages"]) files.push(...sourceFiles(join(root, directory)));
  for (const file of files) {
    hash.update(`${relative(root, file).split(sep).join("/")}\n`);
    hash.update(readFileSync(file));
  }
  return hash.digest("hex");
}

function* sourceFiles(directory) {
  const entries = readdirSync(directory, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      if (!notSources.has(entry.name)) yield* sourceFiles(path);
    } else if (entry.isFile() && !/\.test\.tsx?$|^(LICENSE|README\.md)$/.test(entry.name)) yield path;
  }
}
const notSources = new Set(["node_modules", "dist", "dist-next", "test"]);

function explainInstallFailure(output) {
  const advice = [
    [
      /ENOTFOUND|EAI_AGAIN|ENETUNREACH|ECONNREFUSED|ECONNRESET|ETIMEDOUT|network/i,
      "The npm registry cannot be reached. Check the connection, and the proxy or registry set for npm (npm config get registry).",
    ],
    [/ENOSPC|no space left/i, "The disk is full: about 1 GB is needed for packages."],
    [
      /EACCES|EPERM|permission denied/i,
      "Files here or in npm's cache cannot be written. Check who owns this directory and the cache (npm config get cache).",
    ],
    [
      /OUTDATED_LOCKFILE|frozen-lockfile/i,
      "pnpm-lock.yaml does not fit the package.json files. After changing a dependency run: npx pnpm install",
    ],
    [
      /E?40[134]\b|Not Found|Unauthorized|Forbidden/i,
      "The npm registry refused or does not have a package. Check the registry and credentials set for npm (npm config get registry).",
    ],
    [
      /CERT|self.signed/i,
      "The registry's certificate is not trusted. Behind a company proxy set NODE_EXTRA_CA_CERTS to its certificate.",
    ],
  ].find(([pattern]) => pattern.test(output));
  return `${output.trim().split("\n").slice(-25).join("\n")}\n\nInstalling packages failed. ${advice?.[1] ?? "The lines above say why."}`;
}

export function readManifest(directory) {
  return JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
}

function readStamp(name) {
  const path = join(stampDir, name);
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

function writeStamp(name, stamp) {
  mkdirSync(stampDir, { recursive: true });
  writeFileSync(join(stampDir, name), stamp);
}

function compareVersions(a, b) {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  for (let i = 0; i < 3; i++) if (left[i] !== right[i]) return left[i] - right[i];
  return 0;
}
