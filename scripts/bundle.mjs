// The command and its threads and processes as bundles, for the build and for tests that start them.
import { copyFileSync, existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { readManifest, root, SetupError } from "./prepare.mjs";

const server = join(root, "apps", "server");
const training = join(root, "packages", "training");

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

/** The command, the worker that reads event files, the process that trains, and the writer. Returns the directories of the packages that went in. */
export async function bundleCommand(outdir) {
  const shared = await bundle(outdir, {
    main: join(server, "src", "main.ts"),
    "training-child": join(training, "src", "child", "main.ts"),
    writer: join(training, "src", "writer.ts"),
  });
  // By itself: a chunk is all of the files that some entries share, and the worker needs a tenth of it, in each of its threads.
  const worker = await bundle(outdir, {
    "ingest-worker": join(root, "packages", "logdir", "src", "ingest-worker.ts"),
  });
  const graphThread = await bundle(outdir, {
    "graph-thread": join(server, "src", "graphs", "graph-thread.ts"),
  });
  const checkpointThread = await bundle(outdir, {
    "checkpoint-thread": join(server, "src", "checkpoints", "checkpoint-thread.ts"),
  });
  return [...shared, ...worker, ...graphThread, ...checkpointThread, copyWebAssembly(outdir)];
}

/** What tfjs computes with where there is no TensorFlow. Returns the directory of its package. */
function copyWebAssembly(outdir) {
  const from = join(training, "node_modules", "@tensorflow", "tfjs-backend-wasm");
  const names = readdirSync(join(from, "dist")).filter((name) => name.endsWith(".wasm"));
  if (names.length === 0) throw new SetupError(`${from} holds no WebAssembly: install again`);
  for (const name of names) copyFileSync(join(from, "dist", name), join(outdir, name));
  return from;
}

/** Returns the directories of the packages that went in. */
async function bundle(outdir, entryPoints) {
  const esbuild = await import("esbuild");
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints,
    outdir,
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

/** The package that a file belongs to; undefined for our own. */
export function packageDirectory(path) {
  const parts = path.split(/[\\/]/);
  const at = parts.lastIndexOf("node_modules");
  if (at < 0) return undefined;
  return parts.slice(0, at + (parts[at + 1]?.startsWith("@") ? 3 : 2)).join(sep);
}
