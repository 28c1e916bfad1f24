// Packages that pass for tfjs-node, to test what is done about one that works, throws or ends its process.
import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

const COMPUTES = `
module.exports = {
  ones: () => null,
  conv2d: () => null,
  grad: () => () => ({ dataSync: () => new Array(18).fill(64) }),
  backend: () => ({ binding: { TF_Version: "9.9.9" } }),
};`;

/** Writes the package with the files that a compiled one has. `code` runs when it is loaded, before it computes. */
export async function writeNativePackage(directory: string, code: string): Promise<void> {
  const loads = JSON.stringify(loadsFile(directory));
  await mkdir(path.join(directory, "lib", "napi-v8"), { recursive: true });
  await mkdir(path.join(directory, "deps", "lib"), { recursive: true });
  await writeFile(path.join(directory, "package.json"), '{ "main": "index.js" }');
  await writeFile(
    path.join(directory, "index.js"),
    `require("node:fs").appendFileSync(${loads}, "x");\n${code}\n${COMPUTES}`,
  );
  await writeFile(path.join(directory, "lib", "napi-v8", "tfjs_binding.node"), "");
  const libraries = ["libtensorflow.so", "libtensorflow.2.dylib", "tensorflow.dll"];
  for (const name of libraries) await writeFile(path.join(directory, "deps", "lib", name), "");
}

/** As another build would. */
export async function changeLibrary(directory: string): Promise<void> {
  await appendFile(path.join(directory, "lib", "napi-v8", "tfjs_binding.node"), "more");
}

/** How often it was loaded, by any process. */
export async function loadCount(directory: string): Promise<number> {
  return (await readFile(loadsFile(directory), "utf8").catch(() => "")).length;
}

function loadsFile(directory: string): string {
  return path.join(directory, "loads");
}
