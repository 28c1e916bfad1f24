// `npm run build`: bundles the command, its worker, the program of a job's process and the summary writer with esbuild and the page with Vite into
// apps/server/dist, which is what npm publishes.
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { bundleCommand, packageDirectory } from "./bundle.mjs";
import {
  ensureInstalled,
  readManifest,
  recordBuild,
  requireNode,
  root,
  runQuietly,
  SetupError,
  sourcesStamp,
} from "./prepare.mjs";

const server = join(root, "apps", "server");
const web = join(root, "apps", "web");
const training = join(root, "packages", "training");
// Built beside the old one and then put in its place, so that a failed build leaves a working command.
const next = join(server, "dist-next");

/** Most JavaScript that the browser needs for the first picture, in bytes as gzip sends them. What can wait is behind `import()`. */
const MAX_FIRST_LOAD_BYTES = 350_000;

// Vite goes by it: where a shell says `development` the page would be React's for developers, and too large.
process.env.NODE_ENV = "production";
try {
  requireNode();
  await ensureInstalled();
  await buildAll();
} catch (error) {
  // The bundlers have printed where it failed.
  console.error(error instanceof SetupError || error.errors ? error.message : error);
  process.exitCode = 1;
}

async function buildAll() {
  const stamp = sourcesStamp();
  rmSync(next, { recursive: true, force: true });
  const packages = new Set([...(await bundleCommand(next)), ...(await buildPage()), copyApiPage()]);
  await declareWriter();
  writeFileSync(join(next, "THIRD-PARTY-LICENSES.txt"), licenseTexts(packages));
  for (const name of ["README.md", "LICENSE"]) copyFileSync(join(root, name), join(server, name));
  rmSync(join(server, "dist"), { recursive: true, force: true });
  renameSync(next, join(server, "dist"));
  recordBuild(stamp);
}

/** The page. Returns the directories of the packages that went in. */
async function buildPage() {
  const vite = await import("vite");
  const found = new Set();
  const noteModules = {
    name: "note-modules",
    generateBundle() {
      for (const id of this.getModuleIds()) {
        const directory = packageDirectory(id.replace(/^\0/, "").split("?")[0]);
        if (directory) found.add(directory);
      }
    },
  };
  const built = await vite.build({
    root: web,
    configFile: join(web, "vite.config.ts"),
    plugins: [noteModules],
    build: { outDir: join(next, "web"), emptyOutDir: true },
    logLevel: "warn",
  });
  checkFirstLoad(built.output);
  // Fonts come in through style sheets, which are not modules.
  for (const name of Object.keys(readManifest(web).dependencies))
    if (!name.startsWith("@runboard/")) found.add(join(web, "node_modules", name));
  return found;
}

/** The chunk that the page begins with and all that it imports statically, and the workers that these name. */
function checkFirstLoad(output) {
  const chunks = new Map(output.flatMap((file) => (file.type === "chunk" ? [[file.fileName, file]] : [])));
  const first = new Set();
  const add = (name) => {
    if (first.has(name)) return;
    first.add(name);
    chunks.get(name).imports.forEach(add);
  };
  for (const { fileName, isEntry } of chunks.values()) if (isEntry) add(fileName);
  const sizes = [...first].map((name) => ({ name, bytes: gzipSync(chunks.get(name).code).length }));
  const isNamed = (fileName) => [...first].some((name) => chunks.get(name).code.includes(basename(fileName)));
  // The bundler gives a worker as an asset.
  for (const { type, fileName, source } of output)
    if (type === "asset" && fileName.endsWith(".js") && isNamed(fileName))
      sizes.push({ name: fileName, bytes: gzipSync(source).length });
  const bytes = sizes.reduce((sum, size) => sum + size.bytes, 0);
  const kilobytes = (size) => `${(size / 1000).toFixed(1)} kB`;
  console.log(`The first page takes ${kilobytes(bytes)} of JavaScript, gzipped, in ${sizes.length} files.`);
  if (bytes <= MAX_FIRST_LOAD_BYTES) return;
  const list = sizes.map((size) => `  ${size.name} ${kilobytes(size.bytes)}`).join("\n");
  throw new SetupError(
    `The first page takes ${kilobytes(bytes)} of JavaScript, gzipped; ${kilobytes(MAX_FIRST_LOAD_BYTES)} are allowed. ` +
      `Load with import() what is not needed for the first picture.\n${list}`,
  );
}

/** The declarations of `runboard/writer`, in one file. */
async function declareWriter() {
  // The bundler of declarations reads what the compiler made of the packages that this one refers to.
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const { exitCode, output } = await runQuietly(process.execPath, [compiler, "-b", training]);
  if (exitCode !== 0) throw new SetupError(output.trim());
  const { rolldown } = await import("rolldown");
  const { dts } = await import("rolldown-plugin-dts");
  const tsconfig = join(training, "tsconfig.json");
  const compilerOptions = { composite: false, incremental: false };
  const bundle = await rolldown({
    input: { writer: join(training, "src", "writer.ts") },
    cwd: training,
    external: [/^node:/],
    checks: { bundlerTimings: false },
    plugins: [dts({ tsconfig, compilerOptions, emitDtsOnly: true, resolve: true })],
  });
  await bundle.write({ dir: next });
  await bundle.close();
}

/** The page to try the API. Returns the directory of its package. */
function copyApiPage() {
  const from = dirname(createRequire(join(server, "package.json")).resolve("swagger-ui-dist/package.json"));
  const to = join(next, "docs");
  mkdirSync(to, { recursive: true });
  for (const name of ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"])
    cpSync(join(from, name), join(to, name));
  return from;
}

/** Licences ask that their text goes along with copies, and notices with it. */
function licenseTexts(directories) {
  const texts = new Map();
  for (const directory of directories) {
    const { name, version, license } = readManifest(directory);
    const text = readdirSync(directory)
      .filter((entry) => /^(licen[cs]e|notice)(\.|-|$)/i.test(entry))
      .map((entry) => readFileSync(join(directory, entry), "utf8").trim())
      .join("\n\n");
    texts.set(`${name} ${version}`, `${name} ${version} (${license ?? "see below"})\n\n${text}\n`);
  }
  const bar = `\n${"-".repeat(78)}\n\n`;
  return [...texts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, text]) => text)
    .join(bar);
}
