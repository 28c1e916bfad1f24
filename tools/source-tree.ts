// The repository as the architecture tests see it: its files, packages and imports. No git needed.
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, posix } from "node:path";
import ts from "typescript";

const root = dirname(import.meta.dirname);

const notOurs = new Set([
  ".cache",
  ".git",
  "coverage",
  "dist",
  "dist-next",
  "node_modules",
  "playwright-report",
  "test-results",
]);

/** Copied there by the build. */
const copies = new Set(["apps/server/LICENSE", "apps/server/README.md"]);

/** Every file that belongs to the repository, as paths relative to its root with slashes. */
export const files: readonly string[] = [...walk("")].filter((path) => !copies.has(path)).sort();

export const sources: readonly string[] = files.filter(
  (path) => /\.tsx?$/.test(path) && !path.endsWith(".d.ts") && !path.includes("/gen/"),
);

export function isTest(path: string): boolean {
  return /\.test\.tsx?$|\/testing(\.ts$|\/)|^packages\/[^/]+\/test\/|^apps\/[^/]+\/test\//.test(path);
}

export function readText(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly engines?: { readonly node: string };
  readonly exports?: Record<string, string>;
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
}

export function readManifest(directory: string): Manifest {
  return JSON.parse(readText(posix.join(directory, "package.json"))) as Manifest;
}

/** Module specifiers that a source names: static, dynamic, type-only and worker URLs. */
export function importsOf(path: string): readonly string[] {
  const urls = [...readText(path).matchAll(/new URL\(\s*"(\.[^"]+\.[jt]s)",\s*import\.meta\.url/g)];
  return [...modulesOf(path), ...urls.flatMap(([, url]) => url ?? [])];
}

/** The same without workers, which run apart. */
export function modulesOf(path: string): readonly string[] {
  return ts.preProcessFile(readText(path), true, true).importedFiles.map(({ fileName }) => fileName);
}

/** `@scope/name` or `name` of a bare specifier; `node:x` as it is. */
export function packageOf(specifier: string): string {
  if (specifier.startsWith("node:")) return specifier;
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

/** Where a relative import leads, relative to the root. */
export function resolveImport(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier);
}

/** The workspace package that a file belongs to, e.g. `packages/store`; undefined for the root's own files. */
export function packageDirectoryOf(path: string): string | undefined {
  return /^(?:(?:packages|apps)\/[^/]+|e2e|bench)(?=\/)/.exec(path)?.[0];
}

export const packageDirectories: readonly string[] = files
  .filter((path) => basename(path) === "package.json" && packageDirectoryOf(path) === dirname(path))
  .map(dirname);

function* walk(directory: string): Generator<string> {
  for (const entry of readdirSync(join(root, directory), { withFileTypes: true })) {
    const path = posix.join(directory, entry.name);
    if (entry.isFile()) yield path;
    else if (entry.isDirectory() && !notOurs.has(entry.name) && path !== "runs") yield* walk(path);
  }
}
