// Where a tfjs-node may lie: among the installed packages, or in the user's cache, where the doctor builds it.
import { stat } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

export const TFJS_VERSION = "4.22.0";
/** Of the C library that the doctor builds with. */
export const TENSORFLOW_VERSION = "2.21.0";

const PACKAGE = "@tensorflow/tfjs-node";

export interface NativePlace {
  readonly kind: "installed" | "built";
  /** Of the package; null: it is not there. */
  readonly directory: string | null;
}

/** Best first. */
export function nativePlaces(cacheDirectory: string): readonly NativePlace[] {
  return [
    { kind: "installed", directory: installedDirectory() },
    { kind: "built", directory: packageIn(buildDirectory(cacheDirectory)) },
  ];
}

/** Where the doctor builds. Another version of anything in it has another name. */
export function buildDirectory(cacheDirectory: string): string {
  const name = `tfjs-node-${TFJS_VERSION}-tensorflow-${TENSORFLOW_VERSION}-${process.platform}-${process.arch}`;
  return path.join(cacheDirectory, name);
}

/** The package below a directory that npm installed into. */
export function packageIn(directory: string): string {
  return path.join(directory, "node_modules", PACKAGE);
}

function installedDirectory(): string | null {
  try {
    return path.dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`));
  } catch {
    // Optional: npm leaves it out where its library cannot be downloaded.
    return null;
  }
}

/** The compiled parts with their sizes and times, to tell whether they are those of an earlier look; null when one is missing. */
export async function nativeFiles(directory: string): Promise<string | null> {
  const lib = path.join(directory, "deps", "lib");
  const files = [
    path.join(directory, "lib", "napi-v8", "tfjs_binding.node"),
    path.join(lib, process.platform === "win32" ? "tensorflow.dll" : libraryName()),
  ];
  try {
    const stats = await Promise.all(files.map((file) => stat(file)));
    return stats.map(({ size, mtimeMs }) => `${size}@${Math.round(mtimeMs)}`).join(" ");
  } catch {
    return null;
  }
}

function libraryName(): string {
  return process.platform === "darwin" ? "libtensorflow.2.dylib" : "libtensorflow.so";
}
