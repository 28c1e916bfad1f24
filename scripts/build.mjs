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
import { basename, dirname, join, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
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

/** Half of zod is its messages in fifty languages, read and compiled at every start and never used. */
const onlyEnglishMessages = {
  name: "only-english-messages",
  setup(build) {
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: 'export { default as en } from "./en.js";',
    }));
  },
};

/** A fifth of the server's code, read at every start: compilers of schemas in Fastify's form, of which no route has one (apps/server/src/app.ts). */
const withoutSchemaCompilers = {
  name: "without-schema-compilers",
  setup(build) {
    const namespace = "without-schema-compilers";
    build.onResolve({ filter: /^@fastify\/(ajv|fast-json-stringify)-compiler$/ }, ({ path }) => ({
      path,
      namespace,
    }));
    build.onLoad({ filter: /.*/, namespace }, ({ path }) => ({
      contents: `throw new Error(${JSON.stringify(`${path} is not part of this bundle.`)});`,
    }));
  },
};

/**
 * In Node `import()` of a CommonJS package gives its names; in a chunk of the bundler's it gives its default alone. Each such package gets a module around it,
 * with the names that Node finds, so that the bundle sees what the sources see.
 */
const namesOfLatePackages = {
  name: "names-of-late-packages",
  setup(build) {
    const asked = Symbol();
    build.onResolve({ filter: /^[^./]/ }, async ({ path, kind, pluginData, ...place }) => {
      if (kind !== "dynamic-import" || pluginData === asked) return undefined;
      const found = await build.resolve(path, { ...place, kind, pluginData: asked });
      const isPackage = !found.external && packageDirectory(found.path) !== undefined;
      return isPackage && isCommonJs(found.path) ? { path: found.path, namespace: latePackage } : found;
    });
    build.onLoad({ filter: /.*/, namespace: latePackage }, async ({ path }) => {
      const names = Object.keys(await import(pathToFileURL(path).href)).filter((name) => !notNames.has(name));
      const values = names.map((name, at) =>
        name === "default" ? `const name${at} = all;` : `const name${at} = all[${JSON.stringify(name)}];`,
      );
      const exports = names.map((name, at) => `name${at} as ${JSON.stringify(name)}`);
      const contents = `const all = require(${JSON.stringify(path)});\n${values.join("\n")}\nexport { ${exports.join(", ")} };`;
      return { contents, resolveDir: dirname(path) };
    });
  },
};
const latePackage = "late-package";
/** What Node and compilers add. */
const notNames = new Set(["__esModule", "module.exports"]);

/** As Node decides it. */
function isCommonJs(path) {
  if (/\.[cm]js$/.test(path)) return path.endsWith(".cjs");
  let directory = dirname(path);
  while (!existsSync(join(directory, "package.json"))) directory = dirname(directory);
  return readManifest(directory).type !== "module";
}

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
  const packages = new Set([
    ...(await buildCommand()),
    ...(await buildPage()),
    copyApiPage(),
    copyWebAssembly(),
  ]);
  await declareWriter();
  writeFileSync(join(next, "THIRD-PARTY-LICENSES.txt"), licenseTexts(packages));
  for (const name of ["README.md", "LICENSE"]) copyFileSync(join(root, name), join(server, name));
  rmSync(join(server, "dist"), { recursive: true, force: true });
  renameSync(next, join(server, "dist"));
  recordBuild(stamp);
}

/** The command, the worker that reads event files, the process that trains, and the writer. Returns the directories of the packages that went in. */
async function buildCommand() {
  const shared = await bundle({
    main: join(server, "src", "main.ts"),
    "training-child": join(training, "src", "child", "main.ts"),
    writer: join(training, "src", "writer.ts"),
  });
  // By itself: a chunk is all of the files that some entries share, and the worker needs a tenth of it, in each of its threads.
  const worker = await bundle({
    "ingest-worker": join(root, "packages", "logdir", "src", "ingest-worker.ts"),
  });
  const graphThread = await bundle({
    "graph-thread": join(server, "src", "graphs", "graph-thread.ts"),
  });
  return [...shared, ...worker, ...graphThread];
}

/** Returns the directories of the packages that went in. */
async function bundle(entryPoints) {
  const esbuild = await import("esbuild");
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints,
    outdir: next,
    bundle: true,
    // Lazy imports stay lazy; all chunks lie flat, so that `new URL("./ingest-worker.js", import.meta.url)` holds in each.
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    metafile: true,
    // WebAssembly is looked for beside the file that runs.
    define: { "process.env.NODE_ENV": '"production"', __dirname: "import.meta.dirname" },
    // Native, for Node without node:sqlite and for training; optional dependencies of the published package.
    external: ["@photostructure/sqlite", "@tensorflow/tfjs-node"],
    plugins: [onlyEnglishMessages, withoutSchemaCompilers, namesOfLatePackages],
    // CommonJS dependencies call `require` for Node's own modules.
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
    logLevel: "warning",
  });
  const files = Object.keys(metafile.inputs).filter((path) => !path.startsWith(`${latePackage}:`));
  return files.flatMap((path) => packageDirectory(resolve(root, path)) ?? []);
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

/** What tfjs computes with where there is no TensorFlow. Returns the directory of its package. */
function copyWebAssembly() {
  const from = join(training, "node_modules", "@tensorflow", "tfjs-backend-wasm");
  const names = readdirSync(join(from, "dist")).filter((name) => name.endsWith(".wasm"));
  if (names.length === 0) throw new SetupError(`${from} holds no WebAssembly: install again`);
  for (const name of names) copyFileSync(join(from, "dist", name), join(next, name));
  return from;
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

/** The package that a file belongs to; undefined for our own. */
function packageDirectory(path) {
  const parts = path.split(/[\\/]/);
  const at = parts.lastIndexOf("node_modules");
  if (at < 0) return undefined;
  return parts.slice(0, at + (parts[at + 1]?.startsWith("@") ? 3 : 2)).join(sep);
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
