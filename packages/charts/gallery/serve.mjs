// @ts-check
// `node gallery/serve.mjs` builds the gallery and serves it at http://localhost:8123.
import { context } from "esbuild";

const root = import.meta.dirname;
const gallery = await context({
  absWorkingDir: root,
  entryPoints: ["main.ts"],
  bundle: true,
  format: "esm",
  sourcemap: "inline",
  write: false,
  outdir: root,
});
const { port } = await gallery.serve({ servedir: root, host: "127.0.0.1", port: 8123 });
console.log(`http://localhost:${port}`);
