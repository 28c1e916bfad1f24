// `npm run dev [-- flags]`: the server from its sources on port 6006, started again on changes, and the page from Vite, which follows changes by itself.
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ensureInstalled, requireNode, root, SetupError } from "./prepare.mjs";

try {
  requireNode();
  await ensureInstalled();
  const runs = join(root, "runs");
  mkdirSync(runs, { recursive: true });
  const flags = process.argv.slice(2);
  if (!flags.some((flag) => /^--logdir/.test(flag))) flags.push("--logdir", runs);
  const server = join(root, "apps", "server", "src", "main.ts");
  const tsx = join(root, "node_modules", "tsx", "dist", "cli.mjs");
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  const children = [
    start([tsx, "watch", "--clear-screen=false", server, "--port", "6006", ...flags], root),
    start([vite, "--clearScreen", "false"], join(root, "apps", "web")),
  ];
  for (const child of children)
    child.on("exit", (code) => {
      for (const other of children) other.kill();
      process.exitCode ??= code ?? 0;
    });
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function start(args, cwd) {
  return spawn(process.execPath, args, {
    cwd,
    stdio: "inherit",
    env: { ...process.env, RUNBOARD_DEV_SERVER: "http://localhost:6006" },
  });
}
