// The WebAssembly programs of tfjs: beside the bundle, or in their package.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Which of them runs depends on what the processor has. */
const FILE = "tfjs-backend-wasm-simd.wasm";

/** Ends with a separator, as `setWasmPaths` wants it; null when they are not there. */
export function wasmDirectory(): string | null {
  const beside = fileURLToPath(new URL("./", import.meta.url));
  if (existsSync(path.join(beside, FILE))) return beside;
  try {
    return (
      path.dirname(createRequire(import.meta.url).resolve(`@tensorflow/tfjs-backend-wasm/dist/${FILE}`)) +
      path.sep
    );
  } catch {
    return null;
  }
}
