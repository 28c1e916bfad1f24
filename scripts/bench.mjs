// `npm run bench [-- --only load,serve,page]`: measures the built command; the corpora are written once into the system's temporary directory.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ensureBuilt, ensureInstalled, requireNode, root, SetupError } from "./prepare.mjs";

try {
  requireNode();
  await ensureInstalled();
  await ensureBuilt();
  // The page is measured in the browser that the tests drive.
  const needsBrowser = !/--only(?!.*(page|graphs))/.test(process.argv.join(" "));
  const browser = needsBrowser ? (await import("../e2e/chromium.mjs")).ensureChromium() : undefined;
  const program = join(root, "bench", "src", "main.ts");
  const { status } = spawnSync(process.execPath, ["--import", "tsx", program, ...process.argv.slice(2)], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...(browser && { CHROMIUM_PATH: browser }) },
  });
  process.exitCode = status ?? 1;
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
