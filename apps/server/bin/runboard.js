#!/usr/bin/env node
import { existsSync } from "node:fs";
import module from "node:module";

const built = new URL("../dist/main.js", import.meta.url);
if (!existsSync(built)) {
  console.error("runboard is not built yet: run `npm run build` (or `npm start`) in the repository first.");
  process.exit(1);
}
// Keeps compiled code between starts, from Node 22.8 on.
module.enableCompileCache?.();
await import(built.href);
